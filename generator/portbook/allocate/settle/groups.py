"""Which items have to be settled together: those that meet, and those that want one number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from portbook.allocate.settle.conflicts import Meetings
from portbook.allocate.settle.items import Item
from portbook.allocate.settle.matching import Choice
from portbook.allocate.settle.problem import Problem, overlaps
from portbook.allocate.settle.search import Found, Steps, search

__all__ = ["Settled", "settled"]


class Settled(NamedTuple):
    """Where each item of a conflict ends, by index; `proven` False where steps ran out."""

    choices: dict[int, Choice]
    unproven: tuple[frozenset[int], ...]


def settled(
    items: Sequence[Item],
    meetings: Meetings,
    openings: Callable[[Item], bytearray],
    steps: Steps,
) -> Settled:
    """Solve the smallest groups alone, and again as one where they end on one number.

    Groups whose answers do not touch are settled as well as all of them together: each is as cheap
    as it can be.
    """
    joined = _Sets(sorted({*meetings.leaving, *(each for pair in meetings.pairs for each in pair)}))
    _join_meeting(items, meetings, joined)
    answers: dict[int, Found] = {}
    members: dict[int, list[int]] = {}
    pending = joined.groups()
    while pending:
        for root, group in pending.items():
            members[root] = group
            problem = _problem(items, group, meetings, openings)
            answers[root] = search(problem, steps)
        pending = _touching(items, members, answers, joined)
    choices = {
        index: chosen
        for root, group in members.items()
        for index, chosen in zip(group, answers[root].choices, strict=True)
    }
    unproven = [frozenset(members[root]) for root, found in answers.items() if not found.proven]
    return Settled(choices, tuple(unproven))


def _join_meeting(items: Sequence[Item], meetings: Meetings, joined: _Sets) -> None:
    for one, other in meetings.pairs:
        joined.join(one, other)
    first: dict[tuple[str, str], int] = {}
    for index in joined.members:
        joined.join(index, first.setdefault(items[index].service, index))


def _problem(
    items: Sequence[Item],
    group: list[int],
    meetings: Meetings,
    openings: Callable[[Item], bytearray],
) -> Problem:
    inside = set(group)
    pairs = [pair for pair in meetings.pairs if pair[0] in inside]
    return Problem([items[index] for index in group], pairs, meetings.leaving, openings)


def _touching(
    items: Sequence[Item],
    members: dict[int, list[int]],
    answers: dict[int, Found],
    joined: _Sets,
) -> dict[int, list[int]]:
    """Groups made of those whose answers want one number."""
    moving = {
        index: chosen
        for root, group in members.items()
        for index, chosen in zip(group, answers[root].choices, strict=True)
        if chosen is not None and chosen != items[index].port
    }
    held: Mapping[int, Item] = {index: items[index] for index in moving}
    roots = {index: joined.root(index) for index in moving}
    touched = set()
    for one, other, _, _ in overlaps(held, moving):
        joined.join(one, other)
        touched |= {roots[one], roots[other]}
    for root in touched:
        del members[root], answers[root]
    wanted = {joined.root(root) for root in touched}
    return {root: group for root, group in joined.groups().items() if root in wanted}


class _Sets:
    """Disjoint sets of indexes."""

    def __init__(self, members: Iterable[int]) -> None:
        self.members = list(members)
        self._above = {each: each for each in self.members}

    def root(self, each: int) -> int:
        above = self._above
        while above[each] != each:
            above[each] = each = above[above[each]]
        return each

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        self._above[second] = first

    def groups(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for each in self.members:
            found.setdefault(self.root(each), []).append(each)
        return found
