"""The plan for a map: what moves where and why, and what nothing can place."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from portbook.allocate.free import Numbers
from portbook.allocate.linked_ports import Moved
from portbook.allocate.reasons import given_up
from portbook.allocate.settle.candidates import Openings
from portbook.allocate.settle.conflicts import Meetings, Scope, meetings_of
from portbook.allocate.settle.groups import settled
from portbook.allocate.settle.items import Between, Item, items_of
from portbook.allocate.settle.search import Steps
from portbook.allocate.settle.why import why_left, why_moved
from portbook.model.claims import Claim, claims_of
from portbook.model.portmap import PortMap

__all__ = ["STEPS", "Relocation", "Settlement", "Unplaced", "settle"]

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
    meetings = meetings_of(items, between, scope or Scope())
    resting = [(each.host, each.number) for each in given_up(portmap, today)]
    numbers, rules = Numbers(portmap, claims, resting), Numbers(portmap, (), resting)
    budget = Steps(steps)
    found = settled(items, meetings, Openings(numbers, rules, claims).of, budget)
    moves = _moves(items, found.choices, meetings)
    unplaced = [
        Unplaced(items[index], why_left(items[index], items, meetings, numbers, claims))
        for index, chosen in sorted(found.choices.items())
        if chosen is None
    ]
    met = tuple(items[index] for index in sorted(found.choices))
    unproven = tuple(frozenset(items[index].service for index in each) for each in found.unproven)
    return Settlement(
        tuple(moves),
        tuple(unplaced),
        len(meetings.pairs),
        met,
        unproven,
        budget.spent,
        tuple(meetings.standing),
    )


def _moves(
    items: list[Item], choices: dict[int, int | None], meetings: Meetings
) -> Iterable[Relocation]:
    leaving = {index for index, to in choices.items() if to != items[index].port}
    return [
        Relocation(items[index], to, why_moved(items[index], items, meetings, leaving))
        for index, to in sorted(choices.items())
        if to is not None and index in leaving
    ]
