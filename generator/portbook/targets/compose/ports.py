"""Writes endpoints in the long form of Compose's `ports`; what the compose templates see.

One entry for every number and address: the short form's colons are read differently by YAML 1.1.
Source: https://github.com/compose-spec/compose-spec/blob/main/05-services.md#ports
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portbook.model.bind import EVERY
from portbook.model.portmap import Endpoint, Service
from portbook.text.quoting.yaml import compose_string, yaml_string


@dataclass(frozen=True, slots=True)
class Publication:
    """A container port on an address of the host, in the long form.

    `published` is a quoted string: Compose takes 5432 and "5432" for two different ports when it
    merges files. It is None where the engine chooses the number, `host_ip` where it is every
    address of both families. `more` are further keys with their values, as Compose has them.
    """

    target: str
    published: str | None
    host_ip: str | None
    protocol: str
    more: tuple[tuple[str, str], ...] = ()


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

    `command` is a text or a list in brackets, `volumes` are mounts in the short form. `ports` None:
    the map does not know them. `test` is
    the shell command of its health check.
    `host_gateway`: something in it names host.docker.internal, which Linux has to be told of.
    """

    name: str
    image: str | None = None
    build: str | None = None
    dockerfile: str | None = None
    container_name: str | None = None
    command: str | None = None
    ports: tuple[Publication, ...] | None = ()
    environment: tuple[Variable, ...] = ()
    depends_on: tuple[Dependency, ...] = ()
    volumes: tuple[str, ...] = ()
    test: str | None = None
    host_gateway: bool = False
    notes: tuple[str, ...] = ()


# Compose takes IP literals only, and every address of both families where there is none.
_ADDRESSES: dict[str, tuple[str | None, ...]] = {
    "localhost": ("127.0.0.1", "::1"),
    EVERY: (None,),
}


def addresses(endpoint: Endpoint) -> tuple[str | None, ...]:
    """What Compose is to bind for the addresses of an endpoint; None is every one."""
    found = [each for bind in endpoint.binds for each in _ADDRESSES.get(bind, (bind,))]
    return tuple(dict.fromkeys(found))


def publications(service: Service) -> tuple[Publication, ...]:
    """What the container publishes, in the order of its endpoints and without repetition."""
    found = (entry for endpoint in service.endpoints for entry in _entries(endpoint))
    return tuple(dict.fromkeys(found))


def unknown_ports(service: Service) -> list[str]:
    """A sentence for each endpoint that is published on a number nobody knows."""
    return [
        f"the port of its endpoint {each.name} is not known"
        for each in service.endpoints
        if each.published and each.port is None and not each.random
    ]


def _entries(endpoint: Endpoint) -> Iterator[Publication]:
    target = endpoint.container_port
    if target is None or not endpoint.published or (endpoint.port is None and not endpoint.random):
        return
    said = (
        ("mode", endpoint.mode),
        ("app_protocol", endpoint.app_protocol),
        ("name", endpoint.port_name),
    )
    more = tuple((key, compose_string(value)) for key, value in said if value)
    for step, number in enumerate(_numbers(endpoint)):
        inner = target if endpoint.pool else target + step
        for protocol in endpoint.transports:
            for address in addresses(endpoint):
                bound = yaml_string(address) if address else None
                yield Publication(str(inner), number, bound, protocol, more)


def _numbers(endpoint: Endpoint) -> list[str | None]:
    """What `published` says: nothing, a pool's interval, or each number of an interval."""
    if endpoint.port is None:
        return [None]
    last = endpoint.last or endpoint.port
    if endpoint.pool:
        return [yaml_string(f"{endpoint.port}-{last}")]
    return [yaml_string(str(number)) for number in range(endpoint.port, last + 1)]
