"""Rows of cells to lines of a table that fits the screen.

Not a library's: two thousand rows take half a second there. A cell that is too long goes on below
itself.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

import click

from portbook.text.diagnostic import legible

__all__ = ["GAP", "Cell", "table"]

GAP = 2
"""Blanks between two columns."""
NARROWEST = 12


class Cell(NamedTuple):
    """`style` are arguments of click.style, for terminals."""

    text: str
    style: dict[str, object] | None = None


def table(
    head: Sequence[str], rows: Sequence[Sequence[str | Cell]], width: int, *, colour: bool
) -> Iterator[str]:
    """The lines, the head first, without blanks at their ends; PORT and MS stand to the right."""
    cells = [[_cell(each) for each in row] for row in rows]
    widths = _fitting([len(name) for name in head], cells, width)
    right = [name in ("PORT", "MS") for name in head]
    for line in _lines([Cell(name, {"bold": True}) for name in head], widths, right):
        yield _joined(line, colour)
    for row in cells:
        for line in _lines(row, widths, right):
            yield _joined(line, colour)


def _cell(given: str | Cell) -> Cell:
    """Names that strangers chose must not steer the terminal."""
    cell = Cell(given) if isinstance(given, str) else given
    return cell if cell.text.isprintable() else cell._replace(text=legible(cell.text))


def _fitting(least: list[int], rows: list[list[Cell]], width: int) -> list[int]:
    """What each column asks for; the widest give way, as far as they stay legible."""
    wanted = [
        max(low, *(len(row[at].text) for row in rows)) if rows else low
        for at, low in enumerate(least)
    ]
    room = width - GAP * (len(wanted) - 1)
    while sum(wanted) > room and max(wanted) > NARROWEST:
        # The last of the widest: it is the one that explains.
        at = max(range(len(wanted)), key=lambda each: (wanted[each], each))
        second = max((each for here, each in enumerate(wanted) if here != at), default=0)
        wanted[at] = max(
            NARROWEST, min(wanted[at] - 1, max(second, room - sum(wanted) + wanted[at]))
        )
    return wanted


def _lines(
    row: list[Cell], widths: list[int], right: list[bool]
) -> Iterator[list[tuple[str, Cell]]]:
    """A row's lines, each cell as it is padded, with what it comes from."""
    parts = [_wrapped(cell.text, width) for cell, width in zip(row, widths, strict=True)]
    for texts in zip_longest(*parts, fillvalue=""):
        yield [
            (text.rjust(width) if to_right else text.ljust(width), cell)
            for text, cell, width, to_right in zip(texts, row, widths, right, strict=True)
        ]


def _wrapped(text: str, width: int) -> list[str]:
    if len(text) <= width:
        return [text]
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]


def _joined(line: list[tuple[str, Cell]], colour: bool) -> str:
    plain = (" " * GAP).join(text for text, _ in line).rstrip()
    if not colour:
        return plain
    styled = [click.style(text, **cell.style) if cell.style else text for text, cell in line]  # type: ignore[arg-type]
    return (" " * GAP).join(styled).rstrip()
