"""Two checked maps to all that is told of them: changes, and findings that come or go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from portbook.compare.change import Change
from portbook.compare.compare import changes_between
from portbook.derive.calls import Wiring
from portbook.text.diagnostic import Diagnostic

__all__ = ["Checked", "Difference", "compare"]

_WORD = re.compile(r"[a-z][a-z0-9-]*")


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
    """Findings are the same where code and message are: lines move without meaning anything, and
    names that changed are no other finding."""
    changes = changes_between(before.wiring, after.wiring)
    names = dict(map(_name_only, filter(lambda change: change.what == "renamed", changes)))
    was = [{(each.code, told) for told in _told(each, names)} for each in before.problems]
    now = {(each.code, each.message) for each in after.problems}
    known = {each for ways in was for each in ways}
    return Difference(
        before.name,
        after.name,
        changes,
        [each for each in after.problems if (each.code, each.message) not in known],
        [each for each, ways in zip(before.problems, was, strict=True) if not ways & now],
    )


def _name_only(change: Change) -> tuple[str, str]:
    """`shop/api` to `shop/core` as `api` to `core`."""
    old, new = (_WORD.findall(side or "")[-1] for side in (change.before, change.after))
    return old, new


def _told(finding: Diagnostic, names: dict[str, str]) -> tuple[str, str]:
    """The message, and as it reads with the new names."""
    message = finding.message
    return message, _WORD.sub(lambda word: names.get(word[0], word[0]), message)
