"""Splits a Markdown document into headings, tables, list items, paragraphs and fences.

Inline Markdown is left as written: what a cell says is read cell by cell, so a hundred thousand
rows cost no more than their blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from portbook.sources.documents.cards import cards_in
from portbook.sources.documents.html_tables import HtmlTable, html_tables
from portbook.sources.documents.text import about, about_any, shortened

if TYPE_CHECKING:
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` is 1 to 6; a line that only introduces what follows it has 7."""

    level: int
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one line, as written."""

    cells: tuple[str, ...]
    line: int


@dataclass(slots=True)
class Table:
    """`line` is that of the header, which is `assumed` where only the cells tell of one."""

    header: tuple[str, ...]
    line: int
    rows: list[Row] = field(default_factory=list)
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """The first lines of a list item; `depth` counts from 0."""

    text: str
    line: int
    depth: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a paragraph."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Fence:
    """A code block; its first line of content is `line`."""

    info: str
    text: str
    line: int


_LONE_RETURN = re.compile(r"\r(?!\n)")

Block = Heading | Table | Item | Line | Fence


def read_blocks(text: str) -> list[Block]:
    """The blocks of a document, each with its 1-based line."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    # Only blocks: inline parsing would take as long again, and loses how a cell was written.
    parser.core.ruler.enableOnly(["normalize", "block"])
    # A carriage return alone ends a line for CommonMark, but for no editor: lines would not agree.
    lines = _LONE_RETURN.sub(" ", text).split("\n")
    if "<table" in text:
        _join_html(lines)
    text = "\n".join(lines)
    runs = _long_runs(lines)
    blocks = list(_blocks(parser.parse("\n".join(lines))))
    for block in blocks:
        if isinstance(block, Table) and block.rows:
            block.rows += runs.pop(block.rows[-1].line, [])
    # What was taken out of anything but a table, such as a fence, is read where it stands.
    return list(_blocks(parser.parse(text))) if runs else blocks


def _join_html(lines: list[str]) -> None:
    """Fill the blank lines of tables in HTML: one ends HTML in Markdown, but no table."""
    start: int | None = None
    for at, line in enumerate(lines):
        if line.lstrip().startswith("<table"):
            start = at
        if "</table" in line and start is not None:
            lines[start:at] = [each if each.strip() else "<!-- -->" for each in lines[start:at]]
            start = None


_LONG_RUN = 200
"""Lines: what is shorter is the parser's."""
_SPLIT_CELL = re.compile(r"(?<!\\)\|")


def _long_runs(lines: list[str]) -> dict[int, list[Row]]:
    """Take all but the first lines of long tables out: rows without more to them than bars.

    The parser takes ten times as long for a row. Given by the line of the row that stays.
    """
    runs: dict[int, list[Row]] = {}
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and lines[end].startswith("|"):
            end += 1
        if end - at > _LONG_RUN and not "".join(lines[end : end + 1]).strip():
            last = at + 10
            width = len(_row(lines[at], at).cells)
            runs[last] = [_row(lines[each], each + 1, width) for each in range(last, end)]
            lines[last:end] = [""] * (end - last)
        at = end + 1
    return runs


def _row(line: str, number: int, width: int = 0) -> Row:
    """The cells of a line that begins with a bar: as many as the header has, where it is told."""
    cells = [cell.strip().replace("\\|", "|") for cell in _SPLIT_CELL.split(line.strip())[1:]]
    if cells and not cells[-1]:
        cells.pop()
    return Row(tuple((cells + [""] * width)[: width or None]), number)


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    depth = -1
    above: Table | None = None
    opening: int | None = None
    at = 0
    while at < len(tokens):
        token = tokens[at]
        kind = token.type
        if kind == "heading_open":
            yield Heading(int(token.tag[1]), tokens[at + 1].content, _line(token))
            at += 2
        elif kind == "table_open":
            above, at = _table(tokens, at)
            yield from _cards(above) or [above]
        elif kind in ("bullet_list_open", "ordered_list_open"):
            depth += 1
        elif kind in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
        elif kind == "list_item_open":
            opening = _line(token)
        elif kind == "inline":
            first = opening is not None and opening == _line(token)
            yield from _lines(token, depth if first else None, above)
            opening = None
        elif kind in ("fence", "code_block"):
            fenced = kind == "fence"
            yield Fence(token.info.strip(), token.content, _line(token) + fenced)
        elif kind == "html_block":
            yield from _html(token.content, _line(token))
        at += 1


_UNCLOSED = 50
"""Signs that open a tag and may stand in a text, more than those that close one."""


def _html(content: str, start: int) -> Iterator[Block]:
    # The parser takes the square of the time for tags that nobody closes.
    closed = content.count("<") <= content.count(">") + _UNCLOSED
    tables = html_tables(content, start) if "<t" in content and closed else ()
    read = [block for table in tables for block in _html_table(table)]
    yield from read
    if not read:
        lines = enumerate(content.split("\n"), start)
        yield from (Line(line, number) for number, line in lines if line.strip())


def _html_table(table: HtmlTable) -> Iterator[Block]:
    """A table, or the items of one that places cards side by side."""
    cards = None if table.headed else cards_in(table.cells)
    if cards:
        yield from (Item(*piece) for piece in cards)
    elif len(table.rows) > 1:
        (header, line), *rows = table.with_header()
        yield Table(header, line, [Row(*row) for row in rows])


def _cards(table: Table) -> list[Block]:
    """The items of a table that places cards side by side, its header among them or empty."""
    if any(head.strip() and "<br" not in head for head in table.header) or not table.rows:
        return []
    rows = [Row(table.header, table.line), *table.rows]
    cells = [(cell, row.line) for row in rows for cell in row.cells]
    return [Item(*piece) for piece in cards_in(cells) or ()]


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _lines(token: Token, depth: int | None, above: Table | None) -> Iterator[Block]:
    lines = shortened(token.content).split("\n")
    start = _line(token)
    if depth is not None:
        yield Item(lines[0], start, depth)
        lines = lines[1:]
        start += 1
    if depth is None and sum(map(bool, map(_DRAWN.match, lines))) > 1:
        yield Fence("", "\n".join(lines), start)
        return
    if all(line.lstrip().startswith("|") for line in lines) and lines:
        bare = _bare_table(lines, start, above)
        if bare.rows and bare.header:
            yield bare
            return
    drawn = boxed_table(lines, start) if lines and lines[0].startswith("+-") else None
    if depth is None and (table := drawn or aligned_table(lines, start)):
        yield table
        return
    command: list[str] = []
    for number, line in enumerate(lines, start):
        if not (command or RUNS_CONTAINER.match(line[:200])):
            yield Line(line, number)
            continue
        command.append(line)
        if not line.endswith("\\") or number == start + len(lines) - 1:
            yield Fence("sh", "\n".join(command), number + 1 - len(command))
            command = []


_DRAWN = re.compile(r"\s*(?:[│┃║┌└├╔╚╠╭╰]|\+-{3,}|[|+]-[-\w])")
"""A line of a drawing that stands in no block."""
RUNS_CONTAINER = re.compile(
    r"\s*(?:[$#>] )?(?:sudo )?(?:docker|podman|nerdctl) (?:container )?(?:run|create) "
)
"""What is a command without any marks of a block."""
_PURE = re.compile(r"[\s*`]*\d{2,5}[\s*`]*")


def _bare_table(lines: list[str], start: int, above: Table | None) -> Table:
    """Rows without a line of dashes: a table, or more rows of the one above, as their cells say."""
    width = len(_row(lines[0].lstrip(), start).cells)
    rows = [_row(line.lstrip(), number, width) for number, line in enumerate(lines, start)]
    first = rows[0].cells
    numbered = {at for at, cell in enumerate(first) if _PURE.fullmatch(cell)}
    if above and len(above.header) == len(first) and numbered & _numbered(above):
        table = Table(above.header, start, rows)
    else:
        table = Table(first, start, rows[1:])
    table.rows = [row for row in table.rows if any(cell.strip(" -:") for cell in row.cells)]
    return table


def _numbered(table: Table) -> set[int]:
    """Where a table's first row has a number and nothing else."""
    cells = table.rows[0].cells if table.rows else ()
    return {at for at, cell in enumerate(cells) if _PURE.fullmatch(cell)}


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
    crossed = any(map(_CROSSED.search, lines)) and any(
        _PURE.fullmatch(cell) for row in rows for cell in row.cells
    )
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


def _table(tokens: list[Token], at: int) -> tuple[Table, int]:
    """The table that opens at a token, and where it closes."""
    table = Table((), _line(tokens[at]))
    cells: list[str] = []
    line = table.line
    head = True
    while tokens[at].type != "table_close":
        token = tokens[at]
        if token.type == "tr_open":
            cells = []
            line = _line(token)
        elif token.type == "inline":
            cells.append(token.content)
        elif token.type == "tr_close" and head:
            table.header, head = tuple(cells), False
        elif token.type == "tr_close":
            table.rows.append(Row(tuple(cells), line))
        at += 1
    return table, at
