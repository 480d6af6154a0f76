"""Reads one entry of a service's `ports`.

The short form is `[[IP:][HOST]:]CONTAINER[/PROTOCOL]` with ranges (Compose specification, 05-
services.md, ports; what is refused follows go-connections' `nat` package, which Compose uses).
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, replace

from portbook.sources.numbers import port_span

PROTOCOLS = ("tcp", "udp", "sctp")


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
