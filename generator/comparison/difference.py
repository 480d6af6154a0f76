"""Two checked maps to all that is told of them: changes, and findings that come or go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.comparison.change import Change
from generator.comparison.compare import changes_between
from generator.text.diagnostic import Diagnostic
from generator.wiring.calls import Wiring

__all__ = ["Checked", "Difference", "compare"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A map under the name that a person calls it by, and what is wrong with it."""

    name: str
    wiring: Wiring
    problems: Sequence[Diagnostic]


@dataclass(frozen=True, slots=True)
class Difference:
    """`new` findings are of the later map, `gone` ones were of the earlier."""

    before: str
    after: str
    changes: list[Change]
    new: list[Diagnostic]
    gone: list[Diagnostic]


def compare(before: Checked, after: Checked) -> Difference:
    """Findings are the same where code and message are: lines move without meaning anything."""
    return Difference(
        before.name,
        after.name,
        changes_between(before.wiring, after.wiring),
        _missing(after.problems, before.problems),
        _missing(before.problems, after.problems),
    )


def _missing(these: Sequence[Diagnostic], those: Sequence[Diagnostic]) -> list[Diagnostic]:
    known = {(each.code, each.message) for each in those}
    return [each for each in these if (each.code, each.message) not in known]
