"""This machine: what listens on it, whether that is what the map says, and how it is ended."""
