"""Makes claims of one row's numbers: which are the host's, which the container's, and whose."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from portbook.sources.documents.amounts import LOWEST
from portbook.sources.documents.beside import leads_out
from portbook.sources.documents.blocks import Row
from portbook.sources.documents.cells import Entry, PortCell, is_store, row_cell
from portbook.sources.documents.changes import with_moved_cells
from portbook.sources.documents.environments import environment_of
from portbook.sources.documents.evidence import MENTIONED, STATED, Evidence, Gathered
from portbook.sources.documents.features import Column
from portbook.sources.documents.labelled import DOMAIN
from portbook.sources.documents.remarks import (
    NOT_NOW,
    address_inside,
    number_inside,
    parts_told,
    sides_in,
)
from portbook.sources.documents.row_facts import (
    RowFacts,
    is_range,
    is_rest,
    names_of,
    owner_of,
    stages_of,
    transports_of,
    with_each_named,
)
from portbook.sources.documents.text import about, about_any, plain
from portbook.sources.documents.tokens import Number
from portbook.sources.documents.unclaimed import NAMELESS_LINE, is_setting
from portbook.sources.found import FoundClaim
from portbook.sources.kinds import kind_of_name

_PAIR = re.compile(r"\b([A-Z][A-Z0-9_]*)=(\d{2,5})\b")
_RECKONED = re.compile(r"[$+*{]|[A-Z][A-Z0-9]*_[A-Z]")
"""`BASE + 3`, `${WEB_PORT}`: a number that is not told here."""
_NUMBERED = frozenset(("port", "chosen", "default", "container", "fallback", "url", "route"))


_SAID = ("purpose", "note", "command", "path", "service", "other", "url")


def claims_of(row: Row, facts: RowFacts, columns: list[Column], gathered: Gathered) -> None:
    """Add what the row claims, column by column."""
    filled = _filled(row, facts, columns, noted=row.line in gathered.notes)
    numbers = [entry.number for _, cell in filled for entry in cell.entries]
    inner = [
        (column, entry)
        for column, cell in filled
        if column.role == "container"
        for entry in cell.entries
        if not _is_of_another(entry.label or cell.rest, facts.service)
    ]
    chosen = any(c.role == "chosen" and cell.entries for c, cell in filled)
    sides = sides_in(row.cells, numbers) | {n.start: n.container for n in numbers if n.container}
    if not inner:
        sides |= _sides_said(row, columns, {n.start for n in numbers} - sides.keys(), facts.service)
    claims = _RowClaims(row.line, facts, inner, sides, gathered)
    headers = (column.header for column in columns if column.role == "service")
    served = any(about_any(("service", "container"), header) for header in headers)
    claimed = claims.of_pairs(columns, row, {number.start for number in numbers})
    for column, cell in filled:
        if column.role in ("port", "chosen", "range") or (column.role == "default" and not chosen):
            claimed |= claims.of_column(column, cell)
        elif column.role == "fallback" and cell.entries and not claims.add_alternatives(cell):
            gathered.add_unread(row.line, "an alternative: list it under `alternatives`")
    if claimed:
        called = [e.number for c, cell in filled if c.role == "url" for e in cell.entries]
        beside = {number.start for number in called if not number.scheme}
        claims.of_remarks(columns, row, {number.start for number in numbers} - beside)
        given = [
            (c, e.number.start) for c, cell in filled if c.role == "port" for e in cell.entries
        ]
        if all(c.label for c, _ in given):  # `URL | DB port`: that of the row itself, and a part's.
            claims.of_mentions(filled, {number for _, number in given}, served=served)
    elif inner:
        away = any(
            c.role in ("port", "chosen") and _RECKONED.search(cell.rest) for c, cell in filled
        )
        urls = [e.number for c, cell in filled if c.role == "url" for e in cell.entries]
        claims.of_inner([number for number in urls if number.scheme], reckoned=away)
    else:
        claims.of_mentions(filled, set(), served=served)
        claims.of_remarks(columns, row, {number.start for number in numbers})


def _filled(
    row: Row, facts: RowFacts, columns: list[Column], *, noted: bool
) -> list[tuple[Column, PortCell]]:
    """The cells of a row that may give numbers; those of ranges unless it is `noted` as none."""
    # `Port range` may head single ports, too.
    spoken = any(c.role == "range" and about("port", c.header) for c in columns)
    bands = all(c.role not in _NUMBERED for c in columns)
    alone = bands and kind_of_name(facts.service) is not None  # `22 | SSH` among bands
    roles = _NUMBERED | {"range"} if (spoken or alone) and not noted else _NUMBERED
    filled = [
        (column, _without_low(_cell(column, row.cells[at], lowest=1 if alone else 1000), facts))
        for at, column in enumerate(columns)
        if column.role in roles and at < len(row.cells)
    ]
    numbers = [entry.number for _, cell in filled for entry in cell.entries]
    moved = len(numbers) > 1 and any(number.sign for number in numbers)
    return with_moved_cells(filled) if moved else filled


def _is_of_another(label: str, service: str) -> bool:
    """Whether a container's cell names another program than its row: `5432 (PostgreSQL)`."""
    kind = kind_of_name(label) if label else None
    return is_store(label, service) or (bool(kind) and kind_of_name(service) not in (None, kind))


def _sides_said(row: Row, columns: list[Column], numbers: set[int], service: str) -> dict[int, int]:
    """What the remarks of a row say that its numbers are inside the container."""
    said = (cell for c, cell in zip(columns, row.cells, strict=False) if c.role in _SAID)
    remarks = [plain(cell) for cell in said if any(map(str.isdigit, cell))]
    sides: dict[int, int] = {}
    for number, remark in product(numbers, remarks):
        called = address_inside(remark, service) if len(numbers) == 1 else None
        if inside := number_inside(remark, number) or called:
            sides.setdefault(number, inside)
    return sides


_ONWARD = re.compile(r"(?<=[)）])\s*(?:→|➜|⇒|[-=]+>)")
"""`80 (proxy) → 3001 (api) + 3000 (web)`: what a container's own number leads to."""


_OPTION = re.compile(
    r"\s(?:-p ?|--port[ =]|(?:-h )?(?:localhost|127\.0\.0\.1) (?:-p )?)(?=\d{2,5}\b)"
)
"""`redis-cli -p 6379 ping`, `nc -z localhost 5432`, which call at what is checked."""


def _cell(column: Column, written: str, lowest: int) -> PortCell:
    if column.role == "container" and not about_any(("host", "container"), written):
        written = _ONWARD.split(written, maxsplit=1)[0]
    if column.role == "url":
        written = _OPTION.sub(" localhost:", written)
    cell = row_cell(written)
    own = tuple(e for e in cell.entries if not leads_out(e.label or cell.rest))
    if len(own) < len(cell.entries):
        cell = replace(cell, entries=own)  # Without `50000 (outbound)`.
    if column.role != "range":
        return cell
    single = (e for e in cell.entries if not e.number.is_interval)
    return replace(cell, entries=tuple(e for e in single if e.number.start >= lowest))


def _without_low(cell: PortCell, facts: RowFacts) -> PortCell:
    """A cell without what is no port of a network: `D7 (port 7)` of a board."""
    kept = [e for e in cell.entries if e.number.start >= LOWEST or e.number.transport]
    whole = facts.transports or len(kept) == len(cell.entries)
    return cell if whole else replace(cell, entries=tuple(kept))


@dataclass(slots=True)
class _RowClaims:
    """One row's facts on their way to claims.

    `inner` are its container ports, `sides` those that a cell gives to a number of the host.
    """

    line: int
    facts: RowFacts
    inner: list[tuple[Column, Entry]]
    sides: dict[int, int]
    gathered: Gathered
    seen: dict[tuple[int, str | None, str | None], set[str | None]] = field(default_factory=dict)

    def of_column(self, column: Column, cell: PortCell) -> bool:
        """Claims and ranges of one cell of ports; whether it had any."""
        facts = self.facts
        if cell.before and cell.entries:
            after = cell.entries[0].number.start
            self.gathered.moved(self.line, facts.service, facts.project, cell.before, after)
        for number in cell.asides:
            self.gathered.add_unread(self.line, f"{number.start} is only mentioned beside the port")
        cell = with_each_named(facts, cell)
        names = names_of(facts, cell)
        if len(names) == 1 and 0 < len(cell.rest.split()) < 4 and DOMAIN.fullmatch(facts.service):
            names = [cell.rest]  # `shop.acme.org | 7575 (Shop)`
        own = facts.blocked or not facts.service or about("service", column.header)
        own = own or is_rest(column)
        if own and len(cell.entries) == 1 and len(cell.rest.split()) < 4:
            only = cell.entries[0]
            cell = replace(cell, entries=(Entry(only.number, cell.rest or only.label),))
        for at, entry in enumerate(cell.entries):
            key = (entry.number.start, column.environment, column.host)
            parts = self.seen.setdefault(key, set())
            named = column.label or column.part
            if parts and named and (cell.rest or column.part in parts):
                continue  # `7010/docs` is a page of what has 7010.
            parts.add(column.part)
            if is_range(entry.number, facts, column):
                told = (facts.service, facts.project, facts.status)
                self.gathered.add_range(entry.number, self.line, *told)
            elif names[at] or column.part or (entry.label and (own or facts.host)):
                stage = stages_of(column, entry, facts)[0]
                inside = self._inside(at, len(cell.entries), entry.number, stage)
                self._claim(column, entry, cell.variable, inside, names[at])
            elif facts.service:
                self.gathered.add_unread(self.line, f"{entry.number.start} has no name")
            else:
                self.gathered.note(self.line, NAMELESS_LINE)
        return bool(cell.entries)

    def of_pairs(self, columns: list[Column], row: Row, told: set[int]) -> bool:
        """`MAIL_PORT=1026, FLOWER_PORT=5560`: parts with the numbers of their variables.

        Numbers that are told in the row's other cells are not told again.
        """
        before = len(self.gathered.claims)
        for column, cell in zip(columns, row.cells, strict=False):
            if column.role != "pairs":
                continue
            for name, number in _PAIR.findall(plain(cell)):
                part = replace(column, part=name.removesuffix("_PORT").lower().replace("_", "-"))
                if _is_untold(int(number), told) and not is_setting(name):
                    entry = Entry(Number(int(number), 0, 0))
                    self._claim(part, entry, name, None, self.facts.service)
        return len(self.gathered.claims) > before

    def of_remarks(self, columns: list[Column], row: Row, told: set[int]) -> None:
        """What else of its own a remark gives to the service of a row, if no other row has it."""
        for column, cell in zip(columns, row.cells, strict=False):
            if column.role not in _SAID or not self.facts.service:
                continue
            for part, number in parts_told(plain(cell[:500])):
                if _is_untold(number.start, told) and not about_any(NOT_NOW, column.header):
                    entry = Entry(Number(number.start, 0, 0, container=number.container), part)
                    self._claim(column, entry, None, None, self.facts.service, weak=True)

    def _inside(self, at: int, entries: int, number: Number, stage: str | None) -> Number | None:
        if len(self.inner) == 1:
            return self.inner[0][1].number
        inner = [e for column, e in self.inner if column is self.inner[0][0]]
        # `80 (prod) / 3000 (dev)`
        staged = [e for e in inner if stage and e.label and environment_of(e.label) == stage]
        told = [e.number for e in staged or inner]
        if len(told) in (1, entries):
            return told[at if len(told) == entries else 0]
        return next((each for each in told if each.start == number.start), None)

    def _claim(
        self,
        column: Column,
        entry: Entry,
        variable: str | None,
        inside: Number | None,
        name: str,
        *,
        weak: bool = False,
    ) -> None:
        facts, number = self.facts, entry.number
        if name != facts.service:
            facts = replace(facts, service=name)
        service, project, endpoint = owner_of(column, entry, facts)
        container = number.container or (inside.start if inside else facts.inside)
        container = container or self.sides.get(number.start)
        only_inner = facts.closed and container is None
        hosts = (column.host,) if column.host else facts.hosts
        strength = MENTIONED if weak or facts.mentioned else STATED
        for environment in stages_of(column, entry, facts):
            carried = transports_of(number, facts, column.header, inside)
            for host, transport in product(hosts, carried):
                claim = self._claim_of(
                    service,
                    project,
                    endpoint,
                    port=None if only_inner else number.start,
                    port_end=number.end,
                    container_port=number.start if only_inner else container,
                    container_end=number.container_end or (inside.end if inside else None),
                    bind=number.bind or facts.bind,
                    scheme=number.scheme or facts.scheme,
                    host=host,
                    variable=facts.variable or variable,
                    environment=environment,
                    transport=transport,
                )
                self.gathered.claims.append(
                    Evidence(
                        claim,
                        strength,
                        facts.aliases,
                        row=True,
                        table=facts.table,
                        beside=facts.beside,
                    )
                )

    def _claim_of(
        self, service: str, project: str | None, endpoint: str | None, **told: Any
    ) -> FoundClaim:
        """A claim with the facts of the whole row, and those of this number."""
        facts = self.facts
        held: dict[str, Any] = {
            "port": None,
            "scheme": facts.scheme,
            "host": facts.host,
            "environment": facts.environments[0],
            "variable": facts.variable,
        }
        return FoundClaim(
            self.gathered.path,
            self.line,
            service,
            project=project,
            endpoint=endpoint,
            status="retired" if facts.struck else facts.status,
            group=facts.group,
            description=facts.description,
            **{**held, **told},
        )

    def add_alternatives(self, cell: PortCell) -> bool:
        """Numbers of a column of alternatives belong to what the row claims, if they all can."""
        numbers = tuple(e.number.start for e in cell.entries if not e.number.is_interval)
        held = False
        for candidate in reversed(self.gathered.claims):
            if candidate.claim.line != self.line:
                break
            candidate.claim = replace(candidate.claim, alternatives=numbers)
            held = candidate.claim.port is not None and not candidate.weak
        return held and len(numbers) == len(cell.entries)

    def of_inner(self, urls: list[Number], *, reckoned: bool) -> None:
        """A row that gives only the number inside a container; the host's may be `BASE + 3`, or
        that of its address."""
        facts = self.facts
        outer = urls[0] if len(urls) == len(self.inner) == 1 else None
        for column, entry in self.inner:
            number = entry.number
            owner = owner_of(replace(column, label=""), entry, facts)
            for transport in transports_of(number, facts, ""):
                claim = self._claim_of(
                    *owner,
                    port=number.start if number.container else outer and outer.start,
                    container_port=number.container or number.start,
                    container_end=number.container_end if number.container else number.end,
                    transport=transport,
                )
                self.gathered.claims.append(
                    Evidence(claim, aliases=facts.aliases, reckoned=reckoned)
                )

    def of_mentions(
        self, filled: list[tuple[Column, PortCell]], told: set[int], *, served: bool
    ) -> None:
        """Numbers that a row only calls, and are not told: an address, where a proxy leads; on this
        machine what is `served`, if its column is one of services."""
        facts = self.facts
        for column, cell in filled:
            if column.role not in ("url", "route"):
                continue
            last = -_JOINED
            for entry in cell.entries:
                number = entry.number
                called = number.scheme or number.sure or number.first - last < _JOINED
                last = number.last if called else last
                unsure = number.is_interval or (column.role == "url" and not called)
                if unsure or number.start in told:
                    continue
                routed = column.role == "route"
                service = entry.label if routed and entry.label else facts.service
                service = re.split(r"\s*(?:→|->)\s*", service)[-1]  # `web → store`: who is called
                reference = routed and (bool(entry.label) or not DOMAIN.fullmatch(service))
                here = served and (number.bind or number.host == "localhost")
                reference = reference and not here
                for environment in stages_of(column, Entry(number), facts):
                    claim = self._claim_of(
                        service,
                        facts.project,
                        None,
                        port=number.start,
                        scheme=number.scheme,
                        environment=environment,
                        reference=reference,
                    )
                    self.gathered.claims.append(
                        Evidence(claim, MENTIONED, (facts.service,), table=facts.table)
                    )


_JOINED = 3
"""Signs between numbers of one address: `127.0.0.1:9143/9125`."""


def _is_untold(number: int, told: set[int]) -> bool:
    """Whether a number is a port that nothing else in the row tells."""
    return 0 < number < 65536 and number not in told
