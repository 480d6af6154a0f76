"""Numbers that two branches took at once: which endpoint of the later one has to move."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from portbook.allocate.linked_ports import Moved, inherits
from portbook.edit.clashes import clashes
from portbook.model.claims import Claim, claims_of
from portbook.model.portmap import PortMap

__all__ = ["Meeting", "meetings"]

Name = tuple[str, str]
"""A project and a service of it."""


class Meeting(NamedTuple):
    """`moved` cannot keep its number, which `claim` of another service holds."""

    moved: Moved
    port: int
    claim: Claim


def meetings(portmap: PortMap, theirs: Collection[Name]) -> Iterator[Meeting]:
    """Each endpoint of theirs that meets somebody who is not, once, in the order of the map."""
    seen = set()
    for name in theirs:
        for claim in claims_of(portmap):
            if _name(claim) != name:
                continue
            held = next(
                (each for each in _others(portmap, claim) if _name(each) not in theirs), None
            )
            moved = _moved(portmap, claim)
            if held is not None and moved not in seen:
                seen.add(moved)
                yield Meeting(moved, claim.port, held)


def _others(portmap: PortMap, claim: Claim) -> Iterator[Claim]:
    return clashes(portmap, lambda each: each == claim)


def _moved(portmap: PortMap, claim: Claim) -> Moved:
    """Where its number is written: for all environments, or laid over for one."""
    laid_over = not inherits(claim.service, claim.endpoint)
    environment = claim.environment.name if laid_over else None
    return Moved(claim.project, claim.service.name, claim.endpoint.name, environment)


def _name(claim: Claim) -> Name:
    return claim.project, claim.service.name
