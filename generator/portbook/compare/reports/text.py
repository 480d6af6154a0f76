"""A difference for the terminal: a line a change, and who is touched below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portbook.compare.change import Change
from portbook.compare.compare import Difference
from portbook.compare.reports.words import callers_title, counted, label, value_of
from portbook.text.diagnostic import Diagnostic, legible

__all__ = ["as_text"]

WIDEST_SUBJECT = 32


def as_text(difference: Difference) -> str:
    lines = list(_changes(difference.changes))
    lines += _findings("new", difference.new)
    lines += _findings("mended", difference.gone)
    between = f"{difference.before} to {difference.after}: {counted(difference)}"
    return "\n".join(legible(line) for line in [*lines, between]) + "\n"


def _changes(changes: Sequence[Change]) -> Iterator[str]:
    first = max((len(label(each)) for each in changes), default=0)
    subjects = [len(each.subject) for each in changes]
    second = min(max(subjects, default=0), WIDEST_SUBJECT)
    for change in changes:
        where = f" in {', '.join(change.environments)}" if change.environments else ""
        head = f"{label(change):{first}}  {change.subject:{second}}  {value_of(change)}{where}"
        yield head.rstrip()
        if change.callers:
            names = ", ".join(map(str, change.callers))
            yield f"{'':{first}}    {callers_title(change)} {names}"


def _findings(word: str, found: Sequence[Diagnostic]) -> Iterator[str]:
    for each in found:
        yield f"{word} {each.severity}[{each.code}]: {each.message} ({each.place})"
