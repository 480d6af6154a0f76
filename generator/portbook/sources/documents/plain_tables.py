"""Finds tables in plain text: columns that blanks align, frames, and what commands print."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portbook.sources.documents.blocks import Row, Table
from portbook.sources.documents.text import about, about_any

PURE = re.compile(r"[\s*`]*\d{2,5}[\s*`]*")
"""A cell with a number and nothing else."""
_CELL = re.compile(r"\S+(?: \S+)*")


def columns_in(lines: Sequence[tuple[int, str]]) -> list[Row]:
    """Cells parted by two blanks or more, with their numbers of lines; those of a row with fewer
    stand each in the column that begins, or ends, where they do, and a dash in those that it ends
    before. Empty where one stands elsewhere."""
    parted = [list(_CELL.finditer(line)) for _, line in lines]
    width = max(map(len, parted), default=0)
    told = [each for cells in parted if len(cells) == width for each in enumerate(cells)]
    edges = {edge: at for at, cell in told for edge in (cell.start(), -cell.end())}
    rows: list[Row] = []
    for (at, _), cells in zip(lines, parted, strict=True):
        columns = [edges.get(cell.start(), edges.get(-cell.end(), -1)) for cell in cells]
        columns = list(range(width)) if len(cells) == width else columns
        if -1 in columns or columns != sorted({*columns}):
            return []
        placed = dict(zip(columns, (cell[0] for cell in cells), strict=True))
        cut = max(columns, default=0)
        rows.append(Row(tuple(placed.get(n, "" if n < cut else "-") for n in range(width)), at))
    return rows


_RULE = re.compile(r"[\s=+|─━═-]+")
_WORDS = 5
"""Words of a header that blanks part; of more, it is a sentence."""
_GAPS = (re.compile(r"\s{2,}|\t+"), re.compile(r"\s+"), re.compile(r"\s*[,;]\s*"))


def aligned_table(lines: Sequence[str], start: int) -> Table | None:
    """Lines of as many words each below a header that speaks of ports, as a table."""
    told = [(at, line.strip()) for at, line in enumerate(lines, start) if line.strip()]
    told = [(at, line) for at, line in told if not _RULE.fullmatch(line)]
    if len(told) < 2 or len(told[0][1]) > 200 or any(map(str.isdigit, told[0][1])):
        return None
    if not any(map(str.isdigit, "".join(line for _, line in told))):
        return None
    for gap in _GAPS:
        header = gap.split(told[0][1])
        worded = gap is _GAPS[1] and len(header) > _WORDS
        told_so = any(about_any(("port", "range"), head) for head in header)
        if len(header) < 2 or worded or not told_so:
            continue
        rows = [Row(tuple(gap.split(line)), at) for at, line in told[1:]]
        if gap is _GAPS[0] and len({len(row.cells) for row in rows}) > 1:
            rows = columns_in([(at, lines[at - start]) for at, _ in told])[1:]
        if rows and all(len(row.cells) == len(header) for row in rows):
            table = Table(tuple(header), told[0][0])
            table.rows = rows
            return table
    return None


_BAR = re.compile(r"\s*[│┃║|]\s*")


def boxed_table(lines: Sequence[str], start: int) -> Table | None:
    """A table drawn with frames, or one of Markdown in a block."""
    told = [(at, line.strip()) for at, line in enumerate(lines, start)]
    told = [(at, line) for at, line in told if any(map(str.isalnum, line))]
    rows = [Row(tuple(_BAR.split(line.strip("│┃║|").strip())), at) for at, line in told]
    while len(rows) > 2 and len(rows[0].cells) == 1 < len(rows[1].cells):
        rows = rows[1:]  # What is in its frame above the header is a title.
    if len(rows) < 2 or len({len(row.cells) for row in rows}) > 1 or len(rows[0].cells) < 2:
        return None
    header = rows[0].cells
    if any(map(str.isdigit, "".join(header))):
        return None
    columns = any(about("port", head) for head in header)
    moves = any(about("old", h) for h in header) and any(about("new", h) for h in header)
    # Between boxes side by side there is a gap, which nothing heads.
    crossed = all(header) and any(map(_CROSSED.search, lines))
    crossed = crossed and any(PURE.fullmatch(cell) for row in rows for cell in row.cells)
    return Table(header, rows[0].line, rows[1:]) if columns or moves or crossed else None


_CROSSED = re.compile(r"[┼╬╪╫╋]|^\s*[+|]?\s*[-=:]+(?:\s*[+|]\s*[-=:]+)+\s*[+|]?\s*$")
"""A rule that crosses the ones between columns, as only a table has."""
_HEADED = re.compile(r"[A-Z][A-Z()/_-]+(?: +[A-Z][A-Z()/_-]+){2,}")
_NODE_PORT = re.compile(r"(\d+):(\d+)")


def listing(lines: Sequence[str], start: int) -> Table | None:
    """What a command prints below a header in capitals: each column begins below its word.

    `PORT(S)` of `kubectl get services` has the node's number behind the service's.
    """
    for at, line in enumerate(lines[:-1]):
        header = line.rstrip()
        if not (_HEADED.fullmatch(header) and about("port", header)):
            continue
        begins = [word.start() for word in re.finditer(r"\S+", header)]
        begins = [0, *(b for b in begins[1:] if lines[at + 1][b - 1 : b] in ("", " "))]
        if len(begins) < 3:
            continue  # A title in capitals.
        parts = [slice(b, e) for b, e in zip(begins, [*begins[1:], None], strict=True)]
        table = Table(tuple(header[part].strip() for part in parts), start + at)
        for number, row in enumerate(lines[at + 1 :], start + at + 1):
            if not row.strip() or any(row[b - 1 : b] not in ("", " ") for b in begins[1:]):
                break
            if _RULE.fullmatch(row):
                continue
            cells = [row[part].strip() for part in parts]
            if "PORT(S)" in table.header:
                cells = [_NODE_PORT.sub(r"\2:\1", cell) for cell in cells]
            table.rows.append(Row(tuple(cells), number))
        return table if table.rows else None
    return None
