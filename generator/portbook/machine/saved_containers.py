"""Reads the published ports of containers from what `docker ps`, Podman and `kubectl` printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from portbook.machine.engine import COMPOSE, Container, Published
from portbook.model.bind import parse_bind

MOST_PUBLISHED = 200_000
"""Ports that a text's containers may publish together: three of them every number there is."""


class UnknownFormat(Exception):
    """The text is none that is read here."""


def canonical(address: str) -> str | None:
    """The canonical address, without the zone, which no map can name."""
    text = address.strip().strip("[]").partition("%")[0].strip("[]")
    try:
        return parse_bind("::" if text == "*" else text)
    except ValueError:
        return None


def whole_number(value: Any) -> int | None:
    return int(value) if re.fullmatch(r"-?[0-9]{1,9}", str(value)) else None


_PUBLISHED = re.compile(
    r"(?P<address>\S+):(?P<low>\d+)(?:-(?P<high>\d+))?->(?P<inside>\d+)(?:-\d+)?/(?P<net>tcp|udp)$"
).match


def of_engine(rows: list[dict[str, Any]]) -> Iterator[Container]:
    """Containers of `docker ps`: Docker's rows have texts, Podman's lists."""
    left = MOST_PUBLISHED
    for row in rows:
        ports = row["Ports"]
        told = _podman(ports) if isinstance(ports, list) else _texts(str(ports))
        labels = row.get("Labels") or {}
        if isinstance(labels, str):
            labels = dict(each.split("=", 1) for each in labels.split(",") if "=" in each)
        names = row.get("Names") or row.get("Name") or ""
        container = Container(
            str(row.get("ID") or row.get("Id") or ""),
            str(names[0] if isinstance(names, list) else names).split(",")[0],
            str(row.get("Image") or ""),
            labels.get(f"{COMPOSE}project"),
            labels.get(f"{COMPOSE}service"),
            published=tuple(dict.fromkeys(islice(told, left + 1))),
        )
        left -= len(container.published)
        if left < 0:
            raise UnknownFormat(f"its containers publish more than {MOST_PUBLISHED:,} ports")
        yield container


def _texts(ports: str) -> Iterator[Published]:
    """`0.0.0.0:8000-8002->80-82/tcp, [::]:5432->5432/tcp`, older ones `:::5432->5432/tcp`."""
    for part in ports.split(", "):
        row = _PUBLISHED(part)
        address = canonical(row["address"]) if row else None
        if row is not None and address is not None:
            low, high, inside = int(row["low"]), int(row["high"] or row["low"]), int(row["inside"])
            for step in range(min(high - low, 65535) + 1):
                yield Published(row["net"], address, low + step, inside + step)


def _podman(ports: list[Any]) -> Iterator[Published]:
    for row in (each for each in ports if isinstance(each, dict)):
        low, inside = whole_number(row.get("host_port")), whole_number(row.get("container_port"))
        if low and inside:
            address = canonical(row.get("host_ip") or "0.0.0.0") or "0.0.0.0"
            for step in range(min(whole_number(row.get("range")) or 1, 65535)):
                for transport in str(row.get("protocol") or "tcp").split(","):
                    yield Published(transport, address, low + step, inside + step)


def of_cluster(items: list[Any]) -> Iterator[Container]:
    """Services of `kubectl` with their NodePorts, which every node has."""
    for item in items:
        meta, spec = item.get("metadata") or {}, item.get("spec") or {}
        ports = [
            Published(str(port.get("protocol") or "TCP").lower(), "::", port["nodePort"],
                      whole_number(port.get("targetPort")) or whole_number(port.get("port")) or 0)
            for port in spec.get("ports") or ()
            if whole_number(port.get("nodePort"))
        ]  # fmt: skip
        if ports:
            name = str(meta.get("name") or "")
            yield Container(str(meta.get("uid") or ""), name, "", published=tuple(ports))
