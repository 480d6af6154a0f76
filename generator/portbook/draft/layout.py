"""Formats keys and values as YAML: on one line where they fit, else one key a line.

Values of one line are texts that are quoted already; nothing here decides what is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portbook.text.quoting.lines import hash_comment

WIDTH = 100
"""Columns of a line, as long as a longer text does not force more."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; its items are texts or mappings."""

    items: tuple[str | tuple[Entry, ...], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value, and comment lines to stand above it. A `spread` mapping has one key a
    line even where one line would do."""

    key: str
    value: str | Listing | tuple[Entry, ...]
    comments: tuple[str, ...] = ()
    spread: bool = False


def lines(entries: Iterable[Entry], indent: int = 0) -> Iterator[str]:
    """The lines of a block mapping."""
    margin = " " * indent
    for entry in entries:
        yield from (margin + hash_comment(comment) for comment in entry.comments)
        one = f"{margin}{entry.key}: {flow(entry.value)}" if is_flat(entry) else None
        if one is not None and (isinstance(entry.value, str) or len(one) <= WIDTH):
            yield one
        elif isinstance(entry.value, Listing):
            yield f"{margin}{entry.key}:"
            yield from _items(entry.value, indent + 2)
        elif isinstance(entry.value, tuple):
            yield f"{margin}{entry.key}:"
            yield from lines(entry.value, indent + 2)


def _items(listing: Listing, indent: int) -> Iterator[str]:
    margin = " " * indent
    for item in listing.items:
        one = f"{margin}- {flow(item)}"
        if isinstance(item, str) or len(one) <= WIDTH:
            yield one
            continue
        inner = list(lines(item, indent + 2))
        yield f"{margin}- {inner[0].lstrip()}"
        yield from inner[1:]


def is_flat(entry: Entry) -> bool:
    """Whether nothing in it asks for lines of its own."""
    if isinstance(entry.value, tuple):
        return not (entry.spread and entry.value) and all(
            is_flat(each) and not each.comments for each in entry.value
        )
    return True


def flow(value: str | Listing | tuple[Entry, ...]) -> str:
    """The value on one line; comments inside it are left out."""
    if isinstance(value, str):
        return value
    if isinstance(value, Listing):
        return f"[{', '.join(flow(item) for item in value.items)}]"
    return "{" + ", ".join(f"{each.key}: {flow(each.value)}" for each in value) + "}"
