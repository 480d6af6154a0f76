"""Reads rows of numbers that go on, `3000, 3001, 3002, ...`, as the range that they begin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from portbook.model.ports import HIGHEST
from portbook.sources.documents.text import about
from portbook.sources.documents.unclaimed import SENTENCE_REASON
from portbook.sources.found import Found, FoundClaim, FoundRange, Unread

LONGEST = 400
"""Characters of a line that states a rule; a paragraph tells of other things, too."""
LOWEST_TOLD = 20
"""Below, a number is rather a count."""

_RULE = re.compile(
    r"\s*(?:[-*+•]|\d{1,3}[.)])\s+[*_]{0,2}(?P<label>[^:：*_|]{2,60})[*_]{0,2}\s?[:：][*_]{0,2}\s?"
    r"(?P<rest>\S.*)"
)
_SERIES = re.compile(
    r"(?<![\w.,:/])(?P<numbers>\d{2,5}(?:\s?[,，、]\s?\d{2,5}){1,9})\s?[,，、]?\s?"
    r"(?:\.{3}|…|etc\b|and so on|usw\b|y así|以此类推|など)"
)
_RISING = re.compile(
    r"(?:\b(?:increment|count|ascend)\w{0,4}(?: up(?:wards)?)? (?:at|from|with)(?: ports?)?|"
    r"\bà partir d[eu](?: port)?|\ba partir d(?:e|el|a|o)(?: puerto| porta)?|"
    r"начиная с|从|從)\s?(?P<start>\d{2,5})(?![\w.:/-])",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\b(?:start|begin|number)\w{0,4} (?:at|from|with)(?: ports?)?\s?"
    r"(?P<start>\d{2,5})(?![\w.:/-])",
    re.IGNORECASE,
)
"""Less sure: what starts at a number may just listen there."""


def without_series(found: Found, lines: Sequence[str]) -> Found:
    """A row of numbers that goes on is nobody's: the range takes the place of its claims."""
    ranges: dict[int, FoundRange] = {}
    for claim in found.claims:
        line = lines[claim.line - 1] if claim.line <= len(lines) else ""
        if claim.line not in ranges and (each := _range(claim, line, _RISING)):
            ranges[claim.line] = each
    if not ranges:
        return found
    found.put(FoundClaim, (claim for claim in found.claims if claim.line not in ranges))
    found.facts += ranges.values()
    return found


def with_series(unread: Iterable[Unread]) -> Iterator[Unread | FoundRange]:
    """Lines that no fact was made of: those that set numbers aside become a range."""
    for each in unread:
        told = each.reason == SENTENCE_REASON
        yield (_range(each, each.text, _RISING, _FROM) if told else None) or each


def _range(fact: FoundClaim | Unread, line: str, *patterns: re.Pattern[str]) -> FoundRange | None:
    rule = _RULE.fullmatch(line.rstrip()[:LONGEST])
    if rule is None:
        return None
    start, step = _series(rule["rest"]) or (None, 1)
    for pattern in patterns:
        if start is None and (opened := pattern.search(rule["rest"])):
            start = int(opened["start"])
    if start is None or not LOWEST_TOLD <= start <= HIGHEST:
        return None
    purpose = rule["label"].strip()
    return FoundRange(fact.path, fact.line, start, None, purpose, step=step if step > 1 else None)


def _series(text: str) -> tuple[int, int] | None:
    """Where a row of numbers of one step begins, and the step."""
    match = _SERIES.search(text)
    if match is None:
        return None
    if about("example", text[: match.start()][-12:]):
        return None
    numbers = [int(each) for each in re.findall(r"\d+", match["numbers"])]
    steps = {after - before for before, after in pairwise(numbers)}
    return (numbers[0], steps.pop()) if len(steps) == 1 and min(steps) > 0 else None
