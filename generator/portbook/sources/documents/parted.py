"""Puts the cells of a table right before its columns are read: joins, parts and fills them."""

from __future__ import annotations

import re
from itertools import pairwise

from portbook.sources.documents.blocks import Row, Table
from portbook.sources.documents.environments import environment_of
from portbook.sources.documents.one_pair import pair_in
from portbook.sources.documents.pairs import parts_of
from portbook.sources.documents.text import (
    about,
    about_any,
    is_empty,
    plain,
    strip_words,
)
from portbook.sources.documents.tokens import Number


def put_in_order(table: Table) -> None:
    """Make of each table one with a service and a port of each row, as far as its cells tell."""
    _fill_down(table)
    _join_ends(table)
    _part_sides(table)
    _part_items(table)
    _part_names(table)
    _part_pairs(table)


_ITEM = re.compile(r"<li\b[^<>]*>", re.IGNORECASE)
_MOST = 50
"""Items of one cell that become rows."""


def _part_items(table: Table) -> None:
    """Make a row for each item of a list that stands in the first cell."""
    if not any(_ITEM.search(cell) for row in table.rows for cell in row.cells[:1]):
        return
    rows = []
    for row in table.rows:
        items = [_ITEM.split(cell)[1:] for cell in row.cells]
        count = len(items[0]) if items and 1 < len(items[0]) <= _MOST else 1
        told = zip(items, row.cells, strict=True)
        each = [own if len(own) == count > 1 else [cell] * count for own, cell in told]
        rows += [Row(cells, row.line) for cells in zip(*each, strict=True)]
    table.rows = rows


_HYPHENED = re.compile(r"(?<![^\s,;、，；`(/])([^\W\d]{2,})-(\d{4,5})(?![\w.-])")


def _part_names(table: Table) -> None:
    """Part `mq-3002` in a column of ports into a name and its number."""
    ported = {at for at, header in enumerate(table.header) if about("port", plain(header[:80]))}
    for n, row in enumerate(table.rows) if ported else ():
        cells = tuple(
            _HYPHENED.sub(r"\1 \2", cell) if at in ported else cell
            for at, cell in enumerate(row.cells)
        )
        table.rows[n] = Row(cells, row.line)


DITTO = re.compile(
    r"[\s\"'`*_″〃”“↑⇑⬆^]*"
    r"|(?:same|ditto|dito|idem|gleich|igual|identique|uguale|то же|同上|同左|동일)\.?",
    re.IGNORECASE,
)
_HEADING = ("machine", "environment", "project")


def _fill_down(table: Table) -> None:
    """Say again what a blank first cell leaves to the row above: its host, stage or project."""
    head = plain(table.header[0][:80]) if table.header else ""
    if not about_any(_HEADING, head) or about_any(("port", "service"), head):
        return
    cells = [row.cells[0].strip() if row.cells else "" for row in table.rows]
    blank = [DITTO.fullmatch(cell[:40]) is not None for cell in cells]
    told = [cell for cell, empty in zip(cells, blank, strict=True) if not empty]
    if not any(blank) or blank[0] or len(set(told)) < len(told):
        return
    above = ""
    for at, (row, empty) in enumerate(zip(table.rows, blank, strict=True)):
        above = above if empty else row.cells[0]
        if empty and any(cell.strip() for cell in row.cells):
            table.rows[at] = Row((above, *row.cells[1:]), row.line)


def _join_ends(table: Table) -> None:
    """Make one column of `Start | End`, which are the ends of each row's interval."""
    heads = [plain(head[:80]) for head in table.header]
    at = next((n for n, pair in enumerate(pairwise(heads)) if _are_ends(*pair)), None)
    told = [row.cells[at : at + 2] for row in table.rows] if at is not None else []
    cells = [tuple(map(plain, cell)) for cell in told]
    whole = (cell for cell in cells if len(cell) > 1 and all(map(_END.fullmatch, cell)))
    ends = [(int(cell[0]), int(cell[1])) for cell in whole]
    if at is None or not ends or 2 * len(ends) < len(cells):
        return
    apart = all(one[1] < other[0] for one, other in pairwise(sorted(ends)))
    spoken = about_any(("port", "range"), f"{heads[at]} {heads[at + 1]}")
    moved = about("old", heads[at]) and 2 * sum(end % 10 == _NINE for _, end in ends) < len(ends)
    if not apart or moved or any(a >= b or (a < _HIGH and not spoken) for a, b in ends):
        return
    joined = "Port range" if spoken else "first–last"
    table.header = (*table.header[:at], joined, *table.header[at + 2 :])
    table.rows = [
        Row((*row.cells[:at], "-".join(cell), *row.cells[at + 2 :]), row.line)
        for row, cell in zip(table.rows, cells, strict=True)
    ]


_END = re.compile(r"\d{2,5}")
_NINE = 9
"""What intervals end with, while a number that takes another's place may be any."""
_HIGH = 1000


def _are_ends(first: str, last: str) -> bool:
    """Whether two headers are those of the beginning and the end of an interval."""
    begins = about("beginning", first) and not strip_words(first, "beginning", "port", "range")
    return begins and about("ending", last) and not strip_words(last, "ending", "port", "range")


_SIDES = re.compile(r"(?P<head>[^()（）]*)[(（](?P<sides>[^()（）]{3,40})[)）]\s*")
_BETWEEN = re.compile(r"\s*(?:[/|·:,]|→|->)\s*")
_TWO = re.compile(r"[`*\s]*(\d{2,5})[`*]*\s*(?:[/|·:,]|→|->|\s)\s*[(（`*]*(\d{2,5})[)）`*\s]*")


def _part_sides(table: Table) -> None:
    """Make two columns of `Port (dev / prod)`, or `Port (container)` above `8080 (80)`."""
    for at, header in enumerate(table.header):
        told = _SIDES.fullmatch(plain(header[:80]))
        sides = _BETWEEN.split(told["sides"]) if told and about("port", told["head"]) else []
        known = (environment_of(side) or about_any(_EITHER, side) for side in sides)
        if not sides or not all(known):
            continue
        cells = [plain("".join(row.cells[at : at + 1])[:40]) for row in table.rows]
        parts = [_TWO.fullmatch(cell) for cell in cells]
        bracketed = all(part is None or ")" in part[0] or "）" in part[0] for part in parts)
        single = len(sides) == 1 and about("container", sides[0]) and bracketed
        if told and (single or len(sides) == 2) and 2 * sum(map(bool, parts)) > len(parts):
            first, last = ("host", sides[0]) if single else sides
            heads = [f"{told['head'].strip()} ({side})" for side in (first, last)]
            table.header = (*table.header[:at], *heads, *table.header[at + 1 :])
            for n, (row, part) in enumerate(zip(table.rows, parts, strict=True)):
                both = (part[1], part[2]) if part else ("".join(row.cells[at : at + 1]), "")
                table.rows[n] = Row((*row.cells[:at], *both, *row.cells[at + 1 :]), row.line)
            return


_EITHER = ("host", "container")
_CARRIED = re.compile(r"(?:tcp|udp|https?|tls|ssl)", re.IGNORECASE)
_OWN = re.compile(r"[^\W\d]\w*(?:[-_]\w+)+")
"""`shop-dev`, which no two have."""
_HOLE = re.compile(r"<\w+>[-.:]|[-.]<\w+>")
"""`<name>-web:3008`"""
_Pairs = list[list[tuple[str, str]]]


def _part_pairs(table: Table) -> None:
    """Make a row for each of `web: 3000, api: 8000` that a host, a stage or a project has."""
    parted = _of_pairs(table)
    if not parted:
        return
    at = min(parted)
    kept = [n for n in range(len(table.header)) if n not in parted]
    heads = [table.header[k] for k in kept]
    if about("mode", plain(heads[0][:80])):
        heads[0] = "Environment"  # `Deployment method`, of which each has these.
    table.header = (*heads[:at], "Service", "Port", *heads[at:])
    rows = []
    for n, row in enumerate(table.rows):
        cells = ["".join(row.cells[k : k + 1]) for k in kept]
        pairs = (pair for each in parted.values() for pair in each[n])
        rows += [Row((*cells[:at], *pair, *cells[at:]), row.line) for pair in pairs]
    table.rows = rows


def _of_pairs(table: Table) -> dict[int, _Pairs]:
    """The columns of pairs: that of what the first one names has, or all whose names are unique."""
    heads = [plain(header[:80]) for header in table.header]
    led = {at for at, head in enumerate(heads) if not at or about("route", head)}
    read = {at: _column_of_pairs(table, at) for at in range(len(heads)) if at not in led}
    told = {at: pairs for at, pairs in read.items() if pairs}
    first = next((n for n, h in enumerate(heads) if n and about_any(("port", "service"), h)), 0)
    pairs = told.get(first, [])
    several = all(pairs) and any(len(each) > 1 for each in pairs)
    heading = about_any((*_HEADING, "group", "mode"), heads[0])
    if several and heading and not about_any(("port", "service"), heads[0]):
        return {first: pairs}
    names = [name for column in told.values() for each in column for name, _ in each]
    own = 2 < len(names) == len(set(names)) <= 2 * sum(map(bool, map(_OWN.fullmatch, names)))
    others = (head for at, head in enumerate(heads) if at not in told)
    apart = ("port",) if len(told) > 1 else ("port", "service")
    return told if own and not any(about_any(apart, head) for head in others) else {}


def _column_of_pairs(table: Table, at: int) -> _Pairs:
    """The pairs of each row's cell, none of one for anybody; none at all where a cell has none."""
    found: _Pairs = []
    for row in table.rows:
        written = "".join(row.cells[at : at + 1])[:500]
        cell = "" if _HOLE.search(written) else plain(written)
        found.append([] if is_empty(cell) else _pairs(cell))
        if not (found[-1] or is_empty(cell)):
            return []
    return found if any(found) else []


def _pairs(cell: str) -> list[tuple[str, str]]:
    """The names and ports of a cell, if it is a list of such."""
    sides = dict(_SIDED.findall(cell))
    cell = _ELSE.sub("", _SIDED.sub(r"\1", cell))
    read = [pair_in(part) for part in parts_of(cell) if part]
    told = [(pair.name, number) for pair in read if pair for number in pair.numbers]
    named = all(
        name and not environment_of(name) and strip_words(name, *_EITHER, "port", "small")
        for name, _ in told
    )
    carried = all(_CARRIED.fullmatch(name) for name, _ in told)
    bound = any(number.bind or number.scheme for _, number in told)
    if None in read or not named or carried or bound:
        return []
    return [(name, _written(number, sides)) for name, number in told]


_SIDED = re.compile(r"\b(\d{2,5})\s?(?:→|->|=>|:)\s?(\d{2,5})\b")
"""`8443 → 443 (proxy)`"""
_ELSE = re.compile(r"(?<=[^\W\d])[,，;；][^()（）,，;；]*\d{4,5}(?=[)）])")
"""`8080 (proxy, else the preview on 5173)`"""


def _written(number: Number, sides: dict[str, str]) -> str:
    port = ":".join(filter(None, (str(number.start), sides.get(str(number.start)))))
    return f"{port}/{number.transport}" if number.transport else port
