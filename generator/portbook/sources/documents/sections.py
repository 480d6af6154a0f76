"""Relates sections of a document: parts of one service, or repeats of a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from portbook.sources.documents.blocks import Block, Heading, Item, Row, Table
from portbook.sources.documents.environments import environment_of
from portbook.sources.documents.evidence import WEB, ByPort, Evidence, Gathered, by_port, same_place
from portbook.sources.documents.features import Column
from portbook.sources.documents.labels import PROTOCOL
from portbook.sources.documents.scope import names_a_program, without_numbering
from portbook.sources.documents.subjects import tells_what_to_do
from portbook.sources.documents.text import (
    ARTICLES,
    BRACKET,
    PREPOSITIONS,
    about,
    about_any,
    alike,
    alternatives,
    bare,
    contains_name,
    outside_brackets,
    plain,
    starts_with,
    strip_words,
)
from portbook.sources.documents.tokens import mentions_port
from portbook.sources.documents.unclaimed import LONELY
from portbook.sources.kinds import kind_of_name

_HEADING = re.compile(r"(#{1,6})\s+(.+)")


def port_lines(text: str) -> frozenset[int]:
    """The lines, from 1, of sections whose heading speaks of ports and of tables with a column of
    them: of a document about something else, what is about ports."""
    found: set[int] = set()
    level, in_table, table, fenced = 7, False, False, False
    for number, line in enumerate(text.split("\n"), 1):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        heading = None if fenced else _HEADING.match(line)
        if heading:
            depth = len(heading[1])
            if depth <= level:
                level = depth if about("port", heading[2]) else 7
        if line.lstrip().startswith("|") and not fenced:
            table = table if in_table else any(about("port", cell) for cell in line.split("|"))
            in_table = True
        else:
            in_table = table = False
        if level < 7 or table:
            found.add(number)
    return frozenset(found)


def tables_of_headings(blocks: list[Block], columns: dict[int, list[Column]]) -> frozenset[int]:
    """The tables, by id, whose heading names a service, and whose rows only what a port is for.

    Sections of one shape with few rows each are of a service each, unless their rows have names of
    programs, or the headings are those of areas; so is a section that a known program heads.
    """
    shapes: dict[tuple[str, ...], list[tuple[Table, str]]] = {}
    heading = ""
    for block in blocks:
        if isinstance(block, Heading):
            heading = without_numbering(plain(block.text))
        elif isinstance(block, Table) and (
            tells_purposes(told := columns.get(id(block), [])) or _tells_parts(block, told)
        ):
            shapes.setdefault(tuple(map(plain, block.header)), []).append((block, heading))
    found: set[int] = set()
    for same in shapes.values():
        alone = len({text for _, text in same}) < 2
        unknown = [(each, text) for each, text in same if not _is_program(text)]
        cells = [row.cells[at] for each, _ in unknown for at, row in _named_rows(each, columns)]
        others = sum(kind_of_name(plain(cell)) is not None for cell in cells)
        mixed = 3 * others > len(cells) or len(cells) > _PART * len(unknown)
        for table, text in same:
            if _is_program(text) or not (alone or mixed or not _names_a_service(text)):
                found.add(id(table))
    return frozenset(found)


_PART = 6
"""Ports that one service has at most, on average of the tables that tell of one each."""


def _is_program(heading: str) -> bool:
    """Whether a heading is a known program's, or of the ports of one: `shop-api ports`."""
    outside = outside_brackets(heading)
    named = strip_words(outside, "port")
    program = kind_of_name(outside) or kind_of_name(strip_words(named, "runs"))
    return program is not None or (named != outside and _JOINED.fullmatch(named) is not None)


_OF_PORTS = frozenset(
    ("port", "container", "transport", "service", "purpose", "note", "variable", "status", "type")
) | {"bind", "default", "scheme", "path", "other"}
"""Roles of columns that only tell of a port: no machine's, project's or address's."""


def tells_purposes(columns: list[Column]) -> bool:
    """Whether rows are named by what their ports are for alone."""
    roles = [column.role for column in columns]
    led = any(about("origin", c.header) for c in columns if len(c.header.split()) < _PART)
    if roles.count("port") != 1 or led or not _OF_PORTS.issuperset(roles):
        return False
    named = [column.header for column in columns if column.role == "service"]
    return all(about("purpose", n) and not about("service", n) for n in named) and bool(named)


def _tells_parts(table: Table, columns: list[Column]) -> bool:
    """Whether rows have small words for names, `grpc`, `metrics`, and what each is for."""
    roles = [column.role for column in columns]
    if not _OF_PORTS.issuperset(roles) or [roles.count(r) for r in _NAMED] != [1, 1, 1]:
        return False
    if not NAME.fullmatch(columns[roles.index("service")].header):
        return False  # Below `Service` they are services.
    cells = (
        row.cells[roles.index("service")] for row in table.rows if len(row.cells) == len(roles)
    )
    return all(map(_is_part, map(plain, cells)))


_NAMED = ("port", "service", "purpose")
NAME = re.compile(
    r"(?:port )?(?:name|nombre|nome?|naam|nazwa|имя|название|名称|名前|이름)", re.IGNORECASE
)


def _named_rows(table: Table, columns: dict[int, list[Column]]) -> Iterator[tuple[int, Row]]:
    at = next(n for n, column in enumerate(columns[id(table)]) if column.role == "service")
    return ((at, row) for row in table.rows[:100] if at < len(row.cells))


_JOINED = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)+")
"""`queue_worker`, as programs are called."""


def _names_a_service(heading: str) -> bool:
    """Whether a heading is no area's: `Edge Gateway`, `Frontend (Next.js)`, not `Databases`."""
    inside = " ".join(BRACKET.findall(heading))
    outside = outside_brackets(heading)
    led = starts_with("origin", outside) and about("destination", outside)  # `From web to API`
    if led or about_any(("port", "environment"), outside) or about("many", outside.split(" ")[-1]):
        return False
    if _JOINED.fullmatch(outside):
        return True
    told = strip_words(outside, "general", "part", "many", "area", "overview")
    return bool(bare(told)) or (bool(bare(inside)) and not about_any(("area", "many"), heading))


def assign_to_headings(claims: list[Evidence]) -> None:
    """A section's rows say parts of the service that other lines give the same numbers to.

    The heading must name that service, and most of the section's numbers that the document gives
    elsewhere must be its own; then a row's name is its endpoint.
    """
    sections: dict[str, list[Evidence]] = {}
    owned = {c.claim.group for c in claims if c.claim.group == c.claim.service}
    owned |= {group for group in {c.claim.group for c in claims} if group and _is_program(group)}
    owned = {group for group in owned if not tells_what_to_do(group or "")}
    named = {c.claim.group for c in claims if not PROTOCOL.fullmatch(c.claim.service)}
    alone = {c.claim.group for c in claims if not c.claim.host} - named
    for candidate in claims:
        group, name = candidate.claim.group or "", candidate.claim.service
        # `HTTP: 5011` below `Catalog`, `API: ...` beside `URL: ...` below `Ollama`
        headed = len(alone) > 1 and group in alone and names_a_program(group)
        part = group in owned and name != group and not candidate.row and _is_part_of(group, name)
        if headed or part:
            _give(candidate, group)
        told = candidate.row and candidate.claim.port not in WEB
        if told and group and not about("many", " ".join(group.split()[-3:])):
            sections.setdefault(group, []).append(candidate)
    for _ in range(2):
        # Sections that share numbers know each other's services after the first time.
        numbers = by_port(claims)
        given = [
            (candidate, owner)
            for group, rows in sections.items()
            for candidate, owner in _owners(group, rows, numbers)
        ]
        for candidate, owner in given:
            _give(candidate, owner)


_SIDES = re.compile(r"front-?end|back-?end", re.IGNORECASE)


def _is_part_of(group: str, name: str) -> bool:
    side, other = _SIDES.search(group), _SIDES.search(name)
    if side and other and side[0].casefold() != other[0].casefold():
        return False
    general = not strip_words(name, "general")
    return general or (_is_program(group) and _is_page(name))


_PAGES = re.compile(
    r"(?:cluster|bootstrap|index|info|check|status|stats|transport|s3|all|list|[ /+&-])*",
    re.IGNORECASE,
)


def _is_page(name: str) -> bool:
    """Whether a name is that of a page or an interface of some program: `Readiness check`."""
    return _PAGES.fullmatch(strip_words(name, "general", "health", "url")) is not None


def _give(candidate: Evidence, owner: str) -> None:
    claim = candidate.claim
    staged = claim.environment or environment_of(claim.service)
    candidate.because = "other sections give its numbers to what the heading names"
    candidate.claim = replace(
        claim, service=owner, endpoint=None if staged else claim.endpoint or claim.service
    )


def _owners(group: str, rows: list[Evidence], numbers: ByPort) -> list[tuple[Evidence, str]]:
    """Rows of a section with the service that each is a part of."""
    known = {id(row): others for row in rows if (others := _others(row, numbers))}
    owners = {
        at: headed[0]
        for at, others in known.items()
        if (headed := [c.claim.service for c in others if _heads(group, c.claim.service)])
    }
    if not owners or 2 * len(owners) < len(known):
        return []
    # `tempo / otel-collector` is two services: the heading tells which.
    single = next((name for name in owners.values() if " / " not in name), group)
    named = {at: single if " / " in name else name for at, name in owners.items()}
    owned = [
        (row, named.get(id(row), single))
        for row in rows
        if id(row) in owners
        or (id(row) not in known and (_is_part(row.claim.service) or row.claim.environment))
        or row.claim.service == group
    ]
    return [
        (row, owner)
        for row, owner in owned
        if row.claim.service == group
        or not (alike(row.claim.service, owner) or _is_known(row, numbers))
    ]


def _is_known(row: Evidence, numbers: ByPort) -> bool:
    """Whether another section has a row's number under its name, one of several: `patroni2`."""
    name = row.claim.service
    return name[-1:].isdecimal() and any(
        other.claim.group != row.claim.group and bare(other.claim.service) == bare(name)
        for other in numbers.get(row.claim.port or 0, ())
    )


def _heads(heading: str, name: str) -> bool:
    """Whether a heading names a service, or one of two that share a number."""
    names = (outside_brackets(part) or part for part in name.split(" / "))
    return any(contains_name(heading, n) for n in names if bare(strip_words(n, "general")))


def _others(row: Evidence, numbers: ByPort) -> list[Evidence]:
    """What other sections say of a row's number, where it can be the same one."""
    same = numbers.get(row.claim.port or 0, ())
    name = bare(row.claim.service)
    return [
        c
        for c in same
        if c.claim.group != row.claim.group
        and same_place(row, c)
        and not (bare(c.claim.service) == name and _is_part(row.claim.service))
    ]


def _is_part(name: str) -> bool:
    """`cql`, `inter-node`: one small word, as endpoints are called."""
    return bool(bare(name)) and name == name.lower() and " " not in name


_FEW = 3
"""Items that a list has at least for what most of them say to tell of the others."""


def without_lonely(blocks: list[Block], gathered: Gathered) -> list[Evidence]:
    """The claims but those of single items of lists that hardly speak of ports.

    Such an item tells of something else by the way: `- Design: stays far from 5000`. One of an
    address, of a known program, or of a name that has a port elsewhere is a claim all the same.
    """
    claimed = Counter(each.claim.line for each in gathered.claims)
    lonely = {
        item.line: item
        for each in _lists(blocks)
        for item in _lonely(each, set(claimed))
        if claimed[item.line] < 2  # What lists several is about ports by itself.
    }
    if not lonely:
        return gathered.claims
    sure = {bare(c.claim.service) for c in gathered.claims if c.claim.line not in lonely}
    kept: list[Evidence] = []
    for each in gathered.claims:
        item, name = lonely.get(each.claim.line), bare(each.claim.service)
        own = (
            item is not None
            and name in bare(item.text)
            and not (_ADDRESSED.search(item.text) or _LABELLED.match(item.text))
            and not _STANDS.match(item.text)
        )
        if own and name not in sure and kind_of_name(each.claim.service) is None:
            gathered.note(each.claim.line, LONELY)
        else:
            kept.append(each)
    return kept


_LABELLED = re.compile(rf"[*_`]*(?:[^\W\d]+ )?{alternatives('port')}[*_`]*[:：]", re.IGNORECASE)
"""`Service ports: web (8000), api (8001)`"""
_STANDS = re.compile(
    rf"[^.;:,()]{{2,40}} (?:{PREPOSITIONS}|na) (?:(?:{ARTICLES}) )?{alternatives('port')}"
    r" [`*]*\d{4,5}\b",
    re.IGNORECASE,
)
"""`Express server runs on port 3000`"""
_ADDRESSED = re.compile(
    rf"://|localhost|[(（\[]\s?(?:{alternatives('port')}|:)\s?[:：]?\s?\d", re.IGNORECASE
)


def _lists(blocks: list[Block]) -> Iterator[list[tuple[Item, bool]]]:
    """The items of each list with whether one, or what stands below it, has a number of a port."""
    levels: list[list[tuple[Item, bool]]] = []
    for block in [*blocks, None]:
        depth = block.depth if isinstance(block, Item) else -1
        while len(levels) > depth + 1:
            yield levels.pop()
        if isinstance(block, Item):
            levels += [[] for _ in range(depth + 1 - len(levels))]
            told = mentions_port(plain(block.text[:2000]))
            levels[-1].append((block, told))
            for above in levels[:-1] if told else ():
                above[-1:] = [(item, True) for item, _ in above[-1:]]


def _lonely(listed: list[tuple[Item, bool]], claimed: set[int]) -> list[Item]:
    """Items with a number, where most of their list have none, nor a low one that is claimed."""
    told = [item for item, tells in listed if tells]
    count = sum(tells or item.line in claimed for item, tells in listed)
    return told if len(listed) >= _FEW and 2 * count < len(listed) else []
