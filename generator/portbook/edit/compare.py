"""Two maps held against each other by what they say, wherever it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, NamedTuple

from portbook.model.portmap import PortMap, Project, Service

__all__ = ["Difference", "differences", "same"]


class Difference(NamedTuple):
    """Something that is not as it was meant: a service, a project, or another part of the map."""

    project: str
    service: str | None = None
    environment: str | None = None
    part: str | None = None

    def __str__(self) -> str:
        scope = f"{self.project}@{self.environment}" if self.environment else self.project
        name = f"{scope}/{self.service}" if self.service else scope
        return f"{name}, its {self.part}" if self.part else name


def differences(meant: PortMap, made: PortMap) -> Iterator[Difference]:
    """What a text says otherwise than was meant."""
    for name in (each.name for each in fields(meant) if each.name not in ("projects", "origin")):
        if not same(getattr(meant, name), getattr(made, name)):
            yield Difference(name)
    if list(meant.projects) != list(made.projects):
        yield Difference("projects")
        return
    for name, project in meant.projects.items():
        yield from dict.fromkeys(_in_project(project, made.projects[name]))


def _in_project(meant: Project, made: Project) -> Iterator[Difference]:
    bare: dict[str, Any] = {"environments": {}, "services": {}}
    if not same(replace(meant, **bare), replace(made, **bare)):
        yield Difference(meant.name)
    yield from _in_services(meant.services, made.services, Difference(meant.name))
    if list(meant.environments) != list(made.environments):
        yield Difference(meant.name, part="environments")
        return
    for name, environment in meant.environments.items():
        other, scope = made.environments[name], Difference(meant.name, environment=name)
        if not same(replace(environment, services={}), replace(other, services={})):
            yield scope
        yield from _in_services(environment.services, other.services, scope)


def _in_services(
    meant: dict[str, Service], made: dict[str, Service], scope: Difference
) -> Iterator[Difference]:
    if list(meant) != list(made):
        yield scope._replace(part="services")
        return
    for name, service in meant.items():
        if not same(service, made[name]):
            yield scope._replace(service=name)


def same(one: Any, other: Any) -> bool:
    """Equality of values; of mappings also their order."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, (tuple, list)):
        return len(one) == len(other) and all(map(same, one, other))
    if is_dataclass(one) and not isinstance(one, type):
        return all(same(getattr(one, n), getattr(other, n)) for n in _compared(type(one)))
    return bool(one == other)


@cache
def _compared(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind) if each.name != "origin")
