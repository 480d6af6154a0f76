"""Edits of ports.yaml for people: found as splices, proved by reading the result, then written."""
