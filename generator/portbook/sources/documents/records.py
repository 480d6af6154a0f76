"""Takes sections or items that tell the same properties, each of a service, as rows of a table.

A heading, or an item, with `Port: 3000` and `Protocol: HTTP` below it says what a row says; read as
one, the properties of all of them tell together what is a name, a port, or words besides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace

from portbook.sources.documents.blocks import Block, Heading, Item, Line, Row, Table
from portbook.sources.documents.environments import environment_of
from portbook.sources.documents.evidence import Gathered
from portbook.sources.documents.machines import names_computer
from portbook.sources.documents.modes import meaning_of
from portbook.sources.documents.reshaped import is_port, parted, with_header
from portbook.sources.documents.scope import (
    IP,
    guest_named,
    labelled,
    tells_of_document,
    without_numbering,
    without_numbers,
)
from portbook.sources.documents.text import about, clean_name, is_empty, plain, strip_words
from portbook.sources.documents.tokens import scan
from portbook.sources.documents.unlabelled import END
from portbook.sources.kinds import kind_of_name


@dataclass(frozen=True, slots=True)
class Property:
    key: str
    value: str
    line: int
    block: Block


@dataclass(slots=True)
class _Record:
    """A title with its properties; `end` is the block behind them, `rest` what else it holds.

    `heading` is that of a section, or a bold line; an item has none.
    """

    title: str
    line: int
    end: int
    heading: Heading | Line | None = None
    told: list[Property] = field(default_factory=list)
    rest: list[Block] = field(default_factory=list)

    def keep(self, shared: Collection[str]) -> None:
        """Leave what only this section tells below its heading."""
        if self.heading is None:
            return
        kept = {id(told.block) for told in self.told if told.key.casefold() in shared}
        self.told = [told for told in self.told if id(told.block) in kept]
        left = [block for block in self.rest if id(block) not in kept]
        self.rest = [self.heading, *left] if left else []


def with_records(blocks: list[Block], gathered: Gathered) -> list[Block]:
    """The blocks with a table for each run of such sections or items."""
    read: list[Block] = []
    at = items = 0
    ends: dict[_Reader, int] = {}
    while at < len(blocks):
        block = blocks[at]
        table, end = None, at + 1
        run = _run_at(blocks, at, ends)
        if run and (table := _table(run, gathered)):
            end = run[-1].end
        elif isinstance(block, Item) and at >= items:
            table, items = _parted(blocks, at)
            end = items if table else end
        elif isinstance(block, Line):
            table = _columned(blocks, at)
            end = at + (len(table.rows) if table else 1)
        if table is None:
            read.append(block)
        elif isinstance(block, Heading):
            # What stands before is another section; a heading of nothing ends it.
            read += [Heading(block.level, "", block.line), table]
        else:
            read.append(table)
        for record in run if table else ():
            read += record.rest
        at = end
    return read


_Reader = Callable[[list[Block], int], "_Record | None"]


def _run_at(blocks: list[Block], at: int, ends: dict[_Reader, int]) -> list[_Record]:
    """The records that begin with a block; none again within a run that was looked at before."""
    for read in (_card, _section, _item):
        if at >= ends.get(read, 0) and (run := _run(blocks, at, read)):
            ends[read] = run[-1].end
            if len(run) >= _FEW:
                return run
    return []


def _run(blocks: list[Block], at: int, read: _Reader) -> list[_Record]:
    """Records that follow each other, of headings of one level or of items."""
    run: list[_Record] = []
    kind, level = type(blocks[at]), getattr(blocks[at], "level", None)
    while at < len(blocks) and type(blocks[at]) is kind:
        if getattr(blocks[at], "level", None) != level:
            break
        record = read(blocks, at)
        if record is None or len(run) > _MOST:
            break
        run.append(record)
        at = record.end
    return run


_MOST = 1000
"""Records of one table."""


def _parted(blocks: list[Block], at: int) -> tuple[Table | None, int]:
    """Items of as many parts each, `- api — 5433 — 5432 — what buys`, and where they end."""
    last = at
    while last < min(len(blocks), at + _MOST) and isinstance(blocks[last], Item):
        last += 1
    items = [block for block in blocks[at:last] if isinstance(block, Item)]
    rows = [Row(tuple(_DASH.split(item.text[:1000])), item.line) for item in items]
    table = None if any(item.depth for item in items) else with_header(rows)
    return table, max(last, at + 1)


_DASH = re.compile(r"\s+(?:[—–|·•]|-{1,2})\s+")


def _columned(blocks: list[Block], at: int) -> Table | None:
    """Lines of text in columns that blanks or bars part."""
    if _gapped(blocks[at]) is None or (at and _gapped(blocks[at - 1])):
        return None  # The rest of what was looked at before.
    lines: list[tuple[int, str]] = []
    while at + len(lines) < len(blocks) and (line := _gapped(blocks[at + len(lines)])):
        lines.append((line.line, line.text))
    return parted(lines)


def _gapped(block: Block) -> Line | None:
    return block if isinstance(block, Line) and _IN_PARTS.match(block.text[:200]) else None


_IN_PARTS = re.compile(r"(?!\s*#)(?:.*?\S(?: {2,}|\t+| *\| *)\S|[^,;]+([,;])[^,;]*\d{2}[^,;]*\1)")


def _section(blocks: list[Block], at: int) -> _Record | None:
    """A heading with properties below it, in a list, in lines or in a table of two columns."""
    heading = blocks[at]
    if not isinstance(heading, Heading | Line) or not _heads(blocks, at):
        return None
    titled = _ENTITLED.fullmatch(heading.text)
    written = titled["title"] if titled else heading.text[:200]
    title = clean_name(without_numbering(plain(written)))
    title = labelled("container", title) or title
    top = isinstance(heading, Heading) and heading.level == 1
    if not title or meaning_of(title, top=top) != (None, None) or tells_of_document(title):
        return None
    record = _Record(title, heading.line, at + 1, heading)
    ended = False  # Behind a block, or an item that is none, stands something else.
    while record.end < len(blocks) and not _heads(blocks, record.end):
        block = blocks[record.end]
        told = [] if ended else list(_properties_of(block))
        record.told += told
        ended = ended or not (told or isinstance(block, Line))
        if not _introduces(block) or record.told:
            record.rest.append(block)
        record.end += 1
    guest = guest_named(plain(written)) if record.told else None
    record.told += [Property("Machine", guest, heading.line, heading)] if guest else []
    once = len({told.key.casefold() for told in record.told}) == len(record.told)
    ported = any(is_port(told.key) for told in record.told)
    placed = not ported and _is_machine(title)
    return record if record.told and once and not placed else None


def _is_machine(title: str) -> bool:
    """Whether a title names where the programs below it run: `Server: oak`, `oak (10.0.0.7)`."""
    named = labelled("machine", title) is not None or IP.search(title) is not None
    return named or names_computer(title) or about("hardware", title.rsplit(maxsplit=1)[-1])


def _card(blocks: list[Block], at: int) -> _Record | None:
    """Lines of properties, of which the first names whose they are: `Service: Web`, `Port: 80`."""
    first = next(_properties_of(blocks[at]), None)
    if first is None or not about("service", first.key) or scan(first.value, loose=False):
        return None
    record = _Record(clean_name(plain(first.value)), first.line, at + 1)
    while record.end < len(blocks) and isinstance(blocks[record.end], Line):
        told = next(_properties_of(blocks[record.end]), None)
        if told is None or told.key.casefold() == first.key.casefold():
            break
        record.told.append(told)
        record.end += 1
    return record if record.told else None


_TITLE = re.compile(r"(\*\*|__)[^*_]{1,80}\1\s*[:：]?\s*")
_ENTITLED = re.compile(
    r"\*\*(?P<title>[^*]{1,60}?)(?:[:：]\*\*|\*\*\s?[:：–—-])\s+(?!.*\d{3})[^:：*]{2,80}"
)
"""`**Web**: the shop's front`, above its port"""


def _heads(blocks: list[Block], at: int) -> bool:
    """Whether a block is a heading, a line of bold words, or a port with `Service: ...` below."""
    block = blocks[at]
    if not isinstance(block, Line):
        return isinstance(block, Heading)
    if _TITLE.fullmatch(block.text):
        return True
    below = blocks[at + 1] if at + 1 < len(blocks) else None
    named = property_of(below.text, below) if isinstance(below, Line) else None
    if named is None:
        return False
    if _ENTITLED.fullmatch(block.text):
        return is_port(named.key)
    served = about("service", named.key) and not scan(named.key) and named.line == block.line + 1
    return served and about("port", block.text[:40]) and _is_number(plain(block.text[:80]))


def _introduces(block: Block) -> bool:
    return isinstance(block, Line) and block.text.rstrip().endswith((":", "："))


def _properties_of(block: Block) -> Iterator[Property]:
    match block:
        case Item(depth=0) | Line():
            told = property_of(block.text, block)
            yield from [told] if told else []
        case Table(header=(first, _)) if is_empty(plain(first)) or about("property", plain(first)):
            for row in block.rows:
                key = plain(row.cells[0][:80])
                if len(row.cells) == 2 and row.cells[1].strip() and not scan(key):
                    yield Property(key, row.cells[1], row.line, block)


def _item(blocks: list[Block], at: int) -> _Record | None:
    """An item, `API` or `API: sells`, with properties in items below it, or in its own line."""
    item = blocks[at]
    if not isinstance(item, Item) or item.depth:
        return None
    led = property_of(item.text, item)
    named = led is not None and strip_words(led.key, "service", "small")
    title = led.key if led and named and not scan(led.value) else item.text[:200]
    record = _Record(clean_name(plain(title)), item.line, at + 1)
    while record.end < len(blocks):
        block = blocks[record.end]
        if not isinstance(block, Item) or block.depth == 0:
            break
        told = property_of(block.text, block) if block.depth == 1 else None
        if told is None:
            return None
        record.told.append(told)
        record.end += 1
    if not record.told:
        record.title, record.told = _fields(item)
    return record if record.told else None


_PROPERTY = re.compile(
    r"[^\w\s*`]{0,3}\s*(?P<mark>\*\*|__|`)?(?P<key>[^\d:：|]{1,40}?)"
    r"(?(mark)(?:(?P=mark)\s*[:：]|[:：]\s*(?P=mark))|\s*(?:[:：](?=\s)|：))\s*(?P<value>\S.*)"
)
"""`**Port**: 3000`, `🔌 Port: 3000`"""


def property_of(text: str, block: Item | Line) -> Property | None:
    """What an item or a line says of what stands above it: `**Port:** 3000`."""
    told = _PROPERTY.fullmatch(text[:1000])
    key = clean_name(plain(told["key"])) if told else ""
    if told is None or not key[:1].isalpha() or len(key.split()) > _WORDS:
        return None
    return Property(key, told["value"], block.line, block)


_WORDS = 4
"""Words of what a property is called."""
_PARTED = re.compile(r"\s*[|;·•；，]\s*|,\s+|\s[—–-]\s")
_BRACKETED = re.compile(r"(?P<title>[^()]{1,60}?)\s*\((?P<told>[^()]*)\)\s*")


_FILE = re.compile(r"\.(?:ya?ml|json|toml|conf)(?=[`*]*$)")
_DESCRIBED = re.compile(r"^(\*\*[^*]+\*\*|`[^`]+`)\s[—–-]\s.*")
"""`**minio** - keeps objects`, before its ports."""


def _fields(item: Item) -> tuple[str, list[Property]]:
    """`**Web** | Port: 3000 | Protocol: HTTP`, or `Web (port: 3000, protocol: HTTP)`."""
    text = item.text[:1000]
    told: list[Property] = []
    title = ""
    if bracketed := _BRACKETED.fullmatch(text):
        title, text = _DESCRIBED.sub(r"\1", bracketed["title"]), bracketed["told"]
        title = _FILE.sub("", title)
    for part in _PARTED.split(text):
        each = property_of(part, item)
        inner = property_of(each.value, item) if each else None
        if each and inner and not (title or told):
            title, each = each.key, inner
        if each:
            told.append(each)
        elif told:
            last = told.pop()
            told.append(replace(last, value=f"{last.value}, {part}"))
        elif title:
            return "", []
        else:
            title = part
    title = clean_name(plain(title))
    return title, told if len(told) > 1 or (told and _is_number(title)) else []


def _table(run: list[_Record], gathered: Gathered) -> Table | None:
    """The table of a run, if enough of its properties repeat and one tells a port."""
    seen: dict[str, list[str]] = {}
    for record in run:
        for key, value in {told.key.casefold(): told.value for told in record.told}.items():
            seen.setdefault(key, []).append(value)
    shared = {k: v for k, v in seen.items() if len(v) >= _FEW and 2 * len(v) >= len(run)}
    ports = _ports(run, shared)
    if not ports:
        return None
    for record in run:
        record.keep(shared)
    keys = {told.key.casefold(): told.key for record in run for told in record.told}
    if len(keys) > _WIDE:
        return None
    numbered = all(_is_number(record.title) for record in run)
    titled = any(record.title for record in run)
    header = ("Port" if numbered else "Service", *keys.values())
    table = Table(header if titled else header[1:], run[0].line)
    for record in run:
        values = {told.key.casefold(): told for told in reversed(record.told)}
        told = () if numbered else (values[key].line for key in ports if key in values)
        at = next(iter(told), record.line)
        cells = (record.title, *(values[key].value if key in values else "" for key in keys))
        table.rows.append(Row(cells if titled else cells[1:], at))
        for line in {record.line, *(told.line for told in record.told)} - {at}:
            gathered.note(line, f"told with line {at}")
    return table


def _ports(run: list[_Record], shared: dict[str, list[str]]) -> list[str]:
    """The properties that tell ports, or the others of records whose titles are the ports.

    Empty where the run is no table: of a few parts each, or of titles that name nothing.
    """
    numbers = [
        key for key, values in shared.items() if 2 * sum(map(_has_port, values)) > len(values)
    ]
    if any(map(kind_of_name, numbers)) and not all(map(_is_number, (r.title for r in run))):
        return []  # `phpMyAdmin: 8081` below one of two projects
    if all(_is_number(record.title) for record in run):
        return [] if len(numbers) == len(shared) else list(shared)
    if not any(record.title for record in run):
        return numbers if len(numbers) < len(shared) else []
    ports = [key for key in shared if is_port(key) or (key in numbers and END.fullmatch(key))]
    parts = [key for key in shared if about("port", key) and key not in ports]
    named = all(record.title and _is_name(record.title) for record in run)
    told = ports or (parts if len(shared) > 1 else [])
    return [*told, *parts, *numbers] if named and told and len(parts) < _FEW else []


_WIDE = 100
"""Columns of such a table at most."""
_FEW = 2


def _is_number(title: str) -> bool:
    """Whether a title is a port, or both sides of one, and nothing else: `Port 80 (host)`."""
    told = strip_words(without_numbers(title), "port", "host", "container", "transport")
    return bool(scan(title)) and not any(map(str.isalpha, told))


def _has_port(value: str) -> bool:
    told = scan(plain(value[:200]))
    return bool(told) and (told[0].sure or told[0].first == 0)


def _is_name(title: str) -> bool:
    return environment_of(title) is None and not scan(title, loose=False)
