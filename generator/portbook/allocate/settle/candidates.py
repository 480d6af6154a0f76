"""The numbers that an item may go to, by the rules by which `next` gives them out."""

from __future__ import annotations

from collections.abc import Iterable

from portbook.allocate.free import UNFIT, Numbers, Wanted, either, shifted
from portbook.allocate.settle.items import Item, Spot
from portbook.model.claims import Claim
from portbook.model.ports import HIGHEST


class Candidates:
    """A byte a number, 0 where an item may begin.

    `numbers` know what is held and what is refused, `rules` what is refused where nothing is
    held. An interval may overlap what it holds itself, and nobody else.
    """

    def __init__(self, numbers: Numbers, rules: Numbers, claims: Iterable[Claim]) -> None:
        self.numbers = numbers
        self.rules = rules
        self._claims: dict[str, list[Claim]] = {}
        self._fallbacks: dict[str, set[int]] = {}
        for claim in claims:
            self._claims.setdefault(claim.host, []).append(claim)
            fallbacks = self._fallbacks.setdefault(claim.host, set())
            fallbacks.update(each.port for each in claim.service.alternatives)
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
            fits = either(fits, shifted(self._on(spot, item), spot.shift))
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
        theirs = set(self._fallbacks.get(host, ()))
        for claim in self._claims.get(host, ()):
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
