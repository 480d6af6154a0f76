"""Writes headings and tables of other markups as those of Markdown, line for line."""

from __future__ import annotations

import re

from portbook.sources.documents.groups import outside_blocks

_Rows = list[tuple[int, list[str]]]
"""Cells of each row, with the line that it begins on."""
_HEADED = re.compile(r"(?P<mark>={2,6}) (?=[^\s\"=])(?P<name>.*?)(?: =+)?\s*")
_UNDERLINE = re.compile(r"([~^\"])\1{3,}")
_COUNTED = re.compile(r"\.{1,3} (?=[^\W\d_])(?!\S+::)")
"""`. Web: 3000`, an item of AsciiDoc; `.. note::` of reStructuredText is none."""
_SUMMARY = re.compile(r"\s*(?:<details[^<>]*>\s*)?<summary>(?P<name>[^\n]{1,200}?)</summary>\s*")
_DETAILS = re.compile(r"\s*<(?P<end>/?)details[^<>]*>\s*")


def headings_as_markdown(lines: list[str]) -> None:
    """`== Web` of AsciiDoc and others, `Web` over `~~~` of reStructuredText, what HTML folds.

    Tabs and admonitions of MkDocs lose their indentation.
    """
    lines[:] = _unwrapped(lines)
    for at in range(1, len(lines)):
        title = lines[at - 1].strip()
        under = _UNDERLINE.fullmatch(lines[at].rstrip()) and 1 < len(title) <= len(lines[at])
        if under and not (at > 1 and lines[at - 2].strip()):
            lines[at - 1 : at + 1] = f"### {title}", ""
    told = list(outside_blocks(lines))
    counted = [at for at in told if _COUNTED.match(lines[at])]
    for at in counted if len(counted) > 1 else ():
        lines[at] = _COUNTED.sub("- ", lines[at])
    for at in told:
        if headed := _HEADED.fullmatch(lines[at][:200]):
            lines[at] = f"{'#' * len(headed['mark'])} {headed['name']}"
        elif folded := _SUMMARY.fullmatch(lines[at]):
            lines[at] = f"###### {folded['name']}"
        elif edge := _DETAILS.fullmatch(lines[at]):
            below = next((line for line in lines[at + 1 : at + 4] if line.strip()), "")
            ends = edge["end"] and not below.lstrip().startswith(("<details", "<summary"))
            lines[at] = "######" if ends else ""


_WRAPPER = re.compile(
    r"(?:===[!+]?|!!!|\?\?\?\+?)(?:\s+[\w-]+)*(?:(?<==)\s+\"(?P<tab>[^\"]{1,80})\"|(?<!=)(?:\s+\".*\")?)\s*"
)
"""A tab or an admonition of MkDocs Material; what belongs to it is indented by four."""


def _unwrapped(lines: list[str]) -> list[str]:
    """The lines with what stands in tabs and admonitions as if it stood below headings.

    A heading of nothing ends what a tab says, where a blank line leaves room for it.
    """
    told: list[str] = []
    tabs: list[bool] = []
    for written in lines:
        indented = (len(written) - len(written.lstrip(" "))) // 4
        if written.strip() and indented < len(tabs):
            if any(tabs[indented:]) and not told[-1].strip():
                told[-1] = "######"
            del tabs[indented:]
        line = written[4 * len(tabs) :]
        wrapper = _WRAPPER.fullmatch(line[:200])
        if wrapper is None:
            told.append(line)
        else:
            tabs.append(wrapper["tab"] is not None)
            told.append(f"###### {wrapper['tab']}" if wrapper["tab"] else "")
    return told


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
