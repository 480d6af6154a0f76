"""Everything that one ports.yaml and what it includes say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from portbook.model.kinds import Kind
from portbook.model.origin import NO_ORIGIN, Origin
from portbook.model.portmap.project import Environment, Project
from portbook.model.portmap.ranges import Range
from portbook.model.portmap.service import Service
from portbook.text.source import Place

__all__ = ["Exclusive", "Host", "Member", "PortMap", "Settings"]


@dataclass(frozen=True, slots=True)
class Host:
    """A machine. `address` is how other machines reach it, `domain` how browsers do."""

    name: str
    os: str = "linux"
    address: str | None = None
    domain: str | None = None
    title: str | None = None
    origin: Origin = NO_ORIGIN


class Member(NamedTuple):
    """A project, one of its environments, or one of its services."""

    project: str
    environment: str | None = None
    service: str | None = None


@dataclass(frozen=True, slots=True)
class Exclusive:
    """Members that never run together."""

    members: tuple[Member, ...]
    reason: str | None = None
    origin: Origin = NO_ORIGIN


@dataclass(frozen=True, slots=True)
class Settings:
    """`checks` gives each code its severity: "off", "warning" or "error". `targets` are asked for
    every project, and for the map as a whole."""

    output: str = "generated"
    checks: dict[str, str] = field(default_factory=dict)
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PortMap:
    """Everything one ports.yaml and what it includes say."""

    title: str
    hosts: dict[str, Host]
    ranges: tuple[Range, ...]
    exclusive: tuple[Exclusive, ...]
    kinds: dict[str, Kind]
    settings: Settings
    projects: dict[str, Project]
    description: str | None = None
    version: int = 1
    origin: Origin = NO_ORIGIN

    def environments(self) -> Iterator[tuple[Project, Environment]]:
        for project in self.projects.values():
            for environment in project.environments.values():
                yield project, environment

    def deployments(self) -> Iterator[tuple[Environment, Service]]:
        """Every service in every environment it is in."""
        for project in self.projects.values():
            yield from project.deployments()

    def all_ranges(self) -> Iterator[Range]:
        yield from self.ranges
        for project in self.projects.values():
            yield from project.ranges

    def place(self, *path: str | int, key: bool = False) -> Place:
        return self.origin.place(*path, key=key)
