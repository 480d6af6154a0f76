"""Numbers that one file lists one by one and another file gives as an interval."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from portbook.sources.found import FoundClaim

__all__ = ["with_intervals"]


def with_intervals(claims: Iterable[FoundClaim]) -> list[FoundClaim]:
    """A compose file in the long form has a line for each number of `8000-8002`."""
    found = list(claims)
    for first, last in {(c.port, c.port_end) for c in found if c.port and c.port_end}:
        for path in dict.fromkeys(claim.path for claim in found):
            found = _joined(found, path, first, last)
    return found


def _joined(claims: list[FoundClaim], path: str, first: int, last: int) -> list[FoundClaim]:
    """With the numbers of one file as one claim, where it has all of them."""
    inside = [
        claim
        for claim in claims
        if claim.path == path and claim.port and claim.port_end is None
        if first <= claim.port <= last
    ]
    if len({claim.port for claim in inside}) != last - first + 1:
        return claims
    lowest = min(inside, key=lambda claim: claim.port or 0)
    inner = lowest.container_port
    whole = replace(lowest, port_end=last, container_end=inner + last - first if inner else None)
    at = claims.index(inside[0])
    rest = [claim for claim in claims if claim not in inside]
    return [*rest[:at], whole, *rest[at:]]
