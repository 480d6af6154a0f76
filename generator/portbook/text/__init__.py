"""Texts, places in them, their YAML trees, and edits that keep every other byte."""
