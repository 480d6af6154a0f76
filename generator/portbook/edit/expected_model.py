"""The model that a move is meant to make."""

from __future__ import annotations

from dataclasses import replace

from portbook.allocate.linked_ports import places
from portbook.edit.move import Move
from portbook.model.portmap import Endpoint, Environment, PortMap, Project, Service

__all__ = ["intended"]


def intended(portmap: PortMap, made: PortMap, move: Move) -> PortMap:
    """The map with the endpoint's number changed and the move told; nothing else is different.

    From what was `made` comes only the endpoint's scheme: without a kind it follows from the
    number, 5432 speaks no HTTP.
    """
    project = portmap.projects[move.project]
    base = project.services[move.service]
    moved = _environments(portmap, move)
    there = made.projects.get(move.project)
    environments = {
        name: _laid(environment, base, move, moved.get(name), there)
        for name, environment in project.environments.items()
    }
    services = dict(project.services)
    changed = _told(base, base, move)
    if move.environment is None:
        written = there.services.get(move.service) if there else None
        changed = _moved(changed, move, 0, written)
    services[move.service] = changed
    renewed: Project = replace(project, environments=environments, services=services)
    return replace(portmap, projects={**portmap.projects, move.project: renewed})


def _environments(portmap: PortMap, move: Move) -> dict[str, int]:
    """Environments in which the number changes, with what is added to it there."""
    if move.environment is not None:
        return {move.environment: 0}
    found = places(portmap, move.project, move.service, move.endpoint)
    return {place.environment.name: place.shift for place in found}


def _laid(
    environment: Environment, base: Service, move: Move, shift: int | None, there: Project | None
) -> Environment:
    here = environment.services.get(move.service)
    if here is None:
        return environment
    changed = _told(here, base, move)
    if shift is not None:
        written = there.environments.get(environment.name) if there else None
        found = written.services.get(move.service) if written else None
        changed = _moved(changed, move, shift, found)
    if move.environment == environment.name:
        changed = replace(changed, environment=environment.name)
    return replace(environment, services={**environment.services, move.service: changed})


def _told(service: Service, base: Service, move: Move) -> Service:
    """An overlay that has a history of its own keeps it."""
    if move.entry is None or service.history != base.history:
        return service
    return replace(service, history=(*service.history, move.entry))


def _moved(service: Service, move: Move, shift: int, made: Service | None) -> Service:
    written = made.endpoint(move.endpoint) if made else None
    return replace(
        service,
        endpoints=tuple(
            _renumbered(each, move, shift, written) if each.name == move.endpoint else each
            for each in service.endpoints
        ),
    )


def _renumbered(endpoint: Endpoint, move: Move, shift: int, made: Endpoint | None) -> Endpoint:
    number = move.number
    port, last = number.port + shift, None if number.last == number.port else number.last + shift
    scheme = made.scheme if made else endpoint.scheme
    changed = replace(endpoint, port=port, port_end=last, scheme=scheme)
    if number.container is None and endpoint.container_port == endpoint.port:
        return replace(changed, container_port=port if endpoint.port else None, container_end=last)
    return changed
