"""Reads what comments of a list tell: `# 3000-3099  frontends`, a range, and `- 3000  # web`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator

from portbook.sources.documents.pairs import parts_of
from portbook.sources.documents.text import about, about_any, clean_name, is_empty, strip_words
from portbook.sources.documents.tokens import scan
from portbook.sources.found import FoundRange
from portbook.text.nodes import Node
from portbook.text.source import Source

_COMMENT = re.compile(r"\s*(?:#|//)(?P<told>.{5,200})")
_BEHIND = re.compile(r"[^#]*?\d[^#]*?\s(?:#|//)(?P<told>.{2,200})")
"""A comment that follows a number on its line."""
_WIDEST = 400
_WHO = re.compile(r"\s*\([^()]*\d{4,5}[^()]*\)")
"""`(docs 3001, shop 3002)`: who has of an interval."""
_LONGEST = 8
"""Words of a purpose; a sentence about an interval sets nothing aside."""


def ranges_in_comments(
    source: Source, known: Collection[tuple[int, int | None]]
) -> Iterator[FoundRange]:
    """Whole lines of comment with intervals, what each is for, and no number but of their own.

    Not those `known` by their ends, which the list itself gives.
    """
    for line, text in enumerate(source.text.split("\n"), 1):
        comment = _COMMENT.fullmatch(text)
        numbers = scan(comment["told"], loose=False) if comment else []
        ends = sum(each.end is not None for each in numbers)
        if not comment or not ends:
            continue
        # `3000-3099 shops, 3100-3199 blogs`
        parts = parts_of(comment["told"]) if ends > 1 else [comment["told"]]
        told = [_set_aside(part) for part in parts]
        for interval in told if None not in told else ():
            if interval and interval[:2] not in known:
                yield FoundRange(source.name, line, *interval)


def _set_aside(told: str) -> tuple[int, int, str] | None:
    """The ends and the purpose of the one interval that a text is about."""
    numbers = scan(told, loose=False)
    number = next((each for each in numbers if each.end), None)
    if number is None or not number.end or number.container:
        return None
    others = (each for each in numbers if each != number)
    if not all(number.start <= each.start <= number.end > (each.end or 0) for each in others):
        return None
    behind = _WHO.sub("", told[number.last :])
    purpose = clean_name(f"{told[: number.first]} {behind}".strip(" |-─═=()[]"))
    short = len(purpose.split()) <= _LONGEST and not is_empty(purpose)
    named = short and not about_any(("free", "avoid"), purpose)
    return (number.start, number.end, purpose) if named else None


def remark_behind(line: str) -> str:
    """The comment behind the one number of a line; empty where there is none."""
    behind = _BEHIND.fullmatch(line) if len(line) < _WIDEST else None
    return behind["told"] if behind and len(scan(line[: behind.start("told")])) == 1 else ""


def names_in_comments(lines: list[str], items: list[Node]) -> dict[int, str]:
    """The names of entries that have none of their own, by the line of each.

    A name stands behind an entry, or in a line above it that holds for those that follow, too.
    """
    found: dict[int, str] = {}
    entries = Counter(each.place.line for each in items)
    above, past = "", min(entries, default=2) - 2
    for line in sorted(entries):
        told = [
            each["told"] for text in lines[past : line - 1] if (each := _COMMENT.fullmatch(text))
        ]
        above = _name(told[-1]) if told else above
        behind = _BEHIND.fullmatch(lines[line - 1])
        name = _name(behind["told"]) if behind else above
        if name and entries[line] == 1:
            found[line] = name
        past = line
    return found


def _name(told: str) -> str:
    """The name that a comment is; empty where it is a sentence, numbers or a remark on them."""
    name = clean_name(told.strip(" |-─═=#."))
    if about("port", name):
        outside = strip_words(name, "port")  # `Main port`, but not `the same port as the shop's`
        name = outside if outside in name else ""
    few = len(name.split()) <= _LONGEST // 2
    return name if few and not is_empty(name) and not scan(told) and not about("free", name) else ""
