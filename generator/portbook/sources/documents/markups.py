"""Writes the tables of AsciiDoc and of reStructuredText as those of Markdown, line for line."""

from __future__ import annotations

import re

_Rows = list[tuple[int, list[str]]]
"""Cells of each row, with the line that it begins on."""


def tables_as_markdown(lines: list[str]) -> None:
    """Replace what stands between the first and the last line of each such table."""
    at = 0
    while at < len(lines):
        if lines[at].strip() == "|===":
            end = next((n for n in range(at + 1, len(lines)) if lines[n].strip() == "|==="), at)
            _replace(lines, at, end, _asciidoc(lines, at, end))
            at = end
        elif told := _DIRECTIVE.match(lines[at]):
            end = _indented(lines, at, len(told[1]))
            _replace(lines, at, end, (_list if told[2] == "list" else _csv)(lines, at, end))
            at = end
        at += 1


_DIRECTIVE = re.compile(r"(\s*)\.\. (list|csv)-table::")


def _indented(lines: list[str], at: int, depth: int) -> int:
    """The last line that belongs to a directive, which are those that are indented more."""
    end = at
    for n in range(at + 1, len(lines)):
        if lines[n].strip():
            if len(lines[n]) - len(lines[n].lstrip()) <= depth:
                break
            end = n
    return end


def _replace(lines: list[str], at: int, end: int, table: _Rows) -> None:
    """Write a table whose header stands a line above its place, for the rule below it."""
    (top, header), *rows = table or [(0, [])]
    if not 1 < len(header) < _WIDEST or not rows or rows[0][0] < top + 1:
        return
    titled = lines[at].partition("::")[2].strip()
    lines[at:top] = [f"{titled}:" if titled else "", *[""] * (top - at - 1)]
    bars = "|" * (len(header) + 1)
    lines[top - 1 : end + 1] = [bars] * (end + 2 - top)
    lines[top] = "---".join(bars)
    for line, cells in [(top - 1, header), *rows]:
        told = [cell.replace("|", "\\|") for cell in (*cells, *[""] * len(header))]
        lines[line] = f"|{'|'.join(told[: len(header)])}|"


_WIDEST = 50
_COLUMNS = re.compile(r'cols\s*=\s*"(?:(\d+)\*|([^"]+))')
_CELL = re.compile(r"(?<!\\)(?:(?:^|\s)[\d.+*]*[<^>]?[adehlmsv]?)?\|")


def _asciidoc(lines: list[str], at: int, end: int) -> _Rows:
    """Cells one after the other, as many to a row as the first line has, or the attribute says."""
    cells: list[tuple[int, str]] = []
    for n in range(at + 1, end):
        before, *told = _CELL.split(lines[n])
        if cells and before.strip():
            cells[-1] = (cells[-1][0], f"{cells[-1][1]} {before.strip()}")
        cells += [(n, cell.strip()) for cell in told]
    width = sum(line == cells[0][0] for line, _ in cells) if cells else 0
    if width == 1 and (told_so := _COLUMNS.search(lines[at - 1] if at else "")):
        width = int(told_so[1]) if told_so[1] else told_so[2].count(",") + 1
    rows = [cells[n : n + width] for n in range(0, len(cells), width or 1)]
    return [(row[0][0], [cell for _, cell in row]) for row in rows]


_ITEM = re.compile(r"(\* )?- ?(.*)")


def _list(lines: list[str], at: int, end: int) -> _Rows:
    """`* - ` begins a row, `- ` each further cell."""
    rows: _Rows = []
    for n in range(at + 1, end + 1):
        item = _ITEM.fullmatch(lines[n].strip())
        if item and item[1]:
            rows.append((n, [item[2].strip()]))
        elif item and rows:
            rows[-1][1].append(item[2].strip())
        elif rows and lines[n].strip():
            rows[-1][1][-1] += f" {lines[n].strip()}"
    return rows


_FIELD = re.compile(r'\s*(?:"([^"]*)"|([^,"]*))\s*(?:,|$)')


def _csv(lines: list[str], at: int, end: int) -> _Rows:
    """A row a line; an option may hold the header."""
    rows: _Rows = []
    for n in range(at + 1, end + 1):
        line = lines[n].strip()
        header = line.startswith(":header:")
        told = line.removeprefix(":header:")
        if told and not told.startswith(":"):
            cells = [quoted or bare.strip() for quoted, bare in _FIELD.findall(told)]
            rows.append((n + header, cells[:-1] if not cells[-1] else cells))
    return rows
