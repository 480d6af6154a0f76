"""A codebase: its environments, its services, and what it says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portbook.model.origin import NO_ORIGIN, Origin
from portbook.model.portmap.history import HistoryEntry
from portbook.model.portmap.proxy import Proxy
from portbook.model.portmap.ranges import Range
from portbook.model.portmap.service import Service
from portbook.text.source import Place

__all__ = ["DEFAULT_ENVIRONMENT", "Environment", "Project", "TargetChoice"]

DEFAULT_ENVIRONMENT = "development"
"""The environment of a project that names none."""


@dataclass(frozen=True, slots=True)
class Environment:
    """A project's environment with the services that are in it, overlays laid over."""

    project: str
    name: str
    host: str
    default: bool
    services: dict[str, Service]
    proxies: tuple[Proxy, ...] = ()

    def hosts_of(self, service: Service) -> tuple[str, ...]:
        return service.hosts or (self.host,)


@dataclass(frozen=True, slots=True)
class TargetChoice:
    """A target a project asks for: a shipped `name`, or a `template` and the path it goes `to`."""

    name: str | None = None
    template: str | None = None
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """A codebase. `services` are as written, before any overlay. Without `variables` its .env has
    only those derived ones that a service names."""

    name: str
    title: str
    environments: dict[str, Environment]
    services: dict[str, Service]
    description: str | None = None
    stack: str | None = None
    owner: str | None = None
    repository: str | None = None
    path: str | None = None
    compose: str | None = None
    ranges: tuple[Range, ...] = ()
    start: tuple[tuple[str, str], ...] = ()
    stop: tuple[tuple[str, str], ...] = ()
    rules: tuple[str, ...] = ()
    related: tuple[tuple[str, str], ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    notes: str | None = None
    sections: tuple[tuple[str, str], ...] = ()
    targets: tuple[TargetChoice, ...] = ()
    install: tuple[str, ...] | None = None
    variables: bool = True
    origin: Origin = NO_ORIGIN

    @property
    def default(self) -> Environment:
        return next(iter(self.environments.values()))

    def deployments(self) -> Iterator[tuple[Environment, Service]]:
        """Every service in every environment it is in."""
        for environment in self.environments.values():
            for service in environment.services.values():
                yield environment, service

    def place(self, *path: str | int, key: bool = False) -> Place:
        return self.origin.place(*path, key=key)
