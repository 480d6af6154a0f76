"""Findings for people: the place, the line with a caret, the other places, the next step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portbook.cli.render.window import window
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
    return "\n".join([*blocks, f"{_summary(diagnostics, name)}\n"])


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
        text = _shown(place.source.line_text(line), column - 1)
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


def _summary(diagnostics: Sequence[Diagnostic], name: str | None) -> str:
    totals = []
    for severity in ("error", "warning"):
        count = sum(each.severity == severity for each in diagnostics)
        if count:
            totals.append(counted(count, severity))
    names = sorted({each.place.source.name for each in diagnostics})
    where = legible(name) if name else (names[0] if len(names) == 1 else f"{len(names)} files")
    return f"{', '.join(totals)} in {where}"


def _shown(line: str, at: int) -> str:
    """The line with its secrets hidden; of a very long one, those around what is pointed at."""
    start = max(0, at - LONGEST // 2)
    end = start + LONGEST
    return line[:start] + hidden(line[start:end]) + line[end:]
