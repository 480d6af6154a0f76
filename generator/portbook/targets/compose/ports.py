"""Endpoints to the long form of Compose's `ports`, and what the compose templates see.

One entry for every number and address: the short form's colons are read differently by YAML 1.1.
Source: https://github.com/compose-spec/compose-spec/blob/main/05-services.md#ports
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portbook.model.portmap import Endpoint, Service
from portbook.text.quoting.yaml import yaml_string

__all__ = [
    "Container",
    "Dependency",
    "Publication",
    "Variable",
    "addresses",
    "publications",
    "unknown_ports",
]


@dataclass(frozen=True, slots=True)
class Publication:
    """A container port on an address of the host, in the long form.

    `published` is a quoted string: Compose takes 5432 and "5432" for two different ports when it
    merges files.
    """

    target: str
    published: str
    host_ip: str
    protocol: str


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable as the program in the container is to see it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Dependency:
    """A service that starts earlier; `condition` is service_healthy or service_started."""

    name: str
    condition: str


@dataclass(frozen=True, slots=True)
class Container:
    """A service of a compose file.

    `command` is a text or a list in brackets. `ports` None: the map does not know them. `test` is
    the shell command of its health check.
    `host_gateway`: something in it names host.docker.internal, which Linux has to be told of.
    """

    name: str
    image: str | None = None
    build: str | None = None
    container_name: str | None = None
    command: str | None = None
    ports: tuple[Publication, ...] | None = ()
    environment: tuple[Variable, ...] = ()
    depends_on: tuple[Dependency, ...] = ()
    test: str | None = None
    host_gateway: bool = False
    notes: tuple[str, ...] = ()


# Compose takes IP literals only. Docker binds "::" to IPv6 alone, where for us, as for a socket
# that nobody told otherwise, it is both families.
_ADDRESSES = {"localhost": ("127.0.0.1", "::1"), "::": ("0.0.0.0", "::")}


def addresses(bind: str) -> tuple[str, ...]:
    """What Compose is to bind for a bind address of the map."""
    return _ADDRESSES.get(bind, (bind,))


def publications(service: Service) -> tuple[Publication, ...]:
    """What the container publishes, in the order of its endpoints and without repetition."""
    found = (entry for endpoint in service.endpoints for entry in _entries(endpoint))
    return tuple(dict.fromkeys(found))


def unknown_ports(service: Service) -> list[str]:
    """A sentence for each endpoint that is published on a number nobody knows."""
    return [
        f"the port of its endpoint {each.name} is not known"
        for each in service.endpoints
        if each.published and each.port is None
    ]


def _entries(endpoint: Endpoint) -> Iterator[Publication]:
    first, target = endpoint.port, endpoint.container_port
    if first is None or target is None or not endpoint.published:
        return
    for step in range((endpoint.last or first) - first + 1):
        for protocol in endpoint.transports:
            for address in addresses(endpoint.bind):
                yield Publication(
                    str(target + step),
                    yaml_string(str(first + step)),
                    yaml_string(address),
                    protocol,
                )
