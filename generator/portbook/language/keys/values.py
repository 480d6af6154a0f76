"""Shapes of the values that only ports.yaml knows: ranges' numbers, addresses, health checks."""

from __future__ import annotations

import re
from typing import Any

from portbook.language.collections import ListOf, MapOf
from portbook.language.merge import Listed
from portbook.language.numbers import PORT, PORT_INTEGER, port_trap
from portbook.language.problems import INVALID, Problems
from portbook.language.scalars import is_text
from portbook.language.schemas import Schema, any_of
from portbook.language.shapes import Shape
from portbook.model.ports import parse_ports
from portbook.model.reference import (
    ATTRIBUTES,
    NAME,
    BadReference,
    Value,
    parse_target,
    parse_value,
)
from portbook.text.nearest import closest
from portbook.text.nodes import Node, Scalar, Sequence

__all__ = ["HealthText", "Named", "Ports", "TargetName", "ValueText", "health_of"]


class Ports(Shape):
    """Numbers of a range."""

    label = "ports such as 4000-4099"

    def read(self, node: Node, problems: Problems) -> Any:
        if type(node) is not Scalar or node.is_null:
            return problems.wrong_type(node, self.label)
        if port_trap(node, problems, self.label):
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
            hint = _meant(node.text, node.text[failure.start : failure.end])
            return problems.add("bad-value", str(failure), node, hint=hint)

    def schema(self) -> Schema:
        return {"type": ["string", "number", "boolean"]}


def _meant(text: str, part: str) -> str:
    """What to write for a part in braces that is no reference."""
    parts = part.strip("{}").split(".")
    if all(re.fullmatch(r"[A-Za-z0-9_@/-]+", each) for each in parts):
        near = closest(parts[-1], ATTRIBUTES, 0.75) if len(parts) > 1 else None
        if near:
            return f"did you mean '{{{'.'.join([*parts[:-1], near])}}}'?"
        if len(parts) == 1 and re.fullmatch(NAME, parts[0]):
            return f"say what of it, such as {{{parts[0]}.url}} or {{{parts[0]}.port}}"
    doubled = text.replace("{", "{{").replace("}", "}}")
    shown = f": {doubled}" if len(doubled) <= 60 else ""
    return f"write {{{{ and }}}} for braces that are no reference{shown}"


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

    def parts(self) -> tuple[Shape, ...]:
        return (self.mapped,)

    def schema(self) -> Schema:
        return any_of(self.mapped.schema(), self.listed.schema())
