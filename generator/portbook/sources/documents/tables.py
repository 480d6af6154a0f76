"""Reads a table's rows: claims, ranges, changes, services without a port."""

from __future__ import annotations

import re
from dataclasses import replace

from portbook.sources.documents.beside import add_bands
from portbook.sources.documents.blocks import Row, Table
from portbook.sources.documents.cells import VARIABLE, port_cell
from portbook.sources.documents.changes import read_change, read_history_row
from portbook.sources.documents.evidence import MENTIONED, Evidence, Gathered
from portbook.sources.documents.facts import LEADS, WHITHER, facts_of, group_of
from portbook.sources.documents.features import Column
from portbook.sources.documents.labels import key_of
from portbook.sources.documents.pairs import pairs_of
from portbook.sources.documents.reader import Reader, Texts
from portbook.sources.documents.row_facts import RowFacts
from portbook.sources.documents.row_names import GIVING
from portbook.sources.documents.row_places import machines_of_row
from portbook.sources.documents.rows import claims_of
from portbook.sources.documents.rules import action_of, let_in
from portbook.sources.documents.scope import Scope
from portbook.sources.documents.statements import ASIDE
from portbook.sources.documents.text import (
    about,
    about_any,
    alternatives,
    is_empty,
    plain,
    strip_words,
)
from portbook.sources.documents.told_rows import states_part
from portbook.sources.documents.unclaimed import MODE_REASONS, NAMELESS_RESERVED
from portbook.sources.documents.unowned import is_set_aside, is_unowned, why_unowned
from portbook.sources.found import FoundClaim, FoundService


def states_properties(table: Table) -> bool:
    """Whether a table lists properties of what its heading names: `Host port | 8460`."""
    headers = [plain(header[:80]) for header in table.header]
    if len(headers) != 2 or not (is_empty(headers[0]) or about("property", headers[0])):
        return False
    if about("port", headers[1]):
        return False  # `Name | Port`
    labels = [plain(row.cells[0][:80]) for row in table.rows[:100] if row.cells]
    ported = any(about("port", label) and key_of(label) != "skip" for label in labels)
    return ported or (any(map(states_part, table.rows[:100])) and not _lists_names(table))


def _lists_names(table: Table) -> bool:
    """Whether all values are numbers, and labels others than of parts: `shop | 3000`."""
    filled = [row for row in table.rows[:100] if len(row.cells) > 1 and row.cells[1].strip()]
    values = [port_cell(row.cells[1]) for row in filled]
    numbers = all(each.entries and not each.rest for each in values)
    return numbers and not all(about("part", plain(row.cells[0][:80])) for row in filled)


_SAMPLE = 150


def gives_ports(table: Table, columns: list[Column]) -> bool:
    """Whether a table has a column of ports, or one of addresses."""
    addresses = (
        row.cells[at]
        for at, column in enumerate(columns)
        if column.role == "url"
        for row in table.rows[:100]
        if at < len(row.cells)
    )
    return any(c.role in GIVING for c in columns) or any(":" in each for each in addresses)


def read_table(
    table: Table,
    columns: list[Column],
    scope: Scope,
    gathered: Gathered,
    owner: str | None = None,
) -> None:
    """Read the rows of a table; `owner` is the service whose heading it is, and only its ports."""
    if (action := action_of(table)) is not None:
        table, columns = let_in(table, columns, action, gathered)
        scope = replace(scope, firewall=True)
    reader = Reader.of(columns, scope, gathered, listed=_lists_variables(table, columns))
    reader.owner = owner
    reader.line = table.line
    headers = [plain(header) for header in table.header]
    shows = about("example", headers[0]) and not strip_words(headers[0], "example", "small")
    shows = shows and not any(about("port", header) for header in headers)
    if shows or _is_of_conflicts(headers, columns):  # `Example | Meaning`
        for row in table.rows:
            gathered.note(row.line, MODE_REASONS["example"] if shows else "what else uses a number")
        return
    if not gives_ports(table, columns):
        _read_plain_rows(table, reader)
        return
    add_bands(headers, columns, table.line, gathered)
    reader.grouped_names = _groups_name_rows(table, reader)
    reader.in_use = _mostly_in_use(table, reader)
    reader.sided = any(
        key_of(plain(row.cells[at][:80])) == "container"
        for row in table.rows[:_SAMPLE]
        for at in reader.places.get("service", ())
        if at < len(row.cells)
    )
    reader.leads = _leads(table, reader)
    reader.machines = _told(table, reader, "machine")
    reader.stages = _told(table, reader, "environment")
    for row in table.rows:
        if _UNMERGED.match(row.cells[0].lstrip()):
            reader.gathered.note(row.line, "a mark of a merge that nobody has finished")
        else:
            _read_row(row, reader)


def _is_of_conflicts(headers: list[str], columns: list[Column]) -> bool:
    """Whether headers speak of conflicts, and of nothing that has the numbers for its own."""
    told = [h for h in headers if about("conflict", h) and not about("assign", h)]
    told += [h for h in headers if about("problem", h)]
    named = {c.header for c in columns if c.role == "service" and not about("now", c.header)}
    if named and named == {*told} and all(about("solution", h) for h in named):
        return False  # `Solution | Port`: each that is tried has its own.
    rivals = [_SIDE.sub("", h) for h in headers if about("service", h)]
    return bool(told) and (named.issubset(told) or len(rivals) > len({*rivals}))


_SIDE = re.compile(r" (?:[A-C]|[1-3])$", re.IGNORECASE)
"""`Service A | Service B`, which want the same number."""


def _lists_variables(table: Table, columns: list[Column]) -> bool:
    """Whether variables name most rows."""
    at = next((n for n, column in enumerate(columns) if column.role == "service"), -1)
    cells = [plain(row.cells[at][:80]) for row in table.rows[:100] if 0 <= at < len(row.cells)]
    return 2 * sum(map(bool, map(VARIABLE.fullmatch, cells))) > len(cells)


def _read_plain_rows(table: Table, reader: Reader) -> None:
    """A table without a column of ports: it may still tell of changes in its sentences, or list
    names with their ports in a cell: `oak | Debian | nginx (80), gitea (3000)`."""
    scope, gathered = reader.scope, reader.gathered
    for row in table.rows:
        told = " ".join(plain(cell[:500]) for cell in row.cells)
        if scope.mode != "changed" or not read_change(told, row.line, scope, gathered):
            before = _found(reader)
            if scope.mode is None:
                _add_listed(row, reader)
            if _found(reader) == before:
                gathered.note(row.line, "a row of a table that gives no ports")


def _add_listed(row: Row, reader: Reader) -> None:
    cells = [plain(cell[:500]) for cell in row.cells]
    texts = reader.texts(cells)
    for column, cell in zip(reader.columns, cells, strict=False):
        pairs = None if about_any(ASIDE, column.header) else pairs_of(cell)
        for name, number in pairs.told if pairs else ():
            claim = FoundClaim(
                reader.gathered.path,
                row.line,
                name,
                number.start,
                container_port=number.container,
                transport=number.transport,
                host=machines_of_row(cells, texts, reader)[0],
                environment=reader.scope.environment,
                project=reader.scope.project,
            )
            reader.gathered.claims.append(Evidence(claim, strength=MENTIONED))


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


def _leads(table: Table, reader: Reader) -> bool:
    """Whether what names the rows tells who calls whom: `Web → API`."""
    at, header = reader.naming, reader.header
    told = [plain(row.cells[at][:200]) for row in table.rows[:_SAMPLE] if 0 <= at < len(row.cells)]
    sign = LEADS if about("service", header) else WHITHER  # `Speech to text` is a service.
    led = sum(sign.search(cell) is not None and not any(map(str.isdigit, cell)) for cell in told)
    return LEADS.search(header) is not None or (led > 1 and 3 * led >= 2 * len(told))


def _told(table: Table, reader: Reader, role: str) -> frozenset[str]:
    """The filled cells of the first column of a role."""
    at = reader.places.get(role, [-1])[0]
    told = [plain(row.cells[at][:80]) for row in table.rows[:_SAMPLE] if 0 <= at < len(row.cells)]
    return frozenset(text for text in told if not is_empty(text))


def _mostly_in_use(table: Table, reader: Reader) -> bool:
    """Whether `available` of a named row means that it answers, where nearly all rows say another,
    or that its number could be taken, where all say it."""
    at = reader.places.get("status", [-1])[0]
    told = [plain(row.cells[at][:80]) for row in table.rows[:500] if 0 <= at < len(row.cells)]
    told = [text for text in told if not is_empty(text)]
    free = sum(about("free", text) for text in told)
    return len(told) > 2 and (2 * free < len(told) or free == len(told))


_UNMERGED = re.compile(r"(?:<{7}|>{7}|\|{7})(?!\S)")
"""What Git writes around what two branches say differently (git-merge, How conflicts are
presented)."""


def _read_row(row: Row, reader: Reader) -> None:
    group = group_of(row, reader)
    if group is not None and not port_cell(row.cells[0]).entries:
        reader.group = group
        reader.previous = ""
        reader.gathered.note(row.line, "a heading within the table")
        return
    cells = [plain(cell[:2000]) for cell in row.cells]
    written = "".join(cells)
    if not written.strip():
        return
    short = any(" | " in cell for cell in row.cells) and not row.cells[-1].strip()
    if short or not any(map(str.isalnum, written)):
        drawn = "a row with fewer cells than its header" if short else "a line drawn between rows"
        reader.gathered.note(row.line, drawn)
        return
    if "old" in reader.places and "new" in reader.places:
        ports = any(about("port", column.header) for column in reader.columns)
        ports = ports or about("port", reader.scope.group or "")
        read_history_row(row, cells, reader.places, reader.gathered, reader.scope, ports=ports)
        return
    if (mode := reader.scope.mode or "") and is_set_aside(mode, reader):
        reader.gathered.note(row.line, MODE_REASONS[mode])
        return
    _read_ports(row, cells, reader)


_NEXT = re.compile(rf"(?:[*_]+|[(（<])\s*{alternatives('next')}\s*(?:[*_]+|[)）>])", re.IGNORECASE)
"""`*next*`, where a name would stand; a bare `next` may be the framework."""


def _read_ports(row: Row, cells: list[str], reader: Reader) -> None:
    if _NEXT.fullmatch(row.cells[max(0, reader.naming)].strip()):
        reader.gathered.note(row.line, MODE_REASONS["free"])
        return
    texts = reader.texts(cells)
    facts = facts_of(row, cells, texts, reader)
    before = _found(reader)
    if "range" in reader.places and not is_unowned(facts, reader):
        _ranges(row, facts, reader)
    if unnamed := why_unowned(facts, reader, texts["url"]):
        kept = unnamed == NAMELESS_RESERVED or facts.status == "reserved"
        if not (kept and _kept(row, facts, reader)):
            reader.gathered.note(row.line, unnamed)
        return
    claims_of(row, facts, reader.columns, reader.gathered)
    _service(row, texts, facts, reader, stated=_found(reader) > before)


def _found(reader: Reader) -> int:
    """How many facts of ports there are so far."""
    gathered = reader.gathered
    return len(gathered.claims) + len(gathered.ranges) + len(gathered.changes)


def _kept(row: Row, facts: RowFacts, reader: Reader) -> bool:
    """`8013-8019 | (reserved) | future agents`: an interval that is set aside."""
    cells = [
        port_cell(row.cells[at]) for at in reader.places.get("port", ()) if at < len(row.cells)
    ]
    numbers = [entry.number for cell in cells for entry in cell.entries]
    numbers = [number for number in numbers if number.end]
    purpose = facts.description or reader.scope.label
    for number in numbers:
        reader.gathered.add_range(number, row.line, purpose, facts.project, "reserved")
    return bool(numbers)


def _ranges(row: Row, facts: RowFacts, reader: Reader) -> None:
    """Each interval of the columns of ranges; other columns only say where numbers are used."""
    entries = [
        (reader.columns[at], entry)
        for at in reader.places["range"]
        if at < len(row.cells)
        for entry in port_cell(row.cells[at]).entries
    ]
    intervals = [each for each in entries if each[1].number.is_interval]
    if "quantity" in reader.places and len(entries) > max(1, len(intervals)):
        # `5432, 6379, 9000-9001` beside a count is what is in use, not what is set aside.
        reader.gathered.note(row.line, "a list of numbers in use")
        return
    exact = [each for each in intervals if not each[1].number.wild]
    staged = facts.environments if "environment" in reader.places else ()
    for column, entry in exact or intervals:
        label = column.part or entry.label or column.host or column.environment
        purpose = " ".join(filter(None, (facts.service, label, *staged)))
        if facts.description and facts.description != purpose:
            purpose = f"{purpose}: {facts.description}" if purpose else facts.description
        kept = facts.project is not None and not strip_words(facts.project, "reserved")
        status = facts.status or ("reserved" if kept else None)
        told = (purpose or facts.project or reader.scope.label, reader.scope.project, status)
        reader.gathered.add_range(entry.number, row.line, *told)
    spoken = any(about("port", column.header) for column, _ in entries)
    if not (entries or spoken or "port" in reader.places):
        reader.gathered.note(row.line, "the row gives no range")


_BESIDES = ("image", "container-name", "path", "health", "command")


def _service(row: Row, texts: Texts, facts: RowFacts, reader: Reader, *, stated: bool) -> None:
    """What a row says of a service besides its ports, or that it has none."""
    if stated and reader.places.keys().isdisjoint(_BESIDES):
        return
    image = texts["image"] or None
    container = texts["container-name"] or None
    directory = texts["path"] or None
    health = texts["health"] or None
    start = texts["command"] or None
    if not stated and row.line in reader.gathered.notes:
        return
    if not facts.service or (stated and not (image or container or directory or health or start)):
        if not stated:
            reader.gathered.note(row.line, "the row names no port")
        return
    reader.gathered.services.append(
        FoundService(
            reader.gathered.path,
            row.line,
            facts.service,
            project=facts.project,
            description=None if stated else facts.description,
            image=image,
            container=container,
            directory=directory,
            health=health,
            start=start,
            environment=facts.environments[0] if len(facts.environments) == 1 else None,
        )
    )
