"""A move's splices made complete: with its history entry, and with new entries of the service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from portbook.edit.entries import Lines, add_entries, add_item, alias_of, flow, value_span
from portbook.edit.move import Move
from portbook.model.portmap import HistoryEntry
from portbook.text.edit import Splice
from portbook.text.nodes import Mapping, Node, Scalar
from portbook.text.quoting.yaml import yaml_string
from portbook.text.source import Source

__all__ = ["Way", "complete", "merging"]


class Way(NamedTuple):
    """Splices and entries that the service's mapping gets; `after` which key the first come."""

    splices: tuple[Splice, ...] = ()
    entries: tuple[tuple[str, str], ...] = ()
    after: str | None = None


def complete(move: Move, key: Scalar, node: Node, way: Way) -> Iterator[list[Splice]]:
    """The way with the history entry, and with the entries that the service's mapping gets."""
    splices, told = _told(move, node)
    splices, source = [*way.splices, *splices], key.source
    aliased = alias_of(source, key)
    if isinstance(node, Mapping):
        for added in _entered(node, way, told):
            yield [*splices, *added]
        if aliased and not splices:
            yield [merging(source, aliased, [*way.entries, *told])]
    elif way.entries or told:
        yield _wrapped(key, node, splices, [*way.entries, *told])
    else:
        yield splices
        if aliased:
            yield [Splice(*aliased, move.number.text)]


def _told(move: Move, node: Node) -> tuple[list[Splice], Lines]:
    """The history entry: as an item of the list there is, or as an entry of the service."""
    if move.entry is None:
        return [], []
    item = _item(move.entry)
    key = node.key("history") if isinstance(node, Mapping) else None
    history = node.get("history") if isinstance(node, Mapping) else None
    if key is None or history is None:
        return [], [("history", f"[{flow(item)}]")]
    return list(add_item(key, history, item)), []


def _entered(node: Mapping, way: Way, told: Lines) -> Iterator[list[Splice]]:
    """The entries in their usual places; else behind the first that is there: at the end of a
    file without a last line break, a line more would change what stands above it."""
    if not way.entries and not told:
        yield []
        return
    first = node.pairs[0][0].text if node.pairs else None
    for places in dict.fromkeys(((way.after, None), (first, first))):
        pairs = zip((list(way.entries), told), places, strict=True)
        yield [each for new, after in pairs if new for each in add_entries(node, new, after)]


def _wrapped(key: Scalar, node: Node, splices: list[Splice], entries: Lines) -> list[Splice]:
    """A short form `web: 3000` as the mapping that can say more."""
    start, end = value_span(key, node)
    said = "".join(f", {name}: {value}" for name, value in entries)
    space = " " if start == end else ""
    return [Splice(start, start, f"{space}{{port: "), *splices, Splice(end, end, f"{said}}}")]


def _item(entry: HistoryEntry) -> Lines:
    given = (
        ("date", entry.date),
        ("from", entry.before and str(entry.before)),
        ("to", str(entry.after)),
        ("endpoint", entry.endpoint),
        ("environment", entry.environment),
        ("reason", entry.reason and yaml_string(entry.reason)),
    )
    return [(name, text) for name, text in given if text]


def merging(source: Source, aliased: tuple[int, int], entries: Lines) -> Splice:
    """An alias as a mapping that merges what it stands for and says more."""
    said = "".join(f", {name}: {value}" for name, value in entries)
    return Splice(*aliased, f"{{<<: {source.text[slice(*aliased)]}{said}}}")
