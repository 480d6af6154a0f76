"""What reader and checks say about a map, for the tests of the checks."""

from __future__ import annotations

from generator.checks import check, judge
from generator.reading.load import read
from generator.text.diagnostic import Diagnostic, sort_key
from generator.text.source import Source
from generator.wiring.calls import wire

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
