"""The generated files: one module a target, each a pure function of the map."""
