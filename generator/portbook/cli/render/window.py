"""As much of a line as a terminal takes, around the part that is meant, in terminal cells."""

from __future__ import annotations

import unicodedata

TAB = 4
CUT = "…"


def window(text: str, start: int, end: int, width: int) -> tuple[str, int, int]:
    """The piece of a line to show, the cells before the part from `start` to `end`, and the cells
    under it (at least one).

    A line that is too long is cut on both sides; tabs and what cannot be printed are spelled out.
    """
    first = _first(text, start, width)
    shown = [CUT] if first else []
    used = before = len(shown)
    under = 0
    for at in range(first, len(text)):
        spelled, size = cells(text[at])
        last = at == len(text) - 1
        if used + size > width - (0 if last else 1):
            shown.append(CUT)
            break
        shown.append(spelled)
        used += size
        before += size if at < start else 0
        under += size if start <= at < end else 0
    return "".join(shown), before, max(under, 1)


def _first(text: str, start: int, width: int) -> int:
    """The index to begin at: 0 where the line fits."""
    # Every character but a combining one takes a cell: far longer texts need no measuring.
    if len(text) <= 2 * width and sum(cells(c)[1] for c in text) <= width:
        return 0
    room = width // 3
    first = min(start, len(text))
    while first > 0 and room > 0:
        first -= 1
        room -= max(cells(text[first])[1], 1)
    return first


def cells(character: str) -> tuple[str, int]:
    """How a character is shown, and how many cells that takes (UAX #11 for wide ones)."""
    if " " <= character <= "~":
        return character, 1
    if character == "\t":
        return " " * TAB, TAB
    if not character.isprintable() and character not in "\u200d\u00a0\u3000":
        spelled = character.encode("unicode_escape").decode()
        return spelled, len(spelled)
    if unicodedata.combining(character) or character in "\u200d\ufe0f":
        return character, 0
    return character, 2 if unicodedata.east_asian_width(character) in "WF" else 1
