"""Reads one entry of a service's `ports`.

The short form is `[[IP:][HOST]:]CONTAINER[/PROTOCOL]` with ranges (Compose specification, 05-
services.md, ports; what is refused follows go-connections' `nat` package, which Compose uses).
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, replace

from portbook.sources.compose.stack import Stack
from portbook.sources.numbers import port_span
from portbook.sources.template import Substitution
from portbook.text.nodes import Mapping, Node

PROTOCOLS = ("tcp", "udp", "sctp")
_FIELDS = ("target", "published", "host_ip", "protocol", "mode", "app_protocol", "name")
_PROBE = 64999
"""A number that is tried in the place of another one."""


class BadPort(Exception):
    """An entry that Compose refuses; the message says why."""


@dataclass(frozen=True, slots=True)
class Published:
    """`port` is the first number on the host, None where Docker chooses one; `chosen` is true
    where Docker takes any one of the numbers to `port_end`."""

    container: int
    container_end: int | None = None
    port: int | None = None
    port_end: int | None = None
    bind: str | None = None
    transport: str = "tcp"
    chosen: bool = False
    mode: str | None = None
    app_protocol: str | None = None
    name: str | None = None


def read_entry(
    stack: Stack, node: Node, instead: dict[str, str] | None = None
) -> tuple[Published, Substitution]:
    """The numbers of an entry, and the variables that they came from."""
    if not isinstance(node, Mapping):
        filled = _filled(stack, node, instead)
        return parse_short(filled.text), filled
    given: dict[str, str] = {}
    every = Substitution()
    for field in _FIELDS:
        value = stack.get(node, field)
        if value is not None:
            filled = _filled(stack, value, instead)
            given[field] = filled.text
            every.used += filled.used
            every.missing += filled.missing
            every.guessed = every.guessed or filled.guessed
    return parse_long(given), every


def _filled(stack: Stack, node: Node, instead: dict[str, str] | None) -> Substitution:
    """What has no value is nothing to Compose, and then a number of the engine's choice."""
    filled = stack.substituted(node, instead)
    if filled is None:
        raise BadPort("the entry cannot be read as a text with variables")
    if filled.required:
        names = ", ".join(filled.required)
        raise BadPort(f"no .env file here gives the value that {names} asks for")
    return filled


def moves(variable: str, stack: Stack, node: Node, published: Published) -> bool:
    """Whether another number in the variable is published for the same, and all else stays."""
    try:
        moved, _ = read_entry(stack, node, {variable: str(_PROBE)})
    except BadPort:
        return False
    return moved == replace(published, port=_PROBE)


def parse_short(text: str) -> Published:
    ports, slash, protocol = text.partition("/")
    transport = protocol.lower() if slash else "tcp"
    if transport not in PROTOCOLS:
        raise BadPort(f"'{protocol}' is no protocol of Compose (tcp, udp, sctp)")
    rest, _, container = ports.rpartition(":")
    address, _, host = rest.rpartition(":")
    return _published(container, host, _address(address), transport)


def parse_long(values: dict[str, str]) -> Published:
    """The mapping form; values as text, those that are absent left out."""
    if "target" not in values:
        raise BadPort("the entry names no target, the port inside the container")
    transport = values.get("protocol", "tcp").lower()
    address = _address(values.get("host_ip", ""))
    found = _published(values["target"], values.get("published", ""), address, transport)
    mode = values.get("mode") if values.get("mode") != "ingress" else None
    return replace(
        found, mode=mode, app_protocol=values.get("app_protocol"), name=values.get("name")
    )


def _published(container: str, host: str, bind: str | None, transport: str) -> Published:
    inner = _span(container)
    if inner is None:
        raise BadPort(f"'{container}' is no port inside the container")
    first, last = inner
    end = last if last > first else None
    if not host or host == "0":
        return Published(first, end, bind=bind, transport=transport)
    outer = _span(host)
    if outer is None:
        raise BadPort(f"'{host}' is no port on the host")
    low, high = outer
    chosen = high > low and first == last
    if high - low != last - first and not chosen:
        raise BadPort(f"{low}-{high} and {first}-{last} do not hold the same number of ports")
    return Published(first, end, low, high if high > low else None, bind, transport, chosen)


def _span(text: str) -> tuple[int, int] | None:
    return None if any(each.isspace() for each in text) else port_span(text)


def _address(text: str) -> str | None:
    if not text:
        return None
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        raise BadPort(f"'{text}' is no IP address") from None
    return bare
