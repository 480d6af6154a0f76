"""Who already holds the number that an endpoint is to get."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.allocation.together import inherits
from generator.checks.exclusion import Exclusion
from generator.editing.move import Move
from generator.model.bind import intersect
from generator.model.claims import Claim, claims_of
from generator.model.portmap import PortMap

__all__ = ["clashes", "is_moved"]

ALLOWED = "port-conflict"


def clashes(portmap: PortMap, is_new: Callable[[Claim], bool]) -> Iterator[Claim]:
    """Claims of others that cannot be bound beside the new ones, in the map as edited."""
    exclusion = Exclusion(portmap)
    claims = [each for each in claims_of(portmap) if not _is_allowed(each)]
    new = [each for each in claims if is_new(each)]
    for claim in claims:
        if not is_new(claim) and any(_clash(claim, each, exclusion) for each in new):
            yield claim


def _clash(one: Claim, other: Claim, exclusion: Exclusion) -> bool:
    return (
        (one.host, one.transport) == (other.host, other.transport)
        and one.port <= other.last
        and other.port <= one.last
        and intersect(one.bind, other.bind)
        and not exclusion.between(one, other)
    )


def is_moved(claim: Claim, move: Move) -> bool:
    """Whether the move changes it: what another environment lays over is somebody else's."""
    found = claim.project, claim.service.name, claim.endpoint.name
    if found != (move.project, move.service, move.endpoint):
        return False
    if move.environment is not None:
        return move.environment == claim.environment.name
    return inherits(claim.service, claim.endpoint)


def _is_allowed(claim: Claim) -> bool:
    return any(each.code == ALLOWED for each in claim.service.allow)
