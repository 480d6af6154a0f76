"""Tells on which machines services run: by columns of guests, places or addresses, and by the
addresses themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from portbook.model.catalogue import CATALOGUE
from portbook.sources.documents.blocks import Block, Item, Line, Row, Table
from portbook.sources.documents.features import Column
from portbook.sources.documents.text import (
    about,
    about_any,
    alike,
    is_empty,
    outside_brackets,
    plain,
)
from portbook.sources.naming import names

_INNER = r"127|172\.(?:1[6-9]|2\d|3[01])|10\.(?:4[23]|9[6-9]|10\d|11[01]|244)|0"
"""How addresses begin of a machine itself, of Docker's containers, and of a cluster's pods."""
_IP = rf"(?!(?:{_INNER})\.)\d{{1,3}}(?:\.\d{{1,3}}){{3}}"
_ALONE = re.compile(_IP)
_CALLED = re.compile(rf"(?<![\w.-])(?P<scheme>[a-z]+://)?(?P<address>{_IP}):\d{{2,5}}(?!\d)")
_BOUND = re.compile(r"(?<![\w./])(?:0\.0\.0\.0|127\.0\.0\.1|\[::1?\]):\d{2,5}(?!\d)")
_SHARED = re.compile(r"100(?=\.)|10\.\d+|\d+\.\d+\.\d+")
"""What the addresses of one network have in common; a mesh of machines has `100.64.0.0/10`."""


def addresses_apart(texts: Iterable[str]) -> frozenset[str]:
    """The addresses, each with a port, that part machines: several of one network.

    Those of different networks may all be one machine's, seen from here and there; so may those
    that stand beside `127.0.0.1:8080`, unless they are called.
    """
    told = [text[:_LONGEST] for text in texts]
    bound = any(map(_BOUND.search, told))
    calls = (call for text in told for call in _CALLED.finditer(text))
    addresses = frozenset(call["address"] for call in calls if call["scheme"] or not bound)
    networks = {shared[0] for each in addresses if (shared := _SHARED.match(each))}
    addresses = addresses if len(addresses) > 1 == len(networks) else frozenset()
    return addresses | _hosts_apart(told)


_HOST_CALLED = re.compile(
    r"(?<![\w.@-])(?:[a-z]+://)?(?P<host>[a-z][\w-]*\.(?:lan|local|home|internal|intern)):(?P<port>\d{2,5})(?!\d)",
    re.IGNORECASE,
)


_LOCAL = re.compile(r"\.(?:l|home|inter)", re.IGNORECASE).search
_PROGRAMS = frozenset(kind.replace("-", "") for kind in CATALOGUE)


def _hosts_apart(texts: list[str]) -> frozenset[str]:
    """Several names of one network that are called at ports, of which one has two of them."""
    ports: dict[str, set[str]] = {}
    for text in (each for each in texts if _LOCAL(each)):
        for call in _HOST_CALLED.finditer(text):
            ports.setdefault(call["host"], set()).add(call["port"])
    ports = {host: each for host, each in ports.items() if host.split(".")[0] not in _PROGRAMS}
    several = any(len(each) > 1 for each in ports.values())
    return frozenset(ports if several and len(ports) > 1 else ())


_LONGEST = 2000


def texts_of(blocks: Iterable[Block]) -> Iterator[str]:
    """What may tell where something listens: lines, items, and cells."""
    for block in blocks:
        match block:
            case Item() | Line():
                yield block.text
            case Table():
                for row in block.rows:
                    yield from row.cells


NO_MACHINES = names(
    "compose docker-compose k3s native cloud vercel local uvicorn gunicorn hypercorn kestrel puma "
    "tomcat jetty express apache iis gpu cpu cuda primary pi-hole pihole"
)
"""What a program runs by, or in."""
GUEST = re.compile(r"(?:LXC|CT|VM|KVM)(?: ?ID)?[ #-]{0,2}\d{1,5}(?:\s*[(（].*)?", re.IGNORECASE)
"""`CT 104`, `VM 5 (files)`: a container, or a machine, of a machine."""
_OF_OTHERS = ("origin", "bind", "container", "users", "outgoing", "example", "old")


def on_places(
    columns: list[Column], rows: Sequence[Row], hosts: frozenset[str] = frozenset()
) -> list[Column]:
    """Where no column is of machines: the one of guests, of `hosts`, or of their addresses."""
    cells = [_filled(rows, at) for at in range(len(columns))]
    columns = _without_containers(_without_domains(columns, cells), rows)
    roles = {column.role for column in columns}
    if "machine" in roles or not _PORTED & roles:
        return columns

    def is_host(cell: str) -> bool:
        return outside_brackets(cell).casefold() in hosts

    signs: tuple[tuple[str, Callable[[Column], bool], Callable[[str], object]], ...] = (
        ("its cells are guests of a machine", lambda c: c.role in _PLACES, GUEST.fullmatch),
        ("its cells are machines", lambda c: about("location", c.header), is_host),
        ("its cells are their addresses", _may_address, _ALONE.fullmatch),
    )
    for because, may, holds in signs:
        for at, (column, told) in enumerate(zip(columns, cells, strict=True)):
            apart = len({*told}) > 1 or holds is is_host
            if may(column) and apart and 2 * sum(map(bool, map(holds, told))) > len(told):
                place = replace(column, role="machine", because=because)
                return [*columns[:at], place, *columns[at + 1 :]]
    return columns


def _without_domains(columns: list[Column], cells: list[list[str]]) -> list[Column]:
    """`Public host` beside addresses, or `127.0.0.1:80`: another domain in each row is a service's,
    no machine, and names the rows where nothing else does."""
    if not any("://" in cell or _BOUND.match(cell) for told in cells for cell in told[:1]):
        return columns
    role = "other" if any(column.role == "service" for column in columns) else "service"
    return [
        replace(column, role=role, because="its cells are domains of services")
        if column.role == "machine" and _are_domains(told)
        else column
        for column, told in zip(columns, cells, strict=True)
    ]


def _are_domains(cells: list[str]) -> bool:
    domains = sum(bool(_DOMAIN.fullmatch(outside_brackets(cell))) for cell in cells)
    return len({*cells}) == len(cells) > 0 and 4 * domains >= 3 * len(cells)


def _without_containers(columns: list[Column], rows: Sequence[Row]) -> list[Column]:
    """`Service | Hostname | Port` of a proxy: hosts that are called as what they serve are its
    containers."""
    at = next((n for n, column in enumerate(columns) if column.role == "service"), None)
    placed = next((n for n, column in enumerate(columns) if column.role == "machine"), None)
    if at is None or placed is None:
        return columns
    told = [row.cells for row in rows if len(row.cells) > max(at, placed)]
    same = sum(alike(plain(cells[at][:80]), plain(cells[placed][:80])) for cells in told)
    if same < _SEVERAL or 2 * same < len(told):
        return columns
    held = replace(columns[placed], role="container-name", because="its cells name what they serve")
    return [*columns[:placed], held, *columns[placed + 1 :]]


_SEVERAL = 3
_DOMAIN = re.compile(r"(?:[\w-]+\.){2,}[a-z]{2,}|(?:[\w-]+\.)?\$\{\w+\}", re.IGNORECASE)
_PORTED = frozenset(("port", "container", "url", "default", "chosen"))
_PLACES = frozenset(("container-name", "other", "path", "group", "type", "note", "index"))
"""Roles that a column of guests may have by its header."""


def _may_address(column: Column) -> bool:
    known = column.role in ("other", "url", "reached", "route", "unknown")
    return known and not about_any(_OF_OTHERS, column.header)


def _filled(rows: Sequence[Row], at: int) -> list[str]:
    cells = (plain(row.cells[at][:100]) for row in rows if at < len(row.cells))
    return [cell for cell in cells if not is_empty(cell)]
