"""What a service listens on, and what is behind it."""

from __future__ import annotations

from dataclasses import dataclass

from portbook.model.reference import Value

__all__ = ["Alternative", "Endpoint", "Health", "PathEntry"]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One named listening port.

    `port` is the number on the host (None: unknown, or not published), `port_end` the last of an
    interval; `container_port` the number inside the container, None for a process of the host.
    `published` is False where a container keeps the port to itself. `scheme` None: no URL.
    """

    name: str
    port: int | None = None
    port_end: int | None = None
    container_port: int | None = None
    container_end: int | None = None
    transports: tuple[str, ...] = ("tcp",)
    scheme: str | None = None
    bind: str = "127.0.0.1"
    path: str | None = None
    public: str | None = None
    published: bool = True

    @property
    def last(self) -> int | None:
        return self.port_end or self.port


@dataclass(frozen=True, slots=True)
class Health:
    """How to ask whether a service is well: `kind` is "http", "tcp" or "command"."""

    kind: str
    path: str | None = None
    command: Value | None = None
    status: int = 200
    endpoint: str | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """A port the service may come up on instead, and when."""

    port: int
    when: str | None = None


@dataclass(frozen=True, slots=True)
class PathEntry:
    """One of several things behind a port."""

    path: str
    title: str
    description: str | None = None
