"""Makes the plan for a map: what moves where and why, and what cannot be placed."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from portbook.allocate.free import Numbers
from portbook.allocate.search import recently_released
from portbook.allocate.settle.conflicts import (
    Between,
    Conflicts,
    Item,
    Scope,
    conflicts_of,
    items_of,
    shared_claims,
)
from portbook.allocate.settle.matching import Choice
from portbook.allocate.settle.problem import Candidates, Problem, overlaps
from portbook.allocate.settle.search import Found, Steps, search
from portbook.model.claims import Claim, claims_of
from portbook.model.instances import declared_claims
from portbook.model.portmap import PortMap
from portbook.model.ports import span
from portbook.text.grouping import grouped
from portbook.text.wording import few

STEPS = 1_000_000
"""Columns that a search looks at before it gives up its proof: a few seconds' worth."""


@dataclass(frozen=True, slots=True)
class Relocation:
    """`item` gets the number `to` as its first, where `item.port` is written now."""

    item: Item
    to: int
    reason: str

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
    """`met` are all items that met another.

    `unproven` are the services of each group that was too large to prove. `standing` are pairs of
    claims: who may come up where the other one stands, and stays.
    """

    moves: tuple[Relocation, ...]
    unplaced: tuple[Unplaced, ...]
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
    scope = replace(scope or Scope(), between=between)
    conflicts = conflicts_of(items, scope)
    resting = [(each.host, each.number) for each in recently_released(portmap, today)]
    kept = [*claims, *declared_claims(portmap)]
    numbers, rules = Numbers(portmap, kept, resting), Numbers(portmap, (), resting)
    budget = Steps(steps)
    candidates = Candidates(numbers, rules, claims).of
    choices, unproven = _settle_groups(items, conflicts, candidates, budget)
    met_ = _Meetings(items, conflicts, partial(shared_claims, scope))
    unplaced = (
        Unplaced(items[index], _reason_unplaced(items[index], met_, claims))
        for index, chosen in sorted(choices.items())
        if chosen is None
    )
    return Settlement(
        tuple(_moves(met_, choices)),
        tuple(unplaced),
        tuple(items[index] for index in sorted(choices)),
        tuple(frozenset(items[index].service for index in each) for each in unproven),
        budget.spent,
        tuple(conflicts.standing),
    )


def _moves(meetings: _Meetings, choices: dict[int, int | None]) -> Iterable[Relocation]:
    items = meetings.items
    leaving = {index for index, to in choices.items() if to != items[index].port}
    return [
        Relocation(items[index], to, _why_moved(items[index], meetings, leaving))
        for index, to in sorted(choices.items())
        if to is not None and index in leaving
    ]


def _settle_groups(
    items: Sequence[Item],
    conflicts: Conflicts,
    candidates: Callable[[Item], bytearray],
    steps: Steps,
) -> tuple[dict[int, Choice], list[list[int]]]:
    """Where each item of a conflict ends, by index, and the groups for which steps ran out.

    The smallest groups are solved alone, and again as one where they end on one number. Groups
    whose answers do not touch are settled as well as all of them together: each is as cheap as it
    can be.
    """
    joined = _Sets(sorted({*conflicts.leaving, *conflicts.beside}))
    _join_conflicting(items, conflicts, joined)
    answers: dict[int, Found] = {}
    members: dict[int, list[int]] = {}
    pending = joined.groups()
    while pending:
        for root, group in pending.items():
            members[root] = group
            chosen = [items[index] for index in group]
            problem = Problem(chosen, conflicts.beside, conflicts.leaving, candidates)
            answers[root] = search(problem, steps)
        pending = _touching(items, members, answers, joined)
    choices = {
        index: choice
        for root, group in members.items()
        for index, choice in zip(group, answers[root].choices, strict=True)
    }
    return choices, [members[root] for root, found in answers.items() if not found.proven]


def _join_conflicting(items: Sequence[Item], conflicts: Conflicts, joined: _Sets) -> None:
    unseen = set(joined.members)
    while unseen:
        pending = [unseen.pop()]
        while pending:
            one = pending.pop()
            near = conflicts.beside.get(one, set()) & unseen
            unseen -= near
            for other in near:
                joined.join(one, other)
            pending += near
    first: dict[tuple[str, str], int] = {}
    for index in joined.members:
        joined.join(index, first.setdefault(items[index].service, index))


def _touching(
    items: Sequence[Item], members: dict[int, list[int]], answers: dict[int, Found], joined: _Sets
) -> dict[int, list[int]]:
    """Groups made of those whose answers want one number."""
    moving = {
        index: chosen
        for root, group in members.items()
        for index, chosen in zip(group, answers[root].choices, strict=True)
        if chosen is not None and chosen != items[index].port
    }
    roots = {index: joined.root(index) for index in moving}
    touched = set()
    for one, other, _, _ in overlaps(items, moving):
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
        return grouped((self.root(each), each) for each in self.members)


SHOWN = 3


class _Meetings(NamedTuple):
    """Who meets whom; `shared` gives the claims of two that do."""

    items: Sequence[Item]
    conflicts: Conflicts
    shared: Callable[[Item, Item], tuple[Claim, Claim] | None]

    def first(self, item: Item, fixed: Collection[int]) -> tuple[int, Claim, Claim] | None:
        """The one that the item meets, of `fixed` if there is any, its claim and theirs."""
        beside = self.conflicts.beside.get(item.index, set())
        other = min(beside & set(fixed) or beside, default=None)
        claims = None if other is None else self.shared(item, self.items[other])
        return None if other is None or claims is None else (other, *claims)


def _why_moved(item: Item, meetings: _Meetings, leaving: set[int]) -> str:
    """Whose number it is: somebody's who stays, where there is one."""
    conflicts = meetings.conflicts
    staying = conflicts.beside.get(item.index, set()) - leaving
    met = meetings.first(item, staying)
    wanted = conflicts.leaving.get(item.index)
    if met and not (wanted and not item.alone and met[0] in leaving):
        return _whose(*met[1:])
    return _fallback(*conflicts.leaving[item.index])


def _reason_unplaced(item: Item, meetings: _Meetings, claims: Sequence[Claim]) -> str:
    """What it meets that does not move either, and why it cannot go elsewhere."""
    items, conflicts = meetings.items, meetings.conflicts
    beside = conflicts.beside.get(item.index, set())
    pinned = {each for each in beside if items[each].fixed}
    met = None if item.fixed and not pinned else meetings.first(item, pinned)
    said = []
    if met is not None:
        fixed = items[met[0]].fixed
        also = f", where {fixed.replace('it ', 'that ', 1)}" if fixed and not item.fixed else ""
        said.append(f"{_whose(*met[1:])}{also}")
    if not met and item.index in conflicts.leaving:
        said.append(_fallback(*conflicts.leaving[item.index]))
    if item.fixed:
        return f"{item.fixed}, and {said[0]}" if said else item.fixed
    return "; ".join([*said, _nowhere(item, claims)])


def _nowhere(item: Item, claims: Sequence[Claim]) -> str:
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
    return (
        f"{width} is left for it in its range {spot.within.name} ({spot.within.ports}) on "
        f"{spot.host}, which {few(holders, SHOWN)} hold"
    )


def _whose(mine: Claim, theirs: Claim) -> str:
    shared = span(max(mine.port, theirs.port), min(mine.last, theirs.last))
    same = theirs.environment.default and mine.environment.default
    who = theirs.who if same else f"{theirs.who} ({theirs.environment.name})"
    return f"{shared}/{mine.transport} on {mine.host} is {who}'s"


def _fallback(theirs: Claim, mine: Claim) -> str:
    return f"{theirs.who} may fall back to {mine.ports} on {mine.host}"
