"""What a person calls a service on the command line, and which one is meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

import click

from portbook.allocate.linked_ports import Moved
from portbook.model.portmap import PortMap, Project, Service
from portbook.model.reference import BadReference, parse_target
from portbook.text.wording import few

__all__ = ["endpoint_meant", "known_projects", "projects_meant", "unknown"]


def endpoint_meant(portmap: PortMap, text: str, environment: str | None) -> Moved:
    """`[project[@environment]/]service[.endpoint]`; UsageError, with a suggestion, for another."""
    try:
        target = parse_target(text)
    except BadReference as failure:
        raise click.UsageError(_environment_first(text) or str(failure)) from None
    project = _project(portmap, target.project, target.service)
    if target.service not in project.services:
        _say_where(project, target.service)
    chosen = environment or target.environment
    if chosen is not None and chosen not in project.environments:
        unknown("environment", chosen, project.environments)
    service = project.services[target.service]
    if chosen is not None:
        here = project.environments[chosen].services.get(target.service)
        if here is None:
            raise click.UsageError(f"{project.name}/{target.service} is not in {chosen}.")
        service = here
    name = _endpoint(service, target.endpoint)
    return Moved(project.name, target.service, name, _overlay(project, service, chosen))


def _environment_first(text: str) -> str | None:
    """What is meant by `project/service@environment`."""
    project, slash, rest = text.partition("/")
    service, at, environment = rest.partition("@")
    if not slash or not at or "@" in project:
        return None
    name, dot, endpoint = environment.partition(".")
    meant = f"{project}@{name}/{service}{dot}{endpoint}"
    return f"an environment stands behind its project: did you mean '{meant}'?"


def _project(portmap: PortMap, name: str | None, service: str) -> Project:
    if name is not None:
        if name not in portmap.projects:
            unknown("project", name, portmap.projects)
        return portmap.projects[name]
    holders = [each for each in portmap.projects.values() if service in each.services]
    if len(portmap.projects) == 1:
        return next(iter(portmap.projects.values()))
    if len(holders) == 1:
        return holders[0]
    if not holders:
        known = [f"{p.name}/{each}" for p in portmap.projects.values() for each in p.services]
        unknown("service", service, known)
    listed = " or ".join(f"{each.name}/{service}" for each in holders)
    raise click.UsageError(f"several projects have a service '{service}': say {listed}.")


def _say_where(project: Project, service: str) -> NoReturn:
    for environment in project.environments.values():
        if service in environment.services:
            places = [proxy.place("listen") for proxy in environment.proxies]
            raise click.UsageError(
                f"'{project.name}/{service}' is what a proxy listens on: "
                f"change its 'listen', at {places[0]}."
            )
    unknown("service", service, project.services, f" in '{project.name}'")


def _endpoint(service: Service, name: str | None) -> str:
    found = service.endpoint(name)
    if name is not None and found is None:
        unknown("endpoint", name, [each.name for each in service.endpoints])
    return found.name if found else "default"


def _overlay(project: Project, service: Service, environment: str | None) -> str | None:
    """The environment whose overlay is meant; none where the service is in that one alone and
    nothing is laid over it."""
    if environment is None:
        return None
    inside = [each for each in project.environments.values() if service.name in each.services]
    return None if len(inside) == 1 and not service.environment else environment


def known_projects(portmap: PortMap, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names as given; UsageError, with a suggestion, for one that no project bears."""
    for name in names:
        if name not in portmap.projects:
            unknown("project", name, portmap.projects)
    return names


def projects_meant(portmap: PortMap, names: tuple[str, ...]) -> list[Project]:
    """The projects of the names, all where there is none, in the map's order."""
    wanted = known_projects(portmap, names) or portmap.projects
    return [project for name, project in portmap.projects.items() if name in wanted]


def unknown(what: str, name: str, known: Iterable[str], where: str = "") -> NoReturn:
    from portbook.text.wording import closest

    names = list(known)
    near = closest(name, names)
    hint = f"Did you mean '{near}'?" if near else f"There are: {few(names) or 'none'}."
    raise click.UsageError(f"there is no {what} '{name}'{where}. {hint}")
