"""What a plan costs, as one whole number that compares as the list of its parts does."""

from __future__ import annotations

import math
from collections.abc import Sequence

from portbook.allocate.settle.items import Item

__all__ = ["Prices"]

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
        self.members: dict[tuple[str, str], list[int]] = {}
        settled: dict[tuple[str, str], int] = {}
        for at, item in enumerate(items):
            self.members.setdefault(item.service, []).append(at)
            settled[item.service] = max(settled.get(item.service, 0), _settled(item))
        whole = math.lcm(*(len(each) for each in self.members.values()))
        step = 1 << (count.bit_length() + 1)
        reserved = whole << (count.bit_length() + 17)
        rank = (0, reserved, reserved * step)
        one = reserved * step * step
        self.move = {service: one + rank[settled[service]] for service in self.members}
        self.left = one * step
        self.drop = {service: one * step * step + price for service, price in self.move.items()}

    def share(self, item: Item, prices: dict[tuple[str, str], int]) -> int:
        return prices[item.service] // len(self.members[item.service])


def _settled(item: Item) -> int:
    return max(SETTLED.get(claim.service.status, 2) for claim in item.claims)
