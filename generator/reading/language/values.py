"""Shapes of the values that only ports.yaml knows: ranges' numbers, addresses, health checks."""

from __future__ import annotations

from typing import Any

from generator.model.ports import parse_ports
from generator.model.reference import NAME, BadReference, Value, parse_target, parse_value
from generator.reading.endpoints import PORT, PORT_INTEGER
from generator.reading.merge import Listed
from generator.reading.scalars import is_text
from generator.reading.shapes import INVALID, ListOf, MapOf, Problems, Schema, Shape, any_of
from generator.text.tree import Node, Scalar, Sequence

__all__ = ["HealthText", "Named", "Ports", "TargetName", "ValueText", "health_of"]


class Ports(Shape):
    """Numbers of a range."""

    label = "ports such as 4000-4099"

    def read(self, node: Node, problems: Problems) -> Any:
        if type(node) is not Scalar or node.is_null:
            return problems.wrong_type(node, self.label)
        if problems.check_trap(node):
            return INVALID
        try:
            return parse_ports(node.text)
        except ValueError as failure:
            return problems.add("bad-port", str(failure), node)

    def schema(self) -> Schema:
        span = rf"{PORT}(\s*[-–]\s*({PORT})?)?"
        text = {"type": "string", "pattern": rf"^\s*{span}(\s*,\s*{span})*\s*$"}
        return any_of(text, PORT_INTEGER)


class TargetName(Shape):
    """An address without braces, as `uses` and routes hold it."""

    label = "a service such as api, api.ws or shop/api"

    def read(self, node: Node, problems: Problems) -> Any:
        if type(node) is not Scalar or node.is_null:
            return problems.wrong_type(node, self.label)
        problems.check_trap(node)
        try:
            return parse_target(node.text)
        except BadReference as failure:
            return problems.add("bad-value", str(failure), node)

    def schema(self) -> Schema:
        scope = rf"({NAME}(@{NAME})?/)?"
        return {"type": "string", "pattern": rf"^{scope}{NAME}(\.{NAME})?$"}


class ValueText(Shape):
    """A text that may hold references; numbers and booleans count as their text."""

    label = "a value"

    def read(self, node: Node, problems: Problems) -> Any:
        if type(node) is not Scalar:
            return problems.wrong_type(node, self.label)
        problems.check_trap(node)
        try:
            return parse_value(node.text)
        except BadReference as failure:
            return problems.add("bad-value", str(failure), node)

    def schema(self) -> Schema:
        return {"type": ["string", "number", "boolean"]}


class HealthText(ValueText):
    """A path, `tcp` or a command, to the canonical form with every key set."""

    label = "a path, tcp or a command"

    def read(self, node: Node, problems: Problems) -> Any:
        if type(node) is not Scalar or not node.text or not is_text(node):
            return problems.wrong_type(node, self.label)
        value = super().read(node, problems)
        return value if value is INVALID else health_of(value)

    def schema(self) -> Schema:
        return {"type": "string", "minLength": 1}


def health_of(value: Value) -> dict[str, Any]:
    """The canonical form of a health check's short form."""
    path = value.text if value.text.startswith("/") else None
    command = None if path or value.text == "tcp" else value
    return {"path": path, "command": command, "status": None, "endpoint": None}


class Named(Shape):
    """A list of names, or a mapping of names to something: canonically the mapping.

    `empty` is what a name has that stands in a list, or with nothing beside it.
    """

    def __init__(self, mapped: MapOf, listed: ListOf, empty: Any = None) -> None:
        self.mapped = mapped
        self.listed = listed
        self.empty = empty
        self.label = mapped.label

    def read(self, node: Node, problems: Problems) -> Any:
        if isinstance(node, Sequence) or (isinstance(node, Scalar) and not node.is_null):
            return Listed.fromkeys(self.listed.read(node, problems), self.empty)
        read = self.mapped.read(node, problems)
        return {name: self.empty if value is None else value for name, value in read.items()}

    def schema(self) -> Schema:
        return any_of(self.mapped.schema(), self.listed.schema())
