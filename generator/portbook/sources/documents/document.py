"""Reads the facts of a Markdown document, and accounts for every line that could hold one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from portbook.sources.documents.blocks import Block, Fence, Heading, Table
from portbook.sources.documents.columns import columns_of
from portbook.sources.documents.damaged import repair
from portbook.sources.documents.environments import environment_of
from portbook.sources.documents.evidence import Gathered, lists_protocols
from portbook.sources.documents.extent import cut, cut_notice, without_front_matter
from portbook.sources.documents.features import Column
from portbook.sources.documents.generated_doc import is_generated, read_generated
from portbook.sources.documents.hosted import with_hosted
from portbook.sources.documents.layouts import as_markdown
from portbook.sources.documents.machines import known_hosts
from portbook.sources.documents.markdown import read_blocks
from portbook.sources.documents.parted import put_in_order
from portbook.sources.documents.records import with_records
from portbook.sources.documents.reshaped import part_crossing, turn
from portbook.sources.documents.resolve import resolve
from portbook.sources.documents.scope import Scope
from portbook.sources.documents.sections import without_lonely
from portbook.sources.documents.series import with_series, without_series
from portbook.sources.documents.text import about, is_empty, plain, strip_words
from portbook.sources.documents.tokens import mentions_port
from portbook.sources.documents.told_rows import part_properties
from portbook.sources.documents.unclaimed import NOT_SAID
from portbook.sources.documents.walk import Walk
from portbook.sources.documents.weighed import Place, renamed, weigh
from portbook.sources.documents.wrapped import with_names_before_ports, with_wrapped_lists
from portbook.sources.found import Found, FoundRange, FoundService, Repair, Unread
from portbook.text.source import Source

_SPACES = dict.fromkeys(map(ord, "\u00a0\u2009\u202f\u3000¹²³⁴⁵"), " ")
"""Spaces that do not break lines, or are wider or narrower than others, and marks of notes."""


@dataclass(slots=True)
class Reading:
    """The results of each stage of reading a document, for `explain`.

    `scopes` holds one scope for each block that was read, `columns` those of a table by its id.
    """

    gathered: Gathered
    blocks: list[Block] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    columns: dict[int, list[Column]] = field(default_factory=dict)
    found: Found = field(default_factory=Found)

    def places(self) -> dict[int, Place]:
        """The block and the scope of each line that a block holds."""
        places: dict[int, Place] = {}
        for block, scope in zip(self.blocks, self.scopes, strict=False):
            for line in _lines(block):
                places.setdefault(line, (block, scope))
        return places


def _lines(block: Block) -> Iterable[int]:
    if isinstance(block, Table):
        return [block.line, *(row.line for row in block.rows)]
    if isinstance(block, Fence):
        return range(block.line, block.line + block.text.count("\n") + 1)
    return [block.line]


def read_markdown(source: Source) -> Found:
    """The facts of a document; whatever the text, this raises nothing."""
    return read_document(source).found


def read_document(source: Source, *, weighs: bool = True) -> Reading:
    """The facts of a document and how they were come by; by rules alone unless it `weighs`."""
    if is_generated(source.text):
        return Reading(Gathered(source.name), found=read_generated(source))
    read, last = cut(without_front_matter(source.text.translate(_SPACES)))
    text, repairs = repair(read, source.name)
    gathered = Gathered(source.name)
    blocks = with_hosted(
        with_names_before_ports(with_wrapped_lists(read_blocks(as_markdown(text))))
    )
    reading = Reading(gathered, with_records(blocks, gathered))
    last = _read_blocks(reading) or last
    protocols = lists_protocols(gathered)
    gathered.claims = [] if protocols else without_lonely(reading.blocks, gathered)
    lines = source.text.split("\n")
    claims = resolve(gathered, lines)
    if weighs and not protocols:
        places = reading.places()
        claims = renamed(gathered, lines, places, claims)
        claims += weigh(gathered, lines, places, claims)
    found = Found([*claims, *_services(gathered), *_exact(gathered.ranges, gathered.wild)])
    found.facts += [*gathered.changes, *gathered.routes, *repairs]
    found = without_series(found, lines)
    found.facts += with_series(_unread(lines[:last], found, gathered))
    found.problems += [cut_notice(source, last)] if last else []
    reading.found = found
    return reading


def _read_blocks(reading: Reading) -> int | None:
    """Gather what the blocks state; the last line that was read where not all were."""
    blocks, gathered = reading.blocks, reading.gathered
    tables = [block for block in blocks if isinstance(block, Table)]
    for table in tables:
        turn(table)
        part_properties(table)
        part_crossing(table)
        put_in_order(table)
        second = _with_second_header(table)
        if second:
            gathered.note(second, "a second row of headings")
    hosts = known_hosts(blocks)
    columns = {id(table): columns_of(table, hosts) for table in tables}
    reading.columns = columns
    # Headers of numbers are machines where headings speak of them, too.
    headings = " ".join(each.text for each in blocks if isinstance(each, Heading)).casefold()
    placed = {c.host.casefold() for each in columns.values() for c in each if c.host}
    hosts |= {host for host in placed if host in headings}
    walk = Walk(hosts, blocks, columns, gathered)
    last = walk.through()
    reading.scopes = walk.scopes
    return last


def _services(gathered: Gathered) -> list[FoundService]:
    """Services of blocks under the names that the document gives their ports."""
    return [
        replace(
            service, name=gathered.renamed[service.name], compose=service.compose or service.name
        )
        if (service.image or service.build) and service.name in gathered.renamed
        else service
        for service in gathered.services
    ]


def _exact(ranges: list[FoundRange], wild: set[tuple[int, int]]) -> list[FoundRange]:
    """`301xx` beside `30101-30199` says the same, less exactly."""
    within = {
        (each.start // size, size)
        for each in ranges
        for size in (100, 1000)
        if each.end and 0.9 * size < each.end - each.start + 1 < size
    }
    return [
        each
        for each in ranges
        if each.end is None
        or (each.start, each.line) not in wild
        or (each.start // (each.end - each.start + 1), each.end - each.start + 1) not in within
    ]


def _unread(lines: list[str], found: Found, gathered: Gathered) -> list[Unread]:
    """Every line that was read, could hold a port and became no fact, with the reason."""
    facts = {fact.line for fact in found.facts if not isinstance(fact, Repair)}
    unread: list[Unread] = []
    for number, line in enumerate(lines, 1):
        if number in facts:
            continue
        reason = gathered.notes.get(number)
        if reason is None and any(map(str.isdigit, line)) and mentions_port(line[:2000]):
            reason = NOT_SAID
        if reason is not None:
            unread.append(Unread(gathered.path, number, line.strip()[:300], reason))
    unread += [
        Unread(gathered.path, line, lines[line - 1].strip()[:300], reason)
        for line, reason in gathered.asides
    ]
    unread.sort(key=lambda each: each.line)
    return unread


def _with_second_header(table: Table) -> int | None:
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
    """Whether a cell could head a column: a stage, the host's side, the container's, a port."""
    sides = about("host", cell) or about("container", cell)
    told = not strip_words(cell, "port", "transport", "purpose", "origin", "destination")
    return not any(map(str.isdigit, cell)) and (sides or told or environment_of(cell) is not None)
