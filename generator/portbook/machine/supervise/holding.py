"""A service and a snapshot of this machine, to who sits on its ports already."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterator
from typing import NamedTuple

from portbook.machine.checkout_index import Grounds
from portbook.machine.judging import RIGHT, judge_holder
from portbook.machine.listeners import Listener, takes
from portbook.machine.snapshot import Holder, Snapshot
from portbook.model.portmap import Alternative, Endpoint, PortMap, Service

__all__ = ["Taken", "fallbacks", "holders_of", "taken"]

ADDRESSES = {"localhost": "127.0.0.1"}


class Taken(NamedTuple):
    """A port that the service cannot bind. `own`: by what looks like the service itself."""

    service: Service
    port: int
    transport: str
    holder: Holder
    own: bool
    reason: str


def taken(portmap: PortMap, grounds: Grounds, seen: Snapshot, service: Service) -> list[Taken]:
    """Each port of the service that somebody holds, with the first who does."""
    found: dict[tuple[str, int], Taken] = {}
    for endpoint, transport, holder in holders_of(seen, service):
        verdict = judge_holder(portmap, grounds, service, endpoint, holder)
        port = holder.listener.port
        each = Taken(service, port, transport, holder, verdict.state == RIGHT, verdict.reason)
        found.setdefault((transport, port), each)
    return list(found.values())


def holders_of(seen: Snapshot, service: Service) -> Iterator[tuple[Endpoint, str, Holder]]:
    """Who is where the service would be, with the endpoint and the transport."""
    for endpoint in service.endpoints:
        if endpoint.port is None:
            continue
        for transport in endpoint.transports:
            holders = seen.held(transport, endpoint.port, endpoint.last)
            here = [each for each in holders if takes(each.listener, endpoint.bind)]
            if not here and not seen.whole and not _binds(transport, endpoint.bind, endpoint.port):
                here = [Holder(Listener(transport, endpoint.bind, endpoint.port, None))]
            yield from ((endpoint, transport, each) for each in here)


def _binds(transport: str, bind: str, port: int) -> bool:
    """Tried where the system keeps other users' listeners to itself, as macOS does."""
    address = ADDRESSES.get(bind, bind)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    kind = socket.SOCK_STREAM if transport == "tcp" else socket.SOCK_DGRAM
    try:
        with socket.socket(family, kind) as probe:
            if os.name == "posix" and transport == "tcp":
                # As servers do: connections that have just ended are in nobody's way.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except OSError as failure:
        return failure.errno != errno.EADDRINUSE
    return True


def fallbacks(seen: Snapshot, service: Service) -> list[tuple[Alternative, bool]]:
    """The ports that the service may come up on instead, and whether each is free."""
    return [(each, not seen.held("tcp", each.port)) for each in service.alternatives]
