"""Why the number of a line is nobody's port: a count, a free one, a number without a name."""

from __future__ import annotations

import re

from portbook.sources.markdown.numbers import Number
from portbook.sources.markdown.plain import clean_name, plain
from portbook.sources.markdown.portcell import Entry
from portbook.sources.markdown.statements import Statement
from portbook.sources.markdown.vocabulary import means, strip_words

__all__ = ["FREE_REASON", "SENTENCE_REASON", "nameless", "shared_names", "tally", "unclaimed"]

SENTENCE_REASON = "a number within a sentence"
FREE_REASON = "free numbers, claimed by nobody"

_LOWEST = 20
"""Below the first port that people run a service on, FTP's."""
_COUNTED = re.compile(
    r"\s*(?:unique |active |used )?(?:ports?|services?|containers?|apps?|projects?|puertos?"
    r"|servicios?|portas?|serviços?|порт\w*|сервис\w*|of|are|were|have|个|個|개)(?!\w)",
    re.IGNORECASE,
)


def tally(statement: Statement) -> str | None:
    """Why a labelled number is no port: it counts ports, or conflicts, or what not."""
    if means("example", statement.name) and len(statement.name.split()) < 3:
        return "an example"
    if statement.key == "column.fallback":
        return "an alternative: list it under `alternatives`"
    first = statement.entries[0].number
    if first.start < _LOWEST and not (first.sure or first.container):
        return "a count, no port"
    if statement.form not in ("labelled", "plain") or first.start >= 1000 or first.container:
        return None
    small = first.start < 100 and not first.is_interval
    unit = _COUNTED.match(statement.rest, first.last) if statement.form == "labelled" else None
    if (
        means("counted", statement.name)
        or (small and means("collision", statement.name))
        or (unit and small)
        or (small and _PLURAL.search(statement.name))
    ):
        return "a count, no port"
    return None


def unclaimed(statement: Statement, number: Number, name: str) -> str | None:
    """Why nobody has a number or an interval: it is free, or says how much of a range is used."""
    if number.is_interval and means("_assign", name) and _counted_at(statement.rest, number.last):
        return "how much of a range is used"
    if not means("free", name):
        return None
    rest = strip_words(name, "free", "column.port", "range", "next", "column.service")
    later = number.is_interval and bool(_USE.search(name))
    return FREE_REASON if later or not clean_name(rest) else None


def nameless(statement: Statement, name: str) -> str | None:
    """Why a number has no owner: its line only says how it stands, or what to do with it."""
    if statement.key in ("reserved", "planned") or _only_a_state(name):
        return "kept, for nothing that is named"
    if not any(map(str.isalpha, name)):
        return "a number without a name"
    if means("visit", name) and len(clean_name(strip_words(name, "visit", "url"))) < 4:
        return SENTENCE_REASON
    return None


def _only_a_state(name: str) -> bool:
    return any(
        means(state, name)
        and not clean_name(
            strip_words(name, state, "column.port", "range", "planned", "column.service")
        )
        for state in ("reserved", "planned", "free", "avoid", "retired")
    )


def _counted_at(rest: str, at: int) -> bool:
    """`9470-9476 (7 ports)`: a tally of what is in use."""
    return bool(re.match(r"\s*[(（]\s*\d+\s", rest[at:])) and bool(_COUNTED.search(rest, at))


_USE = re.compile(r"\bfor (?:expansion|future|new|growth|use)\b|\bstill\b", re.IGNORECASE)
_PLURAL = re.compile(
    r"\b(?:active|used|free|open|reserved|total)\s+(?:ports|services)\b", re.IGNORECASE
)


def shared_names(statement: Statement, entry: Entry) -> list[str]:
    """`3001: Grafana (shop) / Sales dashboard`: two that share a number, of which one is told."""
    if statement.form != "numbered" or len(statement.entries) > 1 or entry.number.is_interval:
        return []
    parts = re.split(r"\s/\s", plain(statement.rest).strip())
    if len(parts) != 2 or not any(re.search(r"\w\)$", part.strip()) for part in parts):
        return []
    names = [clean_name(part) for part in parts]
    if not all(name and len(name.split()) <= 6 for name in names):
        return []
    return names[1:]
