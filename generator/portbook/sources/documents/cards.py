"""Reads tables that only place cards side by side, each with a title and what it is of below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from portbook.sources.documents.text import clean_name, plain, strip_words
from portbook.sources.documents.tokens import mentions_port

BREAK = "\v"
"""What stands for the end of a paragraph in a cell."""
_BETWEEN = re.compile(rf"<br\s*/?>|<li>|{BREAK}|\s[•·|]\s", re.IGNORECASE)
_TITLE = re.compile(r"[^\w*<]*\*\*(?P<title>[^*]+)\*\*(?:\]\([^()]*\))?\W*")
_LED = re.compile(r"([^\w*<]*\*\*[^*]+\*\*)[ \t]*[:：–—-]?[ \t]+(?=[^\s(])")
_GENERAL = ("port", "host", "container", "url", "environment", "service", "note", "small")

Piece = tuple[str, int, int]
"""What a line of a card says, on which line, and whether it is the title's (0) or below it (1)."""


def cards_in(cells: Sequence[tuple[str, int]]) -> list[Piece] | None:
    """The pieces of cells, each with the line it begins on, if every one that is filled is a card:
    a title in bold above, or before, what tells its port."""
    cards = [list(_pieces(text, line)) for text, line in cells if text.strip()]
    told = [piece for card in cards for piece in card]
    ported = any(mentions_port(plain(text)) for text, _, _ in told)
    return told if ported and all(map(_is_card, cards)) else None


def _pieces(text: str, line: int) -> Iterator[Piece]:
    text = _LED.sub(rf"\1{BREAK}", text, count=1)
    gaps = [gap.span() for gap in _BETWEEN.finditer(text)]
    ends = [0, *(end for gap in gaps for end in gap), len(text)]
    depth = 0
    for begin, end in zip(ends[::2], ends[1::2], strict=True):
        piece = text[begin:end]
        if any(map(str.isalnum, piece)):
            first = end - len(piece.lstrip())
            opened = "[" if "](" in piece and "[" not in piece else ""  # A link around a title.
            yield opened + " ".join(piece.split()), line + text.count("\n", 0, first), depth
            depth = 1


def _is_card(card: list[Piece]) -> bool:
    title = _TITLE.fullmatch(card[0][0]) if len(card) > 1 else None
    name = clean_name(strip_words(plain(title["title"]), *_GENERAL)) if title else ""
    return any(map(str.isalpha, name)) and not mentions_port(name)
