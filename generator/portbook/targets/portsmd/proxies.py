"""The reverse proxies of a project: what they listen on and where they pass requests."""

from __future__ import annotations

from dataclasses import dataclass

from portbook.model.address import Address, Problem, locate, proxy_address
from portbook.model.bind import bracketed
from portbook.model.portmap import Environment, PortMap, Project, Proxy
from portbook.model.reference import Target
from portbook.targets.portsmd.names import title_of
from portbook.targets.portsmd.tables import Table, codes, port_cell, table
from portbook.text.quoting.markdown import markdown_code, markdown_text

__all__ = ["ProxyView", "proxies"]


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
    return [
        _view(portmap, environment, proxy)
        for environment in project.environments.values()
        for proxy in environment.proxies
    ]


def _view(portmap: PortMap, environment: Environment, proxy: Proxy) -> ProxyView:
    suffix = ".stream.conf" if proxy.to is not None else ".conf"
    service = environment.services[proxy.service]
    listens = [
        f"{bracketed(each.bind)}:{each.port}" for each in proxy.endpoints if each.port is not None
    ]
    return ProxyView(
        title=f"{title_of(service)} in {markdown_code(proxy.stem)}",
        listens=codes(listens) or "a port that is not known",
        names=codes(proxy.server_names),
        tls=markdown_code(proxy.tls.certificate) if proxy.tls else "",
        config=f"`nginx/{proxy.stem}{suffix}`",
        routes=_routes(portmap, environment, proxy),
    )


def _routes(portmap: PortMap, environment: Environment, proxy: Proxy) -> Table | None:
    outer = proxy_address(portmap, environment, proxy)
    if proxy.to is not None:
        title, port = _goal(portmap, environment, proxy.to)
        return table(("Passes to", "Port:"), [(title, port)])
    rows = []
    for route in proxy.routes:
        title, port = _goal(portmap, environment, route.target)
        what = "taken off" if route.strip and route.path != "/" else "kept"
        rows.append((markdown_code(route.path), title, port, what, _seen(outer, route.path)))
    return table(("Path", "Service", "Port:", "Prefix", "Address"), rows)


def _goal(portmap: PortMap, environment: Environment, target: Target) -> tuple[str, str]:
    located = locate(portmap, environment, target)
    if isinstance(located, Problem):
        return markdown_code(str(target)), ""
    title = title_of(located.service)
    if located.service.project != environment.project:
        title = f"{title} ({markdown_code(located.who)})"
    return title, port_cell(located.endpoint) if located.endpoint else ""


def _seen(outer: Address | None, path: str) -> str:
    if outer is None or outer.url is None:
        return ""
    return markdown_text(outer.url + path)
