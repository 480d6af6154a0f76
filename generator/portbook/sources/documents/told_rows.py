"""Takes tables for lists: of names with their ports in one cell, or of words that tell them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portbook.sources.documents.blocks import Item, Line, Row, Table
from portbook.sources.documents.features import Column
from portbook.sources.documents.records import property_of
from portbook.sources.documents.reshaped import is_port
from portbook.sources.documents.statements import read_statement
from portbook.sources.documents.text import about, about_any, plain, strip_words
from portbook.sources.documents.tokens import scan
from portbook.sources.kinds import kind_of_name

_SAMPLE = 100
_LONG = 2000


def items_of(table: Table, columns: Sequence[Column]) -> list[Item] | None:
    """The rows of such a table as items; None of any other."""
    return _named(table) or _told(table, columns)


def _named(table: Table) -> list[Item] | None:
    """Names and ports in one column, `[Web](http://localhost:3000)`."""
    rows = table.rows[:_SAMPLE]
    routes = sum(bool(row.cells and _ROUTE.fullmatch(plain(row.cells[0][:80]))) for row in rows)
    for at in range(len(table.header)):
        cells = [row.cells[at] for row in rows if at < len(row.cells)]
        first = at == 0 or about("destination", plain(table.header[at][:40]))
        first = first or (at == 1 and 2 * routes > len(rows))
        named = [_names_its_port(cell, first=first) for cell in cells]
        if len(cells) > 1 and 2 * sum(named) > len(cells):
            return [Item("".join(row.cells[at : at + 1]), row.line, 0) for row in table.rows]
    return None


def _told(table: Table, columns: Sequence[Column]) -> list[Item] | None:
    """Words that tell the ports, `Gateway | the way in, on port 8080`."""
    named = next((at for at, column in enumerate(columns) if column.role == "service"), 0)
    for at in range(named + 1, len(table.header)):
        told = [(row, _port_told(row.cells[at])) for row in table.rows if at < len(row.cells)]
        if len(told) < 2 or 2 * sum(number is not None for _, number in told) <= len(told):
            continue
        return [
            Item(f"{row.cells[named]}: {number}", row.line, 0)
            for row, number in told
            if number and not scan(plain(row.cells[named][:80]), loose=False)
        ]
    return None


def part_properties(table: Table) -> None:
    """Give a column whose cells are `**Port:** 80<br>**Stack:** Go` one for each of these."""
    for at in reversed(range(1, len(table.header))):
        told: list[dict[str, str]] = []
        for row in table.rows:
            parts = _BREAK.split(row.cells[at]) if at < len(row.cells) else []
            each = [property_of(part, Line(part, row.line)) for part in parts]
            told.append({own.key: own.value for own in reversed(each) if own})
        keys = dict.fromkeys(key for each in told for key in each)
        said = sum(any(map(is_port, each)) and len(each) > 1 for each in told)
        if 2 * said > len(table.rows) and len(keys) < _SAMPLE and at + 1 == len(table.header):
            table.header = (*table.header[:at], *keys)
            table.rows = [
                Row((*row.cells[:at], *(each.get(key, "") for key in keys)), row.line)
                for row, each in zip(table.rows, told, strict=True)
            ]


_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def states_part(row: Row) -> bool:
    """Whether a property is a part's port, or the address of something: `Backend | 5301`."""
    if len(row.cells) < 2:
        return False
    label, value = plain(row.cells[0][:80]), plain(row.cells[1][:200])
    number = next(iter(scan(value)), None)
    if number is None:
        return False
    before, after = value[: number.first].strip(), value[number.last :]
    if number.scheme:
        return not before and (not after or _REMARK.match(after) is not None)
    called = about("part", label) or kind_of_name(label) is not None
    told = number.start > 999 or (before != "" and not strip_words(before, "port"))
    after = after if after[:1] not in ",，;；" else ""  # `8642, needs a key`
    return called and told and not (strip_words(before, "port") or after)


_ROUTE = re.compile(r"/\S*|(?:[\w*-]+\.)+[a-z]{2,}(?:/\S*)?")
"""A path or a domain: what stands beside it is where that leads."""
_REMARK = re.compile(r"\s+(?:→|[-=]+>|[(（–—-])")
_BESIDE = re.compile(r"[(（][^()（）]{0,12}\d{4,5}[)）]|[^\W\d]:\d{4,5}$")


def _names_its_port(cell: str, *, first: bool) -> bool:
    """Whether a cell is a name with an address, or with a number in brackets; `Web (port 3000)` and
    `web:3000` only in the first column, or of whom is called."""
    statement = read_statement(cell) if len(cell) < _LONG else None
    number = statement.entries[0].number if statement else None
    inside = number and (number.bracketed or (first and _BESIDE.search(cell)))
    told = number and (number.scheme or (inside and number.start >= 1000))
    return bool(statement and statement.name and told)


def _port_told(cell: str) -> int | None:
    """The one number that a cell of words calls a port."""
    text = cell[:300]
    told = scan(plain(text), loose=False)
    sure = [n.start for n in told if n.sure and not (n.scheme or n.is_interval or n.bind)]
    spoken = about_any(("port", "runs"), text) and not about("changed", text)
    return sure[0] if len(sure) == 1 and spoken else None
