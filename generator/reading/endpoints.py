"""The forms an endpoint can be written in, and the one form they become.

`"127.0.0.1:5434:5432/tcp"` follows Compose's short port syntax; a part that is left out stays
out of the canonical dict, so that an overlay changes only what it says.
"""

from __future__ import annotations

import re
from typing import Any

from generator.model.bind import parse_bind
from generator.model.ports import HIGHEST, LOWEST
from generator.reading.scalars import as_int
from generator.reading.shapes import (
    INVALID,
    Choice,
    Field,
    Problems,
    Record,
    Schema,
    Shape,
    Text,
    any_of,
)
from generator.text.tree import Mapping, Node, Scalar

__all__ = ["BIND", "ENDPOINT", "LISTEN", "PORT", "PORT_INTEGER", "PORT_NUMBER", "Canonical"]

Canonical = dict[str, Any]
"""Keys: number, number_end, container, container_end, bind, transport (a tuple), scheme, path,
public. A number of None is unknown; an absent one was not given."""

UNKNOWN: Canonical = {"number": None, "number_end": None}

_SPAN = r"([0-9]{1,7})(?:-([0-9]{1,7}))?"
_SHORT = re.compile(
    rf"(?:(?P<bind>\[[^\]]*\]|\*|localhost|[0-9]+\.[0-9.]+):)?{_SPAN}(?::{_SPAN})?"
    r"(?:/(?P<transport>[a-z+]+))?"
)
_TRANSPORTS = {
    "tcp": ("tcp",),
    "udp": ("udp",),
    "tcp+udp": ("tcp", "udp"),
    "udp+tcp": ("tcp", "udp"),
}

PORT = (
    "0{0,2}([1-9][0-9]{0,3}|[1-5][0-9]{4}|6([0-4][0-9]{3}|5([0-4][0-9]{2}|5([0-2][0-9]|3[0-5]))))"
)
"""A pattern of 1 to 65535, for the JSON Schema; the reader compares numbers."""
PORT_INTEGER: Schema = {"type": "integer", "minimum": LOWEST, "maximum": HIGHEST}

_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_ADDRESS = rf"({_OCTET}\.){{3}}{_OCTET}|\[[0-9a-fA-F:.]+\]|\*|localhost"
_SHORT_PATTERN = (
    rf"^(({_ADDRESS}):)?{PORT}(-{PORT})?(:{PORT}(-{PORT})?)?(/(tcp|udp|tcp\+udp|udp\+tcp))?$"
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


class PortNumber(Shape):
    """One number, as an integer or quoted; a range where `span` is allowed: (first, last)."""

    def __init__(self, label: str = "a port number", span: bool = False) -> None:
        self.label = label
        self.span = span

    def read(self, node: Node, problems: Problems) -> Any:
        if type(node) is not Scalar or node.is_null:
            return problems.wrong_type(node, self.label)
        if problems.check_trap(node):
            return INVALID
        match = re.fullmatch(_SPAN, node.text)
        if match is None:
            return _not_a_port(node, problems, self.label)
        low, high = _interval(match[1], match[2])
        if high is not None and not self.span:
            return problems.add("bad-port", f"'{node.text}' is a range, not one port", node)
        if not in_range(low, high, node, problems):
            return INVALID
        return (low, high) if self.span else low

    def schema(self) -> Schema:
        pattern = rf"^{PORT}(-{PORT})?$" if self.span else rf"^{PORT}$"
        return any_of(PORT_INTEGER, {"type": "string", "pattern": pattern})


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
        if problems.check_trap(node):
            return UNKNOWN
        match = _SHORT.fullmatch(node.text)
        if match is None:
            _not_a_port(node, problems, self.label)
            return UNKNOWN
        low, high = _interval(match[2], match[3])
        canonical: Canonical = {"number": low, "number_end": high}
        if not in_range(low, high, node, problems):
            return UNKNOWN
        if match[4]:
            inner = _interval(match[4], match[5])
            if not in_range(*inner, node, problems) or not same_length(
                (low, high), inner, node, problems
            ):
                return UNKNOWN
            canonical["container"], canonical["container_end"] = inner
        return self.read_ends(match, canonical, node, problems)

    def read_ends(
        self, match: re.Match[str], canonical: Canonical, node: Scalar, problems: Problems
    ) -> Canonical:
        if match["bind"]:
            try:
                canonical["bind"] = parse_bind(match["bind"])
            except ValueError:
                problems.add("bad-value", f"'{match['bind']}' is not an IP address", node)
        if match["transport"]:
            transports = _TRANSPORTS.get(match["transport"])
            if transports is None:
                message = f"'{match['transport']}' is not a transport: write tcp, udp or tcp+udp"
                problems.add("bad-value", message, node)
            else:
                canonical["transport"] = transports
        return canonical

    def schema(self) -> Schema:
        return any_of(PORT_INTEGER, {"type": "string", "pattern": self.pattern}, {"type": "null"})


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


def _interval(low: str, high: str | None) -> tuple[int, int | None]:
    return int(low), int(high) if high and int(high) != int(low) else None


def _not_a_port(node: Scalar, problems: Problems, label: str) -> Any:
    code = "bad-port" if re.fullmatch(r"[-+]?[0-9.:]+", node.text) else "wrong-type"
    return problems.add(code, f"'{node.text}' is not {label}", node)


class FullEndpoint(Record):
    """The long form; its `number` and `container` may be ranges of one length."""

    def read(self, node: Node, problems: Problems) -> Any:
        found = super().read(node, problems)
        if found is INVALID or not isinstance(node, Mapping):
            return found
        canonical: Canonical = {}
        for key, value in found.items():
            if key in ("number", "container"):
                canonical[key], canonical[f"{key}_end"] = value or (None, None)
            elif key == "transport" and value is not None:
                canonical[key] = _TRANSPORTS[value]
            else:
                canonical[key] = value
        if node.get("number") is not None and "number" not in found:
            canonical |= UNKNOWN
        if canonical.get("number") and canonical.get("container"):
            outer = canonical["number"], canonical["number_end"]
            same_length(outer, (canonical["container"], canonical["container_end"]), node, problems)
        return canonical


PORT_NUMBER = PortNumber()
BIND = Bind()
ENDPOINT = FullEndpoint(
    "endpoint",
    "an endpoint",
    [
        Field("number", PortNumber("a port number", span=True), "The number on the host."),
        Field(
            "container",
            PortNumber("a container port", span=True),
            "The number inside the container; alone, the port is not published.",
        ),
        Field("bind", BIND, "The address it listens on; 127.0.0.1 unless said."),
        Field("transport", Choice("a transport", _TRANSPORTS), "tcp, udp or tcp+udp."),
        Field(
            "scheme",
            Text("a scheme such as http or ws", r"[a-z][a-z0-9+.-]*"),
            "What it speaks, as in its URL; the kind's unless said.",
        ),
        Field("path", Text("a path such as /v1", r"/[A-Za-z0-9._~/-]*"), "Where its URL leads."),
        Field(
            "public",
            Text("a URL such as https://api.example", r"[a-z][a-z0-9+.-]*://[^\s/]+(/\S*)?"),
            "Its address for browsers, where a tunnel or a load balancer gives it one.",
        ),
    ],
    short=ShortEndpoint(),
    expand=lambda canonical: canonical,
)


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
