"""portbook: one ports.yaml to every place where a port number lives."""

__version__ = "0.1.0"
