"""portbook: one ports.yaml to every place where a port number lives."""

__version__ = "0.1.0"
__released__ = "2026-11-28"
"""The day of this version, as CHANGELOG.md has it."""
