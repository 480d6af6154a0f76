"""Port numbers as they are written, alone or as a range."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from portbook.language.problems import INVALID, Problems
from portbook.language.scalars import plain_number, trap
from portbook.language.schemas import Schema, any_of
from portbook.language.shapes import Shape
from portbook.model.ports import HIGHEST, LOWEST
from portbook.text.nodes import Node, Scalar

SPAN = r"([0-9]{1,7})(?:-([0-9]{1,7}))?"

PORT = (
    "0{0,2}([1-9][0-9]{0,3}|[1-5][0-9]{4}|6([0-4][0-9]{3}|5([0-4][0-9]{2}|5([0-2][0-9]|3[0-5]))))"
)
"""A pattern of 1 to 65535, for the JSON Schema; the reader compares numbers."""
PORT_INTEGER: Schema = {"type": "integer", "minimum": LOWEST, "maximum": HIGHEST}


class PortNumber(Shape):
    """One number, as an integer or quoted; a range where `span` is allowed: (first, last)."""

    def __init__(self, label: str = "a port number", span: bool = False) -> None:
        self.label = label
        self.span = span

    def read(self, node: Node, problems: Problems) -> Any:
        if type(node) is not Scalar or node.is_null:
            return problems.wrong_type(node, self.label)
        if port_trap(node, problems, self.label):
            return INVALID
        match = re.fullmatch(SPAN, node.text)
        if match is None:
            return not_a_port(node, problems, self.label)
        low, high = interval(match[1], match[2])
        if high is not None and not self.span:
            return problems.add("bad-port", f"'{node.text}' is a range, not one port", node)
        if not in_range(low, high, node, problems):
            return INVALID
        return (low, high) if self.span else low

    def schema(self) -> Schema:
        pattern = rf"^{PORT}(-{PORT})?$" if self.span else rf"^{PORT}$"
        return any_of(PORT_INTEGER, {"type": "string", "pattern": pattern})


def port_trap(node: Scalar, problems: Problems, label: str) -> bool:
    """As `check_trap`, with a hint that leads to a port: quotes make no number of `3_000`."""
    if not trap(node):
        return False
    if node.text[0].isalpha():
        problems.check_trap(node)
        # In quotes it would be no port either.
        problems[-1] = replace(problems[-1], hint=f"write {label}", fix=())
        return True
    number = plain_number(node)
    if number is None or not LOWEST <= int(number) <= HIGHEST:
        problems.check_trap(node)
        if re.fullmatch("[0-9]{2,5}_[0-9]{2,5}", node.text):
            hint = f"write {node.text.replace('_', '-')}"
            problems[-1] = replace(problems[-1], hint=hint, fix=())
        return True
    problems.check_trap(node, number)
    octal = re.fullmatch("0[0-7]+", node.text)
    if octal:
        asked = f"{number} or {int(node.text, 8)}? write {number} for the first"
        problems[-1] = replace(problems[-1], hint=asked)
    return True


def in_range(low: int, high: int | None, node: Node, problems: Problems) -> bool:
    for number in (low, high):
        if number is not None and not LOWEST <= number <= HIGHEST:
            message = f"{number} is not a port: ports go from {LOWEST} to {HIGHEST}"
            problems.add("bad-port", message, node)
            return False
    if high is not None and high < low:
        problems.add("bad-port", f"{low}-{high} ends before it begins", node)
        return False
    return True


def same_length(
    outer: tuple[int, int | None], inner: tuple[int, int | None], node: Node, problems: Problems
) -> bool:
    lengths = [(high or low) - low + 1 for low, high in (outer, inner)]
    if lengths[0] != lengths[1]:
        message = f"{lengths[0]} host ports cannot meet {lengths[1]} container ports"
        problems.add("bad-port", message, node)
        return False
    return True


def interval(low: str, high: str | None) -> tuple[int, int | None]:
    return int(low), int(high) if high and int(high) != int(low) else None


def not_a_port(node: Scalar, problems: Problems, label: str) -> Any:
    code = "bad-port" if re.fullmatch(r"[-+]?[0-9.:]+", node.text) else "wrong-type"
    return problems.add(code, f"'{node.text}' is not {label}", node)


PORT_NUMBER = PortNumber()
