"""The environments side by side: where they are, and what differs between them."""

from __future__ import annotations

from portbook.model.portmap import Environment, PortMap, Project, Service
from portbook.targets.portsmd.names import Members, host_name, title_of, whereabouts
from portbook.targets.portsmd.tables import INTERNAL, NOT_KNOWN, Table, numbers, table
from portbook.text.quoting.markdown import markdown_code, markdown_link, markdown_text

__all__ = ["ABSENT", "differences", "environments"]

ABSENT = "–"


def environments(portmap: PortMap, project: Project) -> Table | None:
    """Where each environment runs; None for a project that has only one."""
    if len(project.environments) < 2:
        return None
    rows = []
    for environment in project.environments.values():
        host = portmap.hosts.get(environment.host)
        rows.append(
            (
                f"`{environment.name}`" + (" (default)" if environment.default else ""),
                host_name(portmap, environment.host),
                {"macos": "macOS", "windows": "Windows"}.get(host.os, "") if host else "",
                markdown_code(host.address) if host and host.address else "",
                markdown_code(host.domain) if host and host.domain else "",
            )
        )
    return table(("Environment", "Host", "System", "Address", "Domain"), rows)


def differences(portmap: PortMap, project: Project, members: Members) -> Table | None:
    """The services whose ports are not the same in every environment."""
    if len(project.environments) < 2:
        return None
    rows = []
    for _, service in members:
        cells = [
            cell(portmap, environment, environment.services.get(service.name))
            for environment in project.environments.values()
        ]
        if len(set(cells)) > 1:
            rows.append((title_of(service), *cells))
    return table(("Service", *(f"`{name}`" for name in project.environments)), rows)


def cell(portmap: PortMap, environment: Environment, service: Service | None) -> str:
    """A service's ports in one environment, or where it is instead."""
    if service is None:
        return ABSENT
    if service.hosted is not None:
        return _hosted(service)
    other = whereabouts(portmap, environment, service)
    if service.same_as is not None and other is None:
        return NOT_KNOWN
    shown = other.service if other else service
    said = []
    for endpoint in shown.endpoints:
        number = numbers(endpoint)
        name = f"{endpoint.name} " if endpoint is not shown.primary else ""
        missing = NOT_KNOWN if endpoint.published else INTERNAL
        said.append(f"{name}`{number}`" if number else f"{name}{missing}")
    ports = ", ".join(said) or "no port"
    away = " on " + ", ".join([f"`{name}`" for name in service.hosts]) if service.hosts else ""
    return f"{ports}{away}"


def _hosted(service: Service) -> str:
    hosted = service.hosted
    if hosted is None or not (hosted.by or hosted.url):
        return "hosted elsewhere"
    if hosted.url is None:
        return f"at {markdown_text(hosted.by or '')}"
    return f"at {markdown_link(hosted.by or hosted.url, hosted.url)}"
