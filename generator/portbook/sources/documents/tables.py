"""A table's rows to what they state: claims, ranges, changes, services without a port."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portbook.sources.documents.blocks import Row, Table
from portbook.sources.documents.cells import port_cell
from portbook.sources.documents.changes import read_change, read_history_row
from portbook.sources.documents.columns import Column
from portbook.sources.documents.evidence import Gathered
from portbook.sources.documents.rows import RowFacts, claims_of
from portbook.sources.documents.scope import Scope, environment_in_name, stage_named, status_of
from portbook.sources.documents.statements import key_of
from portbook.sources.documents.text import clean_name, is_empty, plain, struck
from portbook.sources.documents.words import means, strip_words
from portbook.sources.found import FoundRange, FoundService

__all__ = ["Reader", "facts_of", "group_of", "read_table", "states_properties"]

_PROTOCOL = re.compile(r"\b(tcp|udp|sctp)\b", re.IGNORECASE)
_SCHEME = re.compile(r"^(https?|wss?|grpc|mqtts?|amqps?|redis|postgresql|mysql)$", re.IGNORECASE)
_CONTAINER = re.compile(
    r"(?:container|contenedor|conteneur|контейнер|konteyner|kontener|容器|コンテナ|컨테이너)"
    r"\s*(?:port)?\s*[:=]?\s*(\d{2,5})(?!\d)",
    re.IGNORECASE,
)
_FROM_HOST = re.compile(
    r"(?:host|宿主机|主机|ホスト|호스트|хост)\s*(?:→|->|=>)\s*(\d{2,5})(?!\d)", re.IGNORECASE
)
_SPLIT = re.compile(r"\s*(?:[,;/&+、，]|\band\b|\bund\b|\by\b|\bet\b)\s*")


@dataclass(slots=True)
class Reader:
    """The columns by what they hold, and what rows above say of the rows below."""

    columns: list[Column]
    scope: Scope
    gathered: Gathered
    places: dict[str, list[int]]
    group: str | None = None
    grouped_names: bool = False
    previous: str = ""
    in_use: bool = False
    belongs: bool = False
    line: int = 0

    @classmethod
    def of(cls, columns: list[Column], scope: Scope, gathered: Gathered) -> Reader:
        places: dict[str, list[int]] = {}
        for at, column in enumerate(columns):
            places.setdefault(column.role, []).append(at)
        return cls(columns, scope, gathered, places)

    def text(self, cells: list[str], role: str) -> str:
        """The first filled cell of a role."""
        for at in self.places.get(role, ()):
            if at < len(cells) and not is_empty(cells[at]):
                return cells[at]
        return ""


def group_of(row: Row, reader: Reader) -> str | None:
    """The text of a row whose other cells are all empty; None for every other row."""
    filled = [at for at, cell in enumerate(row.cells) if cell.strip(" *_`-─—–")]
    if len(filled) != 1 or len(reader.columns) < 2:
        return None
    at = filled[0]
    if at < len(reader.columns) and reader.columns[at].role in ("port", "container", "range"):
        return None
    text = plain(row.cells[at][:300])
    if at and at != reader.places.get("service", [0])[0]:
        return None
    return clean_name(text) or None


def facts_of(row: Row, cells: list[str], reader: Reader) -> RowFacts:
    scope = reader.scope
    name, endpoint = _name(cells, reader)
    machine = reader.text(cells, "machine")
    group = None if reader.grouped_names else reader.group
    protocol = reader.text(cells, "transport")
    found = [word.lower() for word in dict.fromkeys(_PROTOCOL.findall(protocol.lower()))]
    status = reader.text(cells, "status")
    return RowFacts(
        service=name,
        endpoint=endpoint,
        project=reader.text(cells, "project") or scope.project,
        environments=_environments(cells, name, reader),
        host=(clean_name(machine) if len(machine) <= 60 else None) or scope.host,
        transports=tuple(found) if found else (),
        scheme=protocol.strip().lower() if _SCHEME.match(protocol.strip()) else None,
        status=status_of(status) or status_of(name) or scope.status,
        status_text=status,
        group=group or scope.group,
        description=reader.text(cells, "purpose") or reader.text(cells, "note") or None,
        variable=reader.text(cells, "variable").partition(" ")[0] or None,
        bind=reader.text(cells, "bind") or None,
        aliases=tuple(clean_name(t) for t in [reader.text(cells, "container-name")] if t),
        beside=_beside(cells, reader),
        table=reader.line,
        closed=scope.mode == "closed" or _inner_row(cells, reader),
        struck=_is_struck(row, reader),
        inside=_inside(protocol, reader.text(cells, "purpose"), reader.text(cells, "note")),
        mentioned=scope.firewall,
    )


def _beside(cells: list[str], reader: Reader) -> tuple[str, ...]:
    """Short cells of columns without a known word: one may be another table's service."""
    at = (at for role in ("other", "route", "machine") for at in reader.places.get(role, ()))
    told = (cells[each] for each in at if each < len(cells) and len(cells[each]) <= 40)
    return tuple(clean_name(text) for text in told if not is_empty(text))


def _inside(transport: str, *remarks: str) -> int | None:
    """`Docker → container 8000` in a cell of words, `host → 8000` in a remark."""
    found = _CONTAINER.search(transport[:80])
    for remark in remarks:
        found = found or _FROM_HOST.search(remark[:200])
    number = int(found[1]) if found else 0
    return number if 0 < number < 65536 else None


def _name(cells: list[str], reader: Reader) -> tuple[str, str | None]:
    at = reader.places.get("service", [-1])[0]
    written = cells[at] if 0 <= at < len(cells) else ""
    name = "" if is_empty(written) else clean_name(written)
    if reader.grouped_names and reader.group:
        return reader.group, name or None
    if (
        name
        and any(c.part for c in reader.columns)
        and key_of(name) in ("port", "container", "host")
    ):
        return "", None
    if name:
        reader.previous = name
        return _of_variable(name, reader.columns[at]), None
    if at < 0 and not any(column.part for column in reader.columns):
        if "environment" in reader.places:
            return clean_name(strip_words(reader.scope.label or "", "port")), None
        for column in reader.places.get("port", []):
            if column < len(cells) and port_cell(cells[column]).rest:
                return port_cell(cells[column]).rest, None
    blank = 0 <= at < len(cells) and not written.strip()
    return (reader.previous if blank else ""), None


def _inner_row(cells: list[str], reader: Reader) -> bool:
    """A row `Container port` of a table that stands on its side."""
    at = reader.places.get("service", [-1])[0]
    return 0 <= at < len(cells) and key_of(cells[at]) == "container"


def _is_struck(row: Row, reader: Reader) -> bool:
    at = reader.places.get("service", [-1])[0]
    return 0 <= at < len(row.cells) and bool(struck(row.cells[at]))


def _of_variable(name: str, column: Column) -> str:
    """`WEB_PORT` names the port of `web`."""
    if not means("variable", column.header) or not name.isupper():
        return name
    return name.removesuffix("_PORT").removesuffix("_HOST").lower().replace("_", "-")


def _environments(cells: list[str], name: str, reader: Reader) -> tuple[str | None, ...]:
    cell = reader.text(cells, "environment")
    if cell:
        parts = [part for part in _SPLIT.split(cell) if part] if len(cell) < 80 else []
        if means("everywhere", cell) and len(parts) == 1:
            return (None,)
        return tuple(stage_named(clean_name(part)) for part in parts) or (None,)
    return (environment_in_name(name) or reader.scope.environment,)


def states_properties(table: Table) -> bool:
    """Whether a table lists properties of what its heading names: `Host port | 8460`."""
    headers = [plain(header[:80]) for header in table.header]
    if len(headers) != 2 or not (is_empty(headers[0]) or means("property", headers[0])):
        return False
    labels = [plain(row.cells[0][:80]) for row in table.rows[:100] if row.cells]
    return any(means("port", label) and key_of(label) != "skip" for label in labels)


def read_table(table: Table, columns: list[Column], scope: Scope, gathered: Gathered) -> None:
    reader = Reader.of(columns, scope, gathered)
    reader.line = table.line
    ported = any(
        c.role
        in ("pairs", "port", "container", "range", "route", "old", "new", "default", "chosen")
        for c in columns
    )
    headers = [plain(header) for header in table.header]
    if any(means("conflict", h) for h in headers) and "service" not in (_word(h) for h in headers):
        for row in table.rows:
            gathered.note(row.line, "what else uses a number")
        return
    if not ported and not _has_addresses(table, columns):
        _read_plain_rows(table, scope, gathered)
        return
    reader.grouped_names = _groups_name_rows(table, reader)
    reader.in_use = _mostly_in_use(table, reader)
    reader.belongs = _says_which_range(table, reader)
    for row in table.rows:
        _read_row(row, reader)


def _word(header: str) -> str:
    return "service" if means("service", header) else ""


def _read_plain_rows(table: Table, scope: Scope, gathered: Gathered) -> None:
    """A table without a column of ports: it may still tell of changes in its sentences."""
    for row in table.rows:
        told = " ".join(plain(cell[:500]) for cell in row.cells)
        if scope.mode != "changed" or not read_change(told, row.line, scope, gathered):
            gathered.note(row.line, "a row of a table that gives no ports")


def _has_addresses(table: Table, columns: list[Column]) -> bool:
    at = [i for i, c in enumerate(columns) if c.role == "url"]
    return any(
        "://" in r.cells[i] or ":" in r.cells[i]
        for r in table.rows[:100]
        for i in at
        if i < len(r.cells)
    )


def _groups_name_rows(table: Table, reader: Reader) -> bool:
    """Whether rows that stand alone name the services of the rows below, which say only a part."""
    names = reader.places.get("service", [0])
    if not names or not reader.places.keys() & {"port", "default", "chosen"}:
        return False
    seen = False
    for row in table.rows[:500]:
        if group_of(row, reader) is not None:
            seen = True
        elif seen and names[0] < len(row.cells) and is_empty(plain(row.cells[names[0]])):
            return True
    return False


def _says_which_range(table: Table, reader: Reader) -> bool:
    """Whether a column of ranges beside one of ports only says which of them a port is in."""
    if not {"range", "port"} <= reader.places.keys():
        return False
    at = reader.places["range"][0]
    told = [row.cells[at] for row in table.rows[:500] if at < len(row.cells)]
    told = [text for text in told if port_cell(text).entries]
    return len(set(told)) < len(told)


def _mostly_in_use(table: Table, reader: Reader) -> bool:
    """Whether `available` of a named row means that it answers: nearly all rows say another."""
    at = reader.places.get("status", [-1])[0]
    told = [plain(row.cells[at][:80]) for row in table.rows[:500] if 0 <= at < len(row.cells)]
    told = [text for text in told if not is_empty(text)]
    free = sum(means("free", text) for text in told)
    return len(told) > 2 and 2 * free < len(told)


def _read_row(row: Row, reader: Reader) -> None:
    group = group_of(row, reader)
    if group is not None and not port_cell(row.cells[0]).entries:
        reader.group = group
        reader.previous = ""
        reader.gathered.note(row.line, "a heading within the table")
        return
    cells = [plain(cell[:2000]) for cell in row.cells]
    if not any(map(str.strip, cells)):
        return
    if not any(any(map(str.isalnum, cell)) for cell in cells):
        reader.gathered.note(row.line, "a line drawn between rows")
        return
    if "old" in reader.places and "new" in reader.places:
        read_history_row(row, cells, reader.places, reader.gathered, reader.scope)
        return
    facts = facts_of(row, cells, reader)
    before = (
        len(reader.gathered.claims) + len(reader.gathered.ranges) + len(reader.gathered.changes)
    )
    if reader.scope.mode in _MODE_REASONS:
        reader.gathered.note(row.line, _MODE_REASONS[reader.scope.mode])
        return
    if "range" in reader.places and not reader.belongs:
        _ranges(row, facts, reader)
    unnamed = _placeholder(facts, reader)
    if unnamed:
        if not (unnamed == _KEPT and _kept(row, facts, reader)):
            reader.gathered.note(row.line, unnamed)
        return
    claims_of(row, facts, reader.columns, reader.gathered)
    after = len(reader.gathered.claims) + len(reader.gathered.ranges) + len(reader.gathered.changes)
    _service(row, cells, facts, reader, stated=after > before)


_MODE_REASONS = {
    "free": "free numbers, claimed by nobody",
    "avoid": "numbers to stay away from, not claims of this document",
    "warned": "a number that is in dispute or discussed, not a claim",
}


_KEPT = "kept, for nothing that is named"


def _kept(row: Row, facts: RowFacts, reader: Reader) -> bool:
    """`8013-8019 | (reserved) | future agents`: an interval that is set aside."""
    cells = [
        port_cell(row.cells[at]) for at in reader.places.get("port", ()) if at < len(row.cells)
    ]
    numbers = [entry.number for cell in cells for entry in cell.entries]
    numbers = [number for number in numbers if number.end]
    reader.gathered.ranges += [
        FoundRange(
            number.start,
            number.end,
            reader.gathered.path,
            row.line,
            facts.description or reader.scope.label,
            facts.project,
            "reserved",
        )
        for number in numbers
    ]
    return bool(numbers)


_FOR = re.compile(r"\b(?:for|für|pour|para|per|для|use|new|other)\b", re.IGNORECASE)
_NOBODY = re.compile(
    r"(?:not|no|none|other|another|kein|nicht|aucun|ningun|outro|otro|другой|не|nie|diğer)\s"
    r".*\b(?:projects?|projekt|projet|proyecto|projeto|проект\w*|ours?|service|used)\s*$",
    re.IGNORECASE,
)


def _placeholder(facts: RowFacts, reader: Reader) -> str | None:
    """Why a row of a number claims nothing: nobody has it yet."""
    parts = any(column.part for column in reader.columns)
    name = facts.service
    if _NOBODY.match(name):
        return "a number of somebody else"
    if not name and parts:
        return None
    if not name:
        return "the line gives a number to nothing that has a name"
    for state, reason in (
        ("free", "a free number"),
        ("reserved", _KEPT),
        ("planned", _KEPT),
        ("avoid", "a number to stay away from"),
    ):
        besides = strip_words(name, state, "port", "range", "planned", "many")
        if means(state, name) and not clean_name(_FOR.sub(" ", besides)):
            return reason
    status = facts.status_text
    if status and means("free", status) and not means("reserved", status) and not reader.in_use:
        return "a free number"
    return None


def _ranges(row: Row, facts: RowFacts, reader: Reader) -> None:
    """Each interval of the columns of ranges; other columns only say where numbers are used."""
    ports = "port" in reader.places
    found = False
    if "quantity" in reader.places and _lists_used(row, reader):
        reader.gathered.note(row.line, "a list of numbers in use")
        return
    for at in reader.places["range"]:
        if at >= len(row.cells):
            continue
        column = reader.columns[at]
        for entry in port_cell(row.cells[at]).entries:
            number = entry.number
            if not number.is_interval:
                continue
            found = True
            label = column.part or entry.label or (column.host or column.environment or "")
            purpose = " ".join(
                filter(
                    None,
                    [
                        facts.service,
                        label,
                        " ".join(filter(None, facts.environments))
                        if "environment" in reader.places
                        else "",
                    ],
                )
            )
            if facts.description and facts.description != purpose:
                purpose = f"{purpose}: {facts.description}" if purpose else facts.description
            reader.gathered.ranges.append(
                FoundRange(
                    number.start,
                    number.end,
                    reader.gathered.path,
                    row.line,
                    purpose or reader.scope.label,
                    reader.scope.project,
                    _range_status(facts.status),
                )
            )
    if not found and not ports:
        numbered = any(
            port_cell(row.cells[at]).entries for at in reader.places["range"] if at < len(row.cells)
        )
        reader.gathered.note(
            row.line,
            "a single number where the table has ranges" if numbered else "the row gives no range",
        )


def _lists_used(row: Row, reader: Reader) -> bool:
    """`5432, 6379, 9000-9001` beside a count is what is in use, not what is set aside."""
    cells = [port_cell(row.cells[at]) for at in reader.places["range"] if at < len(row.cells)]
    entries = [entry for cell in cells for entry in cell.entries]
    return len(entries) > 1 and not all(entry.number.is_interval for entry in entries)


def _range_status(status: str | None) -> str | None:
    return status if status in ("reserved", "planned", "deprecated", "retired") else None


def _service(row: Row, cells: list[str], facts: RowFacts, reader: Reader, *, stated: bool) -> None:
    """What a row says of a service besides its ports, or that it has none."""
    image = reader.text(cells, "image") or None
    container = reader.text(cells, "container-name") or None
    directory = reader.text(cells, "path") or None
    health = reader.text(cells, "health") or None
    start = reader.text(cells, "command") or None
    if not stated and row.line in reader.gathered.notes:
        return
    if not facts.service or (stated and not (image or container or directory or health or start)):
        if not stated:
            reader.gathered.note(row.line, "the row names no port")
        return
    reader.gathered.services.append(
        FoundService(
            facts.service,
            reader.gathered.path,
            row.line,
            facts.project,
            description=None if stated else facts.description,
            image=image,
            container=container,
            directory=directory,
            health=health,
            start=start,
            environment=facts.environments[0] if len(facts.environments) == 1 else None,
        )
    )
