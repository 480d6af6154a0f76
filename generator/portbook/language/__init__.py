"""Reads ports.yaml: scalars, shapes of values, the keys, and the model that they resolve to."""
