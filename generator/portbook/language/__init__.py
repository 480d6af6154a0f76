"""From ports.yaml's text to the model: scalars, shapes, the language, and what it resolves to."""
