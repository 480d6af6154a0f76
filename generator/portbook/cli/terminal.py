"""Formats tables and lines of text that fit the terminal."""

from __future__ import annotations

import contextlib
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

import click

from portbook.cli.loading import colours, talk, width
from portbook.text.diagnostic import legible
from portbook.text.wording import few

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


def print_rows(
    rows: Sequence[dict[str, str]], columns: Sequence[str], secondary: Sequence[str]
) -> None:
    """A row stays a line, however narrow the terminal is: others search them. Where it would be
    too long, `secondary` columns are left out, those first that say the same in each row, and
    others only if that makes it fit; which ones, is told."""
    room = width()
    wide = {key: GAP + max(len(key), *(len(row[key]) for row in rows)) for key in columns}
    same = [each for each in secondary if len({row[each] for row in rows}) == 1]
    order = list(dict.fromkeys((*same, *secondary)))
    left = [order[:count] for count in range(len(order) + 1)]
    needed = sum(wide.values()) - GAP
    out = next((each for each in left if needed - sum(map(wide.__getitem__, each)) <= room), same)
    shown = [key for key in columns if key not in out]
    lines = table(
        [key.upper() for key in shown],
        [[row[key] for key in shown] for row in rows],
        max(room, sum(map(wide.__getitem__, shown))),
        colour=colours(sys.stdout),
    )
    click.echo("\n".join(lines))
    if out:
        names = ", ".join(key for key in columns if key in out)
        talk(f"left out at {room} columns: {names}; --json has them all")


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


NO_BREAK = "\N{NO-BREAK SPACE}"
SHOWN = 8
"""Names that are printed; of more, the rest is counted."""


def wrapped(
    text: str, indent: str = "", behind: str | None = None, rows: int | None = None
) -> list[str]:
    """The lines of a text, on as many rows as there may be; the later ones begin with `behind`,
    those of a text without an indent two further in."""
    return textwrap.wrap(
        text,
        max(40, width()),
        initial_indent=indent,
        subsequent_indent=behind or indent or "  ",
        break_long_words=False,
        break_on_hyphens=False,
        max_lines=rows,
        placeholder=" ...",
    )


def print_names(label: str, names: list[str]) -> None:
    """Print `label: one, other and 3 more`, with no line break inside a name."""
    unbroken = [name.replace(" ", NO_BREAK) for name in names]
    for line in wrapped(f"{label}: {few(unbroken, SHOWN)}"):
        click.echo(line.replace(NO_BREAK, " "))


@contextlib.contextmanager
def progress(said: str) -> Iterator[Callable[[str], None]]:
    """Shows how far it is, each time in place of the last, on a terminal alone; `said` has braces
    for what is given, such as the name of a file."""
    terminal = sys.stderr.isatty()

    def show(name: str) -> None:
        if terminal:
            click.echo(f"\r\x1b[K{said.format(legible(name))[: width() - 2]}", err=True, nl=False)

    try:
        yield show
    finally:
        if terminal:
            click.echo("\r\x1b[K", err=True, nl=False)
