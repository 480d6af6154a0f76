"""Random small maps, and their best settlement found by trying everything.

Nothing here comes from the search under test: who meets whom, which numbers are open and what a
plan costs are written down a second time, as slowly and plainly as that can be done.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

from portbook.allocate.search import recently_released
from portbook.allocate.settle.conflicts import Between, Item
from portbook.language.load import read
from portbook.model.bind import intersect
from portbook.model.claims import Claim, claims_of
from portbook.model.portfacts import BROWSER_BLOCKED, ephemeral, privileged, system_held
from portbook.model.portmap import PortMap
from portbook.text.source import Source
from tests.allocate.today import TODAY

__all__ = ["Cost", "Tried", "random_map"]

Cost = tuple[int, int, int, int, int, int]
"""Unplaced services and endpoints; moved services, active ones, reserved ones; distance."""

BINDS = ("127.0.0.1", "127.0.0.1", "0.0.0.0", "::1", "::", "localhost", "10.0.0.1")
STATUSES = ("active", "active", "planned", "reserved", "deprecated", "retired")


def random_map(seed: int) -> PortMap:
    chance = random.Random(seed)
    names = ["one", "two", "three"][: chance.choice((1, 2, 2, 3))]
    written: dict[str, Any] = {
        "hosts": {"a": {}, "b": {"os": "macos"}},
        "ranges": _ranges(chance),
    }
    written["projects"] = {name: _project(chance, bool(written["ranges"])) for name in names}
    if chance.random() < 0.3 and len(names) > 1:
        members = chance.sample(names, 2)
        written["exclusive"] = [{"members": members, "reason": "one at a time"}]
    reading = read(Source("ports.yaml", json.dumps(written)))
    assert reading.portmap is not None
    assert not [each for each in reading.problems if each.severity == "error"], written
    return reading.portmap


def _ranges(chance: random.Random) -> dict[str, Any]:
    if chance.random() < 0.5:
        return {}
    low = chance.choice((3000, 3001, 4998))
    return {"web": f"{low}-{low + chance.randint(1, 5)}"}


def _project(chance: random.Random, ranges: bool) -> dict[str, Any]:
    environments = {"development": "a"}
    if chance.random() < 0.4:
        environments["production"] = chance.choice(("a", "b"))
    services = {
        f"s{number}": _service(chance, ranges, len(environments) > 1)
        for number in range(chance.choice((1, 2, 2, 3)))
    }
    return {"environments": environments, "services": services}


def _service(chance: random.Random, ranges: bool, several: bool) -> dict[str, Any]:
    service: dict[str, Any] = {"status": chance.choice(STATUSES)}
    if chance.random() < 0.5:
        service["kind"] = chance.choice(("postgres", "vite"))
    if chance.random() < 0.2:
        service |= {"pinned": True, "reason": "stays"}
    if ranges and chance.random() < 0.4:
        service["range"] = "web"
    if chance.random() < 0.25:
        service["ports"] = {"x": _endpoint(chance), "y": _endpoint(chance)}
    else:
        service["port"] = _endpoint(chance)
    if chance.random() < 0.15:
        service["alternatives"] = [chance.choice((3001, 3003, 5001))]
    if chance.random() < 0.1:
        service["history"] = [{"date": "2026-03-01", "from": 3003, "to": 3000}]
    if several:
        service |= _laid_over(chance)
    return service


def _endpoint(chance: random.Random) -> dict[str, Any]:
    low = chance.choice((3000, 3000, 3001, 3002, 3002, 4999))
    width = chance.choice((0, 0, 0, 0, 1, 2))
    number: Any = f"{low}-{low + width}" if width else low
    transport = chance.choice(("tcp", "tcp", "tcp", "udp", "tcp+udp"))
    return {"number": number, "bind": chance.choice(BINDS), "transport": transport}


def _laid_over(chance: random.Random) -> dict[str, Any]:
    drawn = chance.random()
    if drawn < 0.3:
        return {"environments": {"production": {"offset": chance.choice((1, 10, 100))}}}
    if drawn < 0.4:
        return {"only": ["production"]}
    if drawn < 0.5:
        return {"host": ["a", "b"]}
    return {}


Placed = dict[int, int | None]
"""Where each item begins, by its position; None where it is left out."""


class Tried:
    """All settlements of the items that meet: each may stay, go anywhere near, or be left out."""

    def __init__(self, portmap: PortMap, items: list[Item], between: Between) -> None:
        self.portmap = portmap
        self.between = between
        self.claims = claims_of(portmap)
        self.resting = {(each.host, each.number) for each in recently_released(portmap, TODAY)}
        self._by_system: dict[tuple[str, bool], set[int]] = {}
        self.items = [each for each in items if self._meets_any(each, items)]
        self.open = [list(self._open(each)) for each in self.items]
        self.best: Cost | None = None

    def _meets_any(self, item: Item, items: list[Item]) -> bool:
        return any(other is not item and self.meet(item, other) for other in items)

    def meet(self, one: Item, other: Item) -> bool:
        return any(self._clash(a, b) for a in one.claims for b in other.claims)

    def _clash(self, a: Claim, b: Claim) -> bool:
        return (
            a.host == b.host
            and a.transport == b.transport
            and bool({*range(a.port, a.last + 1)} & {*range(b.port, b.last + 1)})
            and intersect(a.bind, b.bind)
            and not self.between(a, b)
        )

    def _open(self, item: Item) -> Iterator[int]:
        """The nearest open numbers: more than the others could take away from it."""
        if item.fixed:
            return
        blocked = sum(
            (item.width + other.width) * len(item.spots) * len(other.spots)
            for other in self.items
            if other is not item
        )
        found = 0
        for distance in range(1, 2500):
            for start in (item.port + distance, item.port - distance):
                if self._fits(item, start):
                    found += 1
                    yield start
            if found > blocked:
                return

    def _fits(self, item: Item, start: int) -> bool:
        return all(
            self._free(item, claim, number + claim.port - item.port)
            for claim in item.claims
            for number in range(start, start + item.width)
        )

    def _free(self, item: Item, claim: Claim, number: int) -> bool:
        if not 1 <= number <= 65535 or (claim.host, number) in self.resting:
            return False
        if number in self._refused(item, claim) or self._held(item, claim, number):
            return False
        return self._in_range(item, claim, number)

    def _refused(self, item: Item, claim: Claim) -> set[int]:
        system = self.portmap.hosts[claim.host].os
        web = any(
            each.endpoint.scheme in ("http", "https", "ws", "wss") or not each.service.kind
            for each in item.claims
        )
        known = self._by_system.get((system, web))
        if known is None:
            low = {number for number in range(1024) if privileged(number, system)}
            known = low | {*ephemeral(system)} | {*system_held(system)}
            known |= BROWSER_BLOCKED if web else set()
            self._by_system[system, web] = known
        return known

    def _held(self, item: Item, claim: Claim, number: int) -> bool:
        for each in self.claims:
            if each.host != claim.host:
                continue
            if number in {alternative.port for alternative in each.service.alternatives}:
                return True
            own = any(each == mine for mine in item.claims) and item.width > 1
            if each.port <= number <= each.last and not own:
                return True
        return False

    def _in_range(self, item: Item, claim: Claim, number: int) -> bool:
        ranges = {each.name: each.ports for each in self.portmap.ranges}
        if claim.service.range is None:
            return not any(number in ports for ports in ranges.values())
        ports = ranges[claim.service.range]
        shift = claim.port - item.port
        inside = ports.covers(claim.port, claim.last)
        return number in ports or bool(shift and not inside)

    def cheapest(self) -> Cost:
        self._go_on(0, {}, set())
        assert self.best is not None
        return self.best

    def allowed(self, placed: Placed) -> bool:
        """Whether nothing meets, and everything that moved went where it may."""
        held: set[tuple[str, int]] = set()
        for at, start in placed.items():
            item = self.items[at]
            if start is None:
                continue
            if start != item.port:
                numbers = self._numbers(item, start)
                if not self._fits(item, start) or item.fixed or numbers & held:
                    return False
                held |= numbers
            elif item.alone or any(
                self.meet(item, self.items[other]) and placed[other] == self.items[other].port
                for other in placed
                if other != at
            ):
                return False
        return True

    @staticmethod
    def _numbers(item: Item, start: int) -> set[tuple[str, int]]:
        steps = range(item.width)
        return {(spot.host, start + spot.shift + step) for spot in item.spots for step in steps}

    def _go_on(self, at: int, placed: Placed, held: set[tuple[str, int]]) -> None:
        cost = self.cost(placed)
        if self.best is not None and cost >= self.best:
            return
        if at == len(self.items):
            self.best = cost
            return
        item = self.items[at]
        stays = [other for other, start in placed.items() if start == self.items[other].port]
        if not item.alone and not any(self.meet(item, self.items[other]) for other in stays):
            self._go_on(at + 1, {**placed, at: item.port}, held)
        for start in self.open[at]:
            if self.best is not None and self.cost({**placed, at: start}) >= self.best:
                break  # those that follow are farther
            numbers = self._numbers(item, start)
            if not numbers & held:
                self._go_on(at + 1, {**placed, at: start}, held | numbers)
        self._go_on(at + 1, {**placed, at: None}, held)

    def cost(self, placed: Placed) -> Cost:
        left = {self.items[at].service for at, start in placed.items() if start is None}
        moved = {
            self.items[at].service
            for at, start in placed.items()
            if start is not None and start != self.items[at].port
        }
        settled = {service: self.settled(service) for service in moved}
        return (
            len(left),
            sum(start is None for start in placed.values()),
            len(moved) + len(left),
            sum(each == 2 for each in settled.values()) + sum(self.settled(s) == 2 for s in left),
            sum(each == 1 for each in settled.values()) + sum(self.settled(s) == 1 for s in left),
            sum(abs(s - self.items[at].port) for at, s in placed.items() if s is not None),
        )

    def settled(self, service: tuple[str, str]) -> int:
        ranks = {"planned": 0, "reserved": 1}
        return max(
            ranks.get(claim.service.status, 2)
            for item in self.items
            if item.service == service
            for claim in item.claims
        )
