"""What the compose templates see: finished scalars, so that a template only lays them out.

Every string is spelled for YAML already, with the dollars of literal text doubled; `notes` are
whole comment lines.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Container", "Dependency", "Publication", "Variable"]


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
