"""A reverse proxy of an environment, and the paths that it passes on."""

from __future__ import annotations

from dataclasses import dataclass

from portbook.model.origin import NO_ORIGIN, Origin
from portbook.model.portmap.endpoint import Endpoint
from portbook.model.reference import Target
from portbook.text.source import Place

__all__ = ["Proxy", "Route", "Tls"]


@dataclass(frozen=True, slots=True)
class Route:
    """A path of a proxy. `strip` takes the path's prefix off before passing on."""

    path: str
    target: Target
    strip: bool = False
    event_stream: bool = False


@dataclass(frozen=True, slots=True)
class Tls:
    certificate: str
    key: str


@dataclass(frozen=True, slots=True)
class Proxy:
    """A reverse proxy of one environment; `service` holds its `endpoints`.

    `to` is set for a raw TCP proxy, which has no routes.
    """

    project: str
    environment: str
    name: str | None
    service: str
    endpoints: tuple[Endpoint, ...]
    server_names: tuple[str, ...] = ()
    tls: Tls | None = None
    routes: tuple[Route, ...] = ()
    to: Target | None = None
    origin: Origin = NO_ORIGIN

    @property
    def stem(self) -> str:
        """What its files are called, without the ending: the environment, and its own name."""
        return f"{self.environment}-{self.name}" if self.name else self.environment

    def place(self, *path: str | int, key: bool = False) -> Place:
        return self.origin.place(*path, key=key)
