"""Reads cells: numbers with the words beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from portbook.model.catalogue import CATALOGUE
from portbook.sources.documents.amounts import LOW, is_year
from portbook.sources.documents.environments import environment_of
from portbook.sources.documents.text import (
    ARTICLES,
    PREPOSITIONS,
    about,
    about_any,
    alternatives,
    clean_name,
    is_empty,
    plain,
    strip_words,
    struck,
)
from portbook.sources.documents.tokens import Number, scan
from portbook.sources.kinds import kind_of_name

VARIABLE = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b|\bPORT\b")
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
    """`asides` are numbers that the cell only mentions, `before` one that it strikes through.

    `shares` tells how many of them each of its parts has: `80, -, 81`, `80 / 81, 82`.
    """

    entries: tuple[Entry, ...] = ()
    asides: tuple[Number, ...] = ()
    variable: str | None = None
    before: int | None = None
    rest: str = ""
    shares: tuple[int, ...] = ()


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
    variable = VARIABLE.search(text)
    ends = [0, *(each for n in numbers for each in (n.first, n.last)), len(text)]
    besides = " ".join(text[b:e] for b, e in zip(ends[::2], ends[1::2], strict=True))
    return PortCell(
        tuple(entries),
        tuple(asides),
        variable[0] if variable else None,
        old[0].start if old else None,
        clean_name(strip_words(besides, "port")),
        _shares(text, main) if len(numbers) == len(entries) else (),
    )


def row_cell(written: str) -> PortCell:
    """Read a cell of a table, which may list names with their ports in brackets."""
    text = plain(written[:2000]) if "(" in written or "（" in written else ""
    held = held_by_names(text, _without_amounts(scan(text), text)) if text else ()
    return PortCell(held) if held else _with_listed(port_cell(written), text)


_AND = re.compile(r"\s*[,/、&+]\s*")


def _with_listed(cell: PortCell, text: str) -> PortCell:
    """A cell with what its one bracket lists behind its port: `host mode (80, 8089)`."""
    ends = [each.number for each in cell.entries] + [*cell.asides]
    listed = cell.asides and all(
        each.bracketed and _AND.fullmatch(text, before.last, each.first)
        for before, each in pairwise(ends)
    )
    if not listed or len(cell.entries) > 1 or not ends[0].bracketed:
        return cell
    return replace(cell, entries=(*cell.entries, *map(Entry, cell.asides)), asides=())


def _shares(text: str, numbers: list[Number]) -> tuple[int, ...]:
    """How many numbers each part of a cell has that `/` or else commas part, unless it is one."""
    sign = " / " if " / " in text else ","
    parts = text.split(sign)
    at = [text.count(sign, 0, number.first) for number in numbers]
    shares = tuple(map(at.count, range(len(parts))))
    told = all(share or is_empty(part.strip()) for share, part in zip(shares, parts, strict=True))
    return shares if told and set(shares) != {1} else ()


_NAMED = r"([^\W\d][^()（）,;，；、:：]*)"
_HELD = re.compile(rf"{_NAMED}[(（](\d[^()（）]*)[)）]")
_LISTED = re.compile(
    rf"{_NAMED}(?:[(（][^()（）]*[)）]\s*)?(?:[,;，；、]\s*{_NAMED}(?:[(（][^()（）]*[)）]\s*)?)+"
)


def held_by_names(text: str, numbers: list[Number]) -> tuple[Entry, ...]:
    """`Pi-hole (8080/53), ntfy (8082), Tailscale (host)`: the names before brackets have what is in
    them; nothing where a number is elsewhere, or what stands before is a side."""
    held = list(_HELD.finditer(text)) if _LISTED.fullmatch(text) else ()
    told = [(n, each[1]) for n in numbers for each in held if each.start(2) <= n.first < each.end()]
    sides = any(about("host", name) or about("container", name) for _, name in told)
    if not held or sides or len(told) < len(numbers):
        return ()
    return tuple(Entry(number, clean_name(strip_words(name, "port"))) for number, name in told)


_SO_MANY = re.compile(
    r"\b(?:about|around|circa|ca\.|etwa|of|up to|max|min|than|over|per|environ|hasta)\s\Z|~\Z",
    re.IGNORECASE,
)
_SINCE = re.compile(r"\b(?:since|from|seit|depuis|desde|dal|sinds|od|с|von|in)\s\Z", re.IGNORECASE)
_THINGS = re.compile(r"\s[^\W\d_]{3,}")
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
    outward, inward = _is_side(outer.label, "host"), _is_side(inner.label, "container")
    outward |= not strip_words(outer.label, "port", "small")
    if not (outward and inward):
        return entries
    first = min(outer.number.first, inner.number.first)
    last = max(outer.number.last, inner.number.last)
    both = replace(outer.number, container=inner.number.start, first=first, last=last)
    return [Entry(both)]


def _is_side(label: str, side: str) -> bool:
    """Whether a label only says on which side a number is: `on the host`, `sur l'hôte`."""
    told = re.sub(rf"\b(?:{_LEADS})(?:\s|['’])", "", label, flags=re.IGNORECASE)
    return about(side, label) and not strip_words(told, side, "port", "small", "pronoun")


_LEADS = rf"{PREPOSITIONS}|{ARTICLES}|l|sull|dell|dans|nel|nell|im|na|v|w|auf|op|de"
DOOR = re.compile(
    rf"(?:(?:management|admin|web|http)[ -]?)?{alternatives('offered')}", re.IGNORECASE
)
"""What a program offers beside what it is for."""
_OFFERED = re.compile(
    rf"(?:(?:\+ ?)?(?-i:[A-Z])[\w-]*[ :]|(?:(?:{ARTICLES}) )?(?:{DOOR.pattern})"
    rf"(?: [^\W\d]+)?(?: (?:{PREPOSITIONS}|to)|は|는)?\s?[:：]?\s?(?:{alternatives('port')} )?)"
    r"(?:\d{4,5}[/, ]+)*|\+[^()（）]*",
    re.IGNORECASE,
)
"""`3200 (OTLP 4317/4318)`, `8096 (+8920 tls)`: what is offered beside."""


def _main(numbers: list[Number], text: str) -> tuple[list[Number], list[Number]]:
    main: list[Number] = []
    asides: list[Number] = []
    for at, number in enumerate(numbers):
        before = text[: number.first]
        following = numbers[at + 1] if at + 1 < len(numbers) else None
        if any(_says_same(number, each) for each in main):
            continue
        if following and following.sign == "→" and text[number.last : following.first] == "/":
            asides.append(number)  # `5173/80 (inside) → 30081`: another of the side that leads.
            continue
        inside = re.split(r"[(（]", before)[-1] if number.bracketed else ""
        behind = re.split(r"[)）]", text[number.last :])[0] if number.bracketed else ""
        if inside and about("example", inside):
            continue
        told = _OFFERED.fullmatch(inside) and not about_any(("old", "changed", "avoid"), inside)
        if number.bracketed and main and not told:
            clauses = re.split("[;,]", inside)  # `80 (inside; on the host 3010)`
            clause = clauses[-1] if clauses[1:] else inside[-10:]  # `80 (mapped to host 3010)`
            outward = about("host", clause)
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
    return [_besides(number, text) for number in main], asides


def _besides(number: Number, text: str) -> Number:
    """`8096 (+8920 tls)`: another port of the same, which no bracket sets aside."""
    return replace(number, bracketed=False) if _PLUS.search(text[: number.first]) else number


_PLUS = re.compile(r"[(（]\+[^()（）]*$")


def _says_same(later: Number, number: Number) -> bool:
    """`Port 3000, at http://localhost:3000`, `0.0.0.0:80->80/tcp, :::80->80/tcp`"""
    mapped = later.container and later.container == number.container
    again = mapped and later.bind in (None, "::") and later.transport == number.transport
    return later.start == number.start and bool(later.scheme or again)


_NAMED_LEFT = re.compile(r"[、，,;；]\s*([^\W\d]{1,20})\s*[(（][^()（）\d]{1,20}[)）]\s*$")
"""`web (host) 3000, api (host) 8000 (by default)`: names before, remarks behind."""
_LED_BY = re.compile(rf"\s(?:{PREPOSITIONS})$|[は는]$", re.IGNORECASE)
"""`database on`, before its number."""

_DOOR_LED = re.compile(
    rf"(?:(?:{ARTICLES}) )?({DOOR.pattern})(?: [^\W\d]+){{0,2}} (?:{PREPOSITIONS}|to)",
    re.IGNORECASE,
)
"""`the console listens on`, before its number."""


def _text_around(text: str, numbers: list[Number], number: Number) -> str:
    at = next(n for n, each in enumerate(numbers) if each.first == number.first)
    while at and text[numbers[at - 1].last : numbers[at].first] == "/":
        at -= 1  # `Qdrant 6333/6334`
    number = numbers[at]
    left = text[numbers[at - 1].last if at else 0 : number.first]
    led = _NAMED_LEFT.search(left)
    right = text[number.last : numbers[at + 1].first if at + 1 < len(numbers) else len(text)]
    bracket = re.match(r"\s*[(（]([^()（）]*)[)）]", right)
    if bracket and not scan(bracket[1], loose=False):
        leads = led and not environment_of(bracket[1])
        return clean_name(led[1] if led and leads else bracket[1])
    left = _SEPARATORS.split(re.sub(r"^\s*[(（][^()（）]*[)）]", "", left))[-1]
    named = clean_name(strip_words(left, "port"))
    if named:
        door = _DOOR_LED.fullmatch(named)
        return door[1] if door else _LED_BY.sub("", named) if len(named.split()) <= 4 else ""
    if _SEPARATORS.match(right.strip()[:1] or ",") or (
        at + 1 == len(numbers) and not right.strip()
    ):
        return ""
    named = clean_name(_SEPARATORS.split(right)[0])
    return named if len(named.split()) <= 4 else ""
