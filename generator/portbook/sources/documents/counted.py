"""Says of a statement's number that it is no port: it counts, measures, or is what might be."""

from __future__ import annotations

import re

from portbook.sources.documents.amounts import LOW, LOWEST, is_year
from portbook.sources.documents.text import about, about_any, outside_brackets, strip_words
from portbook.sources.documents.tokens import Number
from portbook.sources.documents.unclaimed import COUNTED
from portbook.sources.documents.unlabelled import Statement

_REGISTERED = frozenset(
    (23, 43, 49, 69, 70, 79, *range(80, 91), 102, 104, 111, 119, 135, 137, 138, 139, 161, 162, 179)
) | {194, 220, 427, 445, 464, 497, 502, 512, 513, 515, 520, 540, 543, 544, 546, 547, 548, 554, 563,
     623, 646, 749, 750, 843, 873, 888, 902, 903, 953, 989, 990, 992, 994, 995, 999}  # fmt: skip
"""Numbers below 1000 that programs listen on (IANA, Service Name and Transport Protocol Port Number
Registry, or by custom): another one, or a year, is rather an amount where nothing says port."""
_SMALL = frozenset(range(100))
_COUNTED = re.compile(
    r"\s*(?:(?:unique|active|used|closed|open|filtered|different|total|free) )?"
    r"(?:ports?|services?|containers?|apps?|projects?|puertos?"
    r"|servicios?|portas?|serviços?|порт\w*|сервис\w*|of|are|were|have|个|個|개)(?!\w)",
    re.IGNORECASE,
)


def tally(statement: Statement) -> str | None:
    """Why a labelled number is no port: it counts ports, or conflicts, or what not."""
    short = len(statement.name.split())
    first = statement.entries[0].number
    if about("example", statement.name) and short < 3 and not first.is_interval:
        return "an example"
    if len(statement.entries) > 1 and about("usual", statement.name):
        return "numbers that programs usually have"
    if statement.key == "fallback":
        return "an alternative: list it under `alternatives`"
    if about("updated", statement.name) and short < 4:
        return "a date, no port"
    return COUNTED if _counts(statement, first) else None


def _counts(statement: Statement, first: Number) -> bool:
    """Whether the first number of a statement says how many there are of something."""
    name, form = statement.name, statement.form
    if form == "numbered" and first.start < 1000 and not first.container:
        return _counts_before(name, first)
    things = form == "labelled" and not (first.sure or first.is_interval or first.container)
    things = things and _THINGS.match(statement.rest, first.last) is not None
    inner = (first.container or 0) >= LOWEST * 20 or first.container in LOW
    wide = first.is_interval and (first.end or LOWEST) >= LOWEST
    few = first.start < LOWEST and not (first.transport or inner or wide)
    # `Response when locked: **429** with a header`.
    answers = 100 <= first.start < 600 and about("answer", f"{name} {statement.rest}")
    answers = answers or (400 <= first.start < 600 and _FAILS.search(name) is not None)
    odd = LOWEST <= first.start < 1000 and first.start not in _REGISTERED | LOW
    odd = odd or (first.bracketed and is_year(first.start))
    if few or things or ((answers or odd) and not (first.sure or first.transport or inner)):
        return True
    last = name.rpartition(" ")[2]
    last = last if last < "\u2e80" else last[-2:]
    runs = about_any(("service", "part"), last)  # `Limit service`
    runs = runs or (form == "numbered" and name.partition(" ")[2][:1].isupper())  # `Memory Store`
    told = name.partition(" ")[0] if form == "numbered" else name  # `8081 - Project Memory`
    runs = runs or name.upper().endswith("_PORT")
    told = outside_brackets(told) or told  # `gateway (CPU)`
    measured = (about("measure", told) and not runs) or not strip_words(name.rstrip("~ "), "mere")
    if measured and name and not (first.sure or first.container or first.is_interval):
        return True
    if about("quantity", last) and _OF_ALL.match(statement.rest):
        return True
    if form not in ("labelled", "plain") or first.start >= 1000 or first.container:
        return False
    small = first.start < 100 and not first.is_interval
    unit = _COUNTED.match(statement.rest, first.last) if form == "labelled" else None
    named = about("port", statement.rest[: first.first])
    clashes = small and (about("conflict", name) or _PLURAL.search(name))
    return bool(about("counted", name) or clashes or (unit and (small or not named)))


_OF_ALL = re.compile(r"\W*(?P<all>\d{3,5})\s?/\s?(?P=all)(?!\d)")
"""`Tokens: 9000/9000`"""
_FAILS = re.compile(
    r"\b(?:failures?|errors?|timeout|fehler|erreur|errore|error|erro|ошибк\w+)$", re.IGNORECASE
)
"""`Gateway failure (502)`"""
_THINGS = re.compile(
    r"[`*]*(?:\s(?!https\b|docs\b|ports\b|services\b)[a-z]{2,}[^\Wsu]s\b"
    r"|\s?[条條个個项項件篇次种種台张張份名位页頁行步章节節](?![端口])|\s?[개건장명])"
)
"""`1000 requests`, `25 条规则`"""


def _counts_before(name: str, first: Number) -> bool:
    """Whether a low number before a name counts: `12 services`, `3 - tests`."""
    if first.start < LOWEST and not (first.transport or first.is_interval):
        return True
    counted = _COUNTED.match(name) or first.start not in (_REGISTERED - _SMALL) | LOW
    counted = counted and not _WEB.fullmatch(name)
    return bool(counted) and not (first.sure or first.transport)


_WEB = re.compile(r"https?|wss?|grpcs?", re.IGNORECASE)
_PLURAL = re.compile(
    r"\b(?:active|used|free|open|reserved|total)\s+(?:ports|services)\b", re.IGNORECASE
)
