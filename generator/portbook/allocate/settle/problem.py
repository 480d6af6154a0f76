"""A group of items to be solved together: costs, conflicts and candidates."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from portbook.allocate.free import UNFIT, Numbers, Wanted, offset_by, taken_in_either
from portbook.allocate.settle.conflicts import Item, Spot
from portbook.allocate.settle.matching import LINE, Choice
from portbook.model.claims import Claim
from portbook.model.ports import HIGHEST
from portbook.text.grouping import grouped


class Candidates:
    """A byte a number, 0 where an item may begin.

    `numbers` know what is held and what is refused, `rules` what is refused where nothing is
    held. An interval may overlap what it holds itself, and nobody else.
    """

    def __init__(self, numbers: Numbers, rules: Numbers, claims: Iterable[Claim]) -> None:
        self.numbers = numbers
        self.rules = rules
        self._claims = grouped((claim.host, claim) for claim in claims)
        self._known: dict[object, bytearray] = {}

    def of(self, item: Item) -> bytearray:
        """Where the item may begin, counted as its number is written."""
        own = item.index if item.width > 1 else None
        spots = tuple((each.host, each.shift, id(each.within), each.kept) for each in item.spots)
        project = item.moved.project
        ranges = self.numbers.portmap.projects[project].ranges
        # Projects without ranges of their own see the same numbers, and share what is said of them.
        key = item.web, project if ranges else None, spots, own
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._starts(item)
        return known

    def _starts(self, item: Item) -> bytearray:
        fits = bytearray(HIGHEST + 1)
        for spot in item.spots:
            fits = taken_in_either(fits, offset_by(self._on(spot, item), spot.shift))
        if item.width == 1:
            return fits
        starts = runs(fits, item.width)
        starts[item.port] = UNFIT  # where it stands already
        return starts

    def _on(self, spot: Spot, item: Item) -> bytearray:
        wanted = Wanted(spot.host, item.moved.project, spot.within, web=item.web)
        fits = self.numbers.fit(wanted)
        if item.width > 1:
            fits = self._with_own(fits, self.rules.fit(wanted), spot, item)
        if not spot.kept or spot.within is None:
            return fits
        inside = bytearray([UNFIT]) * (HIGHEST + 1)
        for low, high in spot.within.ports.spans:
            inside[low : high + 1] = fits[low : high + 1]
        return inside

    def _with_own(self, fits: bytearray, rules: bytearray, spot: Spot, item: Item) -> bytearray:
        """What the item alone holds is open to itself."""
        low, high = item.port + spot.shift, item.last + spot.shift
        theirs = self._held_by_others(spot.host, item, low, high)
        fits = bytearray(fits)
        for number in range(low, high + 1):
            if number not in theirs:
                fits[number] = rules[number]
        return fits

    def _held_by_others(self, host: str, item: Item, low: int, high: int) -> set[int]:
        own = {id(claim) for claim in item.claims}
        claims = self._claims.get(host, ())
        theirs = {each.port for claim in claims for each in claim.service.alternatives}
        for claim in claims:
            if claim.port <= high and low <= claim.last and id(claim) not in own:
                theirs.update(range(claim.port, claim.last + 1))
        return theirs


def runs(fits: bytearray, width: int) -> bytearray:
    """Where so many free numbers begin."""
    if width == 1:
        return fits
    starts = bytearray([UNFIT]) * (HIGHEST + 1)
    low = fits.find(0)
    while low >= 0:
        high = fits.find(UNFIT, low)
        high = HIGHEST + 1 if high < 0 else high
        if high - low >= width:
            starts[low : high - width + 1] = bytes(high - low - width + 1)
        low = fits.find(0, high)
    return starts


SETTLED = {"planned": 0, "reserved": 1}
"""How settled a status is; active and deprecated services run already, and count as 2."""


class Prices:
    """Prices of a group: services unplaced, and their endpoints; services moved, active ones,
    reserved ones; distance.

    Each part outweighs everything that the parts behind it can come to. A service is paid for
    once, however many of its endpoints move: `share` is an endpoint's part of it, and every price
    of a service can be divided by the number of its endpoints in the group.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        count = len(items)
        self.members = grouped((item.service, at) for at, item in enumerate(items))
        settled: dict[tuple[str, str], int] = {}
        for item in items:
            ranks = [SETTLED.get(claim.service.status, 2) for claim in item.claims]
            settled[item.service] = max(settled.get(item.service, 0), *ranks)
        whole = math.lcm(*(len(each) for each in self.members.values()))
        step = 1 << (count.bit_length() + 1)
        reserved = whole << (count.bit_length() + 17)
        rank = (0, reserved, reserved * step)
        one = reserved * step * step
        self.move = {service: one + rank[settled[service]] for service in self.members}
        self.unplaced = one * step
        self.drop = {service: one * step * step + price for service, price in self.move.items()}

    def share(self, item: Item, prices: dict[tuple[str, str], int]) -> int:
        return prices[item.service] // len(self.members[item.service])


Overlap = tuple[int, int, str, int]
"""Two rows that would both hold a number of a host."""


class Problem:
    """Rows are positions in `items`; `beside` tells which others a row cannot stay beside.

    `leaving` rows may not stay. `cliques` numbers for each row a set of rows of which one can
    stay: an assignment knows no other conflicts, the search finds the rest.
    """

    def __init__(
        self,
        items: Sequence[Item],
        beside: Mapping[int, set[int]],
        leaving: Iterable[int],
        candidates: Callable[[Item], bytearray],
    ) -> None:
        self.items = items
        self.prices = Prices(items)
        at = {item.index: row for row, item in enumerate(items)}
        self.beside = [
            set(map(at.__getitem__, beside.get(item.index, set()) & at.keys())) for item in items
        ]
        self.leaving = {at[index] for index in leaving if index in at}
        self.starts = [bytearray() if item.fixed else candidates(item) for item in items]
        self.cliques = _cliques(self.beside)
        self.lines = _lines(items)

    def cost(self, choices: Sequence[Choice]) -> int:
        """The true price: each service once."""
        total, moved, dropped = 0, set(), set()
        for item, chosen in zip(self.items, choices, strict=True):
            if chosen is None:
                dropped.add(item.service)
                total += self.prices.unplaced
            elif chosen != item.port:
                moved.add(item.service)
                total += abs(chosen - item.port)
        total += sum(self.prices.move[service] for service in moved)
        return total + sum(self.prices.drop[service] for service in dropped)

    def staying(self, choices: Sequence[Choice]) -> set[int]:
        return {row for row, item in enumerate(self.items) if choices[row] == item.port}

    def moving(self, choices: Sequence[Choice]) -> dict[int, int]:
        return {
            row: chosen
            for row, chosen in enumerate(choices)
            if chosen is not None and chosen != self.items[row].port
        }


def _cliques(beside: list[set[int]]) -> list[int]:
    """Sets of rows that all meet, found greedily: the more rows in one, the better the bound."""
    members: list[set[int]] = []
    found = [-1] * len(beside)
    for row, others in enumerate(beside):
        tried = sorted({found[other] for other in others} - {-1})
        chosen = next((each for each in tried if members[each] <= others), None)
        if chosen is None:
            chosen = len(members)
            members.append(set())
        members[chosen].add(row)
        found[row] = chosen
    return found


def _lines(items: Sequence[Item]) -> list[int]:
    """For each row, the column of number 0 on the host that most of the group share: there two
    movers meet in the assignment already."""
    shared = Counter(host for item in items for host in {spot.host for spot in item.spots})
    order = {host: at for at, host in enumerate(shared, 1)}
    lines = []
    for item in items:
        spot = max(item.spots, key=lambda spot: (shared[spot.host], -order[spot.host]))
        lines.append(order[spot.host] * LINE + spot.shift)
    return lines


def overlaps(items: Sequence[Item], moving: Mapping[int, int]) -> Iterator[Overlap]:
    """Neighbours on a host that would share a number there, with the first they share."""
    held = grouped(
        (spot.host, (start + spot.shift, start + spot.shift + items[row].width - 1, row))
        for row, start in moving.items()
        for spot in items[row].spots
    )
    for host, spans in held.items():
        spans.sort()
        reach, holder = -1, -1
        for low, high, row in spans:
            if low <= reach and holder != row:
                yield holder, row, host, low
            if high > reach:
                reach, holder = high, row
