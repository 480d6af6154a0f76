"""Port numbers as they are written, the forms of an endpoint, and the one form they become.

`"127.0.0.1:5434:5432/tcp"` follows Compose's short port syntax; a part that is left out stays
out of the canonical dict, so that an overlay changes only what it says.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, ClassVar

from portbook.language.canonical import UNKNOWN, Canonical
from portbook.language.problems import INVALID, Problems
from portbook.language.records import Record
from portbook.language.scalars import as_int, plain_number, trap
from portbook.language.schemas import Schema, any_of
from portbook.language.shapes import Shape
from portbook.model.bind import parse_bind
from portbook.model.ports import HIGHEST, LOWEST
from portbook.text.nodes import Mapping, Node, Scalar

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
        message = f"{lengths[0]} host ports cannot be mapped to {lengths[1]} container ports"
        problems.add("bad-port", message, node)
        return False
    return True


def interval(low: str, high: str | None) -> tuple[int, int | None]:
    return int(low), int(high) if high and int(high) != int(low) else None


def not_a_port(node: Scalar, problems: Problems, label: str) -> Any:
    code = "bad-port" if re.fullmatch(r"[-+]?[0-9.:]+", node.text) else "wrong-type"
    return problems.add(code, f"'{node.text}' is not {label}", node)


PORT_NUMBER = PortNumber()


_SHORT = re.compile(
    rf"(?:(?P<bind>\[[^\]]*\]|\*|localhost|[0-9]+\.[0-9.]+):)?{SPAN}(?::{SPAN})?"
    r"(?:/(?P<transport>[a-z+]+))?"
)
TRANSPORTS = {
    "tcp": ("tcp",),
    "udp": ("udp",),
    "sctp": ("sctp",),
    "tcp+udp": ("tcp", "udp"),
    "udp+tcp": ("tcp", "udp"),
}

_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_ADDRESS = rf"({_OCTET}\.){{3}}{_OCTET}|\[[0-9a-fA-F:.]+\]|\*|localhost"
_SHORT_PATTERN = (
    rf"^(({_ADDRESS}):)?{PORT}(-{PORT})?(:{PORT}(-{PORT})?)?(/(tcp|udp|sctp|tcp\+udp|udp\+tcp))?$"
)
_LISTEN_PATTERN = rf"^(({_ADDRESS}):)?{PORT}$"


class Bind(Shape):
    label = "a bind address such as 127.0.0.1, 0.0.0.0 or [::1]"

    def read(self, node: Node, problems: Problems) -> Any:
        if type(node) is not Scalar or node.is_null:
            return problems.wrong_type(node, self.label)
        try:
            return parse_bind(node.text)
        except ValueError:
            return problems.add("bad-value", f"'{node.text}' is not {self.label}", node)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": rf"^({_ADDRESS}|[0-9a-fA-F]*:[0-9a-fA-F:.]+)$"}


class ShortEndpoint(Shape):
    """`3000`, `"5434:5432"`, `"127.0.0.1:5434:5432"`, `"53/tcp+udp"`, `"8000-8002:80-82"`, null.

    What is wrong reads as an endpoint of unknown number, so that nothing else follows from it.
    """

    label = 'a port such as 3000 or "5434:5432"'
    pattern = _SHORT_PATTERN

    def read(self, node: Node, problems: Problems) -> Canonical:
        if type(node) is not Scalar:
            problems.wrong_type(node, self.label)
            return UNKNOWN
        if node.is_null:
            return UNKNOWN
        number = as_int(node)
        if number is not None and LOWEST <= number <= HIGHEST and node.text[0] != "0":
            return {"number": number, "number_end": None}
        return self.read_text(node, problems)

    def read_text(self, node: Scalar, problems: Problems) -> Canonical:
        if port_trap(node, problems, self.label):
            return UNKNOWN
        match = _SHORT.fullmatch(node.text)
        if match is None:
            not_a_port(node, problems, self.label)
            return UNKNOWN
        low, high = interval(match[2], match[3])
        canonical: Canonical = {"number": low, "number_end": high}
        if not in_range(low, high, node, problems):
            return UNKNOWN
        if match[4]:
            inner = interval(match[4], match[5])
            if not in_range(*inner, node, problems):
                return UNKNOWN
            if inner[1] and not same_length((low, high), inner, node, problems):
                return UNKNOWN
            canonical["container"], canonical["container_end"] = inner
        return self.read_ends(match, canonical, node, problems)

    def read_ends(
        self, match: re.Match[str], canonical: Canonical, node: Scalar, problems: Problems
    ) -> Canonical:
        if match["bind"]:
            try:
                canonical["bind"] = (parse_bind(match["bind"]),)
            except ValueError:
                problems.add("bad-value", f"'{match['bind']}' is not an IP address", node)
        if match["transport"]:
            transports = TRANSPORTS.get(match["transport"])
            if transports is None:
                message = f"'{match['transport']}' is not a transport: write tcp, udp or sctp"
                problems.add("bad-value", message, node)
            else:
                canonical["transport"] = transports
        return canonical

    def schema(self) -> Schema:
        return any_of(PORT_INTEGER, {"type": "string", "pattern": self.pattern}, {"type": "null"})


class Publish(Shape):
    """`random`: on a number that the engine chooses; `false`: not at all."""

    label = "random or false"

    def read(self, node: Node, problems: Problems) -> Any:
        if type(node) is Scalar and node.text in ("random", "false"):
            return node.text
        return problems.wrong_type(node, self.label)

    def schema(self) -> Schema:
        return {"enum": ["random", False]}


class FullEndpoint(Record):
    """The long form; its `number` and `container` may be ranges of one length, or a range for one
    container port: a pool, of which the engine takes the first free number."""

    main: ClassVar = "number"
    refused: ClassVar = {
        "port": "it is called 'number' here",
        "published": "it is called 'number' here",
        "target": "it is called 'container' here",
        "protocol": "it is called 'transport' here, or 'scheme' where it is spoken in URLs",
    }

    def read(self, node: Node, problems: Problems) -> Any:
        found = super().read(node, problems)
        if found is INVALID or not isinstance(node, Mapping):
            return found
        canonical: Canonical = {}
        for key, value in found.items():
            if key in ("number", "container"):
                canonical[key], canonical[f"{key}_end"] = value or (None, None)
            elif key == "transport" and value is not None:
                canonical[key] = TRANSPORTS[value]
            else:
                canonical[key] = value
        if node.get("number") is not None and "number" not in found:
            canonical |= UNKNOWN
        if canonical.get("publish") is not None:
            canonical |= UNKNOWN
        if canonical.get("number") and canonical.get("container_end"):
            outer = canonical["number"], canonical["number_end"]
            same_length(outer, (canonical["container"], canonical["container_end"]), node, problems)
        return canonical


BIND = Bind()


class Listen(ShortEndpoint):
    """What a proxy listens on: `80`, `"127.0.0.1:8080"`."""

    label = 'a port to listen on such as 80 or "127.0.0.1:8080"'
    pattern = _LISTEN_PATTERN

    def read(self, node: Node, problems: Problems) -> Canonical:
        canonical = super().read(node, problems)
        if canonical.get("number_end") or "container" in canonical or "transport" in canonical:
            problems.add("bad-port", "a proxy listens on one number", node)
            return UNKNOWN
        return canonical


LISTEN = Listen()
