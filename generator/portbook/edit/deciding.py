"""An endpoint and the number it is to get, to the move with its entry in the history."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from portbook.allocate.linked_ports import Moved
from portbook.edit.change import Refused
from portbook.edit.move import Move
from portbook.edit.numbers import Number
from portbook.model.portmap import Endpoint, HistoryEntry, PortMap, Service
from portbook.model.ports import HIGHEST, LOWEST, span

__all__ = ["decide"]


def decide(
    portmap: PortMap, moved: Moved, first: Callable[[], int], reason: str | None, *, force: bool
) -> Move:
    """The move that is meant; Refused where the service has no port that could move.

    `first` gives the number, asked only where there is something to move; `force` moves what is
    pinned.
    """
    service = _service(portmap, moved)
    endpoint = _movable(service, moved, force)
    number = _number(moved, service, endpoint, first())
    return Move(*moved, number, _entry(service, endpoint, moved, number.port, reason))


def _service(portmap: PortMap, moved: Moved) -> Service:
    project = portmap.projects[moved.project]
    if moved.environment is None:
        return project.services[moved.service]
    return project.environments[moved.environment].services[moved.service]


def _movable(service: Service, moved: Moved, force: bool) -> Endpoint:
    name = f"{moved.project}/{moved.service}"
    endpoint = service.endpoint(moved.endpoint)
    if service.pinned and not force:
        why = f": {service.reason}" if service.reason else ""
        raise Refused(f"{name} is pinned{why}", "'--force' moves it all the same")
    if service.same_as is not None or service.hosted is not None:
        raise Refused(f"{name} listens on no port of this map")
    if endpoint is None:
        raise Refused(f"{name} has no port to move", "write one in the map: 'port: ...'")
    if not endpoint.published:
        raise Refused(f"{name} publishes no port", "give it one in the map first")
    return endpoint


def _number(moved: Moved, service: Service, endpoint: Endpoint, first: int) -> Number:
    width = endpoint.last - endpoint.port if endpoint.port and endpoint.last else 0
    last = first + width
    if not LOWEST <= first <= last <= HIGHEST:
        shown = span(first, last)
        raise Refused(f"{shown} is not a port: ports go from {LOWEST} to {HIGHEST}")
    if endpoint.port == first:
        raise Refused(f"{moved.project}/{moved.service} is on {first} already")
    if not service.contained:
        return Number(first, last)
    return Number(first, last, endpoint.container_port, endpoint.container_end)


def _entry(
    service: Service, endpoint: Endpoint, moved: Moved, after: int, reason: str | None
) -> HistoryEntry | None:
    """What is recorded: where a reason is given, or a history is kept already."""
    if reason is None and not service.history:
        return None
    primary = service.primary is None or service.primary.name == moved.endpoint
    return HistoryEntry(
        date=datetime.date.today().isoformat(),
        before=endpoint.port,
        after=after,
        reason=reason,
        endpoint=None if primary else moved.endpoint,
        environment=moved.environment,
    )
