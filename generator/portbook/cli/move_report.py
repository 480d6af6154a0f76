"""What a move did, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from portbook.model import ports

if TYPE_CHECKING:
    from portbook.edit.move import Move
    from portbook.model.portmap import Endpoint, PortMap

__all__ = ["Renumbered", "renumbered", "span"]


class Renumbered(NamedTuple):
    """The numbers before and after in the `environments` that share them; None: none."""

    environments: list[str]
    before: str | None
    after: str


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
    return ports.span(endpoint.port, endpoint.last or endpoint.port)
