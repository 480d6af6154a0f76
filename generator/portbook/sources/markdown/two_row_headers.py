"""A table whose header has two rows: `Service | Ports | |` over `| Dev | Prod`."""

from __future__ import annotations

from portbook.sources.markdown.blocks import Table
from portbook.sources.markdown.plain import is_empty, plain
from portbook.sources.markdown.states import environment_of
from portbook.sources.markdown.vocabulary import means

__all__ = ["with_second_header"]


def with_second_header(table: Table) -> int | None:
    """Join a second row of headings into the first; the line it stood on, None without one."""
    if not table.rows:
        return None
    row = table.rows[0]
    cells = [plain(cell[:120]) for cell in row.cells]
    told = [cell for cell in cells if not is_empty(cell)]
    if len(told) < 2 or not is_empty(cells[0]) or not all(map(_heads, told)):
        return None
    spanning = ""
    joined: list[str] = []
    for at, header in enumerate(table.header):
        spanning = plain(header) or spanning
        below = cells[at] if at < len(cells) and not is_empty(cells[at]) else ""
        joined.append(f"{below} {spanning}" if below else header)
    table.header = tuple(joined)
    del table.rows[0]
    return row.line


def _heads(cell: str) -> bool:
    """Whether a cell could head a column of ports: a stage, the host's side, the container's."""
    sides = means("column.host", cell) or means("column.container", cell)
    return not any(map(str.isdigit, cell)) and (sides or environment_of(cell) is not None)
