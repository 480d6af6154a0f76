"""Who already holds the number that an endpoint is to get."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from portbook.allocate.linked_ports import inherits
from portbook.checks.exclusion import Exclusion
from portbook.edit.change import Refused
from portbook.edit.move import Move
from portbook.model.claims import CONFLICT, Claim, claims_of, overlap
from portbook.model.portmap import PortMap
from portbook.model.ports import span


def refuse_clashes(portmap: PortMap, move: Move) -> None:
    """Refused where somebody else holds the number that the edited map gives the endpoint."""
    refuse_taken(portmap, lambda claim: is_moved(claim, move), "'move ... next' takes it")


def refuse_taken(portmap: PortMap, is_new: Callable[[Claim], bool], how: str) -> None:
    """Refused where somebody else holds what is new; `how` is the command that takes a free one."""
    for claim in clashes(portmap, is_new):
        where = "" if claim.environment.default else f" in {claim.environment.name}"
        held = f"{span(claim.port, claim.last)}/{claim.transport} on {claim.host}"
        who = f"{held} is {claim.who}'s{where} ({claim.place})"
        raise Refused(who, f"'portbook next' finds a free number; {how}")


def clashes(portmap: PortMap, is_new: Callable[[Claim], bool]) -> Iterator[Claim]:
    """Claims of others that cannot be bound beside the new ones, in the map as edited."""
    between = Exclusion(portmap).between
    claims = [each for each in claims_of(portmap) if not each.allows(CONFLICT)]
    new = [each for each in claims if is_new(each)]
    for claim in claims:
        if is_new(claim):
            continue
        if any(overlap(claim, each) and not between(claim, each) for each in new):
            yield claim


def is_moved(claim: Claim, move: Move) -> bool:
    """Whether the move changes it: what another environment lays over is somebody else's."""
    found = claim.project, claim.service.name, claim.endpoint.name
    if found != (move.project, move.service, move.endpoint):
        return False
    if move.environment is not None:
        return move.environment == claim.environment.name
    return inherits(claim.service, claim.endpoint)
