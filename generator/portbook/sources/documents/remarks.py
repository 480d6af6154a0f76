"""Reads what a remark says of what listens: its further ports, and the number in its container."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portbook.sources.documents.amounts import LOW, is_year
from portbook.sources.documents.cells import DOOR, port_cell
from portbook.sources.documents.one_pair import AND, FOR, pair_in
from portbook.sources.documents.pairs import parts_of
from portbook.sources.documents.statements import ASIDE
from portbook.sources.documents.text import (
    ARTICLES,
    PREPOSITIONS,
    SO_THAT,
    about,
    about_any,
    alike,
    alternatives,
    outside_brackets,
    plain,
    starts_with,
    strip_words,
)
from portbook.sources.documents.tokens import Number, scan
from portbook.sources.documents.unlabelled import END
from portbook.sources.kinds import kind_of_name

_AMOUNTS = ("measure", "quantity", "problem")
NOT_NOW = (*ASIDE, *_AMOUNTS, "planned", "free", "example", "retired", "host", "container")
_STATES = tuple(each for each in NOT_NOW if each not in _AMOUNTS)
_BESIDES = re.compile(
    rf"(?:^|[(（](?:[^()（）]{{0,20}}\s)?|[.;]\s)(?P<part>node ?port|debug(?:ger)?|{DOOR.pattern})"
    r"(?:[ -]port)?(?: (?:on|at))?(?: port)?[:：]?\s?(?P<port>\d{4,5})[.)）]*(?!\S)",
    re.IGNORECASE,
)
"""`Events (NodePort: 32092)`, `Management: 15672`"""
_BEHIND = re.compile(
    rf"(?:^|[\s(（])(?P<port>\d{{4,5}}) (?:{FOR}) (?P<part>{DOOR.pattern}|{END.pattern})"
    r"(?=\s*(?:$|[,.;)）]))",
    re.IGNORECASE,
)
"""`signs people in, 9443 for HTTPS`"""
_VERB = (
    r"(?:is|goes|sits|geht|ist|liegt|bleibt|est|va|reste|está|sigue|è|resta"
    rf"|{alternatives('runs')})(?: to| an)?"
)
_PART = re.compile(
    rf"(?:[^\W\d]+: )?[^\W\d][^\W_ -]*(?: (?:(?:{FOR}) )?[^\W\d]+)?"
    rf"(?: {_VERB})?(?: (?:{PREPOSITIONS}))? \d{{2,5}}(?:/\w+)*"
)
_GOES = re.compile(rf"(?<=\w) {_VERB}(?= )", re.IGNORECASE)


_AT_END = re.compile(
    rf"(?<![\w-])\d{{2,5}}(?:/\w+)*\s*(?:$|[^\w\s]|(?:{AND}|{FOR})\s)", re.IGNORECASE
)
"""A number that a part of a remark ends with, or that is for something."""


def parts_told(remark: str) -> list[tuple[str, Number]]:
    """`inputs: syslog 1514/udp, GELF 12201/udp`, `own DNS at 53`: parts with their ports."""
    if not _AT_END.search(remark):
        return []
    before, _, since = remark.partition("; ")
    if since and starts_with("changed", before) and ":" not in before:
        remark = since  # `moved off 8080; UI stays 3000`
    if more := _MORE.fullmatch(remark) or _HELD.search(remark):
        return [(more["part"] or "", _number(more["port"]))]
    mapped = [each for each in _MAPPED.finditer(remark) if strip_words(each["part"], *_NO_PART)]
    if mapped and not about("changed", remark):
        return [(each["part"], _number(each["port"], each["inside"])) for each in mapped]
    besides = [each for words in (_BESIDES, _BEHIND) for each in words.finditer(remark)]
    listed = None if besides or about_any(NOT_NOW, remark) else _LISTED.search(remark)
    if besides or listed:
        entries = port_cell(listed["ports"]).entries if listed else ()
        told = [(each["part"], _number(each["port"])) for each in besides]
        return told + [(f"{listed[1]} {each.label}", each.number) for each in entries if listed]
    clauses = {clause: _parts_in(clause) for clause in _DASH.split(remark)}
    parts = [each for told in clauses.values() for each in told]
    amounts = any(told and about_any(_AMOUNTS, clause) for clause, told in clauses.items())
    if not parts or amounts or about_any(_STATES, remark):
        return []
    pairs = [pair_in(_GOES.sub(" ", each.rpartition(": ")[2])) for each in parts]
    own = [p for p in pairs if p and p.led and kind_of_name(p.name) in (None, "ssh")]
    own = [p for p in own if strip_words(p.name, *_NO_PART)]  # `ex 8200`
    return [(p.name, n) for p in own for n in p.numbers if not is_year(n.start)]


_LABELLED = r"\d{4,5} [(（][^()（）\d]{2,12}[)）]"
_LISTED = re.compile(
    r"(?:^|[;；.] )([^\W\d][\w.-]{1,20})\s?[:：]\s?"
    rf"(?P<ports>{_LABELLED}(?:, {_LABELLED})+)\s*$"
)
"""`HTTP for the rest; OTLP: 4317 (gRPC), 4318 (HTTP)`"""
_HELD = re.compile(
    rf"\s[(（](?P<part>{DOOR.pattern})\s?[:：]?\s?(?P<port>\d{{4,5}})[)）]$", re.IGNORECASE
)
"""`http://shop.localhost:5187/ (dashboard: 5287)`"""
_MORE = re.compile(r"(?P<part>)\+ ?(?P<port>\d{2,5})(?:/(?:tcp|udp))?")
_MAPPED = re.compile(
    r"(?:^|[,;.] )(?P<part>[^\W\d][^\d:：→>]{1,40}?)\s*[:：]\s*(?P<port>\d{4,5})"
    r"\s*(?:→|[-=]+>)\s*(?P<inside>\d{2,5})(?!\d)"
)
"""`receives events: 3706 → 5341`"""
_NO_PART = ("old", "new", "port", "host", "small")


def _number(port: str, inside: str = "") -> Number:
    return Number(int(port), 0, 0, container=int(inside) if inside else None)


_DASH = re.compile(r"\s[–—-]\s")


def _parts_in(clause: str) -> list[str]:
    return [each for each in parts_of(clause) if _PART.fullmatch(each)]


_INSIDE = alternatives("container")
_LED = re.compile(
    rf"{_INSIDE}(?:[ -]?{alternatives('port')})?(?: {alternatives('runs')})?"
    rf"(?: (?:{PREPOSITIONS}))?[\s:=`*(（]*\Z",
    re.IGNORECASE,
)
"""`internal 3000`, `maps to container 5173`, `the container listens on 80`"""
_FOLLOWED = re.compile(
    rf"[\s`*(（]*(?:(?:{PREPOSITIONS}) (?:(?:{ARTICLES}) )?)?{_INSIDE}"
    rf"(?: (?:of )?(?:{ARTICLES}) {_INSIDE})?\s*(?:$|[,.;)）])",
    re.IGNORECASE,
)
"""`80 in the container`, `3000 (inside)`"""


def number_inside(remark: str, port: int) -> int | None:
    """The container's number that a remark on a port tells, beside it or by a word for that side:
    `exposed 6379 mapped to 6380` of 6380 as much as of 6379."""
    remark = remark[:300]
    numbers = scan(remark)
    if all(n.start == port and not n.container for n in numbers):
        return None
    sides = 1 + about_any(("container", "host", "mapping"), remark)
    if about("changed", SO_THAT.sub("", remark)):
        sides = 0  # `moved 3000 → 3010`
    for number in numbers:
        both = (number.start, number.container)
        told = number.container != number.start or number.sign == ":"
        if number.container and told and port in both[:sides]:
            return both[1 - both.index(port)]
        alone = number.start != port and not (number.is_interval or number.container)
        if not alone or (number.start < 1000 and number.start not in LOW):
            continue
        if _LED.search(remark, 0, number.first) or _FOLLOWED.match(remark, number.last):
            return number.start
    return None


_CALLED = re.compile(r"(?<![\w/.@:-])([A-Za-z][\w-]+):(\d{2,5})(?![\w.:-])")


def address_inside(remark: str, service: str) -> int | None:
    """`containers use redis:6379`, of Redis: where it is called by its name inside."""
    if not about("container", remark[:300]):
        return None
    called = _CALLED.findall(remark[:300])
    own = (int(n) for name, n in called if alike(name, outside_brackets(service)))
    return next(own, None)


_CONTAINER = re.compile(
    r"(?:container|contenedor|conteneur|контейнер|konteyner|kontener|容器|コンテナ|컨테이너)"
    r"\s*(?:port)?\s*[:=]?\s*(\d{2,5})(?!\d)",
    re.IGNORECASE,
)
_FROM_HOST = re.compile(
    r"(?:host|宿主机|主机|ホスト|호스트|хост)\s*(?:→|->|=>)\s*(?:container\s*)?(\d{2,5})(?!\d)",
    re.IGNORECASE,
)


def inside_told(transport: str, *remarks: str) -> int | None:
    """`Docker → container 8000` in a cell of words, `host → 8000` or `5432 inside` in a remark."""
    found = _CONTAINER.search(transport[:80]) if transport else None
    for remark in remarks:
        if ">" in remark or "→" in remark:
            found = found or _FROM_HOST.search(remark[:200])
        if about("container", remark[:60]) and not strip_words(
            _SAID.sub("", remark[:60]), *_INWARD
        ):
            found = found or _SAID.search(remark)
    number = int(found[1]) if found else 0
    return number if 0 < number < 65536 else None


_INWARD = ("container", "port", "runs", "mapping", "small")
_SAID = re.compile(r"(\d{2,5})")


def sides_in(cells: Sequence[str], numbers: list[Number]) -> dict[int, int]:
    """`shop-db (3307:3306)` in any cell of a row: what its number is inside the container."""
    starts = {number.start for number in numbers}
    told = (n for cell in cells if ":" in cell for n in scan(plain(cell[:300])))
    return {
        n.start: n.container for n in told if n.container and n.sign == ":" and n.start in starts
    }
