"""Edits of ports.yaml: made as splices, verified by reading the result, then written."""
