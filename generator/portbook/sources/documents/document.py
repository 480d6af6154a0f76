"""Reads the facts of a Markdown document, and accounts for every line that could hold one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from portbook.sources.documents.blocks import (
    MOST_SAYINGS,
    Block,
    Fence,
    Heading,
    Item,
    Line,
    Table,
    cut,
    cut_notice,
    read_blocks,
    without_front_matter,
)
from portbook.sources.documents.cells import Column
from portbook.sources.documents.changes import read_change
from portbook.sources.documents.columns import columns_of, without_unknown
from portbook.sources.documents.damaged import repair
from portbook.sources.documents.drawings import nodes_in
from portbook.sources.documents.environments import STAGE_FILE, environment_of
from portbook.sources.documents.evidence import Gathered, lists_protocols
from portbook.sources.documents.fences import read_fence
from portbook.sources.documents.generated_doc import is_generated, read_generated
from portbook.sources.documents.lines import Lines, with_series, without_series
from portbook.sources.documents.modes import status_of
from portbook.sources.documents.prose import user_of_ports
from portbook.sources.documents.records import with_records
from portbook.sources.documents.reshaped import part_crossing, products_of, table_of, turn
from portbook.sources.documents.resolve import resolve
from portbook.sources.documents.scope import (
    INTRODUCTION,
    Scope,
    known_hosts,
    without_numbering,
)
from portbook.sources.documents.sections import (
    tables_of_headings,
    tells_purposes,
    without_lonely,
)
from portbook.sources.documents.tables import gives_ports, read_table, states_properties
from portbook.sources.documents.text import (
    about,
    about_any,
    clean_name,
    is_empty,
    outside_brackets,
    plain,
    starts_with,
    strip_words,
)
from portbook.sources.documents.tokens import Number, mentions_port, scan
from portbook.sources.documents.unclaimed import MODE_REASONS, NOT_SAID
from portbook.sources.found import Found, FoundRange, FoundService, Repair, Unread
from portbook.text.source import Source

_SPACES = dict.fromkeys(map(ord, "\u00a0\u2009\u202f\u3000"), " ")
"""Spaces that do not break lines, or are wider or narrower than others."""


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


def read_markdown(source: Source) -> Found:
    """The facts of a document; whatever the text, this raises nothing."""
    return read_document(source).found


def read_document(source: Source) -> Reading:
    """The facts of a document and how they were come by."""
    if is_generated(source.text):
        return Reading(Gathered(source.name), found=read_generated(source))
    read, last = cut(without_front_matter(source.text.translate(_SPACES)))
    text, repairs = repair(read, source.name)
    gathered = Gathered(source.name)
    reading = Reading(gathered, with_records(read_blocks(text), gathered))
    last = _read_blocks(reading) or last
    protocols = lists_protocols(gathered)
    gathered.claims = [] if protocols else without_lonely(reading.blocks, gathered)
    claims = resolve(gathered)
    found = Found([*claims, *_services(gathered), *_exact(gathered.ranges, gathered.wild)])
    found.facts += [*gathered.changes, *gathered.routes, *repairs]
    found = without_series(found, source.text.split("\n"))
    found.facts += with_series(_unread(source, found, gathered, last))
    found.problems += [cut_notice(source, last)] if last else []
    reading.found = found
    return reading


def _read_blocks(reading: Reading) -> int | None:
    """Gather what the blocks state; the last line that was read where not all were."""
    blocks, gathered = reading.blocks, reading.gathered
    tables = [block for block in blocks if isinstance(block, Table)]
    headings = [block for block in blocks if isinstance(block, Heading)]
    for table in tables:
        turn(table)
        part_crossing(table)
        second = _with_second_header(table)
        if second:
            gathered.note(second, "a second row of headings")
    hosts = known_hosts(headings) | _hosts_in_columns(tables)
    columns = {id(table): columns_of(table, frozenset(hosts)) for table in tables}
    reading.columns = columns
    return _Walk(frozenset(hosts), reading).through(blocks)


def _stage_above(fence: Fence, before: Block | None) -> str | None:
    """The environment that the item right above a block names, or its info line by a file."""
    if isinstance(before, Item) and len(before.text) < 60:
        return environment_of(plain(before.text))
    return environment_of(fence.info) if STAGE_FILE.search(fence.info) else None


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
        if each.end and 0.9 * size <= each.end - each.start + 1 < size
    }
    return [
        each
        for each in ranges
        if each.end is None
        or (each.start, each.line) not in wild
        or (each.start // (each.end - each.start + 1), each.end - each.start + 1) not in within
    ]


def _hosts_in_columns(tables: list[Table]) -> set[str]:
    """Names in columns that are headed as machines."""
    hosts: set[str] = set()
    for table in tables:
        for at, header in enumerate(table.header):
            head = plain(header)
            if not about("machine", head) or about("port", head):
                continue
            names = [plain(row.cells[at][:80]) for row in table.rows[:500] if at < len(row.cells)]
            filled = [name for name in names if not is_empty(name)]
            if filled and not any(scan(name) for name in filled[:20] if name.isdecimal()):
                hosts.update(clean_name(name).casefold() for name in filled if not name.isdecimal())
    return hosts


def _is_about_ports(reading: Reading) -> bool:
    """Whether a document is about ports by its name, or by its words where it has no headings."""
    name = reading.gathered.path.rpartition("/")[2].partition(".")[0]
    headings = (block.text for block in reading.blocks if isinstance(block, Heading))
    title = next((text for text in headings if any(map(str.isalpha, text))), None)
    told = [block.text for block in reading.blocks[:200] if isinstance(block, Item | Line)]
    return any(about("port", text[:2000]) for text in (name, *(told if title is None else [title])))


_TITLED = re.compile(r"\*\*.*\*\*|\*\*[^*]+\*\*\s*[(（][^()（）]*[)）]", re.DOTALL)
"""`**Web** (for readers)`, the title of the list below."""
_REMARK = re.compile(r"(?<=\S)\s*[(（][^()（）\d]*[)）]$")
_NOTED = re.compile(r"\s*<?(?P<url>[a-z]+://\S+?:\d{2,5}\S*?)>?\s+#\s*(?P<name>[^\W\d].{0,60})")
"""`http://10.0.0.7:4200 # Shell`"""
_NUMBER_ALONE = re.compile(r"\W*(?:port\W+)?\d{2,5}\W*", re.IGNORECASE)


class _Walk:
    """Goes through the blocks in order, with the headings that are open."""

    def __init__(self, hosts: frozenset[str], reading: Reading) -> None:
        self.columns = reading.columns
        self.gathered = gathered = reading.gathered
        self.scopes = reading.scopes
        titled = _is_about_ports(reading)
        self.scope = Scope(hosts, spoken=titled, titled=titled)
        headings = [block.text for block in reading.blocks if isinstance(block, Heading)]
        self.by_number = sum(map(bool, map(_NUMBER_ALONE.fullmatch, headings))) > 2
        self.lines = Lines(gathered)
        self.headed = tables_of_headings(reading.blocks, reading.columns)

    def through(self, blocks: list[Block]) -> int | None:
        """Read them all, or up to the line that is given back."""
        left = MOST_SAYINGS
        for at, block in enumerate(blocks):
            left -= not isinstance(block, Table)
            if left < 0:
                return block.line - 1
            following = blocks[at + 1] if at + 1 < len(blocks) else None
            above = blocks[at - 1] if at else None
            if not isinstance(block, Item | Line | Fence):
                self.lines.leave_list()
            self.lines.scope = self.scope
            match block:
                case Heading():
                    self.scope = self.lines.scope = self.scope.under(block)
                    self._heading(block)
                case Table():
                    self._table(block, above)
                case Item():
                    self.lines.item(block)
                case Line():
                    self._line(block, following)
                case Fence() if table := table_of(block):
                    self._table(table, above)
                case Fence():
                    stage = _stage_above(block, above)
                    scope = replace(self.scope, environment=stage or self.scope.environment)
                    read_fence(block, self.lines, scope, self.gathered)
            self.scopes.append(self.scope)
        return None

    def _table(self, table: Table, above: Block | None) -> None:
        columns = self.columns.get(id(table)) or columns_of(table, self.scope.hosts)
        if not self.scope.spoken:
            columns = without_unknown(columns)
        if states_properties(table) and self.scope.label:
            self.lines.properties(table)
            return
        if not gives_ports(table, columns) and self.lines.named_cells(table):
            return
        if sum(column.role in ("port", "range") and not column.header for column in columns):
            self.gathered.note(table.line, "a header of numbers")
        user = user_of_ports(above.text) if isinstance(above, Line) else None
        for each in products_of(table):
            own = columns if each is table else columns_of(each, self.scope.hosts)
            owner = self._owner(each, own, user)
            read_table(each, own, self.scope, self.gathered, owner)

    def _owner(self, table: Table, columns: list[Column], user: str | None) -> str | None:
        """Whose all ports of a table are, where its rows only tell what each is for.

        `user` is what the sentence above says, empty for what the heading names.
        """
        used = user is not None and tells_purposes([c for c in columns if c.role != "url"])
        if not used and id(table) not in self.headed:
            return None
        label = (user if used else None) or self.scope.without_introduction().label
        named = strip_words(outside_brackets(label or ""), "port")
        return clean_name(named) or label or None

    def _line(self, line: Line, following: Block | None) -> None:
        shown = plain(line.text[:2000])
        introduces = shown.endswith((":", "：")) or (
            _TITLED.fullmatch(line.text.strip()) is not None
        )
        needed = starts_with("condition", shown)
        shows = isinstance(following, Fence) and (
            needed or about_any(("example", "usual"), shown[:60])
        )
        if (introduces or shows) and isinstance(following, Item | Table | Fence | Line):
            if not isinstance(following, Item | Fence):
                self.lines.leave_list()
            title = (
                _REMARK.sub("", shown.rstrip(":：")) if line.text.endswith((")", "）")) else shown
            )
            introduced = Heading(INTRODUCTION, title.rstrip(":："), line.line)
            self.scope = self.scope.under(introduced)
            if isinstance(following, Fence) and (needed or about("usual", shown)):
                self.scope = replace(self.scope, _mode="example")
            self.lines.scope = self.scope
            if mentions_port(shown):
                self.lines.line(line)
            return
        if noted := _NOTED.fullmatch(line.text[:500]):
            self.lines.weak(f"{noted['name']}: {noted['url']}", line.line)
            return
        if nodes := list(nodes_in(line.text)):
            for node in nodes:
                self.lines.weak(node, line.line)
            return
        if not isinstance(following, Fence):
            self.scope = self.lines.scope = self.scope.without_introduction()
        self.lines.line(line)

    def _heading(self, heading: Heading) -> None:
        """Numbers in a heading: a range, a change, or the port of what it names."""
        text = plain(heading.text[:500])
        numbers = scan(text, loose=_NUMBER_ALONE.fullmatch(heading.text) is not None)
        if not numbers:
            return
        if (
            (len(numbers) > 1 or numbers[0].sign)
            and about("changed", text)
            and read_change(text, heading.line, self.scope, self.gathered)
        ):
            return
        if self.by_number and _NUMBER_ALONE.fullmatch(heading.text):
            self.scope = self.lines.scope = replace(self.scope, number=numbers[0])
            self.gathered.note(heading.line, "a heading that is a number: what is below it uses it")
            return
        if self.scope.mode in MODE_REASONS:
            self.gathered.note(heading.line, "a heading of numbers that nobody claims")
            return
        numbers = [_as_range(number) for number in numbers]
        for number in numbers:
            if number.start >= 20 and (number.end or (number.open_ended and len(numbers) > 1)):
                status = status_of(text) if about("reserved", text) else None
                purpose = self.scope.label or text
                self.gathered.add_range(number, heading.line, purpose, self.scope.project, status)
        if not any(number.end for number in numbers):
            self._named_in_heading(heading, text)

    def _named_in_heading(self, heading: Heading, text: str) -> None:
        machine = any(number.bind for number in scan(text, loose=False))
        if (
            machine
            or about("none", text)
            or text.rstrip().endswith(("?", "？"))
            or self.scope.mode == "changed"
        ):
            self.gathered.note(heading.line, "a number in a heading")
            return
        before = len(self.gathered.claims)
        self.lines.weak(without_numbering(text), heading.line)
        for named in self.gathered.claims[before:]:
            named.heading = True


def _as_range(number: Number) -> Number:
    """`### metrics: 5050 -> 5069`: from a round number on, of a section an arrow is an interval."""
    last = number.container if number.sign == "→" else None
    if last is None or number.start % 10 or not 0 < last - number.start < _BLOCK:
        return number
    return replace(number, end=last, container=None, sign="-")


_BLOCK = 1000
"""A section has fewer numbers."""


def _unread(source: Source, found: Found, gathered: Gathered, last: int | None) -> list[Unread]:
    """Every line up to `last` that could hold a port and became no fact, with the reason."""
    facts = {fact.line for fact in found.facts if not isinstance(fact, Repair)}
    unread: list[Unread] = []
    original = source.text.split("\n")
    for number, line in enumerate(original[:last], 1):
        if number in facts:
            continue
        reason = gathered.notes.get(number)
        if reason is None and any(map(str.isdigit, line)) and mentions_port(line[:2000]):
            reason = NOT_SAID
        if reason is not None:
            unread.append(Unread(source.name, number, line.strip()[:300], reason))
    unread += [
        Unread(source.name, line, original[line - 1].strip()[:300], reason)
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
    """Whether a cell could head a column of ports: a stage, the host's side, the container's."""
    sides = about("host", cell) or about("container", cell)
    return not any(map(str.isdigit, cell)) and (sides or environment_of(cell) is not None)
