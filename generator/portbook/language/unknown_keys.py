"""Where a key belongs that its record does not know: the commonest mistakes are of structure.

Only loaded once somebody made one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from portbook.language.collections import MapOf
from portbook.language.problems import INVALID, Problems
from portbook.language.records import Field, Record, records_in
from portbook.language.shapes import Name, Shape
from portbook.text.nearest import closest, nearest
from portbook.text.nodes import Mapping, Node, Scalar

__all__ = ["Advice", "advice"]

ALIKE = 0.8
"""So much alike, a key is misspelt rather than misplaced."""
FEW = 80
"""Characters that a list of all keys may take."""


class Advice(NamedTuple):
    """`instead` is the key that was meant, where the key was misspelt."""

    hint: str
    instead: str | None = None


def advice(record: Record, key: Scalar, node: Mapping) -> Advice:
    """What to do about a key of `node` that `record` does not know."""
    value = node.get(key.text)
    placed = _entry(record, key, value, node, empty=True)
    if placed:
        return Advice(placed)
    near = closest(key.text, record.fields, ALIKE)
    if near is None:
        placed = record.homes.get(key.text) or record.stray(key, value)
        if isinstance(value, Mapping):
            placed = placed or _entry(record, key, value, node)
        placed = placed or _within(record, key, value, node) or _above(record, key)
        if placed:
            return Advice(placed)
        near = closest(key.text, record.fields)
    if near:
        return Advice(f"did you mean '{near}'?", near)
    return Advice(_entry(record, key, value, node) or _known(record, key))


def _known(record: Record, key: Scalar) -> str:
    listed = ", ".join(sorted(record.fields))
    if len(listed) <= FEW:
        return f"it knows: {listed}"
    few = nearest(key.text, record.fields, 4) or list(record.fields)[:4]
    return f"it knows {', '.join(few)} and more: see 'portbook explain unknown-key'"


def _entry(
    record: Record, key: Scalar, value: Node | None, node: Mapping, empty: bool = False
) -> str | None:
    """The field of named entries that the key would be one of, such as a service beside
    `services:`; with `empty` only one in which nothing stands."""
    fits = []
    for order, field in enumerate(record.fields.values()):
        given = node.get(field.name)
        bare = isinstance(given, Scalar) and given.is_null
        fit = _fit(field.shape, key, value, given is not None)
        if fit and (bare or not empty):
            fits.append((bare, fit, given is not None, order, field.name))
    if not fits:
        return None
    *_, there, _, name = max(fits)
    if there:
        return f"indent it under '{name}'"
    return f"it belongs under '{name}': {name}: {{{key.text}: ...}}"


def _fit(shape: Shape, key: Scalar, value: Node | None, there: bool) -> int:
    """How many keys of the value an entry of the shape knows, if it knows all of them."""
    item, named = next(records_in(shape), None), _named(shape)
    if item is None or named is None or not _names(named, key):
        return 0
    if isinstance(value, Mapping):
        names = [each.text for each, _ in value.entries()]
        return len(names) if all(name in item.fields for name in names) else 0
    if not isinstance(value, Scalar) or value.is_null or item.short is None or not there:
        return 0
    problems = Problems()
    read = item.short.read(value, problems)
    return int(read is not INVALID and not problems)


def _named(shape: Shape) -> MapOf | None:
    """The mapping by name that a shape is, or is in one of its forms."""
    return next((each for each in (shape, *shape.parts()) if isinstance(each, MapOf)), None)


def _names(shape: MapOf, key: Scalar) -> bool:
    """Whether the key could name an entry; almost any word could be a variable."""
    if not isinstance(shape.key, Name) and not (key.text.isupper() or key.text.startswith("/")):
        return False
    return shape.key.read(key, Problems()) is not INVALID


def _within(record: Record, key: Scalar, value: Node | None, node: Mapping) -> str | None:
    """The part of the record that knows the key; one that is there before those that are not."""
    found = sorted(
        (
            (node.get(field.name) is None, _named(field.shape) is not None, order)
            for order, field in enumerate(record.fields.values())
            if any(key.text in child.fields for child in records_in(field.shape))
        )
    )
    if not found:
        return None
    field = list(record.fields.values())[found[0][2]]
    child = next(each for each in records_in(field.shape) if key.text in each.fields)
    return _example(field, child, f"{key.text}: {_shown(value)}", node.get(field.name))


def _example(field: Field, child: Record, entry: str, given: Node | None) -> str:
    named = _named(field.shape)
    if named is not None:
        name = next(_first_names(given), _placeholder(named))
        return f"it belongs to {child.label}: {field.name}: {{{name}: {{{entry}}}}}"
    if child.main:
        short = f"{child.main}: {_shown(given)}, " if isinstance(given, Scalar) else ""
        long = f"{field.name}: {{{short}{entry}}}"
        return f"it belongs to the long form of a {field.name}: {long}"
    return f"it belongs to {child.label}: {field.name}: {{{entry}}}"


def _placeholder(shape: MapOf) -> str:
    """`SERVICE` for what is keyed by "a service name"."""
    words = shape.key.label.split()
    return words[1].upper() if len(words) == 3 else "NAME"


def _first_names(given: Node | None) -> Iterator[str]:
    if isinstance(given, Mapping):
        yield from (key.text for key, _ in given.entries() if len(key.text) <= 20)


def _shown(value: Node | None) -> str:
    return value.text if isinstance(value, Scalar) and 0 < len(value.text) <= 20 else "..."


def _above(record: Record, key: Scalar) -> str | None:
    labels = [parent.label for parent, _ in record.parents if key.text in parent.fields]
    if not labels:
        return None
    # "a service" rather than "an overlay of a service"
    return f"it belongs to {min(labels, key=len)}, a level further out"
