"""A map and what is wanted to the next free number, and why each earlier one is not it."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from portbook.allocate.free import Numbers, Wanted, next_free
from portbook.allocate.reasons import GivenUp, Refusal, given_up, refusals
from portbook.model.claims import Claim, claims_of
from portbook.model.portmap import PortMap

__all__ = ["USUAL_START", "Search", "search"]

USUAL_START = 3000
"""Where the search begins when nothing says where: what development servers take."""


class Search(NamedTuple):
    """A search over a map's numbers, and what it found."""

    numbers: Numbers
    wanted: Wanted
    claims: list[Claim]
    resting: list[GivenUp]
    found: int | None

    @property
    def why(self) -> list[Refusal]:
        return refusals(self.numbers, self.wanted, self.claims, self.resting, self.found)


def search(portmap: PortMap, wanted: Wanted, today: datetime.date) -> Search:
    """Look for a number; those that a recent history entry gave up rest."""
    claims = claims_of(portmap)
    resting = given_up(portmap, today)
    numbers = Numbers(portmap, claims, [(each.host, each.number) for each in resting])
    return Search(numbers, wanted, claims, resting, next_free(numbers, wanted))
