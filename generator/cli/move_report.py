"""What a move did, for people and for programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from generator.editing.move import Move
    from generator.model.claims import Claim
    from generator.model.portmap import Endpoint, PortMap

__all__ = ["Renumbered", "refuse_clashes", "refuse_taken", "renumbered", "span"]


class Renumbered(NamedTuple):
    """The numbers before and after in the `environments` that share them; None: none."""

    environments: list[str]
    before: str | None
    after: str


def refuse_clashes(portmap: PortMap, move: Move) -> None:
    """Refused where somebody else holds the number that the edited map gives the endpoint."""
    from generator.editing.clashes import is_moved

    refuse_taken(portmap, lambda claim: is_moved(claim, move), "'move ... next' takes it")


def refuse_taken(portmap: PortMap, is_new: Callable[[Claim], bool], how: str) -> None:
    """Refused where somebody else holds what is new; `how` is the command that takes a free one."""
    from generator.editing.change import Refused
    from generator.editing.clashes import clashes

    for claim in clashes(portmap, is_new):
        held = f"{claim.port}-{claim.last}" if claim.last > claim.port else str(claim.port)
        where = "" if claim.environment.default else f" in {claim.environment.name}"
        who = f"{held}/{claim.transport} on {claim.host} is {claim.who}'s{where} ({claim.place})"
        raise Refused(who, f"'portbook next' finds a free number; {how}")


def renumbered(before: PortMap, after: PortMap, move: Move) -> list[Renumbered]:
    """What changed in each environment; those that agree together."""
    was = before.projects[move.project].environments
    now = after.projects[move.project].environments
    found: dict[tuple[str | None, str], list[str]] = {}
    for name, environment in was.items():
        one, other = (each.services.get(move.service) for each in (environment, now[name]))
        old = one.endpoint(move.endpoint) if one else None
        new = other.endpoint(move.endpoint) if other else None
        if new is not None and (old is None or old.port != new.port):
            found.setdefault((span(old), span(new) or "nothing"), []).append(name)
    return [Renumbered(names, *numbers) for numbers, names in found.items()]


def span(endpoint: Endpoint | None) -> str | None:
    """The number, or both ends of an interval; None where there is none."""
    if endpoint is None or endpoint.port is None:
        return None
    return f"{endpoint.port}-{endpoint.port_end}" if endpoint.port_end else str(endpoint.port)
