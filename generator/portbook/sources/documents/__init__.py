"""Hand-written Markdown port documents, of whatever shape and language, to facts."""

from portbook.sources.documents.document import read_markdown

__all__ = ["read_markdown"]
