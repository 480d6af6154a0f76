"""Reads tables that are written in HTML, as Markdown lets them be."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from portbook.sources.documents.cards import BREAK

HtmlRow = tuple[tuple[str, ...], int]
"""The cells of a row, all of them as many as the first has, and its line."""


@dataclass(slots=True)
class HtmlTable:
    """Its rows, and all `cells` as written, each with the line it begins on; `headed`: it says
    itself which of them head others. `titles` are the rows of one cell over all columns."""

    rows: list[HtmlRow] = field(default_factory=list)
    cells: list[tuple[str, int]] = field(default_factory=list)
    headed: bool = False
    titles: set[HtmlRow] = field(default_factory=set)

    def with_header(self) -> list[HtmlRow]:
        """The rows, below empty headings where the first has numbers itself, or they head some."""
        titled = self.rows[0] in self.titles and len(self.rows) > 1
        cells, line = self.rows[titled]
        numbered = any(cell.strip(" *`").isdecimal() for cell in cells)
        if titled and not numbered:
            return self.rows[1:]  # The title of the whole table, above its header.
        bare = numbered and (titled or not self.headed)
        return [(("",) * len(cells), line)] * bare + self.rows


_CELLS = ("td", "th")
_BOLD = dict.fromkeys(("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6"), "**")
_KEPT = {"br": "<br>", "li": "<li>", "code": "`", "p": BREAK, "div": BREAK, **_BOLD}
"""What is left of tags within a cell."""
_WIDEST = 50
"""Columns that one cell spans at most; whatever a `colspan` says."""


def html_tables(html: str, line: int) -> list[HtmlTable]:
    """The tables of a piece of HTML that begins on a line.

    A cell over several columns or rows stands in each of them (HTML Living Standard, 4.9.12).
    """
    parser = _Tables(line)
    parser.feed(html)
    parser.close()
    return parser.tables


class _Tables(HTMLParser):
    """Collects cells with what they say; links and code as Markdown has them."""

    def __init__(self, line: int) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[HtmlTable] = []
        self._first = line
        self._cells: list[str] | None = None
        self._row = self._begin = line
        self._text: list[str] | None = None
        self._spans: dict[int, tuple[int, str]] = {}
        self._span = (1, 1)
        self._one = False
        self._link = ""

    def _line(self) -> int:
        return self._first + self.getpos()[0] - 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "table":
            self._end_row()
            self._spans = {}
            self.tables.append(HtmlTable())
        elif tag == "tr" and self.tables:
            self._end_row()
            self._cells = []
            self._row = self._line()
        elif tag in _CELLS and self._cells is not None:
            self._end_cell()
            self._text = []
            self._begin = self._line()
            self.tables[-1].headed |= tag == "th"
            self._span = (_count(told.get("colspan")), _count(told.get("rowspan")))
        elif self._text is not None:
            self._link = told.get("href") or "" if tag == "a" else self._link
            self._text.append("[" if self._link and tag == "a" else _KEPT.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in _CELLS:
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()
        elif self._text is not None:
            link = f"]({self._link})" if self._link and tag == "a" else ""
            self._text.append({"code": "`", "a": link, **_BOLD}.get(tag, ""))
            self._link = "" if tag == "a" else self._link

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def _end_cell(self) -> None:
        if self._text is None or self._cells is None:
            return
        self._fill()
        written = "".join(self._text)
        text = " ".join(written.split())
        self.tables[-1].cells.append((written, self._begin))
        columns, rows = self._span
        self._one = not self._cells
        for _ in range(columns):
            if rows > 1:
                self._spans[len(self._cells)] = (rows, text)
            self._cells.append(text)
        self._text = None

    def _fill(self) -> None:
        """Add the cells of rows above that reach down to here."""
        assert self._cells is not None
        while (held := self._spans.get(len(self._cells))) and held[0] > 1:
            self._spans[len(self._cells)] = (held[0] - 1, held[1])
            self._cells.append(held[1])

    def _end_row(self) -> None:
        self._end_cell()
        if self._cells is not None:
            self._fill()
        if self._cells and self.tables:
            table = self.tables[-1].rows
            width = len(table[0][0]) if table else len(self._cells)
            alone = self._one and len(self._cells) >= width > 1
            cells = [self._cells[0]] if alone else self._cells
            table.append((tuple((cells + [""] * width)[:width]), self._row))
            if alone:
                self.tables[-1].titles.add(table[-1])
        self._cells = None


def _count(span: str | None) -> int:
    return (
        min(int(span), _WIDEST) if span and span.isdecimal() and len(span) < 4 and int(span) else 1
    )
