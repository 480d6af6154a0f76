"""Reads the facts of hand-written Markdown port documents of any shape and language."""

from portbook.sources.documents.document import read_markdown

__all__ = ["read_markdown"]
