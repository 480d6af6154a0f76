"""Tables as raw HTML: a caption, headers with their scope, and rows on lines of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from portbook.targets.portsmd.tables import Table
from portbook.targets.site.cells import inline
from portbook.text.quoting.html import Html, html_text

__all__ = ["Column", "Links", "listed", "table_from", "table_of"]

Links = Mapping[str, Mapping[str, str]]
"""Where cells of the portsmd target lead: by the column's title, then by the cell."""

NUMBERS = frozenset(
    ("Container port", "Free", "From", "Instead of", "Next free", "Port", "Ports", "Step", "To")
)
"""Headers of columns that are aligned to the right, and sorted by number."""
NOWHERE: Links = {}


class Column:
    """A header; `key` is the name of the column in data, for scripts."""

    __slots__ = ("key", "title")

    def __init__(self, title: str, key: str = "") -> None:
        self.title = title
        self.key = key

    def __str__(self) -> str:
        sort = "number" if self.title in NUMBERS else "text"
        key = f' data-key="{self.key}"' if self.key else ""
        return f'<th scope="col" data-sort="{sort}"{key}>{self.title}</th>'


def table_of(
    caption: str, columns: Sequence[Column | str], rows: Iterable[str], css: str = ""
) -> Html:
    """A table of finished rows (`<tr>...</tr>`); the caption is text, a column of text is HTML."""
    heads = "".join(
        str(each) if isinstance(each, Column) else f'<th scope="col">{each}</th>'
        for each in columns
    )
    body = "".join(f"{row}\n" for row in rows)
    return Html(
        f'<div class="pb-scroll" role="region" aria-label="{html_text(caption)}" tabindex="0">\n'
        f'<table class="pb-table{css}">\n<caption>{html_text(caption)}</caption>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n</div>"
    )


def table_from(table: Table | None, caption: str, links: Links = NOWHERE) -> Html | None:
    """A table of the portsmd target."""
    if table is None:
        return None
    numeric = [title in NUMBERS for title in table.columns]
    leading = [links.get(title, {}) for title in table.columns]
    rows = [_row(cells, numeric, leading) for cells in table.rows]
    return table_of(caption, [inline(title) for title in table.columns], rows)


def _row(cells: tuple[str, ...], numeric: list[bool], leading: list[Mapping[str, str]]) -> str:
    found = []
    for at, cell in enumerate(cells):
        css = ' class="pb-num"' if numeric[at] else ""
        text = inline(cell)
        if href := leading[at].get(cell):
            text = f'<a href="{href}">{text}</a>'
        if at == 0 and cell:
            found.append(f'<th scope="row"{css}>{text}</th>')
        else:
            found.append(f"<td{css}>{text}</td>")
    return f"<tr>{''.join(found)}</tr>"


def listed(items: Iterable[str], css: str = "pb-list") -> Html | None:
    """A list of finished items; None without any."""
    body = "\n".join(f"<li>{item}</li>" for item in items)
    return Html(f'<ul class="{css}">\n{body}\n</ul>') if body else None
