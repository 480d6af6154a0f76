"""The cells of a column, counted, and what a column of numbers holds by its header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portbook.sources.markdown.numbers import Number, scan
from portbook.sources.markdown.plain import is_empty
from portbook.sources.markdown.vocabulary import means

__all__ = ["WORDED", "Contents", "contents_of", "number_role", "port_role"]

WORDED = (
    "health",
    "variable",
    "status",
    "date",
    "command",
    "image",
    "transport",
    "bind",
    "path",
    "index",
    "environment",
    "url",
    "project",
    "service",
    "machine",
    "purpose",
    "group",
    "sort",
    "note",
    "container",
)
"""Meanings of columns that hold text, the telling ones first."""


@dataclass(slots=True)
class Contents:
    """How many of the sampled cells hold what; `pure` cells hold nothing else."""

    filled: int = 0
    ports: int = 0
    pure: int = 0
    intervals: int = 0
    high: int = 0
    counting: bool = False


def contents_of(cells: Sequence[str]) -> Contents:
    """Count plain cells; empty ones say nothing."""
    found = Contents()
    values: list[int] = []
    for cell in cells:
        if is_empty(cell):
            continue
        found.filled += 1
        numbers = scan(cell)
        if not numbers:
            continue
        values.append(numbers[0].start)
        found.ports += 1
        found.intervals += any(n.is_interval for n in numbers)
        found.high += numbers[0].start >= 1000 or numbers[0].start in _KNOWN_LOW
        leads = numbers[0].first <= 1 and numbers[0].start >= 1000
        found.pure += leads or _rest(cell, numbers) <= 3
    found.counting = (
        found.pure == found.filled
        and values[:1] in ([0], [1])
        and len(values) > 1
        and values == list(range(values[0], values[0] + len(values)))
    )
    return found


_KNOWN_LOW = frozenset(
    (21, 22, 25, 53, 67, 68, 80, 81, 88, 110, 123, 143, 389, 443, 465, 514, 587, 631, 636, 853, 993)
)


def _rest(cell: str, numbers: Sequence[Number]) -> int:
    """How many letters a cell has besides its numbers."""
    rest = sum(map(str.isalpha, cell))
    return rest - sum(map(str.isalpha, "".join(cell[n.first : n.last] for n in numbers)))


def number_role(header: str, contents: Contents) -> str:
    """The role of a column whose cells mostly hold numbers; `text`: it is read as text."""
    ranged = contents.intervals * 2 >= contents.ports
    pure = contents.pure * 2 >= contents.ports
    ported = means("column.port", header)
    if means("column.range", header) and (ranged or not ported):
        return "range"
    if means("column.date", header) and not ported:
        return "date"
    role = _compared_role(header, pure=pure, short=ported or _short(header))
    if role or ported:
        return role or port_role(header)
    return _bare_role(header, contents, pure=pure) or ("unknown-range" if ranged else "unknown")


def _compared_role(header: str, *, pure: bool, short: bool) -> str | None:
    """A column of numbers beside others: before and after, of the program and of one's own."""
    for role in ("old", "new"):
        if short and means(f"column.{role}", header):
            return role
    for role in ("chosen", "default", "fallback"):
        if pure and means(f"column.{role}", header):
            return role
    return None


def _bare_role(header: str, contents: Contents, *, pure: bool) -> str | None:
    """The role of numbers whose header does not call them ports; `text` where they are none."""
    if means("column.quantity", header):
        return "quantity"
    if means("column.route", header):
        return "route"
    for word, role in (("container", "container"), ("host", "port")):
        if pure and means(f"column.{word}", header):
            return role
    if _is_worded(header) or contents.pure * 10 < contents.ports * 6:
        return "text"
    return None


def _short(header: str) -> bool:
    return len(header.split()) <= 2


def _is_worded(header: str) -> bool:
    return any(means(f"column.{role}", header) for role in WORDED if role != "index") and not (
        means("part", header)
    )


def port_role(header: str) -> str:
    """Whose ports a column of ports holds: the host's, a container's, or names of variables."""
    if means("column.variable", header) and not means("column.host", header):
        return "variable"
    if means("column.container", header) and not means("column.host", header):
        return "container"
    return "port"
