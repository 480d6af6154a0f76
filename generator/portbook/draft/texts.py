"""Texts of other files as values of ours: one line, nothing invisible, of bounded length."""

from __future__ import annotations

from portbook.language.shapes import Text
from portbook.sources.hiding import without_secrets
from portbook.text.quoting.lines import one_line

__all__ = ["fitting", "sentence"]

LONGEST = 300
"""Characters of one value; a document's paragraph is no description."""


def sentence(text: str | None) -> str | None:
    """The text on one line, what is secret in it hidden; None where nothing is left of it."""
    if text is None:
        return None
    line = without_secrets(one_line(text[: 4 * LONGEST]))
    if len(line) > LONGEST:
        line = line[:LONGEST].rpartition(" ")[0] or line[:LONGEST]
        line += " ..."
    return line or None


def fitting(shape: Text, text: str | None) -> str | None:
    """The text where the language takes it for such a value."""
    line = sentence(text)
    if line is None or line != text:
        return None
    return line if shape.matches is None or shape.matches(line) else None
