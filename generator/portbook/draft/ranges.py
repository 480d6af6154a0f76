"""Ranges that files set aside, each once and with a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from portbook.draft.draft import DraftRange
from portbook.draft.names import Names
from portbook.draft.sources import rank, where
from portbook.draft.texts import sentence
from portbook.language.keys.values import STATUSES
from portbook.model.ports import HIGHEST, LOWEST
from portbook.sources.found import FoundRange

__all__ = ["draft_ranges"]


def draft_ranges(found: Iterable[FoundRange]) -> tuple[DraftRange, ...]:
    """Names are made from purposes; of several mentions the first with a purpose is kept."""
    best: dict[tuple[int, int | None], FoundRange] = {}
    for each in sorted(found, key=lambda each: rank(each.path)):
        if LOWEST <= each.start <= (each.end or HIGHEST) <= HIGHEST:
            known = best.get((each.start, each.end))
            if known is None or (each.purpose and not known.purpose):
                best[each.start, each.end] = each
    return tuple(_named(best.values()))


def _named(found: Iterable[FoundRange]) -> Iterator[DraftRange]:
    names = Names()
    for each in found:
        purpose = sentence(each.purpose)
        status = each.status if each.status in STATUSES and each.status != "active" else None
        step = each.step if each.step and 1 < each.step <= 10000 else None
        head = re.split(r"[:;,(]", purpose or "")[0]
        name = names.take(head, f"from-{each.start}")
        place = where(each.path, each.line)
        yield DraftRange(name, each.start, each.end, purpose, step, status, place)
