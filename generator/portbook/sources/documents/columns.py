"""What each column of a table holds, from its header's words and from what stands in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from portbook.sources.documents.blocks import Row, Table
from portbook.sources.documents.scope import environment_of, stage_named
from portbook.sources.documents.text import is_empty, plain
from portbook.sources.documents.tokens import Number, scan
from portbook.sources.documents.words import means, strip_words

__all__ = [
    "WORDED",
    "Column",
    "Contents",
    "columns_of",
    "contents_of",
    "number_role",
    "port_role",
    "with_a_name",
]

WORDED = (
    "health",
    "variable",
    "status",
    "date",
    "command",
    "image",
    "transport",
    "bind",
    "path",
    "index",
    "environment",
    "url",
    "project",
    "service",
    "machine",
    "purpose",
    "group",
    "type",
    "note",
    "container",
)
"""Meanings of columns that hold text, the telling ones first."""


@dataclass(slots=True)
class Contents:
    """How many of the sampled cells hold what; `pure` cells hold nothing else."""

    filled: int = 0
    ports: int = 0
    pure: int = 0
    intervals: int = 0
    high: int = 0
    counting: bool = False


def contents_of(cells: Sequence[str]) -> Contents:
    """Count plain cells; empty ones say nothing."""
    found = Contents()
    values: list[int] = []
    for cell in cells:
        if is_empty(cell):
            continue
        found.filled += 1
        numbers = scan(cell)
        if not numbers:
            continue
        values.append(numbers[0].start)
        found.ports += 1
        found.intervals += any(n.is_interval for n in numbers)
        found.high += numbers[0].start >= 1000 or numbers[0].start in _KNOWN_LOW
        leads = numbers[0].first <= 1 and numbers[0].start >= 1000
        found.pure += leads or _rest(cell, numbers) <= 3
    found.counting = (
        found.pure == found.filled
        and values[:1] in ([0], [1])
        and len(values) > 1
        and values == list(range(values[0], values[0] + len(values)))
    )
    return found


_KNOWN_LOW = frozenset(
    (21, 22, 25, 53, 67, 68, 80, 81, 88, 110, 123, 143, 389, 443, 465, 514, 587, 631, 636, 853, 993)
)


def _rest(cell: str, numbers: Sequence[Number]) -> int:
    """How many letters a cell has besides its numbers."""
    rest = sum(map(str.isalpha, cell))
    return rest - sum(map(str.isalpha, "".join(cell[n.first : n.last] for n in numbers)))


def number_role(header: str, contents: Contents) -> str:
    """The role of a column whose cells mostly hold numbers; `text`: it is read as text."""
    ranged = contents.intervals * 2 >= contents.ports
    pure = contents.pure * 2 >= contents.ports
    ported = means("port", header)
    if means("range", header) and (ranged or not ported):
        return "range"
    if means("date", header) and not ported:
        return "date"
    role = _compared_role(header, pure=pure, short=ported or _short(header))
    if role or ported:
        return role or port_role(header)
    return _bare_role(header, contents, pure=pure) or ("unknown-range" if ranged else "unknown")


def _compared_role(header: str, *, pure: bool, short: bool) -> str | None:
    """A column of numbers beside others: before and after, of the program and of one's own."""
    for role in ("old", "new"):
        if short and means(role, header):
            return role
    for role in ("chosen", "default", "fallback"):
        if pure and means(role, header):
            return role
    return None


def _bare_role(header: str, contents: Contents, *, pure: bool) -> str | None:
    """The role of numbers whose header does not call them ports; `text` where they are none."""
    if means("quantity", header):
        return "quantity"
    if means("route", header):
        return "route"
    for word, role in (("container", "container"), ("host", "port")):
        if pure and means(word, header):
            return role
    if _is_worded(header) or contents.pure * 10 < contents.ports * 6:
        return "text"
    return None


def _short(header: str) -> bool:
    return len(header.split()) <= 2


def _is_worded(header: str) -> bool:
    return any(means(role, header) for role in WORDED if role != "index") and not (
        means("part", header)
    )


def port_role(header: str) -> str:
    """Whose ports a column of ports holds: the host's, a container's, or names of variables."""
    if means("variable", header) and not means("host", header):
        return "variable"
    if means("container", header) and not means("host", header):
        return "container"
    return "port"


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
    if contents.counting and not means("port", header):
        return Column("index", header)
    numeric = contents.ports * 2 >= contents.filled > 0 and contents.ports > 0
    if numeric:
        role = number_role(header, contents)
        if role != "text":
            return _named(role, header)
    elif means("range", header) and contents.ports * 3 >= contents.filled > 0:
        return Column("range", header)
    elif not contents.filled and means("port", header):
        return _named(port_role(header), header)
    return Column(_text_role(header, numeric), header)


def _named(role: str, header: str) -> Column:
    label = strip_words(header, "port", "host", "container", "numbering")
    if role not in ("port", "container", "range"):
        return Column(role, header)
    environment = environment_of(label)
    label = "" if _NOW.fullmatch(label.strip()) else label
    return Column(role, header, "" if environment else label, environment=environment)


def _text_role(header: str, numeric: bool) -> str:
    if means("index", header) and not numeric and len(header.split()) > 1:
        # `Route ID` over names is what the rows are called.
        return "other"
    if means("quantity", header) and not means("service", header):
        return "quantity"
    if means("range", header) and numeric:
        return "range"
    if means("project", header) and means("path", header):
        return "path"
    for role in WORDED:
        if means(role, header):
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


_NAMING = frozenset(("other", "container-name", "project", "machine", "group"))
"""Columns that may name the rows of a table without a column of services."""


def _of_stages(columns: list[Column]) -> list[Column]:
    """Rows of stages: each column of ports is a service's, or the only one the heading's."""
    ports = [column for column in columns if column.role == "port"]
    if len(ports) < 2 or not all(column.label or column.part for column in ports):
        return columns
    return [
        replace(column, part=column.part or column.label) if column.role == "port" else column
        for column in columns
    ]


def _containers_name(columns: list[Column], rows: Sequence[Row]) -> list[Column]:
    """A first column of containers names the rows where the services are told in words."""
    at = [n for n, column in enumerate(columns) if column.role == "service"]
    if len(at) != 1 or not columns or columns[0].role != "container-name":
        return columns
    names = [plain(row.cells[0][:80]) for row in rows if row.cells]
    told = [plain(row.cells[at[0]][:80]) for row in rows if at[0] < len(row.cells)]
    single = sum(" " not in name for name in names)
    if 2 * sum(" " in text for text in told) <= len(told) or single < len(names):
        return columns
    named = [replace(columns[0], role="service"), *columns[1:]]
    named[at[0]] = replace(columns[at[0]], role="purpose")
    return named


def with_a_name(
    columns: list[Column], contents: list[Contents], rows: Sequence[Row]
) -> list[Column]:
    """The column that names the rows: by its word, else the first that is left."""
    roles = [column.role for column in columns]
    if roles.count("port") == 1:
        columns = [replace(c, label="") if c.role == "port" else c for c in columns]
    columns = _containers_name(columns, rows)
    roles = [column.role for column in columns]
    names = [at for at, role in enumerate(roles) if role == "service"]
    if len(names) > 1:
        first, second = contents[names[0]].filled, contents[names[1]].filled
        if 2 * first < len(rows) <= 2 * second:
            # Few cells of the first are filled: they head the rows below them.
            group = replace(columns[names[0]], role="group")
            columns = [*columns[: names[0]], group, *columns[names[0] + 1 :]]
            return with_a_name(columns, contents, rows)
        return [
            replace(
                column,
                role="container-name" if means("container", column.header) else "note",
            )
            if at in names[1:]
            else column
            for at, column in enumerate(columns)
        ]
    if "environment" in roles and not _NAMING.intersection(roles):
        return _of_stages(columns)
    keyed = {"project", "environment", "machine"}.intersection(roles)
    if names or (keyed and any(column.part for column in columns)):
        return columns
    for role in (
        "container-name",
        "other",
        "project",
        "purpose",
        "machine",
        "group",
        "type",
        "path",
        "url",
        "variable",
        "note",
        "environment",
    ):
        for at, column in enumerate(columns):
            if column.role == role and contents[at].filled:
                return [*columns[:at], replace(column, role="service"), *columns[at + 1 :]]
    return columns
