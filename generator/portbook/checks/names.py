"""Plain names in the map that should be somebody's: of a host, range, kind, environment ..."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from portbook.language.keys.proxies import NO_ENVIRONMENTS
from portbook.model.catalogue import ALIASES
from portbook.model.portmap import Exclusive, Member, PortMap, Project, Service
from portbook.text.source import Place
from portbook.text.tree import Mapping

__all__ = ["Unknown", "unknown_names"]


class Unknown(NamedTuple):
    """A name that nothing bears, and those that might have been meant."""

    message: str
    name: str
    known: Iterable[str]
    place: Place
    services: tuple[Service, ...] = ()


def unknown_names(portmap: PortMap) -> Iterator[Unknown]:
    hosts = portmap.hosts
    for each in portmap.all_ranges():
        if each.host is not None and each.host not in hosts:
            yield _host(each.host, portmap, each.origin.place("host"))
    for exclusive in portmap.exclusive:
        yield from _members(portmap, exclusive)
    for project in portmap.projects.values():
        yield from _of_project(portmap, project)
        for service in project.services.values():
            yield from _of_service(portmap, project, service)
        for environment in project.environments.values():
            for service in environment.services.values():
                if service.environment and not service.implicit:
                    yield from _of_service(portmap, project, service)


def _host(name: str, portmap: PortMap, place: Place, *services: Service) -> Unknown:
    return Unknown(f"there is no host '{name}'", name, portmap.hosts, place, services)


def _environment(name: str, project: Project, place: Place, *services: Service) -> Unknown:
    message = f"project '{project.name}' has no environment '{name}'"
    return Unknown(message, name, project.environments, place, services)


def _members(portmap: PortMap, exclusive: Exclusive) -> Iterator[Unknown]:
    for index, member in enumerate(exclusive.members):
        node = exclusive.origin.node("members", index) or exclusive.origin.node(index)
        place = node.place if node else exclusive.origin.place("members")
        yield from _member(portmap, member, place)


def _member(portmap: PortMap, member: Member, place: Place) -> Iterator[Unknown]:
    project = portmap.projects.get(member.project)
    if project is None:
        message = f"there is no project '{member.project}'"
        yield Unknown(message, member.project, portmap.projects, place)
        return
    if member.environment is not None and member.environment not in project.environments:
        yield _environment(member.environment, project, place)
    if member.service is not None and member.service not in project.services:
        message = f"project '{project.name}' has no service '{member.service}'"
        yield Unknown(message, member.service, project.services, place)


def _of_project(portmap: PortMap, project: Project) -> Iterator[Unknown]:
    for environment in project.environments.values():
        if environment.host not in portmap.hosts:
            place = project.place("environments", environment.name)
            yield _host(environment.host, portmap, place)
    proxies = project.origin.node("proxy")
    if isinstance(proxies, Mapping):
        keys = [key for key, _ in proxies.entries()]
        # Without the level of the environments, it was reported when it was read.
        forgotten = any(key.text in NO_ENVIRONMENTS for key in keys)
        for key in keys if not forgotten else ():
            if key.text not in project.environments:
                yield _environment(key.text, project, key.place)
    for index, entry in enumerate(project.history):
        if entry.environment is not None and entry.environment not in project.environments:
            place = project.place("history", index, "environment")
            yield _environment(entry.environment, project, place)


def _of_service(portmap: PortMap, project: Project, service: Service) -> Iterator[Unknown]:
    if service.kind_name is not None and service.kind is None:
        yield _kind(portmap, service)
    if service.range is not None:
        yield from _range(portmap, project, service)
    for index, host in enumerate(service.hosts):
        if host not in portmap.hosts:
            yield _host(host, portmap, service.place("host", index), service)
    yield from _environments(project, service)
    if service.secrets or service.history or (service.health and service.health.endpoint):
        yield from _further(project, service)


def _environments(project: Project, service: Service) -> Iterator[Unknown]:
    for index, name in enumerate(service.only or ()):
        if name not in project.environments:
            yield _environment(name, project, service.place("only", index), service)
    for node in service.origin.nodes:
        if not isinstance(node, Mapping):
            continue
        for key, overlays in node.entries():
            if key.text == "environments" and isinstance(overlays, Mapping):
                for name_key, _ in overlays.entries():
                    if name_key.text not in project.environments:
                        yield _environment(name_key.text, project, name_key.place, service)


def _range(portmap: PortMap, project: Project, service: Service) -> Iterator[Unknown]:
    name = service.range or ""
    known = [each.name for each in (*project.ranges, *portmap.ranges)]
    if name not in known:
        message = f"there is no range '{name}'"
        yield Unknown(message, name, known, service.place("range"), (service,))


def _kind(portmap: PortMap, service: Service) -> Unknown:
    name = service.kind_name or ""
    message = f"there is no kind '{name}' in the catalogue or under 'kinds'"
    known = [*portmap.kinds, *ALIASES]
    return Unknown(message, name, known, service.place("kind"), (service,))


def _further(project: Project, service: Service) -> Iterator[Unknown]:
    for secret in service.secrets:
        for index, name in enumerate(secret.environments):
            if name not in project.environments:
                place = service.place("secrets", secret.name, "environments", index)
                yield _environment(name, project, place, service)
    for index, entry in enumerate(service.history):
        if entry.environment is not None and entry.environment not in project.environments:
            place = service.place("history", index, "environment")
            yield _environment(entry.environment, project, place, service)
        if entry.endpoint is not None and service.endpoint(entry.endpoint) is None:
            yield _endpoint(entry.endpoint, service, service.place("history", index, "endpoint"))
    asked = service.health.endpoint if service.health else None
    if asked is not None and service.endpoint(asked) is None:
        yield _endpoint(asked, service, service.place("health", "endpoint"))


def _endpoint(name: str, service: Service, place: Place) -> Unknown:
    message = f"'{service.project}/{service.name}' has no endpoint '{name}'"
    known = [endpoint.name for endpoint in service.endpoints]
    return Unknown(message, name, known, place, (service,))
