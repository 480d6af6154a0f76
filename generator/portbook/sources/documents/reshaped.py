"""Takes tables for what they are meant as: several in one, pairs of ports, or without a header."""

from __future__ import annotations

import re
from itertools import pairwise

from portbook.model.catalogue import CATALOGUE
from portbook.sources.documents.amounts import is_year
from portbook.sources.documents.blocks import Fence, Row, Table
from portbook.sources.documents.environments import environment_of
from portbook.sources.documents.features import Column
from portbook.sources.documents.formats import SHELL
from portbook.sources.documents.parted import DITTO
from portbook.sources.documents.plain_tables import aligned_table, boxed_table, columns_in, listing
from portbook.sources.documents.rules import RULE
from portbook.sources.documents.text import (
    about,
    about_any,
    is_empty,
    outside_brackets,
    plain,
    strip_words,
)
from portbook.sources.kinds import kind_of_name


def products_of(table: Table) -> list[Table]:
    """A table that sets others side by side, each with ports and names of its own, as one for each.

    `Old port | Old service | Port | Service`: what the headers say besides tells which is whose.
    """
    if parts := _repeated(table) or _with_owned(table) or _of_machines(table):
        return parts
    whose: dict[str, dict[str, int]] = {}
    for at, header in enumerate(table.header):
        head = plain(header[:80])
        kind = "port" if about("port", head) else "service" if about("service", head) else ""
        if kind:
            besides = strip_words(head, "port", "service", "host", "container").casefold()
            whose.setdefault(besides, {}).setdefault(kind, at)
    pairs = [list(each.values()) for each in whose.values() if len(each) == 2]
    renamed = all(any(about(word, each) for each in whose) for word in ("old", "new"))
    if len(pairs) != 2 or len(pairs) < len(whose) or renamed:
        return [table]
    products = []
    for mine, others in (pairs, pairs[::-1]):
        kept = [at for at in range(len(table.header)) if at in mine or at not in others]
        rows = [Row(_only(row.cells, kept), row.line) for row in table.rows]
        products.append(Table(_only(table.header, kept), table.line, rows))
    return products


def table_of(fence: Fence) -> Table | None:
    """A block of aligned columns as the table that it is."""
    language = fence.info.strip().lower()
    plainly = language in ("", "text", "txt", "plaintext", "csv", "tsv")
    lines = fence.text.split("\n")
    if table := listing(lines, fence.line):
        return table
    first = 1 if _PROMPT.match(lines[0]) else 0
    told, start = lines[first:], fence.line + first
    if not plainly and (language not in SHELL or "#" in "".join(told[:1])):
        return None  # A program, or a command and what it does.
    table = aligned_table(told, start) or boxed_table(told, start)
    goes_on = any(map(_FURTHER.search, lines))  # Then what a gap leads to is no column.
    return table or (
        parted(list(enumerate(lines, fence.line))) if plainly and not goes_on else None
    )


_PROMPT = re.compile(r"\s*[$#>] ")
_FURTHER = re.compile(r"\d\s{2,}\([^()\d]{1,20}\),\s*\d{2,5} \(")
"""`8085  (HTTP), 9085 (gRPC)`"""


_GAP = re.compile(r"\s{2,}|\t+")
_BAR = re.compile(r"\s*\|\s*")
_SEMICOLON = re.compile(r"\s*;\s*")
_COMMA = re.compile(r"\s*,\s*")
_FRAME = re.compile("[\u2500-\u257f]")


def parted(lines: list[tuple[int, str]]) -> Table | None:
    """Lines that gaps or bars part as a table; comments between the lines are left out."""
    told = [(at, line.rstrip()) for at, line in lines if line.strip()[:1] not in ("", "#")]
    if any(_FRAME.search(line[:500]) for _, line in told):
        return None
    barred = all("|" in line.strip()[1:] for _, line in told)
    if not barred and any("|" in line[:500] for _, line in told):
        return None
    listed = (
        gap for gap in (_SEMICOLON, _COMMA) if all(len(gap.findall(line)) > 1 for _, line in told)
    )
    gap = _BAR if barred else next(listed, _GAP)
    if not (told and any(map(str.isdigit, told[0][1]))):
        return None  # What heads the columns speaks of no ports.
    rows = [Row(tuple(gap.split(line.strip())), at) for at, line in told]
    if gap is _GAP and len({len(row.cells) for row in rows}) > 1:
        rows = columns_in(told)
    return with_header(rows)


_PORT = re.compile(
    r"[`*:\s]*(?:\d+(?:\.\d+){3}:|localhost:)?(\d{2,5})(?:\s*[,/+]\s*\d{2,5})*(?:/(?:tcp|udp))?[`*\s]*(?:\([^()\d]*\))?[^\w()]*",
    re.IGNORECASE,
)
ARROWS = ("→", "->", "=>", "<-", "←", "➜")
_TRANSPORT = re.compile(r"(?:tcp|udp|https?|grpc|wss?|[\W_]|and)+", re.IGNORECASE)
_HEADS = {"Protocol": _TRANSPORT, "Action": RULE}
"""What heads cells of words that name nobody."""


_IDENTIFIER = re.compile(r"[a-z][\w.-]*").fullmatch


def with_header(rows: list[Row]) -> Table | None:
    """Rows of as many cells each as a table, where one column has ports and another words.

    Nothing heads the columns, so what they hold must tell: the first with words has the names; of
    two with ports, that of containers has a number twice, more usual numbers, or lower ones.
    """
    width = len(rows[0].cells) if rows else 0
    uneven = width < _NARROW or len(rows) < _NARROW or any(len(r.cells) != width for r in rows)
    if uneven or any(arrow in cell for r in rows for cell in r.cells for arrow in ARROWS):
        return None  # What leads where is no column.
    header, ports = _headed(rows, width)
    if pair := _side_by_side(rows, set(ports)):
        return Table(pair * len(ports), rows[0].line, rows, assumed=True)
    if "Service" not in header or not 0 < len(ports) <= 2:
        return None
    outer = min(ports, key=lambda at: _inside(ports[at]))
    if not _could_be_ports(ports[outer], {row.cells[header.index("Service")] for row in rows}):
        return None
    header[outer] = "Port"
    for at in ports.keys() - {outer}:
        header[at] = "Container port"
    return Table(tuple(header), rows[0].line, rows, assumed=True)


def _headed(rows: list[Row], width: int) -> tuple[list[str], dict[int, list[int]]]:
    """What columns are by their cells, but those with ports, which are told with them."""
    header = [""] * width
    ports: dict[int, list[int]] = {}
    worded: list[tuple[bool, int]] = []
    for at in range(width):
        cells = [plain(row.cells[at][:200]) for row in rows]
        told = [cell for cell in cells if not is_empty(cell)]
        numbers = [int(number[1]) for cell in told if (number := _PORT.fullmatch(cell))]
        if 3 * len(numbers) >= 2 * len(told) > 0:
            ports[at] = numbers
        elif head := next((h for h, word in _HEADS.items() if all(map(word.fullmatch, told))), ""):
            header[at] = head
        elif len(set(told)) * 3 > len(told):
            worded.append((len(set(told)) == len(rows) and all(map(_IDENTIFIER, told)), at))
    if worded:
        header[_named_at(rows, worded)] = "Service"
    return header, ports


def _named_at(rows: list[Row], worded: list[tuple[bool, int]]) -> int:
    """The first column with words, unless these come again, and identifiers tell the rows apart."""
    _, first = worded[0]
    again = len({row.cells[first] for row in rows}) < len(rows)
    return next((at for apart, at in worded if apart), first) if again else first


def _side_by_side(rows: list[Row], ports: set[int]) -> tuple[str, ...]:
    """The two columns of lists side by side, each of names and their ports; else nothing."""
    told = [cell for row in rows for at, cell in enumerate(row.cells) if at not in ports]
    apart = len(ports) > 1 and len({at % 2 for at in ports}) == 1 and len(set(told)) == len(told)
    if not apart or len(told) != len(ports) * len(rows):
        return ()
    return ("Service", "Port") if 1 in ports else ("Port", "Service")


def _could_be_ports(numbers: list[int], names: set[str]) -> bool:
    """Whether a column has no years, nor the numbers that some machines have all."""
    again = len(set(numbers)) < len(numbers) and 2 * len(names) <= len(numbers)
    return not (again or all(map(is_year, numbers)))


def holds_programs(table: Table, columns: list[Column]) -> bool:
    """Whether a third of the names of a table are those of programs, or of their parts."""
    at = next((at for at, column in enumerate(columns) if column.role == "service"), len(columns))
    names = [plain(row.cells[at][:80]) for row in table.rows if at < len(row.cells)]
    return bool(names) and 3 * sum(map(_is_program, names)) >= len(names)


def have_usual_ports(table: Table, columns: list[Column]) -> bool:
    """Whether two programs stand beside their own ports, `SSH | 22`, or names call them ports,
    `Port: radio`, whatever is above these."""
    named = next((at for at, column in enumerate(columns) if column.role == "service"), 0)
    told = {at for at, column in enumerate(columns) if column.role == "port"}
    cells = [[*map(plain, row.cells)] for row in table.rows[:100] if named < len(row.cells)]
    kinds = [(kind_of_name(row[named]), row) for row in cells]
    own = {
        kind
        for kind, row in kinds
        if kind and str(CATALOGUE[kind].port) in (row[at] for at in told if at < len(row))
    }
    spoken = sum(about("port", row[named][:80]) for _, row in kinds)
    return len(own) > 1 or (spoken > 1 and len(told) > 1)


def _is_program(name: str) -> bool:
    return kind_of_name(name) is not None or about_any(("part", "general"), name)


def _inside(numbers: list[int]) -> tuple[int, int, int]:
    """How much speaks for it that numbers are those of containers."""
    usual = sum(number in _USUAL for number in numbers)
    return len(numbers) - len(set(numbers)), usual, -sum(numbers)


_USUAL = frozenset(kind.container_port for kind in CATALOGUE.values())
_NARROW = 3
"""Columns, and rows, that such a table has at least: two words in two lines are a list."""


_PROPERTIES = 100
"""Rows of a table that stands on its side, at most."""


def turn(table: Table) -> None:
    """Make columns the rows of a table with `Port` below what its other columns are of each."""
    if len(table.rows) > _PROPERTIES:
        return
    labels = [plain(row.cells[0][:80]) if row.cells else "" for row in table.rows]
    at = next((n for n, label in enumerate(labels) if is_port(label)), None)
    width = len(table.header)
    heads = [plain(head[:80]) for head in table.header[1:]]
    if at is None or width < _NARROW or any(about("port", h) or is_empty(h) for h in heads):
        return
    if any(len(row.cells) != width for row in table.rows) or len(set(labels)) < len(labels):
        return
    line = table.rows[at].line
    told = [cell for cell in map(plain, table.rows[at].cells[1:]) if not is_empty(cell)]
    if len(told) < 2 or not all(map(_PORT.fullmatch, told)):
        return
    staged = all(environment_of(head) for head in heads)
    columns = list(zip(*(row.cells for row in table.rows), strict=True))[1:]
    cells = [(head, *told) for head, told in zip(table.header[1:], columns, strict=True)]
    table.header = ("Environment" if staged else "Service", *labels)
    table.rows = [Row(each, line) for each in cells]


def is_port(label: str) -> bool:
    """Whether a property is the port of what has it, not that of a part of it."""
    label = outside_brackets(label)
    besides = strip_words(label, "port", "host", "container", "numbering", "default", "chosen")
    staged = _TRANSPORT.fullmatch(besides or "tcp") or environment_of(besides)
    return about("port", label) and bool(staged)


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


def _repeated(table: Table) -> list[Table]:
    """`Service | Port | | Service | Port`: one table in two or three parts, or nothing."""
    told = [at for at, header in enumerate(table.header) if not is_empty(plain(header[:80]))]
    heads = [plain(table.header[at][:80]).casefold() for at in told]
    widths = (len(told) // 2, len(told) // 3)
    width = next((n for n in widths if n > 1 and heads == heads[:n] * (len(told) // n)), 0)
    if not width:
        return []
    return [
        Table(
            _only(table.header, kept),
            table.line,
            [Row(_only(row.cells, kept), row.line) for row in table.rows],
        )
        for kept in (told[at : at + width] for at in range(0, len(told), width))
    ]


def _of_machines(table: Table) -> list[Table]:
    """`Port | robot | simulator`, above names and `same`: who has each number on either machine, as
    a table of each; or nothing."""
    heads = [plain(header[:80]) for header in table.header]
    cells = [[plain(cell[:200]) for cell in row.cells] for row in table.rows[:_PROPERTIES]]
    again = {
        at
        for at in range(2, len(heads))
        if 3 * sum(len(row) > at and _again(row[at]) for row in cells) > len(cells)
    }
    at = min(again, default=0)
    if len(again) != 1 or not about("port", heads[0]) or any(about("port", h) for h in heads[1:]):
        return []
    products = []
    for machine in (at - 1, at):
        rows = []
        for row in table.rows:
            told = plain(row.cells[machine][:200]) if machine < len(row.cells) else ""
            if is_empty(told) or told.startswith(("(", "（")):
                continue  # `(not run here)`, `(uses 5656)`
            name = row.cells[at - 1 if _again(told) else machine]
            besides = [c for n, c in enumerate(row.cells[1:], 1) if n not in (at - 1, at)]
            rows.append(Row((row.cells[0], name, heads[machine], *besides), row.line))
        notes = [head for n, head in enumerate(table.header[1:], 1) if n not in (at - 1, at)]
        products.append(Table((table.header[0], "Service", "Machine", *notes), table.line, rows))
    return products


def _again(cell: str) -> bool:
    """Whether a cell says that it is as the one before it."""
    return any(map(str.isalpha, cell)) and DITTO.fullmatch(cell[:40]) is not None


def _with_owned(table: Table) -> list[Table]:
    """`Service | Port | Database | Host port`: a second name whose port is told where it is, and
    nowhere else, or by a header of its own, as a table of its own; or nothing."""
    heads = [plain(header[:80]) for header in table.header]
    ported = [at for at, head in enumerate(heads) if about("port", head)]
    if len(ported) != 2 or ported[1] != ported[0] + 2 or not ported[0]:
        return []
    at = ported[1] - 1
    told = [row.cells[at : at + 2] for row in table.rows if len(row.cells) > at + 1]
    names = [name for name, port in told if not is_empty(name) and not is_empty(port)]
    silent = sum(is_empty(name) and is_empty(port) for name, port in told)
    apart = len(set(names)) == len(names) > 1 and not any(map(_PORT.fullmatch, names))
    said = strip_words(heads[at + 1], "port", "host", "container", "url", "small")
    if not (apart and (silent or said) and silent + len(names) == len(table.rows)):
        return []
    own = [n for n in range(len(heads)) if n not in (at, at + 1)]
    rows = [Row(_only(row.cells, own), row.line) for row in table.rows]
    owned = [Row(row.cells[at : at + 2], row.line) for row in table.rows]
    head = ("Service", table.header[at + 1])
    kept = [row for row in owned if not is_empty(row.cells[0])]
    return [Table(_only(table.header, own), table.line, rows), Table(head, table.line, kept)]


def _only(cells: tuple[str, ...], kept: list[int]) -> tuple[str, ...]:
    return tuple(cells[at] for at in kept if at < len(cells))
