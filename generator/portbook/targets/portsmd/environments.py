"""The environments side by side, and the reverse proxies in them."""

from __future__ import annotations

from dataclasses import dataclass

from portbook.model.address import Problem, locate, proxy_address
from portbook.model.bind import bracketed
from portbook.model.portmap import Environment, PortMap, Project, Proxy, Service
from portbook.model.reference import Target
from portbook.targets.portsmd.cells import (
    INTERNAL,
    NOT_KNOWN,
    Members,
    host_name,
    numbers,
    port_cell,
    title_of,
    whereabouts,
)
from portbook.text.quoting.markdown import (
    Table,
    codes,
    markdown_code,
    markdown_link,
    markdown_text,
    table,
)

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


@dataclass(frozen=True, slots=True)
class ProxyView:
    """`title` is a sentence's beginning: which proxy of which environment."""

    title: str
    listens: str
    names: str
    tls: str
    config: str
    routes: Table | None


def proxies(portmap: PortMap, project: Project) -> list[ProxyView]:
    found = []
    for environment in project.environments.values():
        for proxy in environment.proxies:
            suffix = ".stream.conf" if proxy.to is not None else ".conf"
            service = environment.services[proxy.service]
            ends = (each for each in proxy.endpoints if each.port is not None)
            listens = [f"{bracketed(each.bind)}:{each.port}" for each in ends]
            found.append(
                ProxyView(
                    title=f"{title_of(service)} in {markdown_code(proxy.stem)}",
                    listens=codes(listens) or "a port that is not known",
                    names=codes(proxy.server_names),
                    tls=markdown_code(proxy.tls.certificate) if proxy.tls else "",
                    config=f"`nginx/{proxy.stem}{suffix}`",
                    routes=_routes(portmap, environment, proxy),
                )
            )
    return found


def _routes(portmap: PortMap, environment: Environment, proxy: Proxy) -> Table | None:
    outer = proxy_address(portmap, environment, proxy)
    url = outer.url if outer else None
    if proxy.to is not None:
        title, port = _route_target(portmap, environment, proxy.to)
        return table(("Passes to", "Port:"), [(title, port)])
    rows = []
    for route in proxy.routes:
        title, port = _route_target(portmap, environment, route.target)
        what = "taken off" if route.strip and route.path != "/" else "kept"
        rows.append(
            (
                markdown_code(route.path),
                title,
                port,
                what,
                markdown_text(url + route.path) if url else "",
            )
        )
    return table(("Path", "Service", "Port:", "Prefix", "Address"), rows)


def _route_target(portmap: PortMap, environment: Environment, target: Target) -> tuple[str, str]:
    located = locate(portmap, environment, target)
    if isinstance(located, Problem):
        return markdown_code(str(target)), ""
    title = title_of(located.service)
    if located.service.project != environment.project:
        title = f"{title} ({markdown_code(located.who)})"
    return title, port_cell(located.endpoint) if located.endpoint else ""
