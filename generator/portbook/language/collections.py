"""Shapes of lists and mappings, and of what may be written in several ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portbook.language.problems import INVALID, Problems
from portbook.language.schemas import Schema, any_of, nullable
from portbook.language.shapes import Name, Shape, Text
from portbook.text.nodes import Mapping, Node, Scalar, Sequence

__all__ = ["ListOf", "MapOf", "OneOf"]


class ListOf(Shape):
    """A list; one item may stand alone, without brackets. Wrong items are left out."""

    def __init__(self, item: Shape, label: str | None = None, least: int = 0) -> None:
        self.item = item
        self.label = label or f"{item.label}, or a list of such"
        self.least = least

    def read(self, node: Node, problems: Problems) -> Any:
        if type(node) is Scalar and node.is_null:
            return ()
        items = node.items if isinstance(node, Sequence) else [node]
        if len(items) < self.least:
            message = f"at least {self.least} are needed here"
            hint = "put them into one list" if items[:1] == [node] else None
            return problems.add("missing-key", message, node, hint=hint)
        read = (self.item.read(item, problems) for item in items)
        return tuple(value for value in read if value is not INVALID)

    def parts(self) -> tuple[Shape, ...]:
        return (self.item,)

    def schema(self) -> Schema:
        item = self.item.schema()
        listed: Schema = {"type": "array", "items": item}
        if self.least:
            return {**listed, "minItems": self.least}
        return any_of(listed, item, {"type": "null"})


class MapOf(Shape):
    """A mapping from names of one sort to values of one shape; wrong entries are left out.

    `label` is in the plural. With `nullable`, an entry may have nothing in it. `example` is what
    to write, for who wrote something else.
    """

    def __init__(
        self,
        item: Shape,
        key: Text | Name,
        label: str,
        nullable: bool = False,
        example: str | None = None,
    ) -> None:
        self.item = item
        self.key = key
        self.label = label
        self.nullable = nullable
        self.example = example

    def read(self, node: Node, problems: Problems) -> Any:
        if type(node) is Scalar and node.is_null:
            return {}
        if not isinstance(node, Mapping):
            hint = self.example and f"write {self.example}"
            return problems.wrong_type(node, self.label, plural=True, hint=hint)
        found: dict[str, Any] = {}
        for key, value in node.entries():
            name = self.key.read(key, problems)
            if type(value) is Scalar and value.is_null and self.nullable:
                read: Any = None
            else:
                read = self.item.read(value, problems)
            if name is not INVALID and read is not INVALID:
                found[name] = read
        return found

    def parts(self) -> tuple[Shape, ...]:
        return (self.item,)

    def schema(self) -> Schema:
        item = self.item.schema()
        if self.nullable:
            item = nullable(item)
        names = {key: value for key, value in self.key.schema().items() if key == "pattern"}
        schema: Schema = {"type": ["object", "null"], "additionalProperties": item}
        if names:
            schema["propertyNames"] = names
        return schema


class OneOf(Shape):
    """Different shapes for different sorts of node; `wrap` makes a scalar's value canonical."""

    def __init__(
        self,
        label: str,
        scalar: Shape | None = None,
        mapping: Shape | None = None,
        sequence: Shape | None = None,
        wrap: Callable[[Any], Any] | None = None,
    ) -> None:
        self.label = label
        self.shapes = {Scalar: scalar, Mapping: mapping, Sequence: sequence}
        self.wrap = wrap

    def read(self, node: Node, problems: Problems) -> Any:
        shape = self.shapes[type(node)]
        if shape is None:
            return problems.wrong_type(node, self.label)
        value = shape.read(node, problems)
        wraps = self.wrap is not None and type(node) is Scalar and value is not INVALID
        return self.wrap(value) if wraps and self.wrap else value

    def parts(self) -> tuple[Shape, ...]:
        return tuple(shape for shape in self.shapes.values() if shape)

    def schema(self) -> Schema:
        return any_of(*(shape.schema() for shape in self.parts()))
