"""Hand-written Markdown port documents, of whatever shape and language, to facts."""

from portbook.sources.markdown.document import read_markdown

__all__ = ["read_markdown"]
