"""Where new entries go in a text, in the style that stands there."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.draft.layout import Entry, flow, lines
from portbook.edit.entries import add_entries, alias_of, line_break
from portbook.text.edit import Splice
from portbook.text.nodes import Mapping, Node, Scalar
from portbook.text.source import Source

__all__ = ["Unfit", "into"]


class Unfit(Exception):
    """The text leaves no place for what is new; `hint` says what to do instead."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


_STAND_IN = ("entries-to-come", "0")


def into(node: Mapping, key: str | None, entries: list[Entry]) -> Iterator[tuple[Source, Splice]]:
    """Splices that put the entries behind the last one under `key`, or under a new key.

    Unfit where an alias stands there: its text belongs to others, too.
    """
    if key is None:
        yield _behind_last(node, entries)
        return
    name, value = node.key(key), node.get(key)
    if name is None or value is None:
        yield _behind_last(node, [Entry(key, tuple(entries), spread=True)])
        return
    if alias_of(name.source, name) or not any(value is own for _, own in node.pairs):
        raise Unfit(f"'{key}' is written with an alias, which others share, at {name.place}")
    if isinstance(value, Mapping) and value.pairs and value.source is node.source:
        yield _behind_last(value, entries)
    elif isinstance(value, Mapping) and value.merged:
        raise Unfit(f"'{key}' merges another mapping and has nothing else, at {name.place}")
    elif isinstance(value, Mapping) or (isinstance(value, Scalar) and value.is_null):
        yield _instead_of_nothing(node, name, value, entries)
    else:
        raise Unfit(f"'{key}' is no mapping that could be added to, at {name.place}")


def _behind_last(node: Mapping, entries: list[Entry]) -> tuple[Source, Splice]:
    """The place is found with a line that stands in for the entries."""
    (found,) = add_entries(node, [_STAND_IN])
    line = f"{_STAND_IN[0]}: {_STAND_IN[1]}"
    head, _, tail = found.text.partition(line)
    if node.flow:
        text = ", ".join(f"{each.key}: {flow(each.value)}" for each in entries)
        return node.source, found._replace(text=f"{head}{text}{tail}")
    broken = line_break(node.source, found.start)
    indent = len(head) - len(head.rstrip(" "))
    written = broken.join(lines(entries, indent)).removeprefix(" " * indent)
    return node.source, found._replace(text=f"{head}{written}{tail}")


def _instead_of_nothing(
    node: Mapping, name: Scalar, value: Node, entries: list[Entry]
) -> tuple[Source, Splice]:
    """`services: {}` and `services:` become a block, inside a flow a flow."""
    source = node.source
    start = value.start if value.end > value.start else source.text.index(":", name.end) + 1
    end = max(start, value.end)
    if node.flow:
        return source, Splice(start, end, f"{' ' if start == end else ''}{flow(tuple(entries))}")
    indent = source.line_column(name.start)[1] - 1 + 2
    broken = line_break(source, start)
    while source.text[start - 1] == " ":
        start -= 1
    return source, Splice(start, end, broken + broken.join(lines(entries, indent)))
