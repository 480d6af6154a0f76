"""A cell of ports to its entries: each number with the words that stand beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from portbook.sources.documents.text import clean_name, plain, struck
from portbook.sources.documents.tokens import Number, scan
from portbook.sources.documents.words import means, strip_words

__all__ = ["Entry", "PortCell", "port_cell"]

_VARIABLE = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b|\bPORT\b")
_NEGATED = re.compile(
    r"\b(?:not|instead of|formerly|previously|was|ex|before|old|avoid|no|nicht|statt"
    r"|vorher|früher|no|antes|en vez de|pas|ancien"
    r"|раньше|вместо|не|bukan|không)\s*(?:\w+\s)?$"
    r"|(?:不是|而非|原|旧|이전|구)\s*$",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"[,;，；、|+&]|\s/\s|\s-\s|\band\b|\by\b|\bund\b|\bet\b|\bи\b")


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


@lru_cache(maxsize=4096)
def port_cell(written: str) -> PortCell:
    """Read one cell; the same cell often stands in many rows."""
    text = plain(written[:2000])
    numbers = scan(text)
    if not numbers:
        return PortCell(rest=text)
    main, asides = _main(numbers, text)
    several = len(main) > 1
    entries = [Entry(n, _label(text, numbers, n) if several else "") for n in main]
    old = scan(struck(written[:2000])) if "~~" in written else ()
    variable = _VARIABLE.search(text)
    return PortCell(
        tuple(entries),
        tuple(asides),
        variable[0] if variable else None,
        old[0].start if old else None,
        clean_name(_rest(text, numbers)),
    )


def _main(numbers: list[Number], text: str) -> tuple[list[Number], list[Number]]:
    main: list[Number] = []
    asides: list[Number] = []
    for number in numbers:
        before = text[: number.first]
        if number.bracketed and main:
            inside = re.split(r"[(（]", before)[-1]
            if means("container", inside) and main[-1].container is None:
                main[-1] = replace(main[-1], container=number.start)
            else:
                asides.append(number)
        elif _NEGATED.search(before[-30:]) and len(numbers) > 1:
            asides.append(number)
        else:
            main.append(number)
    if not main and asides:
        return asides, []
    return main, asides


def _label(text: str, numbers: list[Number], number: Number) -> str:
    label = _beside(text, numbers, number)
    return label if any(map(str.isalpha, label)) else ""


def _beside(text: str, numbers: list[Number], number: Number) -> str:
    at = next(n for n, each in enumerate(numbers) if each.first == number.first)
    left = text[numbers[at - 1].last if at else 0 : number.first]
    right = text[number.last : numbers[at + 1].first if at + 1 < len(numbers) else len(text)]
    bracket = re.match(r"\s*[(（]([^()（）]*)[)）]", right)
    if bracket and not scan(bracket[1], loose=False):
        return clean_name(bracket[1])
    left = _SEPARATORS.split(re.sub(r"^\s*[(（][^()（）]*[)）]", "", left))[-1]
    named = clean_name(strip_words(left, "port"))
    if named:
        return named if len(named.split()) <= 4 else ""
    if _SEPARATORS.match(right.strip()[:1] or ",") or (
        at + 1 == len(numbers) and not right.strip()
    ):
        return ""
    named = clean_name(_SEPARATORS.split(right)[0])
    return named if len(named.split()) <= 4 else ""


def _rest(text: str, numbers: list[Number]) -> str:
    for number in reversed(numbers):
        text = text[: number.first] + " " + text[number.last :]
    return strip_words(text, "port")
