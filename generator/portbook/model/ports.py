"""Sets of port numbers, as ranges and intervals state them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portbook.text.frozen import frozen

LOWEST, HIGHEST = 1, 65535
"""The numbers a socket can be bound to by name; 0 asks the system for any (RFC 6335, 6)."""

_PART = re.compile(r"\s*(\d{1,7})\s*(?:([-–])\s*(\d{1,7})?)?\s*")


@frozen
class PortSet:
    """Numbers as sorted, disjoint spans, both ends included."""

    spans: tuple[tuple[int, int], ...] = ()

    @property
    def first(self) -> int:
        return self.spans[0][0]

    @property
    def last(self) -> int:
        return self.spans[-1][1]

    def __contains__(self, port: object) -> bool:
        return isinstance(port, int) and any(low <= port <= high for low, high in self.spans)

    def __iter__(self) -> Iterator[int]:
        for low, high in self.spans:
            yield from range(low, high + 1)

    def __len__(self) -> int:
        return sum(high - low + 1 for low, high in self.spans)

    def __str__(self) -> str:
        return ", ".join(span(low, high) for low, high in self.spans)

    def covers(self, low: int, high: int) -> bool:
        return any(start <= low and high <= end for start, end in self.spans)

    def overlap(self, other: PortSet) -> PortSet:
        """The numbers in both."""
        both = []
        for low, high in self.spans:
            for start, end in other.spans:
                if max(low, start) <= min(high, end):
                    both.append((max(low, start), min(high, end)))
        return PortSet(tuple(both))

    def without(self, taken: PortSet) -> PortSet:
        """The numbers of this set that the other does not hold."""
        left = list(self.spans)
        for start, end in taken.spans:
            kept = []
            for low, high in left:
                if end < low or high < start:
                    kept.append((low, high))
                    continue
                if low < start:
                    kept.append((low, start - 1))
                if end < high:
                    kept.append((end + 1, high))
            left = kept
        return PortSet(tuple(left))


def span(low: int | None, high: int | None) -> str:
    """`3000`, or `3000-3009`, both ends included; one number where there is no second."""
    return str(low) if high in (None, low) else f"{low}-{high}"


def port_set(spans: list[tuple[int, int]]) -> PortSet:
    """The set of any spans: sorts them and joins those that meet."""
    joined: list[tuple[int, int]] = []
    for low, high in sorted(spans):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return PortSet(tuple(joined))


def parse_ports(text: str) -> PortSet:
    """`4000`, `4000-4099`, `4000-` (open-ended) or several with commas; ValueError says why not."""
    spans = []
    for part in text.split(","):
        match = _PART.fullmatch(part)
        if match is None:
            raise ValueError(f"'{part.strip()}' is not a port or a range such as 4000-4099")
        low = int(match[1])
        high = int(match[3]) if match[3] else HIGHEST if match[2] else low
        for number in (low, high):
            if not LOWEST <= number <= HIGHEST:
                raise ValueError(f"{number} is outside {LOWEST} to {HIGHEST}")
        if high < low:
            raise ValueError(f"{low}-{high} ends before it begins")
        spans.append((low, high))
    return port_set(spans)
