"""Tells what columns of numbers are beside each other: of two sides, stages, old and new."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from portbook.sources.documents.blocks import Row
from portbook.sources.documents.cells import port_cell
from portbook.sources.documents.environments import STAGES, environment_of
from portbook.sources.documents.evidence import Gathered
from portbook.sources.documents.features import BAND, Column, Features
from portbook.sources.documents.text import about, about_any, plain, strip_words
from portbook.sources.documents.tokens import scan


def with_inner_ports(columns: list[Column], features: list[Features]) -> list[Column]:
    """`API internal port`, `API public port`, `store port` ...: what is kept inside is one, too.

    Containers have the same few numbers again and again; where each of many rows has one of its
    own beside several parts of a service, these are ports of the host.
    """
    parts = {column.label for column in columns if column.role == "port" and column.label}
    if len(parts) < 2:
        return columns
    own = (
        c.label in parts and f.filled > 5 and not f.again
        for c, f in zip(columns, features, strict=True)
    )
    return [
        replace(
            c,
            role="port",
            label=strip_words(c.header, "port"),
            because=f"{c.because}; each its own",
        )
        if each and c.role == "container"
        else c
        for c, each in zip(columns, own, strict=True)
    ]


def add_bands(headers: list[str], columns: list[Column], line: int, gathered: Gathered) -> None:
    """The ranges in the headers of parts, `API (1xxx)`."""
    for header, column in zip(headers, columns, strict=True):
        band = BAND.search(header) if column.role == "port" else None
        part = strip_words(BAND.sub("", header), "port", "host", "range")
        for number in scan(band[1]) if band and part else ():
            if number.end:
                gathered.add_range(number, line, part, None)


def with_old(columns: list[Column]) -> list[Column]:
    """`alt | neu`, in German; `alt` alone is an alternative."""
    if not any(column.role == "new" for column in columns):
        return columns
    return [replace(c, role="old") if _OLD.fullmatch(c.header) else c for c in columns]


def compared(columns: list[Column]) -> list[Column]:
    """`default` beside `alt` says what a program would use and what it uses here."""
    roles = {column.role for column in columns}
    told = [c for c in columns if c.role == "port"]
    # `Service port`, beside the node's, is one without a label.
    ports = [c for c in told if not (c.environment or strip_words(c.label, "service", "small"))]
    outer = [c for c in ports if about("host", c.header)]
    if len(ports) == 2 and len(outer) == 1:
        # `Port` beside `Host port` is the container's, if that has no column of its own.
        inner = ports[ports[0] is outer[0]]
        role = "other" if "container" in roles else "container"
        return [replace(c, role=role) if c is inner else c for c in columns]
    near = [c for c in told if about("local", c.header) or _OUTER.match(c.header)]
    if any(_NODE.match(c.header) for c in told):
        near = [c for c in told if about_any(_NEARER, c.header) and not _NODE.match(c.header)]
        near = near or [c for c in told if _NODE.match(c.header)]  # beside `ClusterIP port`
    far = told[told[0] is near[0]] if len(told) == len(near) + 1 == 2 else None
    if far and _FAR.match(far.header):
        beyond = "other" if "container" in roles else "container"
        return [
            replace(c, role=beyond if c is far else "port", environment=None, label="")
            if c.role == "port"
            else c
            for c in columns
        ]
    swap: dict[str, str] = {}
    if any(about("rest", column.header) for column in ports):
        swap = {"default": "port"}  # `Base port` beside `Additional ports`
    elif "port" in roles:
        assigned = any(c.role == "chosen" and about("assign", c.header) for c in columns)
        own = assigned and not (ports or "default" in roles)  # `Assigned` beside `gRPC port`
        swap = {"default": "other" if "container" in roles else "container"}
        swap["chosen"] = "port" if own else "fallback"
    elif "container" in roles:
        chosen = "chosen" in roles
        swap = {"chosen": "port", "default": "other" if chosen else "port"}
    elif not {"chosen", "default"} <= roles:
        swap = {"default": "port", "chosen": "port"}
    if "default" in roles and "new" in roles and "old" not in roles:
        return [replace(c, role="chosen") if c.role == "new" else c for c in columns]
    # `Before | After`, where a domain stands now
    after = (c.header for c in columns if c.role in _UNTOLD and about("new", c.header))
    moved = not all(strip_words(header, "new") for header in after)
    if ("old" in roles) != ("new" in roles) and not ("old" in roles and moved):
        swap |= {"new": "port", "old": "fallback" if {"port", "chosen"} & roles else "port"}
    return [replace(column, role=swap.get(column.role, column.role)) for column in columns]


_UNTOLD = ("other", "url", "unknown", "path")
_OLD = re.compile(r"alt(?:e[rs]?)?(?:[ -]port)?", re.IGNORECASE)
_OUTER = re.compile(r"\W*WAN\b", re.IGNORECASE)
_NEARER = ("local", "host", "hardware")
_NODE = re.compile(r"\W*node[ -]?port", re.IGNORECASE)
"""Of a cluster on the machine that another column names: `Laptop port | NodePort`."""
_FAR = re.compile(
    rf"\W*(?:remote|LAN|service|svc|cluster(?:[ -]?ip)?|pod|target|ziel\w*)\b|{_NODE.pattern}",
    re.IGNORECASE,
)
"""`Local port | Remote port`, of which the latter is that of the container at its end."""


def staged(columns: list[Column]) -> list[Column]:
    """`Port (Docker)` beside `Port (local)`: what tells them apart is an environment for both."""
    columns = _with_staged_addresses(columns)
    ports = [column for column in columns if column.role == "port" and not column.part]
    if {environment_of(c.header) for c in columns} - {None} == {"local"} and len(ports) == 1:
        # `Local port` with no other beside it: the machine's own.
        return [replace(c, environment=None) for c in columns]
    if any(about("part", column.label) for column in ports):
        return columns
    stages = [column for column in ports if column.environment]
    if len(stages) > 1:
        # `Also` above `Redis 6379`, what stands there of others.
        besides = [c for c in ports if c.label and not (c.known or c.environment)]
        columns = [replace(c, role="note") if c in besides else c for c in columns]
        ports = [column for column in ports if column not in besides]
    if not 0 < len(stages) < len(ports) or not all(c.environment or c.label for c in ports):
        return columns
    return [
        replace(column, environment=column.label, label="")
        if column in ports and not column.environment
        else column
        for column in columns
    ]


def _with_staged_addresses(columns: list[Column]) -> list[Column]:
    """`Local | Production` above addresses: those of two stages; `Dev URL` alone is of one, but not
    `Test URL`, where it is tried."""
    told = [c for c in columns if c.role in ("url", "port", "status")]
    stages = {environment_of(c.header) for c in told} - {None}
    if len(stages) < 2 and not stages <= {"development", "production", "staging"}:
        return columns
    return [
        replace(c, environment=environment_of(c.header)) if c.role == "url" else c for c in columns
    ]


def without_sizes(columns: list[Column], rows: Sequence[Row]) -> list[Column]:
    """`4000-4099 | 100`: how many numbers a range has, below a header that speaks of ports."""
    roles = [column.role for column in columns]
    if not {"range", "port"} <= set(roles):
        return columns
    at, size = roles.index("range"), roles.index("port")
    told = [
        (port_cell(row.cells[at]).entries, row.cells[size])
        for row in rows
        if len(row.cells) == len(roles)
    ]
    ends = [(each[0].number, plain(cell)) for each, cell in told if each]
    same = sum(n.end is not None and str(n.end - n.start + 1) == cell for n, cell in ends)
    if not same or 2 * same < len(ends):
        return columns
    counted = replace(columns[size], role="quantity", because="it counts the numbers of each range")
    return [counted if n == size else column for n, column in enumerate(columns)]


def without_goals(columns: list[Column]) -> list[Column]:
    """`Current port | Target port`: what is to be, beside what is; `Outbound ports` of others."""
    goals = any(about("now", column.header) and about("port", column.header) for column in columns)
    return [
        replace(column, role="note", because="what is to be, or others have")
        if column.role in ("port", "container")
        and ((goals and about("destination", column.header)) or leads_out(column.header))
        else column
        for column in columns
    ]


def on_machines(columns: list[Column], features: list[Features]) -> list[Column]:
    """`Host | Node`: where one is another in each row, the machine is what groups them.

    `Dev host | Prod host`: where one holds ports, so does the other, however few.
    """
    held = {strip_words(c.header, *STAGES) for c in columns if c.role == "port"} - {""}
    columns = [
        replace(c, role="port", environment=stage, because="its header is another's of ports")
        if (stage := environment_of(c.header))
        and c.role == "machine"
        and f.ports
        and strip_words(c.header, *STAGES) in held
        else c
        for c, f in zip(columns, features, strict=True)
    ]
    told = [at for at, column in enumerate(columns) if column.role == "machine"]
    apart = [at for at in told if features[at].differs]
    if not 0 < len(apart) < len(told):
        return columns
    return [
        replace(c, role="other", because=f"{c.because}, but another one groups the rows")
        if at in apart
        else c
        for at, c in enumerate(columns)
    ]


def leads_out(text: str) -> bool:
    """Whether a header or a cell says that others are called: `Outbound`, not `In and out`."""
    return about("outgoing", text) and not about("incoming", text)


def host_and_container(columns: list[Column], features: list[Features]) -> list[Column]:
    """`Port | Port`, `Published | Target`: of two such columns the second is the container's."""
    ports = [at for at, column in enumerate(columns) if column.role == "port"]
    if len(ports) == 1 and about("host", columns[ports[0]].header):
        return [
            replace(c, role="container", because=f"{c.because}, beside the host's")
            if c.role == "route" and f.mostly_pure
            else c
            for c, f in zip(columns, features, strict=True)
        ]
    if len(ports) != 2 or columns[ports[0]].header != columns[ports[1]].header:
        return columns
    inner = replace(columns[ports[1]], role="container", because="the second of two such columns")
    return [inner if at == ports[1] else column for at, column in enumerate(columns)]
