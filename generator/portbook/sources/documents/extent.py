"""How much of a document is read: not its front matter, and no more than what people write."""

from __future__ import annotations

from portbook.text.diagnostic import Diagnostic, warning
from portbook.text.source import Source

MOST_LINES = 60_000
"""Up to nine seconds; the longest document that people were seen to write has 3,000 lines."""

MOST_SAYINGS = 20_000
"""Headings, list items, lines and blocks outside tables, each read for what it may say."""


def cut(text: str) -> tuple[str, int | None]:
    """The lines that are read and the number of the last, None where all are."""
    if text.count("\n") <= MOST_LINES:
        return text, None
    at = -1
    for _ in range(MOST_LINES):
        at = text.index("\n", at + 1)
    return text[: at + 1], MOST_LINES


def cut_notice(source: Source, last: int) -> Diagnostic:
    """That a document is read up to line `last` alone."""
    message = f"the document is longer than what is read of one: nothing behind line {last:,} was"
    place = source.place(source.offset(last, 1))
    return warning("syntax", message, place, hint="cut it into documents of one project each")


def without_front_matter(text: str) -> str:
    """The text with the YAML between its first lines of dashes emptied, lines kept."""
    if not text.startswith("---"):
        return text
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return text
    for at in range(1, min(len(lines), 400)):
        if lines[at].strip() in ("---", "..."):
            return "\n" * at + "\n" + "\n".join(lines[at + 1 :])
        if lines[at].startswith(("#", "|")):
            break
    return text
