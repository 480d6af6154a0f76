"""Free loopback ports for the servers of the tests, no number twice in a run."""

from __future__ import annotations

import os
import socket
from functools import cache
from itertools import count, islice

FIRST = 20000
BLOCK = 500
# Linux hands out outgoing ports from 32768 on (ip_local_port_range): a number below stays free
# between the moment it is chosen and the moment a server binds it.
WORKERS = (32768 - FIRST) // BLOCK

_issued = count(os.getpid() % BLOCK)


def free_port() -> int:
    """A number of this xdist worker's own block that nobody holds, on IPv4 or IPv6."""
    candidates = (block_start() + step % BLOCK for step in islice(_issued, BLOCK))
    return next(number for number in candidates if is_free(number))


def block_start() -> int:
    """The first number of this worker's block; worker names are gw0, gw1, ..."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return FIRST + int(worker) % WORKERS * BLOCK


def is_free(number: int) -> bool:
    return all(_binds(family, address, number) for family, address in _loopbacks())


@cache
def _loopbacks() -> tuple[tuple[socket.AddressFamily, str], ...]:
    """The loopback addresses of this machine; containers often have no ::1."""
    known = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
    return tuple(loopback for loopback in known if _binds(*loopback, 0))


def _binds(family: socket.AddressFamily, address: str, number: int) -> bool:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.bind((address, number))
    except OSError:
        return False
    return True
