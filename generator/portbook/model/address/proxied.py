"""Addresses behind a proxy: the route that leads to an endpoint, and what a browser sees of it."""

from __future__ import annotations

from portbook.model.address.locating import Located, Problem, locate
from portbook.model.address.url import Address
from portbook.model.portmap import Endpoint, Environment, PortMap, Proxy, Route
from portbook.model.schemes import DEFAULT_PORTS, PLAIN, SECURED

__all__ = ["proxy_address", "route_to", "through"]


def route_to(
    portmap: PortMap, environment: Environment, located: Located
) -> tuple[Proxy, Route] | None:
    """The route of an environment that leads to an endpoint; the shortest where several do."""
    found = [
        (proxy, route)
        for proxy in environment.proxies
        for route in proxy.routes
        if locate(portmap, environment, route.target) == located
    ]
    return min(found, key=lambda pair: len(pair[1].path)) if found else None


def proxy_address(portmap: PortMap, environment: Environment, proxy: Proxy) -> Address | None:
    """The proxy as browsers see it, without a path."""
    listens = [each for each in proxy.endpoints if each.port is not None]
    if not listens:
        return None
    secure = [each for each in listens if each.scheme == "https"]
    endpoint = (secure or listens)[0]
    names = [name for name in proxy.server_names if name != "_" and not name.startswith("*")]
    holder = environment.services[proxy.service]
    host = portmap.hosts.get(environment.hosts_of(holder)[0])
    shown = names[0] if names else None
    if shown is None and not environment.default and host:
        shown = host.domain or host.address
    if shown is None and environment.default:
        shown = "localhost"
    return Address(endpoint.scheme, shown, endpoint.port) if shown else None


def through(
    portmap: PortMap,
    environment: Environment,
    located: Located,
    endpoint: Endpoint,
    proxy: Proxy,
    route: Route,
) -> Address | Problem:
    """An endpoint's address by way of a route; Problem where the proxy has no name."""
    outer = proxy_address(portmap, environment, proxy)
    if outer is None:
        message = f"the proxy before '{located.who}' has no name that a browser knows"
        return Problem("browser-address", message)
    # The proxy's own listener decides: behind it, TLS or none is nobody's business.
    safe = outer.scheme == "https"
    scheme = (SECURED if safe else PLAIN).get(endpoint.scheme or "", endpoint.scheme)
    own = endpoint.path or ""
    prefix = route.path.rstrip("/")
    path = prefix + own if route.strip else own or prefix
    port = outer.port if outer.port != DEFAULT_PORTS.get(outer.scheme or "") else None
    return Address(scheme, outer.host, port, path)
