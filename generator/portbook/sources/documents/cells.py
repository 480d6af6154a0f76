"""Reads cells: numbers with the words beside them, and what a column's cells have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from portbook.model.catalogue import CATALOGUE
from portbook.sources.documents.amounts import LOW, is_year
from portbook.sources.documents.environments import environment_of
from portbook.sources.documents.text import (
    PREPOSITIONS,
    about,
    clean_name,
    is_empty,
    plain,
    starts_with,
    strip_words,
    struck,
)
from portbook.sources.documents.tokens import Number, scan
from portbook.sources.kinds import kind_of_name

_VARIABLE = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b|\bPORT\b")
_ALONE = re.compile(r"[\s*`]*([1-9]\d{2,4})[\s*`]*")
"""What most cells of ports are: nothing else needs to be looked for."""
_NEGATED = re.compile(
    r"\b(?:not|instead of|formerly|previously|was|ex|before|old|avoid|no|nicht|statt"
    r"|vorher|früher|no|antes|en vez de|pas|ancien"
    r"|раньше|вместо|не|bukan|không)\b\s*(?:\w+\s){0,2}$"
    r"|(?:不是|而非|原|旧|이전|구)\s*$",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"\b(?:instead of|rather than|anstelle|en lugar de|em vez de)\b[^,;.]{0,40}$")
_SEPARATORS = re.compile(
    r"[,;，；、|+&·•]|\s/\s|\s-\s|\b(?:and|y|und|et|и|or|o|ou|oder|of|atau|veya|eller|или|lub)\b"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """`label` is what the cell says of this number alone: `3100 (frontend) + 8000 (api)`."""

    number: Number
    label: str = ""


@dataclass(frozen=True, slots=True)
class PortCell:
    """`asides` are numbers that the cell only mentions, `before` one that it strikes through."""

    entries: tuple[Entry, ...] = ()
    asides: tuple[Number, ...] = ()
    variable: str | None = None
    before: int | None = None
    rest: str = ""


def is_store(label: str, name: str) -> bool:
    """`Integration: postgres 5433, redis 6380`: a store beside another name is its own program."""
    kind = kind_of_name(label)
    stores = kind is not None and CATALOGUE[kind].role in ("database", "cache", "queue", "search")
    return stores and bool(name) and kind_of_name(name) is None


@lru_cache(maxsize=4096)
def port_cell(written: str) -> PortCell:
    """Read one cell; the same cell often stands in many rows."""
    if (alone := _ALONE.fullmatch(written)) and int(alone[1]) < 65536:
        return PortCell((Entry(Number(int(alone[1]), 0, len(alone[1]), sure=False)),))
    text = plain(written[:2000])
    numbers = _without_amounts(scan(text), text)
    if not numbers:
        return PortCell(rest=text)
    main, asides = _main(numbers, text)
    several = len(main) > 1
    last = main[-1].last if main else len(text)
    beside = several or (text.endswith(")") and environment_of(text[last:]) is not None)
    told = [_text_around(text, numbers, n) if beside else "" for n in main]
    labels = (label if any(map(str.isalpha, label)) else "" for label in told)
    entries = _of_two_sides(list(map(Entry, main, labels)))
    old = scan(struck(written[:2000])) if "~~" in written else ()
    variable = _VARIABLE.search(text)
    ends = [0, *(each for n in numbers for each in (n.first, n.last)), len(text)]
    besides = " ".join(text[b:e] for b, e in zip(ends[::2], ends[1::2], strict=True))
    return PortCell(
        tuple(entries),
        tuple(asides),
        variable[0] if variable else None,
        old[0].start if old else None,
        clean_name(strip_words(besides, "port")),
    )


_SO_MANY = re.compile(
    r"\b(?:about|around|circa|ca\.|etwa|of|up to|max|min|than|over|per|environ|hasta)\s\Z|~\Z",
    re.IGNORECASE,
)
_SINCE = re.compile(r"\b(?:since|seit|depuis|desde|dal|sinds|od|с|in)\s\Z", re.IGNORECASE)
_THINGS = re.compile(r"\s[a-z]{3,}")
_MARK = re.compile(r"[^\W\d]/\Z|\[\^?\Z")
"""`HTTP/2`, `[^1]`"""


def _without_amounts(numbers: list[Number], text: str) -> list[Number]:
    """Without `4 workers`, `since 2019` and `about 12000 items` beside a port."""
    if len(numbers) < 2 or not any(n.start >= 1000 or n.sure for n in numbers):
        return numbers
    kept = [number for number in numbers if not _is_amount(number, text)]
    return kept or numbers


def _is_amount(number: Number, text: str) -> bool:
    if number.sure or number.transport or number.is_interval or number.container:
        return False
    before = text[max(0, number.first - 12) : number.first]
    if _SO_MANY.search(before) or (is_year(number.start) and _SINCE.search(before)):
        return True
    small = number.start < 1000 and number.start not in LOW
    if 100 <= number.start < 600 and about("answer", before):
        return True  # `http://localhost:3000/health returns 200`
    counts = _THINGS.match(text, number.last) or _MARK.search(before)
    return small and counts is not None


def _of_two_sides(entries: list[Entry]) -> list[Entry]:
    """`3317 (host), 3306 (container)` is one port."""
    if len(entries) != 2:
        return entries
    outer, inner = entries
    if about("container", outer.label) and about("host", inner.label):
        outer, inner = inner, outer
    # `3000, 80 in the container` is one, too.
    general = ("port", "small")
    outward = not strip_words(outer.label, "host", *general)
    inward = about("container", inner.label) and not strip_words(inner.label, "container", *general)
    if not (outward and inward):
        return entries
    first = min(outer.number.first, inner.number.first)
    last = max(outer.number.last, inner.number.last)
    both = replace(outer.number, container=inner.number.start, first=first, last=last)
    return [Entry(both)]


DOOR = re.compile(
    r"(?:management|admin|web|http)?[ -]?(?:ui|console|dashboards?|panel|interface|metrics|gui)"
    r"|admin",
    re.IGNORECASE,
)
"""What a program offers beside what it is for."""
_OFFERED = re.compile(
    rf"(?:(?:\+ ?)?(?-i:[A-Z])[\w-]*[ :]|(?:{DOOR.pattern}|ssh|grpc)(?: on| at)?:? (?:port )?)"
    r"(?:\d{4,5}[/, ]+)*",
    re.IGNORECASE,
)
"""`3200 (OTLP 4317/4318)`: what is offered beside."""


def _main(numbers: list[Number], text: str) -> tuple[list[Number], list[Number]]:
    main: list[Number] = []
    asides: list[Number] = []
    for at, number in enumerate(numbers):
        before = text[: number.first]
        following = numbers[at + 1] if at + 1 < len(numbers) else None
        if number.scheme and any(number.start == each.start for each in main):
            continue  # `Port 3000, at http://localhost:3000`
        if following and following.sign == "→" and text[number.last : following.first] == "/":
            asides.append(number)  # `5173/80 (inside) → 30081`: another of the side that leads.
            continue
        inside = re.split(r"[(（]", before)[-1] if number.bracketed else ""
        behind = re.split(r"[)）]", text[number.last :])[0] if number.bracketed else ""
        if inside and about("example", inside):
            continue
        if number.bracketed and main and not _OFFERED.fullmatch(inside):
            outward = about("host", inside[-10:])  # `80 (mapped to host 3010)`
            inward = not outward and about("container", f"{inside} {behind}")
            if inward and main[-1].container is None:
                main[-1] = replace(main[-1], container=number.start)
            elif about("host", f"{inside} {behind}") and main[-1].container is None:
                main[-1] = replace(main[-1], start=number.start, container=main[-1].start)
            else:
                asides.append(number)
        elif len(numbers) > 1 and (_NEGATED.search(before[-30:]) or _INSTEAD.search(before[-60:])):
            asides.append(number)
        else:
            main.append(number)
    if not main and asides:
        return asides, []
    return main, asides


_NAMED_LEFT = re.compile(r"[、，,;；]\s*([^\W\d]{1,20})\s*[(（][^()（）\d]{1,20}[)）]\s*$")
"""`web (host) 3000, api (host) 8000 (by default)`: names before, remarks behind."""


_LED_BY = re.compile(rf"\s(?:{PREPOSITIONS})$", re.IGNORECASE)
"""`database on`, before its number."""


def _text_around(text: str, numbers: list[Number], number: Number) -> str:
    at = next(n for n, each in enumerate(numbers) if each.first == number.first)
    while at and text[numbers[at - 1].last : numbers[at].first] == "/":
        at -= 1  # `Qdrant 6333/6334`
    number = numbers[at]
    left = text[numbers[at - 1].last if at else 0 : number.first]
    led = _NAMED_LEFT.search(left)
    right = text[number.last : numbers[at + 1].first if at + 1 < len(numbers) else len(text)]
    bracket = re.match(r"\s*[(（]([^()（）]*)[)）]", right)
    if bracket and starts_with("condition", bracket[1]):
        bracket = None  # `API 8000 (if deployed)`
    if bracket and not scan(bracket[1], loose=False):
        leads = led and not environment_of(bracket[1])
        return clean_name(led[1] if led and leads else bracket[1])
    left = _SEPARATORS.split(re.sub(r"^\s*[(（][^()（）]*[)）]", "", left))[-1]
    named = clean_name(strip_words(left, "port"))
    if named:
        return _LED_BY.sub("", named) if len(named.split()) <= 4 else ""
    if _SEPARATORS.match(right.strip()[:1] or ",") or (
        at + 1 == len(numbers) and not right.strip()
    ):
        return ""
    named = clean_name(_SEPARATORS.split(right)[0])
    return named if len(named.split()) <= 4 else ""


@dataclass(frozen=True, slots=True)
class Column:
    """`role` is what the column holds; a column of ports may be one of a part, host or environment.

    `label` is what the header says besides, as it stands there. `known`: a word of the header is.
    `because` is what spoke for the role.
    """

    role: str
    header: str
    label: str = ""
    environment: str | None = None
    host: str | None = None
    part: str | None = None
    known: bool = True
    because: str = ""


@dataclass(slots=True)
class Features:
    """What a column shows: its header, and how many of the sampled cells hold what.

    `pure` cells hold a port and nothing else, `pairs` a `NAME=port`; `counting` cells count the
    rows; of `high` numbers nearly all are ports. `staged` cells name an environment, `codes` are
    such as `7`, `S-01` and `yes`, `bound` ones addresses or interfaces, `variables` such as
    `WEB_PORT`. `distinct` are the words that cells hold besides numbers, `apart` the different
    cells, `labelled` those with a known program and its port, `dates` what they are, `sockets` the
    different ports of addresses in them, `small` begin with the number of a switch's port, `flags`
    say yes or no, `files` name one, `called` are URLs, `addressed` are `HOST:PORT`, `listed` name
    several, `told` begin with the word for a port; `again` tells that two cells have one number.
    """

    header: str
    filled: int = 0
    ports: int = 0
    pure: int = 0
    intervals: int = 0
    high: int = 0
    pairs: int = 0
    staged: int = 0
    codes: int = 0
    distinct: int = 0
    bound: int = 0
    variables: int = 0
    apart: int = 0
    flags: int = 0
    files: int = 0
    called: int = 0
    listed: int = 0
    told: int = 0
    labelled: int = 0
    dates: int = 0
    sockets: int = 0
    small: int = 0
    addressed: int = 0
    counting: bool = False
    again: bool = False

    def says(self, *concepts: str) -> bool:
        """Whether the header has a word of each concept."""
        return all(about(concept, self.header) for concept in concepts)

    @property
    def numeric(self) -> bool:
        return self.ports * 2 >= self.filled > 0 < self.ports

    @property
    def mostly_pure(self) -> bool:
        return self.pure * 2 >= self.ports

    @property
    def ranged(self) -> bool:
        return self.intervals * 2 >= self.ports

    @property
    def coded(self) -> bool:
        return self.codes * 2 > self.filled

    @property
    def differs(self) -> bool:
        """Whether no two cells say the same."""
        return self.apart == self.filled

    @property
    def short(self) -> bool:
        return len(self.header.split()) <= 2 or self.says("port")


_TOLD = re.compile(r"(?:[^\W\d]+ )?(?:node)?ports? $|host :$|:$", re.IGNORECASE)
_WORDS = 5
"""Words of a cell that only tells a port: `NodePort 30507`, `Host :8080`."""
_PAIR = re.compile(r"[A-Z][A-Z0-9_]*=\d{2,5}\b")
_BOUND = re.compile(
    r"(?:\d{1,3}\.){3}\d|\[?::|\*|localhost|(?:eth|en|wlan|wg|tun|docker|lo)\d*\b|all\b|any\b|lan\b"
)
_CODE = re.compile(
    r"#?[A-Z]{0,4}[-_.]?\d{1,3}[a-z]?|(?i:yes|no|ja|nein|oui|non|sí|sim|да|нет|是|否)"
)


_FILE = re.compile(r"[\w/-]\.(?:py|[jt]sx?|go|rs|java|rb|php|ya?ml|json|sh|conf|toml)\b")
FRAMEWORK = re.compile(r"\b[A-Z][a-z]+\.js\b")
"""`Next.js`, which is no file."""
_FLAG = re.compile(
    r"(?i:yes|no|ja|nein|oui|non|sí|sim|não|да|нет|tak|nie|evet|hayır|true|false)|是|否"
)


_LABELLED = re.compile(r"([^\W\d][\w.+#-]*(?: [^\W\d][\w.+#-]*)?)[ :]:?\d{2,5}")
"""`MySQL 3306`"""
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{4}")
_SMALL = 50
"""Ports that a switch has at most."""
_ADDRESS = re.compile(r"[A-Za-z][\w.-]*:\d{2,5}")
_MARKS = "✅❌✓✗☑🟢🔴🟡⚠"


def _is_path(cell: str) -> bool:
    return cell.startswith(("/", "./", "~/")) and " " not in cell


def features_of(header: str, cells: Sequence[str]) -> Features:
    """Count plain cells; empty ones say nothing."""
    found = Features(header)
    values: list[int] = []
    called: set[int] = set()
    words = {re.sub(r"[\W\d]+", " ", cell).strip().casefold() for cell in cells}
    found.distinct = len(words - {""})
    found.apart = len({cell for cell in cells if not is_empty(cell)})
    for cell in cells:
        if is_empty(cell):
            continue
        found.filled += 1
        found.staged += environment_of(cell) is not None
        found.codes += _CODE.fullmatch(cell) is not None
        found.files += _FILE.search(FRAMEWORK.sub("", cell)) is not None or _is_path(cell)
        found.listed += ", " in cell
        found.flags += cell[0] in _MARKS or _FLAG.fullmatch(clean_name(cell)) is not None
        found.bound += _BOUND.match(cell) is not None
        found.variables += _VARIABLE.fullmatch(cell) is not None
        found.pairs += _PAIR.match(cell) is not None
        found.addressed += _ADDRESS.fullmatch(cell) is not None
        found.dates += _DATE.fullmatch(cell) is not None
        numbers = scan(cell)
        if not numbers:
            continue
        first = numbers[0]
        label = _LABELLED.fullmatch(cell)
        found.labelled += label is not None and kind_of_name(label[1]) is not None
        called |= {n.start for n in numbers if n.bind or n.scheme}
        values.append(first.start)
        found.ports += 1
        found.called += first.scheme is not None
        found.told += _TOLD.match(cell[: first.first]) is not None and len(cell.split()) < _WORDS
        found.intervals += any(n.is_interval for n in numbers)
        found.small += first.start < _SMALL and first.start not in LOW and not first.transport
        found.high += first.start >= 1000 or first.start in LOW
        held = "".join(cell[n.first : n.last] for n in numbers)
        letters = sum(map(str.isalpha, cell)) - sum(map(str.isalpha, held))
        found.pure += (first.first <= 1 and first.start >= 1000) or letters <= 3
    found.sockets = len(called)
    found.again = len(set(values)) < len(values)
    counted = list(range(values[0], values[0] + len(values))) if values[:1] in ([0], [1]) else []
    lettered = any(any(map(str.isalpha, cell)) for cell in cells if len(cell) > 4)
    found.counting = (
        not lettered and found.pure == found.filled and len(values) > 1 and values == counted
    )
    return found
