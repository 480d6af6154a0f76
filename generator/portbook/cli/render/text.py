"""Findings for people: the place, the line with a caret, the other places, the next step."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from portbook.text.diagnostic import Diagnostic, legible
from portbook.text.secrets import hidden
from portbook.text.source import Place
from portbook.text.wording import counted

# Select Graphic Rendition (ECMA-48, 8.3.117).
STYLES = {"bold": "1", "error": "1;31", "warning": "1;33", "gutter": "34", "hint": "36"}
NARROWEST = 40


def as_text(
    diagnostics: Sequence[Diagnostic], colour: bool, width: int, name: str | None = None
) -> str:
    """A block for each finding, then how many there are of each sort."""
    if not diagnostics:
        return ""
    printer = _Printer(colour, max(width, NARROWEST))
    blocks = ["".join(f"{line}\n" for line in printer.block(each)) for each in diagnostics]
    severities = [each.severity for each in diagnostics]
    counts = ((severities.count(severity), severity) for severity in ("error", "warning"))
    totals = ", ".join(counted(count, severity) for count, severity in counts if count)
    names = sorted({each.place.source.name for each in diagnostics})
    where = name or (names[0] if len(names) == 1 else f"{len(names)} files")
    return "\n".join([*blocks, f"{totals} in {legible(where)}\n"])


LONGEST = 4_000
"""Characters of a line in which secrets are looked for: no terminal shows more."""


class _Printer:
    def __init__(self, colour: bool, width: int) -> None:
        self.colour = colour
        self.width = width

    def block(self, diagnostic: Diagnostic) -> Iterator[str]:
        severity = self.style(diagnostic.severity, f"{diagnostic.severity}[{diagnostic.code}]")
        where = self.style("bold", legible(f"{diagnostic.place}:"))
        yield f"{where} {severity}: {diagnostic.message}"
        yield from self.excerpt(diagnostic.place, diagnostic.severity)
        for place, message in diagnostic.related:
            yield f"{self.style('bold', legible(f'{place}:'))} {message}"
        if diagnostic.hint:
            yield f"{self.style('hint', 'hint:')} {diagnostic.hint}"

    def excerpt(self, place: Place, severity: str) -> Iterator[str]:
        line, column = place.line, place.column
        text = place.source.line_text(line)
        # Secrets are looked for around what is pointed at.
        first = max(0, column - 1 - LONGEST // 2)
        last = first + LONGEST
        text = text[:first] + hidden(text[first:last]) + text[last:]
        if not text.strip():
            return
        end = place.end_column if place.end_line == line else len(text) + 1
        number = f"{line:>5} |"
        blank = f"{'|':>{len(number)}}"
        shown, before, under = window(text, column - 1, end - 1, self.width - len(number) - 1)
        yield f"{self.style('gutter', number)} {shown}"
        caret = self.style(severity, "^" * under)
        yield f"{self.style('gutter', blank)} {' ' * before}{caret}"

    def style(self, name: str, text: str) -> str:
        return f"\x1b[{STYLES[name]}m{text}\x1b[0m" if self.colour else text


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
