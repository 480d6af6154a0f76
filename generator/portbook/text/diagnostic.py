"""Something found wrong: a value with its places, never an exception."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from portbook.text.frozen import frozen
from portbook.text.source import Place, Splice, UnreadableSource

LONGEST = 400
"""Characters of a message: a key may be a megabyte long."""

Severity = str
"""One of "error", "warning"."""


@frozen
class Diagnostic:
    """One finding.

    `message` is one sentence without its full stop; `related` are further places with what each
    shows; `hint` is the next step for the person; `fix` the edits that would end it, where they
    are certain to keep what the person meant.
    """

    code: str
    severity: Severity
    message: str
    place: Place
    related: tuple[tuple[Place, str], ...] = ()
    hint: str | None = None
    fix: tuple[Splice, ...] = ()

    def with_severity(self, severity: Severity) -> Diagnostic:
        return self if severity == self.severity else replace(self, severity=severity)


def legible_finding(
    severity: Severity,
    code: str,
    message: str,
    place: Place,
    *related: tuple[Place, str],
    hint: str | None = None,
    fix: tuple[Splice, ...] = (),
) -> Diagnostic:
    """A finding of a code, with its sentence and its place; what is said is made fit to be shown:
    a line that begins with `::` is a command to the machine that runs a check."""
    hint = hint and legible(hint)
    shown = tuple((other, legible(said)) for other, said in related)
    return Diagnostic(code, severity, legible(message), place, shown, hint, fix)


error, warning = (partial(legible_finding, each) for each in ("error", "warning"))


def legible(text: str) -> str:
    """A message fit for one line of a terminal, whatever the map's author put into it."""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST - 100]}...{text[-90:]}"
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def unreadable(failure: UnreadableSource) -> Diagnostic:
    return error("syntax", failure.message, failure.place, hint=failure.hint)


def any_error(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.severity == "error" for diagnostic in diagnostics)


def sort_key(diagnostic: Diagnostic) -> tuple[str, int, str, str]:
    place = diagnostic.place
    return place.source.name, place.start, diagnostic.code, diagnostic.message
