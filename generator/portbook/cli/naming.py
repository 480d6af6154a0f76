"""Finds the project, service, endpoint or port that a word of the command line names."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, NoReturn

import click

from portbook.allocate.linked_ports import Moved
from portbook.model.address import Located
from portbook.model.portmap import Endpoint, PortMap, Project, Service
from portbook.model.ports import HIGHEST, LOWEST
from portbook.model.reference import BadReference, Target, parse_target
from portbook.text.wording import closest, few

if TYPE_CHECKING:
    from portbook.edit.mentions import Entity


def resolve_endpoint(portmap: PortMap, text: str, environment: str | None) -> Moved:
    """`[project[@environment]/]service[.endpoint]`; UsageError, with a suggestion, for another."""
    target = _target(text)
    project = _owner(portmap, target)
    if target.service not in project.services:
        there = (each for each, other in project.deployments() if other.name == target.service)
        place = next(there).proxies[0].place("listen")
        raise click.UsageError(
            f"'{project.name}/{target.service}' is what a proxy listens on: "
            f"change its 'listen', at {place}."
        )
    chosen = environment or target.environment
    refuse_others("environment", [chosen], project.environments)
    service = project.services[target.service]
    if chosen is not None:
        here = project.environments[chosen].services.get(target.service)
        if here is None:
            raise click.UsageError(f"{project.name}/{target.service} is not in {chosen}.")
        service = here
    found = _endpoint(service, target.endpoint)
    name = found.name if found else "default"
    return Moved(project.name, target.service, name, _overlay(project, service, chosen))


def _target(text: str) -> Target:
    try:
        return parse_target(text)
    except BadReference as failure:
        raise click.UsageError(_environment_first(text) or str(failure)) from None


def _environment_first(text: str) -> str | None:
    """What is meant by `project/service@environment`."""
    project, slash, rest = text.partition("/")
    service, at, environment = rest.partition("@")
    if not slash or not at or "@" in project:
        return None
    name, dot, endpoint = environment.partition(".")
    meant = f"{project}@{name}/{service}{dot}{endpoint}"
    return f"an environment stands behind its project: did you mean '{meant}'?"


def _endpoint(service: Service, name: str | None) -> Endpoint | None:
    """The endpoint of a name, else the first, if any."""
    found = service.endpoint(name)
    if name is not None and found is None:
        unknown("endpoint", name, [each.name for each in service.endpoints])
    return found


def _overlay(project: Project, service: Service, environment: str | None) -> str | None:
    """The environment whose overlay is meant; none where the service is in that one alone and
    nothing is laid over it."""
    if environment is None:
        return None
    inside = [each for each in project.environments.values() if service.name in each.services]
    return None if len(inside) == 1 and not service.environment else environment


def resolve_projects(portmap: PortMap, names: tuple[str, ...]) -> list[Project]:
    """The projects of the names, all where there is none, in the map's order."""
    refuse_others("project", names, portmap.projects)
    return [each for name, each in portmap.projects.items() if not names or name in names]


def refuse_others(
    what: str, names: Iterable[str | None], known: Collection[str], where: str = ""
) -> None:
    """UsageError for the first name that is not known; None is no name."""
    for name in names:
        if name is not None and name not in known:
            unknown(what, name, known, where)


def unknown(what: str, name: str, known: Iterable[str], where: str = "") -> NoReturn:
    names = list(known)
    near = closest(name, names)
    hint = f"Did you mean '{near}'?" if near else f"There are: {few(names)}."
    if not names:
        hint = "The map has none."
    elif name.endswith((".yaml", ".yml")):
        hint = f"-f {name} names a map."
    raise click.UsageError(f"there is no {what} '{name}'{where}. {hint}")


TRANSPORTS = ("tcp", "udp")


def parse_port(text: str) -> tuple[int, tuple[str, ...]]:
    """`3000`, `53/udp`: the number and the transports that are meant; UsageError for another."""
    number, slash, transport = text.partition("/")
    written = number.isascii() and number.isdecimal() and len(number) < 9
    if written and transport in (*TRANSPORTS, ""):
        if LOWEST <= int(number) <= HIGHEST and bool(slash) == bool(transport):
            return int(number), (transport,) if transport else TRANSPORTS
        if bool(slash) == bool(transport):
            raise click.UsageError(f"{number} is not a port: ports go from {LOWEST} to {HIGHEST}.")
    raise click.UsageError(f"'{text}' is not a port: write a number, or 53/udp.")


def resolve_service(
    portmap: PortMap, text: str, environment: str | None = None, host: str | None = None
) -> list[Located]:
    """`[project[@environment]/]service[.endpoint]` in each environment it is in, the first of
    the project first; those on `host` alone, if it is given. UsageError where there is none."""
    target = _target(text)
    project = _owner(portmap, target)
    wanted = environment or target.environment
    refuse_others("environment", [wanted], project.environments)
    found = [
        Located(each, service, _endpoint(service, target.endpoint) if target.endpoint else None)
        for each in project.environments.values()
        if wanted in (None, each.name) and (service := each.services.get(target.service))
    ]
    here = [each for each in found if host in (None, *each.environment.hosts_of(each.service))]
    if not here:
        taken = f"run on {host}, which this machine is assumed to be; --host names another"
        where = taken if found else f"stand in {wanted}"
        raise click.UsageError(f"{project.name}/{target.service} does not {where}.")
    return here


def refuse_unknown(portmap: PortMap, name: str) -> None:
    """UsageError for a single word that is neither a project nor a service: it may be meant for
    either."""
    services = {service.name for _, service in portmap.deployments()}
    if "/" not in name and name.partition(".")[0] not in services | portmap.projects.keys():
        unknown("project or service", name, sorted(services | portmap.projects.keys()))


def _owner(portmap: PortMap, target: Target) -> Project:
    """The one project that has the service, perhaps in an environment alone."""
    refuse_others("project", [target.project], portmap.projects)
    scope = [p for p in portmap.projects.values() if target.project in (None, p.name)]
    holders = [project for project in scope if target.service in _names(project)]
    if len(holders) == 1:
        return holders[0]
    if holders:
        listed = " or ".join(f"{each.name}/{target.service}" for each in holders)
        raise click.UsageError(f"several projects have a service '{target.service}': say {listed}.")
    known = list(dict.fromkeys(name for project in scope for name in _names(project)))
    where = f" in '{scope[0].name}'" if len(scope) == 1 else ""
    if not where and closest(target.service, known) is None:
        known = [f"{project.name}/{name}" for project in scope for name in _names(project)]
    unknown("service", target.service, known, where)


def _names(project: Project) -> dict[str, None]:
    running = (each.name for _, each in project.deployments())
    return dict.fromkeys((*project.services, *running))


def find_entities(known: list[Entity], text: str, what: str | None) -> list[Entity]:
    """The entity of a name; an environment's alone means that of every project.

    UsageError where no entity, or more than one, is called so. `what` is the sort of all that are
    known; None: there are several.
    """
    from portbook.edit.mentions import SORTS, entity_name, names_of

    found = [each for each in known if text in names_of(each)]
    if not found:
        names = dict.fromkeys(name for each in known for name in names_of(each))
        unknown(what or " or ".join((", ".join(SORTS[:-1]), SORTS[-1])), text, names)
    sorts = list(dict.fromkeys(each[0] for each in found))
    if len(sorts) > 1:
        listed = " or ".join(f"the {each[0]} {entity_name(each)}" for each in found)
        hint = "write it in full" if what else "say which with --what"
        raise click.UsageError(f"several entities are called '{text}': {listed}; {hint}.")
    if len(found) > 1 and sorts != ["environment"]:
        listed = " or ".join(entity_name(each) for each in found)
        raise click.UsageError(f"several {sorts[0]}s are called '{text}': say {listed}.")
    return found
