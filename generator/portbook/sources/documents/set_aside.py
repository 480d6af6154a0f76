"""Finds the intervals that a line sets aside: `Keep 8000-8099 for backends`."""

from __future__ import annotations

import re
from itertools import pairwise

from portbook.sources.documents.sentences import sentences
from portbook.sources.documents.text import (
    CONJUNCTIONS,
    about,
    about_any,
    alternatives,
    clean_name,
    starts_with,
)
from portbook.sources.documents.tokens import Number, scan

_PARTED = re.compile(r"\s[·|/]\s|[,;，；]")
_ONE = "(?:any|one|una?|une?|uno|eine[rnms]?|één|jeden|один|en)"
_RANGE_IS = re.compile(
    r"\brange is `?\d{4,5}"
    rf"|(?:^|[.;] ){alternatives('range')} [`*]*\d{{4,5}}\s?[-–]\s?\d{{4,5}}[`*]*(?:[.;,]|$)"
    r"|^(?=.*\bports?\b).*\b(?:should|must) be (?:between|in) [`*]*\d{4,5}(?: and |[-–])"
    r"\d{4,5}[`*]*(?:[.,;)]|$)"
    r"|\bports? [`*]*\d{4,5}\s?[-–]\s?\d{4,5}[`*]* (?:is|are) (?:managed|owned|used|taken) by\b"
    r"|^(?:use|keep|take|reserve) (?:ports? )?[`*]*\d{4,5}\s?[-–]\s?\d{4,5}[`*]* (?:for|to)\b"
    rf"|\w (?:{alternatives('uses')}|(?:lives?|sits?|runs?) (?:in|on)|belongs? to|ha(?:s|ve|t|ben))"
    rf" (?:the |die |los |les |le )?(?:(?:numbers?|nummern|{alternatives('port')}) )?"
    rf"(?:from |von |{_ONE} (?:of|di|de|von|aus|van|z|из|av) |de[sl]? |da |od |с )?[`*]*\d{{4,5}}"
    r"(?:\s?[-–]\s?| (?:to|bis|à|al?|do|по|tot|t/m|đến|até) )\d{4,5}[`*]*"
    rf"(?:[.;,)]|$| (?:{CONJUNCTIONS}) (?!\d))"
    r"|\d{4,5}\s?[-–~]\s?\d{4,5}[`*]*\s?(?:번대?)?\s?(?:[을를])?\s?사용"
    r"|[^\W\d](?:使用|占用|用|を使用)\s?[`*]*\d{4,5}\s?[-–~至到]\s?\d{4,5}[`*]*(?:[.;,，；。]|$)",
    re.IGNORECASE,
)
"""`The default range is 43100-43199.`, `Keep 8000-8099 for backends`, `Sites use 3000-3099.`"""
_JOINED = re.compile(rf"[`*\s]*(?:,|&|\b(?:{CONJUNCTIONS})\b)[`*\s]*(?:ports? )?[`*]*")
"""`4090-4099 and 5090-5099`, which are for the same."""
_USUAL = re.compile(
    r"\b(?:ephemeral|dynamic|private|common|above|below)\b[^.;]{0,30}\Z", re.IGNORECASE
)
"""What systems give out themselves: `the dynamic range 49152-65535`."""


def ranges_set_aside(shown: str, *, strict: bool) -> list[tuple[Number, str]]:
    """The intervals of a sentence, each with its purpose; none where it sets none aside.

    `strict`: outside a list, where to speak of a range is not enough.
    """
    whole = _of_sentence(shown, strict=strict)
    told = [] if whole or about("avoid", shown) else sentences(shown)
    return whole or [each for said in told for each in _of_sentence(said, strict=strict)]


def _of_sentence(shown: str, *, strict: bool) -> list[tuple[Number, str]]:
    numbers = scan(shown, loose=False)
    intervals = [n for n in numbers if n.end and n.start >= 80 and not n.scheme]
    intervals = [
        n
        for n in intervals
        if not (_USUAL.search(shown, 0, n.first) or about("example", shown[: n.first][-16:]))
    ]
    assigning = (
        about("reserved", shown)
        or _RANGE_IS.search(shown) is not None
        or (about("range", shown) and (not strict or about("assign", shown)))
    )
    if about_any(("free", "avoid"), shown):
        intervals = [n for n in intervals if _is_kept(_clause(shown, n))]
        assigning = assigning and len(intervals) == 1
    if len(intervals) == len(numbers) > 1 and (listed := _listed(shown, intervals)):
        return listed
    if not assigning:
        return []
    if len(intervals) < 2 or all(
        _JOINED.fullmatch(shown, one.last, other.first) for one, other in pairwise(intervals)
    ):
        return [(each, shown[:200]) for each in intervals]
    # `3001-3099 tests · 8000-8099 APIs`
    purposes = [clean_name(_PARTED.split(shown[n.last :])[0]) for n in intervals]
    if len(intervals) == len(numbers) and all(0 < len(p.split()) < 5 for p in purposes):
        return list(zip(intervals, purposes, strict=True))
    # `3001-3099 is reserved for us (the others have 4001-4099)`
    clauses = [(n, _clause(shown, n)) for n in intervals if len(sentences(shown)) == 1]
    own = [(n, c) for n, c in clauses if len(scan(c, loose=False)) == 1]
    return [(n, c) for n, c in own if about("reserved", c) or _RANGE_IS.search(c)]


def _listed(shown: str, intervals: list[Number]) -> list[tuple[Number, str]]:
    """`Sites use 3000-3099, APIs 4000-4099`: names with an interval each, and nothing else."""
    _, _, told = shown.rpartition(": ") if shown.count(": ") == 1 else ("", "", shown)
    parts = [_BAND.fullmatch(part.strip()) for part in _BETWEEN.split(told.rstrip(" ."))]
    names = [clean_name(part["name"]) for part in parts if part]
    apart = len({*names}) == len(parts) == len(intervals)
    apart = apart and all(len(name.split()) < _WORDS for name in names)
    return list(zip(intervals, names, strict=True)) if apart and not about("old", shown) else []


_WORDS = 4
"""Of a name."""
_BETWEEN = re.compile(rf"\s*[,;·]\s*(?:(?:{CONJUNCTIONS}) )?|\s(?:{CONJUNCTIONS})\s")
_BAND = re.compile(
    rf"(?P<name>[^\W\d][^\d:()]{{0,30}}?)(?:\s{alternatives('uses')})?[\s:(]*"
    r"[`*]*[1-9]\d{3,4}\s?[-–~]\s?\d{4,5}[`*]*\)?",
    re.IGNORECASE,
)


def _is_kept(clause: str) -> bool:
    """`3000-3099 is reserved for sales`, before `nobody else may use it`."""
    return about("reserved", clause) and not about_any(("free", "avoid"), clause)


def _clause(shown: str, number: Number) -> str:
    """What stands around a number up to the next signs."""
    before = _ENDS.split(shown[: number.first])[-1]
    return before + shown[number.first : number.last] + _ENDS.split(shown[number.last :])[0]


_ENDS = re.compile(r"[()（）,;，；]")


def only_ranges(text: str) -> bool:
    """Whether a line has intervals alone, each for something: `3000-3099: sites`."""
    numbers = scan(text)
    told = text[numbers[-1].last :] if numbers else ""
    named = ":" in text or "：" in text or any(map(str.isalpha, told)) or starts_with("uses", text)
    kept = about("reserved", text) or not about("later", text)
    return named and kept and all(number.end for number in numbers)


def only_intervals(text: str) -> bool:
    """Whether all numbers of a text are intervals."""
    numbers = scan(text, loose=False)
    return bool(numbers) and all(number.end for number in numbers)
