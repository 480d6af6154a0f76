"""Words of the command line, to the services and ports of the map that run somewhere.

Beside what the map writes under `services`, the proxies count that it writes elsewhere: they
listen too.
"""

from __future__ import annotations

from typing import NoReturn

import click

from portbook.cli.naming import unknown
from portbook.model.address import Located
from portbook.model.portmap import Endpoint, Environment, PortMap, Project
from portbook.model.ports import HIGHEST, LOWEST
from portbook.model.reference import BadReference, Target, parse_target

__all__ = ["port_meant", "refuse_unknown", "service_meant"]

TRANSPORTS = ("tcp", "udp")


def port_meant(text: str) -> tuple[int, tuple[str, ...]]:
    """`3000`, `53/udp`: the number and the transports that are meant; UsageError for another."""
    number, slash, transport = text.partition("/")
    if number.isascii() and number.isdigit() and len(number) < 9 and transport in (*TRANSPORTS, ""):
        if LOWEST <= int(number) <= HIGHEST and bool(slash) == bool(transport):
            return int(number), (transport,) if transport else TRANSPORTS
        if bool(slash) == bool(transport):
            raise click.UsageError(f"{number} is not a port: ports go from {LOWEST} to {HIGHEST}.")
    raise click.UsageError(f"'{text}' is not a port: write a number, or 53/udp.")


def service_meant(
    portmap: PortMap, text: str, environment: str | None = None, host: str | None = None
) -> list[Located]:
    """`[project[@environment]/]service[.endpoint]` in each environment it is in, the first of
    the project first; those on `host` alone, if it is given. UsageError where there is none."""
    try:
        target = parse_target(text)
    except BadReference as failure:
        raise click.UsageError(f"{failure}.") from None
    project = _project(portmap, target)
    wanted = environment or target.environment
    if wanted is not None and wanted not in project.environments:
        unknown("environment", wanted, project.environments)
    found = [
        Located(each, each.services[target.service], _endpoint(each, target))
        for each in project.environments.values()
        if target.service in each.services and wanted in (None, each.name)
    ]
    here = [each for each in found if host in (None, *each.environment.hosts_of(each.service))]
    if not here:
        taken = f"run on {host}, which this machine is taken for; --host says another"
        where = taken if found else f"stand in {wanted}"
        raise click.UsageError(f"{project.name}/{target.service} does not {where}.")
    return here


def refuse_unknown(portmap: PortMap, name: str) -> None:
    """UsageError for a single word that is neither a project nor a service: it may be meant for
    either."""
    services = {service.name for _, service in portmap.deployments()}
    if "/" not in name and name.partition(".")[0] not in services | portmap.projects.keys():
        unknown("project or service", name, sorted(services | portmap.projects.keys()))


def _project(portmap: PortMap, target: Target) -> Project:
    if target.project is not None and target.project not in portmap.projects:
        unknown("project", target.project, portmap.projects)
    scope = [p for p in portmap.projects.values() if target.project in (None, p.name)]
    holders = [project for project in scope if target.service in _names(project)]
    if len(holders) == 1:
        return holders[0]
    if holders:
        listed = " or ".join(f"{each.name}/{target.service}" for each in holders)
        raise click.UsageError(f"several projects have a service '{target.service}': say {listed}.")
    raise _no_service(scope, target)


def _no_service(scope: list[Project], target: Target) -> NoReturn:
    if len(scope) == 1:
        unknown("service", target.service, _names(scope[0]), f" in '{scope[0].name}'")
    known = [name for project in scope for name in _names(project)]
    unknown("service", target.service, dict.fromkeys(known))


def _names(project: Project) -> dict[str, None]:
    written = dict.fromkeys(project.services)
    return written | {name: None for _, each in project.deployments() for name in (each.name,)}


def _endpoint(environment: Environment, target: Target) -> Endpoint | None:
    service = environment.services[target.service]
    if target.endpoint is None:
        return None
    found = service.endpoint(target.endpoint)
    if found is None:
        unknown("endpoint", target.endpoint, [each.name for each in service.endpoints])
    return found
