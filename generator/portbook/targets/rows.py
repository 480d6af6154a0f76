"""The resolved map as flat rows, for `list --json`, ports.json and custom templates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from portbook.model.address import Asker, Located, address
from portbook.model.portmap import ENV_STATUSES, Endpoint, Environment, PortMap, Project, Service
from portbook.model.url import DEFAULT_PORTS, Address
from portbook.text.wording import counted

Row = dict[str, Any]


class Instance(NamedTuple):
    """What a row is about; without an endpoint (and transport) for a service without a port."""

    environment: Environment
    service: Service
    host: str
    endpoint: Endpoint | None
    transport: str | None
    bind: str | None = None


def claim_rows(portmap: PortMap, project: Project | None = None) -> Iterator[Row]:
    """The rows of the map, or of one project.

    A row for each endpoint on each host and transport; a service without a port has nulls.
    Retired services have no row: they hold nothing.
    """
    for instance in instances(portmap, project):
        yield row_of(portmap, instance)


def instances(portmap: PortMap, project: Project | None = None) -> Iterator[Instance]:
    """What has a row, in the order of the map."""
    deployments = portmap.deployments() if project is None else project.deployments()
    for environment, service in deployments:
        if service.status not in ENV_STATUSES:
            continue
        for host in environment.hosts_of(service):
            endpoints = service.endpoints if service.same_as is None else ()
            if not endpoints or service.hosted is not None:
                yield Instance(environment, service, host, None, None)
                continue
            for endpoint in endpoints:
                for transport in endpoint.transports:
                    for bind in endpoint.binds:
                        yield Instance(environment, service, host, endpoint, transport, bind)


def row_of(portmap: PortMap, instance: Instance) -> Row:
    environment, service, host, endpoint, transport, bind = instance
    return {
        "host": host,
        "environment": environment.name,
        "project": service.project,
        "service": service.name,
        "endpoint": endpoint.name if endpoint else None,
        "port": endpoint.port if endpoint else None,
        "port_end": endpoint.port_end if endpoint else None,
        "container_port": endpoint.container_port if endpoint else None,
        "transport": transport,
        "bind": bind,
        "scheme": endpoint.scheme if endpoint else None,
        "status": service.status,
        "role": service.role,
        "url": url_of(portmap, environment, service, endpoint),
    }


def url_of(
    portmap: PortMap, environment: Environment, service: Service, endpoint: Endpoint | None
) -> str | None:
    """Where a person would look: a browser's address for the web, else a process's."""
    if endpoint is None and service.hosted is None:
        return None
    if endpoint is not None and (endpoint.port_end is not None or endpoint.scheme is None):
        return None
    web = endpoint is None or endpoint.scheme in DEFAULT_PORTS
    asker = Asker(environment, service if not web else None, "browser" if web else "process")
    found = address(portmap, asker, Located(environment, service, endpoint))
    return found.url if isinstance(found, Address) else None


def services_of(project: Project) -> list[Service]:
    """Each service once, those that only an environment has among them: proxies."""
    found = dict(project.services)
    for _, each in project.deployments():
        found.setdefault(each.name, each)
    return list(found.values())


def summary(portmap: PortMap, claims: int) -> str:
    """What the map holds, counted the same way wherever it is said."""
    parts = (
        counted(len(portmap.projects), "project"),
        counted(sum(len(services_of(each)) for each in portmap.projects.values()), "service"),
        f"{counted(claims, 'claim')} on {counted(len(portmap.hosts), 'host')}",
    )
    return ", ".join(parts)
