"""Reads the ranges that comments of a list set aside: `# 3000-3099  frontends`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from portbook.sources.documents.text import about, clean_name, is_empty
from portbook.sources.documents.tokens import scan
from portbook.sources.found import FoundRange
from portbook.text.source import Source

_COMMENT = re.compile(r"\s*(?:#|//)(?P<told>.{5,200})")
_LONGEST = 8
"""Words of a purpose; a sentence about an interval sets nothing aside."""


def ranges_in_comments(
    source: Source, known: Collection[tuple[int, int | None]]
) -> Iterator[FoundRange]:
    """Whole lines of comment with one interval, no other number, and what it is for.

    Not those `known` by their ends, which the list itself gives.
    """
    for line, text in enumerate(source.text.split("\n"), 1):
        comment = _COMMENT.fullmatch(text)
        numbers = scan(comment["told"], loose=False) if comment else []
        if not comment or len(numbers) != 1 or not numbers[0].end or numbers[0].container:
            continue
        if (numbers[0].start, numbers[0].end) in known:
            continue
        told, number = comment["told"], numbers[0]
        purpose = clean_name(f"{told[: number.first]} {told[number.last :]}".strip(" |-─═=()[]"))
        words = len(purpose.split())
        if words <= _LONGEST and not is_empty(purpose) and not about("free", purpose):
            yield FoundRange(source.name, line, number.start, number.end, purpose)
