"""Splits a Markdown document into headings, tables, list items, paragraphs and fences.

Inline Markdown is left as written: what a cell says is read cell by cell, so a hundred thousand
rows cost no more than their blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from portbook.sources.documents.blocks import Block, Fence, Heading, Item, Line, Row, Table
from portbook.sources.documents.cards import cards_in
from portbook.sources.documents.html_tables import HtmlTable, html_tables
from portbook.sources.documents.plain_tables import PURE, aligned_table, boxed_table, listing
from portbook.sources.documents.text import shortened

if TYPE_CHECKING:
    from markdown_it.token import Token


_LONE_RETURN = re.compile(r"\r(?!\n)")


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
    blocks = list(_blocks(parser.parse("\n".join(lines)), lines))
    for block in blocks:
        if isinstance(block, Table) and block.rows:
            block.rows += runs.pop(block.rows[-1].line, [])
    # What was taken out of anything but a table, such as a fence, is read where it stands.
    return list(_blocks(parser.parse(text), text.split("\n"))) if runs else blocks


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


def _blocks(tokens: list[Token], written: list[str]) -> Iterator[Block]:
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
            yield from _lines(token, depth if first else None, above, written)
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


def _lines(
    token: Token, depth: int | None, above: Table | None, written: list[str]
) -> Iterator[Block]:
    lines = shortened(token.content).split("\n")
    start = _line(token)
    if depth is not None:
        yield Item(lines[0], start, depth)
        lines = lines[1:]
        start += 1
    if depth is None and sum(map(bool, map(_DRAWN.match, lines))) > 1:
        # The parser takes the blanks before the first line, by which boxes have their columns.
        whole = written[start - 1] if written[start - 1].strip() == lines[0] else lines[0]
        yield Fence("", "\n".join([whole, *lines[1:]]), start)
        return
    if all(line.lstrip().startswith("|") for line in lines) and lines:
        bare = _bare_table(lines, start, above)
        if bare.rows and bare.header:
            yield bare
            return
    drawn = boxed_table(lines, start) if lines and lines[0].startswith("+-") else None
    if table := drawn or aligned_table(lines, start):
        yield table
        return
    yield from _plain_lines(lines, start)


def _plain_lines(lines: list[str], start: int) -> Iterator[Block]:
    """Lines of text, but for commands that run a container, and what one prints as a table."""
    printed = listing(lines, start)
    within = range(printed.line, printed.rows[-1].line + 1) if printed else ()
    command: list[str] = []
    for number, line in enumerate(lines, start):
        if printed and number == printed.line:
            yield printed
        if number in within:
            continue
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


def _bare_table(lines: list[str], start: int, above: Table | None) -> Table:
    """Rows without a line of dashes: a table, or more rows of the one above, as their cells say."""
    width = len(_row(lines[0].lstrip(), start).cells)
    rows = [_row(line.lstrip(), number, width) for number, line in enumerate(lines, start)]
    first = rows[0].cells
    numbered = {at for at, cell in enumerate(first) if PURE.fullmatch(cell)}
    if above and len(above.header) == len(first) and numbered & _numbered(above):
        table = Table(above.header, start, rows)
    else:
        table = Table(first, start, rows[1:])
    table.rows = [row for row in table.rows if any(cell.strip(" -:") for cell in row.cells)]
    return table


def _numbered(table: Table) -> set[int]:
    """Where a table's first row has a number and nothing else."""
    cells = table.rows[0].cells if table.rows else ()
    return {at for at, cell in enumerate(cells) if PURE.fullmatch(cell)}


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
