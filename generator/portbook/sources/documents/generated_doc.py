"""Reads a PORTS.md that portbook generated back into the facts that it was made from.

Its form is known, so nothing is guessed: the tables of ports, environments, ranges and changes
hold every fact, and all other sections repeat them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from portbook.model.ports import HIGHEST
from portbook.sources.documents.blocks import Heading, Row, Table
from portbook.sources.documents.markdown import read_blocks
from portbook.sources.documents.text import plain
from portbook.sources.found import Found, FoundChange, FoundClaim, FoundRange, FoundService
from portbook.sources.naming import slug
from portbook.text.source import Source

_NOTICE = re.compile(r"<!-- Generated from .* by 'portbook generate'")
_ALONE = re.compile(r"^- \*\*Environment:\*\* `([a-z0-9-]+)`", re.MULTILINE)
_NUMBER = re.compile(r"([0-9]+)(?:-([0-9]*))?(?:/([a-z+]+))?")
_CODE = re.compile(r"`([^`]+)`")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*")
_MEMBER = re.compile(r"(?:([a-z][a-z0-9-]*) )?(`[^`]*`|not known|internal)")
_ABSENT = "–"

Cells = dict[str, str]


@dataclass(slots=True)
class _Document:
    """What the tables say so far: claims as the first table has them, without environments."""

    path: str
    environments: list[str] = field(default_factory=list)
    claims: list[FoundClaim] = field(default_factory=list)
    only: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    differing: dict[str, list[FoundClaim]] = field(default_factory=dict)
    found: Found = field(default_factory=Found)


def is_generated(text: str) -> bool:
    """Whether the first line is the notice that portbook puts there."""
    return _NOTICE.match(text) is not None


def read_generated(source: Source) -> Found:
    """The facts of a generated document; whatever was made of the text, this raises nothing."""
    document = _Document(source.name)
    alone = _ALONE.search(source.text)
    if alone and alone[1] != "development":
        document.environments = [alone[1]]
    section, group = "", None
    for block in read_blocks(source.text):
        if isinstance(block, Heading):
            group = plain(block.text) if block.level > 2 and section == "Ports" else None
            section = plain(block.text) if block.level <= 2 else section
        elif isinstance(block, Table):
            _read_table(document, section, group, block)
    document.found.put(FoundClaim, list(_claims(document)))
    return document.found


def _read_table(document: _Document, section: str, group: str | None, table: Table) -> None:
    header = [plain(cell) for cell in table.header]
    for row in table.rows:
        cells = dict(zip(header, row.cells, strict=False))
        if section == "Ports" and "Port" in cells:
            _read_port(document, group, cells, row)
        elif section == "Environments" and "Environment" in cells:
            document.environments += _CODE.findall(cells["Environment"])[:1]
        elif section == "Environments" and "Service" in cells:
            _read_difference(document, cells, row)
        elif section == "Ranges" and "Ports" in cells:
            document.found.facts += _ranges(document.path, cells, row)
        elif {"Change", "To", "From"} & cells.keys() and section not in ("Ports", "Environments"):
            document.found.facts += _changes(document, cells, row)


def _read_port(document: _Document, group: str | None, cells: Cells, row: Row) -> None:
    title, purpose = plain(cells.get("Service", "")), plain(cells.get("Purpose", ""))
    written = next(iter(_CODE.findall(cells.get("Name", ""))), slug(title))
    name, _, endpoint = written.partition(".")
    elsewhere = re.search(r"\b[Tt]he one of \S+$", purpose) is not None
    if name not in document.only:
        document.only[name] = _CODE.findall(cells.get("Only in", ""))
        document.names.setdefault(title, []).append(name)
        said = FoundService(document.path, row.line, name, title=title or None)
        document.found.facts.append(replace(said, description=purpose or None))
    numbers = _number(cells["Port"])
    inner = _number(cells.get("Container port", ""))
    if elsewhere or (numbers is None and (plain(cells["Port"]) != "internal" or inner is None)):
        return
    first = any(claim.service == name for claim in document.claims)
    spoken = plain(cells.get("Kind", "")) if first else ""
    status = re.match(r"active|reserved|planned|deprecated|retired", plain(cells.get("Status", "")))
    port, last, transports = numbers or (None, None, ("tcp",))
    claim = FoundClaim(
        document.path,
        row.line,
        name,
        port,
        endpoint=endpoint or None,
        port_end=last,
        container_port=inner[0] if inner else None,
        container_end=inner[1] if inner else None,
        bind=plain(cells.get("Bind", "")) or None,
        scheme=spoken if _SCHEME.fullmatch(spoken) else None,
        status=status[0] if status else None,
        group=group,
    )
    hosts = _CODE.findall(cells.get("Host", "")) or [None]
    document.claims += [
        replace(claim, host=host, transport=transport) for host in hosts for transport in transports
    ]


def _number(cell: str) -> tuple[int, int | None, tuple[str, ...]] | None:
    """First, last and transports; an interval without an end goes to the highest number."""
    match = _NUMBER.fullmatch(plain(cell))
    if match is None or len(match[1]) > 5 or len(match[2] or "") > 5:
        return None
    last = None if match[2] is None else int(match[2] or HIGHEST)
    return int(match[1]), last, tuple((match[3] or "tcp").split("+"))


def _read_difference(document: _Document, cells: Cells, row: Row) -> None:
    """A service's numbers by environment, in the order of the first table."""
    names = document.names.get(plain(cells["Service"]), [])
    name = next((each for each in names if each not in document.differing), None)
    if name is None:
        return
    base = [claim for claim in document.claims if claim.service == name]
    document.differing[name] = [
        replace(claim, environment=environment, line=row.line)
        for header, cell in cells.items()
        if (environment := plain(header)) in document.environments and cell != _ABSENT
        for claim in _of_cell(cell, base, name)
    ]
    document.only[name] = [
        environment
        for header, cell in cells.items()
        if (environment := plain(header)) in document.environments and cell != _ABSENT
    ]


def _of_cell(cell: str, base: list[FoundClaim], name: str) -> Iterator[FoundClaim]:
    """`8000`, ws `8001`: what a cell leaves out is as in the first table."""
    here, _, away = cell.partition(" on ")
    hosts = _CODE.findall(away)
    for endpoint, written in _MEMBER.findall(here):
        like = [claim for claim in base if (claim.endpoint or "") == endpoint]
        number = _number(written)
        if number is None:
            yield from (claim for claim in like if claim.port is None)
            continue
        port, last, transports = number
        first = like[0] if like else FoundClaim("", 0, name, port, endpoint=endpoint or None)
        for host in hosts or [None]:
            for transport in transports:
                yield replace(first, port=port, port_end=last, transport=transport, host=host)


def _claims(document: _Document) -> Iterator[FoundClaim]:
    """Each claim in each environment that has it; without environments, in none that is named."""
    for claim in document.claims:
        if claim.service not in document.differing:
            named = document.only[claim.service] or document.environments
            yield from (replace(claim, environment=each) for each in named or (None,))
    for claims in document.differing.values():
        yield from (replace(claim, path=document.path) for claim in claims)


def _ranges(path: str, cells: Cells, row: Row) -> Iterator[FoundRange]:
    purpose = plain(cells.get("Purpose", "")) or plain(cells.get("Range", ""))
    for written in _CODE.findall(cells["Ports"]):
        number = _number(written)
        if number is not None:
            end = number[0] if number[1] is None else number[1]
            status = plain(cells.get("Status", "")) or None
            yield FoundRange(path, row.line, number[0], end, purpose or None, status=status)


def _changes(document: _Document, cells: Cells, row: Row) -> Iterator[FoundChange]:
    """Reason and what else the row says are told together."""
    title = plain(cells.get("Service", ""))
    before, after = (_number(cells.get(key, "")) for key in ("From", "To"))
    reason = "; ".join(
        text for key in ("Change", "Reason", "Impact") if (text := plain(cells.get(key, "")))
    )
    yield FoundChange(
        document.path,
        row.line,
        next(iter(document.names.get(title, [])), title or None),
        before[0] if before else None,
        after[0] if after else None,
        plain(cells.get("Date", "")) or None,
        reason or None,
    )
