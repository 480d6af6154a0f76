"""Writes a ports.yaml from what importers found, or adds it to the one there is."""
