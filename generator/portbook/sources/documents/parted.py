"""Puts the cells of a table right before its columns are read: joins, parts and fills them."""

from __future__ import annotations

import re
from itertools import pairwise

from portbook.sources.documents.blocks import Row, Table
from portbook.sources.documents.environments import environment_of
from portbook.sources.documents.pairs import pair_in
from portbook.sources.documents.text import (
    about,
    about_any,
    plain,
    strip_words,
)


def put_in_order(table: Table) -> None:
    """Make of each table one with a service and a port of each row, as far as its cells tell."""
    _fill_down(table)
    _join_ends(table)
    _part_sides(table)
    _part_pairs(table)


DITTO = re.compile(r"[\s\"'`*_″〃”“]*|(?:same|ditto|dito|idem|同上|同左)\.?", re.IGNORECASE)
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
        if told and (single or len(sides) == _BOTH) and 2 * sum(map(bool, parts)) > len(parts):
            first, last = ("host", sides[0]) if single else sides
            heads = [f"{told['head'].strip()} ({side})" for side in (first, last)]
            table.header = (*table.header[:at], *heads, *table.header[at + 1 :])
            for n, (row, part) in enumerate(zip(table.rows, parts, strict=True)):
                both = (part[1], part[2]) if part else ("".join(row.cells[at : at + 1]), "")
                table.rows[n] = Row((*row.cells[:at], *both, *row.cells[at + 1 :]), row.line)
            return


_EITHER = ("host", "container")
_BOTH = 2
_LISTED = re.compile(r"\s*[,;、，；]\s*")
_CARRIED = re.compile(r"(?:tcp|udp|https?|tls|ssl)", re.IGNORECASE)


def _part_pairs(table: Table) -> None:
    """Make a row for each of `web: 3000, api: 8000` that a host, a stage or a project has."""
    heads = [plain(header[:80]) for header in table.header]
    at = next((n for n, head in enumerate(heads) if n and about_any(("port", "service"), head)), 0)
    if not at or not about_any(_HEADING, heads[0]) or about("service", heads[0]):
        return
    cells = [plain(row.cells[at][:500]) if at < len(row.cells) else "" for row in table.rows]
    pairs = [_pairs(cell) for cell in cells]
    if not all(pairs) or all(len(each) < _BOTH for each in pairs):
        return
    table.header = (*table.header[:at], "Service", "Port", *table.header[at + 1 :])
    table.rows = [
        Row((*row.cells[:at], *pair, *row.cells[at + 1 :]), row.line)
        for row, each in zip(table.rows, pairs, strict=True)
        for pair in each
    ]


def _pairs(cell: str) -> list[tuple[str, str]]:
    """The names and ports of a cell, if it is a list of such."""
    read = [pair_in(part) for part in _LISTED.split(cell) if part]
    told = [(pair.name, number) for pair in read if pair for number in pair.numbers]
    named = all(
        name and not environment_of(name) and not about_any(_EITHER, name) for name, _ in told
    )
    carried = all(_CARRIED.fullmatch(name) for name, _ in told)
    bound = any(number.bind or number.scheme for _, number in told)
    if None in read or not named or carried or bound:
        return []
    return [(name, "/".join(filter(None, (str(n.start), n.transport)))) for name, n in told]
