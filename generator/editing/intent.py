"""The model that a move is meant to make, and whether the edited text makes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from generator.allocation.together import places
from generator.editing.move import Move
from generator.model.portmap import Endpoint, Environment, PortMap, Project, Service

__all__ = ["differences", "intended"]


def intended(portmap: PortMap, move: Move) -> PortMap:
    """The map with the endpoint's number changed and the move told; nothing else is different."""
    project = portmap.projects[move.project]
    base = project.services[move.service]
    moved = _environments(portmap, move)
    environments = {
        name: _laid(environment, base, move, moved.get(name))
        for name, environment in project.environments.items()
    }
    services = dict(project.services)
    changed = _told(base, base, move)
    services[move.service] = changed if move.environment else _moved(changed, move, 0)
    renewed: Project = replace(project, environments=environments, services=services)
    return replace(portmap, projects={**portmap.projects, move.project: renewed})


def _environments(portmap: PortMap, move: Move) -> dict[str, int]:
    """Environments in which the number changes, with what is added to it there."""
    if move.environment is not None:
        return {move.environment: 0}
    found = places(portmap, move.project, move.service, move.endpoint)
    return {place.environment.name: place.shift for place in found}


def _laid(environment: Environment, base: Service, move: Move, shift: int | None) -> Environment:
    here = environment.services.get(move.service)
    if here is None:
        return environment
    changed = _told(here, base, move)
    if shift is not None:
        changed = _moved(changed, move, shift)
    if move.environment == environment.name:
        changed = replace(changed, environment=environment.name)
    return replace(environment, services={**environment.services, move.service: changed})


def _told(service: Service, base: Service, move: Move) -> Service:
    """An overlay that has a history of its own keeps it."""
    if move.entry is None or service.history != base.history:
        return service
    return replace(service, history=(*service.history, move.entry))


def _moved(service: Service, move: Move, shift: int) -> Service:
    return replace(
        service,
        endpoints=tuple(
            _renumbered(each, move, shift) if each.name == move.endpoint else each
            for each in service.endpoints
        ),
    )


def _renumbered(endpoint: Endpoint, move: Move, shift: int) -> Endpoint:
    number = move.number
    port, last = number.port + shift, None if number.last == number.port else number.last + shift
    changed = replace(endpoint, port=port, port_end=last)
    if number.container is None and endpoint.container_port == endpoint.port:
        return replace(changed, container_port=port if endpoint.port else None, container_end=last)
    return changed


def differences(meant: PortMap, made: PortMap, move: Move) -> Iterator[str]:
    """What the text would change beside what was meant, named for a person."""
    for name in (each.name for each in fields(meant) if each.name not in ("projects", "origin")):
        if not _same(getattr(meant, name), getattr(made, name)):
            yield name
    if list(meant.projects) != list(made.projects):
        yield "projects"
        return
    for name, project in meant.projects.items():
        yield from dict.fromkeys(_in_project(project, made.projects[name], move))


def _in_project(meant: Project, made: Project, move: Move) -> Iterator[str]:
    bare: dict[str, Any] = {"environments": {}, "services": {}}
    if not _same(replace(meant, **bare), replace(made, **bare)):
        yield meant.name
    yield from _in_services(meant.services, made.services, move, meant.name)
    if list(meant.environments) != list(made.environments):
        yield f"{meant.name}, its environments"
        return
    for name, environment in meant.environments.items():
        other, scope = made.environments[name], f"{meant.name}@{name}"
        if not _same(replace(environment, services={}), replace(other, services={})):
            yield scope
        yield from _in_services(environment.services, other.services, move, scope)


def _in_services(
    meant: dict[str, Service], made: dict[str, Service], move: Move, scope: str
) -> Iterator[str]:
    if list(meant) != list(made):
        yield f"{scope}, its services"
        return
    for name, service in meant.items():
        if not _alike(service, made[name], move):
            yield f"{scope}/{name}"


def _alike(meant: Service, made: Service, move: Move) -> bool:
    if (meant.project, meant.name) == (move.project, move.service):
        meant = _with_schemes(meant, made, move)
    return _same(meant, made)


def _with_schemes(meant: Service, made: Service, move: Move) -> Service:
    """Without a kind, the scheme follows from the number: 5432 speaks no HTTP."""
    schemes = {each.name: each.scheme for each in made.endpoints}
    endpoints = tuple(
        replace(each, scheme=schemes.get(each.name)) if each.name == move.endpoint else each
        for each in meant.endpoints
    )
    return replace(meant, endpoints=endpoints)


def _same(one: Any, other: Any) -> bool:
    """Equality of values, wherever they are written."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, (tuple, list)):
        return len(one) == len(other) and all(map(_same, one, other))
    if is_dataclass(one) and not isinstance(one, type):
        return all(_same(getattr(one, n), getattr(other, n)) for n in _compared(type(one)))
    return bool(one == other)


@cache
def _compared(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind) if each.name != "origin")
