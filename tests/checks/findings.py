"""What reader and checks say about a map, for the tests of the checks."""

from __future__ import annotations

from portbook.checks import check, judge
from portbook.derive.calls import wire
from portbook.language.load import read
from portbook.text.diagnostic import Diagnostic, sort_key
from portbook.text.source import Source

__all__ = ["codes_in", "findings", "marked"]


def findings(text: str) -> list[Diagnostic]:
    """Everything found wrong with the text of a map, in its order."""
    reading = read(Source("ports.yaml", text))
    if reading.portmap is None:
        return list(reading.problems)
    found = judge(reading.portmap, reading.problems) + check(wire(reading.portmap))
    return sorted(found, key=sort_key)


def codes_in(text: str) -> list[str]:
    return [diagnostic.code for diagnostic in findings(text)]


def marked(diagnostic: Diagnostic) -> str:
    """The text that a diagnostic points at."""
    place = diagnostic.place
    return place.source.text[place.start : place.end]
