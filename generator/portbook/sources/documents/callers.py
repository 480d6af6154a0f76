"""Tells who calls or uses a port, by the columns of a table, from what has it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from portbook.sources.documents.blocks import Row
from portbook.sources.documents.features import Column, Features
from portbook.sources.documents.labels import SETTING
from portbook.sources.documents.ranked import is_end, speaks, with_role
from portbook.sources.documents.scope import are_machines
from portbook.sources.documents.text import (
    about,
    about_any,
    is_anybody,
    is_empty,
    outside_brackets,
    plain,
)


def by_direction(columns: list[Column], rows: Sequence[Row]) -> list[Column]:
    """`Source service | Target service`: who calls has no port, whatever else the header says.

    `Client | Server` are such ends where one name is in both.
    """
    for words in (("origin", "destination"), ("users", "machine")):
        ends = [
            [at for at, c in enumerate(columns) if c.role in _ENDS and is_end(c.header, each)]
            for each in words
        ]
        if [*map(len, ends)] != [1, 1]:
            continue
        (first,), (last,) = ends
        told = [{plain(row.cells[at]) for row in rows if at < len(row.cells)} for (at,) in ends]
        if words[0] == "origin" or not all(map(is_empty, told[0] & told[1])):
            columns = with_role(columns, first, "users", "who calls")
            named = any(c.role == "service" for at, c in enumerate(columns) if at != last)
            held = named and columns[last].role == "machine"
            cells = [plain(row.cells[last][:80]) for row in rows if last < len(row.cells)]
            placed = 2 * sum(map(bool, map(_PLACED.search, cells))) > len(cells)
            placed = placed and not _tells_most(columns, rows, last)
            if placed or all(map(are_machines, cells)):
                # `nas (10.0.20.5) | 445 | file shares`: what is called there, is another column's.
                role = "machine" if named else "users"
                return with_role(columns, last, role, "its cells are machines")
            return columns if held else with_role(columns, last, "other", "who is called")
    return columns


def _tells_most(columns: list[Column], rows: Sequence[Row], at: int) -> bool:
    """Whether a column tells all rows apart, and no other one but numbers: `metrics scrape`."""
    kinds = [{row.cells[n] for row in rows if n < len(row.cells)} for n in range(len(columns))]
    words = [n for n, c in enumerate(columns) if c.role in _ENDS and n != at]
    return len(kinds[at]) == len(rows) > max((len(kinds[n]) for n in words), default=len(rows))


_PLACED = re.compile(r"\w.*\b\d{1,3}(?:\.\d{1,3}){3}\b")
_ENDS = frozenset(("service", "purpose", "other", "path", "type", "machine", "note"))


def without_users(
    columns: list[Column], features: list[Features], rows: Sequence[Row]
) -> list[Column]:
    """Who uses a port does not name it where another column has words for each, of which one uses
    another, or anybody does, or itself: `scheduler | Self`, `API server | All`."""
    seen = list(zip(columns, features, strict=True))
    held = any(c.role == "container-name" and f.differs for c, f in seen)
    whose = ("users", "owner") if held else ("users",)
    apart = [
        f.differs and c.role in _NAMES and not (f.bound or f.coded or 5 * f.ports > f.filled)
        for c, f in seen
    ]
    calling = [c.role in ("other", "service") and is_end(c.header, "origin") for c in columns]
    using = [
        about_any(whose, column.header)
        or calling[at]
        or (about("who", column.header) and not features[at].differs and any(apart[:at]))
        for at, column in enumerate(columns)
    ]
    if sum(using) > 1 and apart[first := using.index(True)]:
        using[first] = columns[first].role != "other"  # `Client | Port | Who`: not the first
    users = {plain(c) for row in rows for c, u in zip(row.cells, using, strict=False) if u}
    named = held or any(own and not u for own, u in zip(apart, using, strict=True))
    protocols = [at for at, column in enumerate(columns) if column.role == "transport"]
    named |= any(are_protocols(features[at], rows, at) for at in protocols)
    for at, column in enumerate(columns):
        if column.role == "purpose" and 2 * features[at].apart > features[at].filled:
            used = {plain(row.cells[at]) for row in rows if at < len(row.cells)}
            told = any(is_anybody(c) or (c in used and not is_empty(c)) for c in users)
            named |= (told or any(calling)) and not speaks(rows, at)
    return [
        replace(c, role="users") if u and named else c for c, u in zip(columns, using, strict=True)
    ]


_NAMES = frozenset(("service", "project", "path", "other", "url"))
_CARRIED = re.compile(r"(?:tcp|udp|sctp|https?|wss?|[\W_]|and|both)+", re.IGNORECASE)


def are_protocols(found: Features, rows: Sequence[Row], at: int) -> bool:
    """Whether each row has a protocol of its own that is more than how it is carried."""
    cells = [plain(row.cells[at][:40]) for row in rows if at < len(row.cells)]
    carried = sum(map(bool, map(_CARRIED.fullmatch, map(outside_brackets, cells))))
    return 2 < found.filled <= found.apart and 3 * carried < len(cells)


def without_readers(columns: list[Column], rows: Sequence[Row]) -> list[Column]:
    """`BRIDGE_URL | coach | http://bridge:5003`: who reads such variables is not called there."""
    roles = [column.role for column in columns]
    if "variable" not in roles or "service" not in roles:
        return columns
    at = roles.index("variable")
    told = [plain(row.cells[at][:80]) for row in rows if at < len(row.cells) and _calls(row, at)]
    if not told or not all(map(SETTING.fullmatch, told)):
        return columns
    columns = with_role(columns, roles.index("service"), "users", "it reads the variables")
    return with_role(columns, at, "service", "its variables tell what is called")


def _calls(row: Row, at: int) -> bool:
    """Whether another cell of a row is an address of something with a name."""
    return any(map(_CALLED.fullmatch, map(plain, row.cells[at + 1 :])))


_CALLED = re.compile(r"(?:[a-z]+://)?(?!localhost)[a-z][\w-]*:\d{2,5}(?:/\S*)?")
