"""Takes tables for what they are meant as: two in one, or pairs of ports written as ranges."""

from __future__ import annotations

import re
from itertools import pairwise

from portbook.sources.documents.blocks import Row, Table
from portbook.sources.documents.text import about, is_empty, plain, strip_words


def products_of(table: Table) -> list[Table]:
    """A table that sets two side by side, each with ports and names of its own, as one for each.

    `Old port | Old service | Port | Service`: what the headers say besides tells which is whose.
    """
    if halves := _halves(table):
        return halves
    whose: dict[str, dict[str, int]] = {}
    for at, header in enumerate(table.header):
        head = plain(header[:80])
        kind = "port" if about("port", head) else "service" if about("service", head) else ""
        if kind:
            besides = strip_words(head, "port", "service", "host", "container").casefold()
            whose.setdefault(besides, {}).setdefault(kind, at)
    pairs = [list(each.values()) for each in whose.values() if len(each) == 2]
    if len(pairs) != 2 or len(pairs) < len(whose):
        return [table]
    products = []
    for mine, others in (pairs, pairs[::-1]):
        kept = [at for at in range(len(table.header)) if at in mine or at not in others]
        rows = [Row(_only(row.cells, kept), row.line) for row in table.rows]
        products.append(Table(_only(table.header, kept), table.line, rows))
    return products


def part_crossing(table: Table) -> None:
    """Write `5000 - 5050` above `5001 - 5051` as two ports each: no ranges cross like that."""
    if any(map(_crosses, zip(*(row.cells for row in table.rows), strict=False))):
        table.rows = [Row(tuple(map(_parted, row.cells)), row.line) for row in table.rows]


def _crosses(cells: tuple[str, ...]) -> bool:
    """Whether most intervals of a column begin within another, and end behind it."""
    told = [re.findall(r"\d+", cell) for cell in cells if _TWO.fullmatch(cell)]
    ends = sorted((int(each[0]), int(each[1])) for each in told if len(each) > 1)
    crossing = sum(a < c < b < d for (a, b), (c, d) in pairwise(ends))
    return len(ends) > 2 and 2 * crossing >= len(ends)


def _parted(cell: str) -> str:
    return _TWO.sub(r"\1, \2", cell) if len(cell) < 20 else cell


_TWO = re.compile(r"\s*(\d{2,5}|x+)\s*-\s*(\d{2,5}|x+)\s*")


def _halves(table: Table) -> list[Table]:
    """`Service | Port | | Service | Port`: one table in two halves, or nothing."""
    told = [at for at, header in enumerate(table.header) if not is_empty(plain(header[:80]))]
    heads = [plain(table.header[at][:80]).casefold() for at in told]
    half = len(told) // 2
    if half < 2 or heads[:half] != heads[half:]:
        return []
    return [
        Table(
            _only(table.header, kept),
            table.line,
            [Row(_only(row.cells, kept), row.line) for row in table.rows],
        )
        for kept in (told[:half], told[half:])
    ]


def _only(cells: tuple[str, ...], kept: list[int]) -> tuple[str, ...]:
    return tuple(cells[at] for at in kept if at < len(cells))
