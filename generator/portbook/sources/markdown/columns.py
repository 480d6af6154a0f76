"""What each column of a table holds, from its header's words and from what stands in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from portbook.sources.markdown.blocks import Table
from portbook.sources.markdown.contents import (
    WORDED,
    Contents,
    contents_of,
    number_role,
    port_role,
)
from portbook.sources.markdown.plain import plain
from portbook.sources.markdown.rownames import with_a_name
from portbook.sources.markdown.states import environment_of, stage_named
from portbook.sources.markdown.vocabulary import means, strip_words

__all__ = ["Column", "columns_of"]

_SAMPLE = 150
_NOW = re.compile(
    r"current|currently|now|today|actual|actuel|aktuell|jetzt|atual|attuale|текущий|сейчас|huidig"
    r"|obecny|mevcut|şu anki|hiện tại|当前|目前|现在|現在|현재",
    re.IGNORECASE,
)
"""What a header says of the time of its numbers tells nothing of what they are."""


@dataclass(frozen=True, slots=True)
class Column:
    """`role` is what the column holds; a column of ports may be one of a part, place or stage.

    `label` is what the header says besides, as it stands there.
    """

    role: str
    header: str
    label: str = ""
    environment: str | None = None
    host: str | None = None
    part: str | None = None


def columns_of(table: Table, hosts: frozenset[str] = frozenset()) -> list[Column]:
    """One column for each header cell."""
    rows = table.rows[:_SAMPLE]
    columns: list[Column] = []
    contents: list[Contents] = []
    for at, header in enumerate(table.header):
        cells = [plain(row.cells[at][:300]) if at < len(row.cells) else "" for row in rows]
        contents.append(contents_of(cells))
        columns.append(_column(plain(header), contents[-1], cells))
    columns = _with_matrix(columns, contents, hosts)
    columns = _staged(_two_of_a_kind(columns))
    return with_a_name(columns, contents, rows)


def _column(header: str, contents: Contents, cells: Sequence[str]) -> Column:
    if contents.counting and not means("column.port", header):
        return Column("index", header)
    numeric = contents.ports * 2 >= contents.filled > 0 and contents.ports > 0
    if numeric:
        role = number_role(header, contents)
        if role != "text":
            return _named(role, header)
    elif means("column.range", header) and contents.ports * 3 >= contents.filled > 0:
        return Column("range", header)
    elif not contents.filled and means("column.port", header):
        return _named(port_role(header), header)
    return Column(_text_role(header, numeric), header)


def _named(role: str, header: str) -> Column:
    label = strip_words(header, "column.port", "column.host", "column.container", "numbering")
    if role not in ("port", "container", "range"):
        return Column(role, header)
    environment = environment_of(label)
    label = "" if _NOW.fullmatch(label.strip()) else label
    return Column(role, header, "" if environment else label, environment=environment)


def _text_role(header: str, numeric: bool) -> str:
    if means("column.index", header) and not numeric and len(header.split()) > 1:
        # `Route ID` over names is what the rows are called.
        return "other"
    if means("column.quantity", header) and not means("column.service", header):
        return "quantity"
    if means("column.range", header) and numeric:
        return "range"
    if means("column.project", header) and means("column.path", header):
        return "path"
    for role in WORDED:
        if means(f"column.{role}", header):
            return {"container": "container-name"}.get(role, role)
    return "other"


def _with_matrix(
    columns: list[Column], contents: list[Contents], hosts: frozenset[str]
) -> list[Column]:
    """Columns of numbers that no word names: what their headers are to the rows."""
    unknown = [at for at, column in enumerate(columns) if column.role.startswith("unknown")]
    if not unknown:
        return columns
    ported = any(column.role in ("port", "container", "range") for column in columns)
    plausible = [at for at in unknown if 2 * contents[at].high >= contents[at].ports]
    if ported and len(plausible) < 2 and not any(_known(columns[at], hosts) for at in plausible):
        plausible = []
    kind = _matrix_kind([columns[at] for at in plausible], columns, hosts)
    return [
        _matrix_column(column, kind)
        if at in plausible
        else replace(column, role="other")
        if at in unknown
        else column
        for at, column in enumerate(columns)
    ]


def _known(column: Column, hosts: frozenset[str]) -> bool:
    header = column.header
    return header.casefold() in hosts or means("part", header) or bool(environment_of(header))


def _matrix_kind(matrix: list[Column], columns: list[Column], hosts: frozenset[str]) -> str:
    headers = [column.header for column in matrix]
    if any(environment_of(header) for header in headers):
        return "environment"
    if any(header.casefold() in hosts for header in headers):
        return "host"
    roles = {column.role for column in columns}
    if any(means("part", header) for header in headers) or "project" in roles:
        return "part"
    if "service" in roles and len(headers) > 1 and "machine" not in roles:
        return "host"
    return "part" if len(headers) > 1 else "plain"


def _matrix_column(column: Column, kind: str) -> Column:
    role = "range" if column.role == "unknown-range" else "port"
    header = column.header
    if kind == "environment":
        return replace(column, role=role, label="", environment=stage_named(header))
    if kind == "host":
        return replace(column, role=role, label="", host=header)
    return replace(column, role=role, part=header if kind == "part" else None, label=header)


def _staged(columns: list[Column]) -> list[Column]:
    """`Port (Docker)` beside `Port (local)`: what tells them apart is a stage for both."""
    ports = [column for column in columns if column.role == "port" and not column.part]
    stages = [column for column in ports if column.environment]
    if not 0 < len(stages) < len(ports) or not all(c.environment or c.label for c in ports):
        return columns
    return [
        replace(column, environment=column.label, label="")
        if column in ports and not column.environment
        else column
        for column in columns
    ]


def _two_of_a_kind(columns: list[Column]) -> list[Column]:
    """`default` beside `alt` says what a program would use and what it uses here."""
    roles = [column.role for column in columns]
    if "port" in roles or "container" in roles:
        swap = {
            "chosen": "fallback",
            "default": "container" if "container" not in roles else "other",
        }
        if "port" in roles:
            swap["chosen"] = "fallback"
    elif "chosen" in roles and "default" in roles:
        swap = {}
    else:
        swap = {"default": "port", "chosen": "port"}
    if "default" in roles and "new" in roles and "old" not in roles:
        columns = [replace(c, role="chosen") if c.role == "new" else c for c in columns]
        swap = {}
    elif ("old" in roles) != ("new" in roles):
        swap |= {"new": "port", "old": "fallback" if "port" in roles else "port"}
    return [replace(column, role=swap.get(column.role, column.role)) for column in columns]
