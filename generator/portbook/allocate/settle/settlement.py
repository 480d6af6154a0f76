"""The plan for a map: what moves where and why, and what nothing can place."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from portbook.allocate.free import Numbers
from portbook.allocate.linked_ports import Moved
from portbook.allocate.search import given_up
from portbook.allocate.settle.candidates import Candidates
from portbook.allocate.settle.conflicts import Conflicts, Scope, conflicts_of
from portbook.allocate.settle.items import Between, Item, items_of
from portbook.allocate.settle.matching import Choice
from portbook.allocate.settle.problem import Problem, overlaps
from portbook.allocate.settle.search import Found, Steps, search
from portbook.model.claims import Claim, claims_of
from portbook.model.instances import declared_claims
from portbook.model.portmap import PortMap
from portbook.model.ports import span

__all__ = [
    "STEPS",
    "Relocation",
    "Settlement",
    "Unplaced",
    "settle",
]


STEPS = 1_000_000
"""Columns that a search looks at before it gives up its proof: a few seconds' worth."""


@dataclass(frozen=True, slots=True)
class Relocation:
    """`item` gets the number `to` as its first, where `item.port` is written now."""

    item: Item
    to: int
    reason: str

    @property
    def moved(self) -> Moved:
        return self.item.moved

    @property
    def distance(self) -> int:
        return abs(self.to - self.item.port)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """An item that can neither stay nor go anywhere, and why."""

    item: Item
    reason: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """`conflicts` counts pairs that met, `met` are all who did.

    `unproven` are the services of each group that was too large to prove. `standing` are pairs of
    claims: who may come up where the other one stands, and stays.
    """

    moves: tuple[Relocation, ...]
    unplaced: tuple[Unplaced, ...]
    conflicts: int
    met: tuple[Item, ...] = ()
    unproven: tuple[frozenset[tuple[str, str]], ...] = ()
    steps: int = 0
    standing: tuple[tuple[Claim, Claim], ...] = ()

    @property
    def proven(self) -> bool:
        return not self.unproven


def settle(
    portmap: PortMap,
    between: Between,
    today: datetime.date,
    *,
    scope: Scope | None = None,
    apart: Collection[str] = (),
    steps: int = STEPS,
) -> Settlement:
    """The cheapest plan that ends every meeting in scope.

    `between` tells which claims never meet; numbers of the projects in `apart` move in one
    environment alone.
    """
    claims = claims_of(portmap)
    items = items_of(portmap, claims, between, apart)
    conflicts = conflicts_of(items, between, scope or Scope())
    resting = [(each.host, each.number) for each in given_up(portmap, today)]
    kept = [*claims, *declared_claims(portmap)]
    numbers, rules = Numbers(portmap, kept, resting), Numbers(portmap, (), resting)
    budget = Steps(steps)
    found = _settle_groups(items, conflicts, Candidates(numbers, rules, claims).of, budget)
    moves = _moves(items, found.choices, conflicts)
    unplaced = [
        Unplaced(items[index], _why_left(items[index], items, conflicts, numbers, claims))
        for index, chosen in sorted(found.choices.items())
        if chosen is None
    ]
    met = tuple(items[index] for index in sorted(found.choices))
    unproven = tuple(frozenset(items[index].service for index in each) for each in found.unproven)
    return Settlement(
        tuple(moves),
        tuple(unplaced),
        len(conflicts.pairs),
        met,
        unproven,
        budget.spent,
        tuple(conflicts.standing),
    )


def _moves(
    items: list[Item], choices: dict[int, int | None], conflicts: Conflicts
) -> Iterable[Relocation]:
    leaving = {index for index, to in choices.items() if to != items[index].port}
    return [
        Relocation(items[index], to, _why_moved(items[index], items, conflicts, leaving))
        for index, to in sorted(choices.items())
        if to is not None and index in leaving
    ]


class Settled(NamedTuple):
    """Where each item of a conflict ends, by index; `proven` False where steps ran out."""

    choices: dict[int, Choice]
    unproven: tuple[frozenset[int], ...]


def _settle_groups(
    items: Sequence[Item],
    conflicts: Conflicts,
    candidates: Callable[[Item], bytearray],
    steps: Steps,
) -> Settled:
    """Solve the smallest groups alone, and again as one where they end on one number.

    Groups whose answers do not touch are settled as well as all of them together: each is as cheap
    as it can be.
    """
    joined = _Sets(
        sorted({*conflicts.leaving, *(each for pair in conflicts.pairs for each in pair)})
    )
    _join_conflicting(items, conflicts, joined)
    answers: dict[int, Found] = {}
    members: dict[int, list[int]] = {}
    pending = joined.groups()
    while pending:
        for root, group in pending.items():
            members[root] = group
            problem = _problem(items, group, conflicts, candidates)
            answers[root] = search(problem, steps)
        pending = _touching(items, members, answers, joined)
    choices = {
        index: chosen
        for root, group in members.items()
        for index, chosen in zip(group, answers[root].choices, strict=True)
    }
    unproven = [frozenset(members[root]) for root, found in answers.items() if not found.proven]
    return Settled(choices, tuple(unproven))


def _join_conflicting(items: Sequence[Item], conflicts: Conflicts, joined: _Sets) -> None:
    for one, other in conflicts.pairs:
        joined.join(one, other)
    first: dict[tuple[str, str], int] = {}
    for index in joined.members:
        joined.join(index, first.setdefault(items[index].service, index))


def _problem(
    items: Sequence[Item],
    group: list[int],
    conflicts: Conflicts,
    candidates: Callable[[Item], bytearray],
) -> Problem:
    inside = set(group)
    pairs = [pair for pair in conflicts.pairs if pair[0] in inside]
    return Problem([items[index] for index in group], pairs, conflicts.leaving, candidates)


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


SHOWN = 3


def _why_moved(
    item: Item, items: Sequence[Item], conflicts: Conflicts, leaving: Collection[int]
) -> str:
    """Whose number it is: somebody's who stays, where there is one."""
    met = sorted(_met(item, conflicts), key=lambda each: each[0] in leaving)
    wanted = conflicts.leaving.get(item.index)
    if met and not (wanted and not item.alone and met[0][0] in leaving):
        _, mine, theirs = met[0]
        return f"{_shared(mine, theirs)} on {mine.host} is {_who(theirs, mine)}'s"
    theirs, mine = conflicts.leaving[item.index]
    return f"{theirs.who} may come up on {span(mine.port, mine.last)} on {mine.host}"


def _why_left(
    item: Item,
    items: Sequence[Item],
    conflicts: Conflicts,
    numbers: Numbers,
    claims: Sequence[Claim],
) -> str:
    """What it meets that does not move either, and why it cannot go elsewhere."""
    met = [each for each in _met(item, conflicts) if items[each[0]].fixed or not item.fixed]
    met = sorted(met, key=lambda each: items[each[0]].fixed is None)
    said = []
    for other, mine, theirs in met[:1]:
        fixed = items[other].fixed
        also = f", where {fixed.replace('it ', 'that ', 1)}" if fixed and not item.fixed else ""
        said.append(f"{_shared(mine, theirs)} on {mine.host} is {_who(theirs, mine)}'s{also}")
    if not met and item.index in conflicts.leaving:
        theirs, mine = conflicts.leaving[item.index]
        said.append(f"{theirs.who} may come up on {span(mine.port, mine.last)} on {mine.host}")
    if item.fixed:
        return f"{item.fixed}, and {said[0]}" if said else item.fixed
    return "; ".join([*said, _nowhere(item, numbers, claims)])


def _nowhere(item: Item, numbers: Numbers, claims: Sequence[Claim]) -> str:
    spot = next((each for each in item.spots if each.kept), item.spots[0])
    width = "no number" if item.width == 1 else f"no {item.width} consecutive numbers"
    if spot.within is None or not spot.kept:
        hosts = ", ".join(dict.fromkeys(each.host for each in item.spots))
        return f"{width} left for it on {hosts}"
    holders = dict.fromkeys(
        claim.who
        for claim in claims
        if claim.host == spot.host
        and any(claim.port <= high and low <= claim.last for low, high in spot.within.ports.spans)
    )
    listed = ", ".join(list(holders)[:SHOWN])
    more = f" and {len(holders) - SHOWN} more" if len(holders) > SHOWN else ""
    return (
        f"{width} is left for it in its range {spot.within.name} ({spot.within.ports}) on "
        f"{spot.host}, which {listed}{more} hold"
    )


def _met(item: Item, conflicts: Conflicts) -> Iterator[tuple[int, Claim, Claim]]:
    """Who meets it: their index, its claim and theirs."""
    for (one, other), (first, second) in conflicts.pairs.items():
        if one == item.index:
            yield other, first, second
        elif other == item.index:
            yield one, second, first


def _shared(mine: Claim, theirs: Claim) -> str:
    low, high = max(mine.port, theirs.port), min(mine.last, theirs.last)
    return f"{span(low, high)}/{mine.transport}"


def _who(claim: Claim, beside: Claim) -> str:
    same = claim.environment.default and beside.environment.default
    return claim.who if same else f"{claim.who} ({claim.environment.name})"
