"""One difference between two maps, and the same one of several environments joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

Names = dict[str, str]
"""New names by the old ones."""

WHAT = (
    *("added", "removed", "renamed", "moved", "container-port", "bind", "host", "status", "kind"),
    *("address", "route", "origins", "range", "instances", "opened", "closed"),
)
"""Every sort of change, in the order in which they are told."""


@dataclass(frozen=True, slots=True, order=True)
class Touched:
    """Somebody who reaches what changed: `service` is `project/service`, `how` the way it does."""

    service: str
    how: str = ""

    def __str__(self) -> str:
        return f"{self.service} ({self.how})" if self.how else self.service


@dataclass(frozen=True, slots=True)
class Change:
    """`what` is one of WHAT, `subject` a name as the command line takes it.

    `before` and `after` are None where there is nothing. `environments` are those in which it
    changed, empty where it did in all. `callers` had the old value, and need the new one.
    """

    what: str
    subject: str
    before: str | None = None
    after: str | None = None
    environments: tuple[str, ...] = ()
    callers: tuple[Touched, ...] = ()


def grouped(changes: Iterable[Change], environments: Iterable[str]) -> Iterator[Change]:
    """The same change of several environments once; of all of them without their names."""
    every = tuple(environments)
    found: dict[tuple[str, str, str | None, str | None], list[Change]] = {}
    for change in changes:
        key = (change.what, change.subject, change.before, change.after)
        found.setdefault(key, []).append(change)
    for same in found.values():
        inside = tuple(dict.fromkeys(name for each in same for name in each.environments))
        callers = tuple(sorted({caller for each in same for caller in each.callers}))
        whole = inside == every
        yield replace(same[0], environments=() if whole else inside, callers=callers)
