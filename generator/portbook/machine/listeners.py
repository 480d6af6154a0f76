"""Reads from the system's socket tables what listens on this machine.

TCP sockets that listen and UDP sockets that are bound to a number without a peer. Sockets with a
peer are clients, or conversations of a listener, and never come from here.
"""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import psutil

from portbook.model.bind import bracketed, intersect, parse_bind


class Listener(NamedTuple):
    """`address` is canonical, without brackets; `pid` None where the system does not tell.

    `dual` says of a socket on [::] of another machine whether it takes IPv4; None: of this one.
    """

    transport: str
    address: str
    port: int
    pid: int | None
    dual: bool | None = None

    @property
    def where(self) -> str:
        """`127.0.0.1:3000/tcp`."""
        return f"{bracketed(self.address)}:{self.port}/{self.transport}"


def listeners() -> tuple[list[Listener], bool]:
    """All listeners, by number, and whether the system told of everybody's.

    macOS shows an ordinary user only that user's own (psutil's net_connections documentation);
    Linux shows all of them, those of others without their processes.
    """
    ipv4_is_taken.cache_clear()
    try:
        rows: Iterable[Any] = [(row, row.pid) for row in psutil.net_connections("inet")]
        whole = True
    except psutil.AccessDenied:
        rows, whole = _own(), False
    found = {each for row, pid in rows if (each := _listener(row, pid)) is not None}
    return sorted(found, key=lambda each: (each.port, each.transport, each.address)), whole


def _own() -> Iterator[tuple[Any, int]]:
    for process in psutil.process_iter():
        try:
            rows = process.net_connections("inet")
        except psutil.Error:
            continue
        yield from ((row, process.pid) for row in rows)


def _listener(row: Any, pid: int | None) -> Listener | None:
    if not row.laddr or row.raddr:
        return None
    tcp = row.type == socket.SOCK_STREAM
    if tcp and row.status != psutil.CONN_LISTEN:
        return None
    # A link-local address may come with its zone, which no map can name.
    address = parse_bind(row.laddr.ip.partition("%")[0])
    return Listener("tcp" if tcp else "udp", address, row.laddr.port, pid)


def held_by(pid: int) -> frozenset[tuple[str, str, int]]:
    """Transport, address and number of all sockets that a process listens on, as far as visible."""
    try:
        rows: list[Any] = psutil.Process(pid).net_connections("inet")
    except psutil.Error:
        return frozenset()
    return frozenset(each[:3] for row in rows if (each := _listener(row, pid)) is not None)


def covers(listener: Listener, bind: str) -> bool:
    """Whether the listener stands where `bind` would: a canonical address, or `localhost`.

    A socket on [::] takes IPv4 too, unless it was told not to (IPV6_V6ONLY; RFC 3493, 5.3).
    """
    if not intersect(listener.address, bind):
        return False
    if listener.address != "::" or ":" in bind or bind == "localhost":
        return True
    if listener.dual is not None:
        return listener.dual
    return ipv4_is_taken(listener.transport, listener.port)


@lru_cache(maxsize=4096)
def ipv4_is_taken(transport: str, port: int) -> bool:
    """Whether IPv4's wildcard of a number is taken; tried by binding it for a moment.

    Socket tables do not tell the option. A bound socket that never listens is seen by nobody;
    where binding is not allowed, the usual answer is given: yes.
    """
    return binding_error(transport, "0.0.0.0", port) in (errno.EADDRINUSE, errno.EACCES)


def binding_error(transport: str, bind: str, port: int, *, reuse: bool = False) -> int | None:
    """The number of the error (errno(3)) that binding meets, None where it is possible; `reuse` as
    servers do: connections that have just ended are in nobody's way."""
    address = {"localhost": "127.0.0.1", "*": "::"}.get(bind, bind)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    kind = socket.SOCK_STREAM if transport == "tcp" else socket.SOCK_DGRAM
    try:
        with socket.socket(family, kind) as probe:
            if reuse and os.name == "posix" and transport == "tcp":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except OSError as failure:
        return failure.errno
    return None
