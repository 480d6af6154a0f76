"""Resolves what a target names to an address, seen from a process, a container or a browser.

The same reference means another address for each of them: a container of the same project is
reached by its service name and container port, but only from inside; a process uses the host
port; a browser goes through the proxy, if there is one.
"""

from __future__ import annotations

from typing import NamedTuple

from portbook.model.bind import LOOPBACK, is_loopback, is_wildcard
from portbook.model.portmap import Endpoint, Environment, PortMap, Proxy, Route, Service
from portbook.model.reference import Target
from portbook.model.url import DEFAULT_PORTS, PLAIN, SECURED, Address, parse_url, quoted
from portbook.text.frozen import frozen


class Problem(NamedTuple):
    """Why there is no address; `code` is the check that reports it."""

    code: str
    message: str


@frozen
class Asker:
    """Who wants an address: `viewpoint` is "process", "container" or "browser"."""

    environment: Environment
    service: Service | None
    viewpoint: str

    def is_self(self, other: Located) -> bool:
        return (
            self.service is not None
            and self.service.name == other.service.name
            and self.environment is other.environment
        )


class Located(NamedTuple):
    """A service's endpoint in an environment; no endpoint where the service has none."""

    environment: Environment
    service: Service
    endpoint: Endpoint | None

    @property
    def who(self) -> str:
        return self.service.who


def locate(portmap: PortMap, environment: Environment, target: Target) -> Located | Problem:
    """The endpoint that a target names for somebody in `environment`."""
    for _ in range(8):
        found = _find(portmap, environment, target)
        if isinstance(found, Problem) or found.service.same_as is None:
            return found
        endpoint = target.endpoint or found.service.same_as.endpoint
        target = found.service.same_as._replace(endpoint=endpoint)
        environment = found.environment
    return Problem("reference-cycle", f"'{target}' leads back to itself")


def _find(portmap: PortMap, environment: Environment, target: Target) -> Located | Problem:
    project = portmap.projects.get(target.project or environment.project)
    if project is None:
        return Problem("unknown-reference", f"there is no project '{target.project}'")
    name = target.environment or environment.name
    if project.name == environment.project and name == environment.name:
        where = environment
    elif name in project.environments:
        where = project.environments[name]
    else:
        message = f"project '{project.name}' has no environment '{name}'"
        return Problem("unknown-reference", message)
    service = where.services.get(target.service)
    if service is None:
        if target.service in project.services:
            message = f"'{project.name}/{target.service}' is not in the environment '{name}'"
        else:
            message = f"project '{project.name}' has no service '{target.service}'"
        return Problem("unknown-reference", message)
    endpoint = service.endpoint(target.endpoint)
    if target.endpoint is not None and endpoint is None and service.same_as is None:
        message = f"'{project.name}/{service.name}' has no endpoint '{target.endpoint}'"
        return Problem("unknown-reference", message)
    return Located(where, service, endpoint)


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


def is_local(portmap: PortMap, environment: Environment, service: Service | None = None) -> bool:
    """Whether browsers reach it as localhost: in the default environment, and in another one on
    the very host of that, which is where people sit, unless the host has a name for browsers."""
    if environment.default:
        return True
    default = portmap.projects[environment.project].default
    hosts = environment.hosts_of(service) if service else (environment.host,)
    host = portmap.hosts.get(default.host)
    named = host is not None and (host.domain or host.address)
    return default.host in hosts and not named


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
    if shown is None and is_local(portmap, environment):
        shown = "localhost"
    return Address(endpoint.scheme, shown, endpoint.port) if shown else None


def _through(
    outer: Address | None, located: Located, endpoint: Endpoint, route: Route
) -> Address | Problem:
    """An endpoint's address by way of a route; Problem where the proxy has no name."""
    if outer is None:
        message = f"the proxy before '{located.who}' has no name for browsers"
        return Problem("browser-address", message)
    # The proxy's own listener decides: behind it, TLS or none is nobody's business.
    safe = outer.scheme == "https"
    scheme = (SECURED if safe else PLAIN).get(endpoint.scheme or "", endpoint.scheme)
    own = endpoint.path or ""
    prefix = route.path.rstrip("/")
    path = prefix + own if route.strip else own or prefix
    port = outer.port if outer.port != DEFAULT_PORTS.get(outer.scheme or "") else None
    return Address(scheme, outer.host, port, path)


DOCKER_HOST = "host.docker.internal"


def address(portmap: PortMap, asker: Asker, located: Located) -> Address | Problem:
    """Where `located` is for `asker`, or why nobody can say."""
    service, endpoint = located.service, located.endpoint
    if service.hosted is not None:
        return _hosted(located)
    if endpoint is None:
        return Problem("unknown-address", f"'{located.who}' listens on no port")
    if asker.viewpoint == "browser":
        return _from_browser(portmap, asker.environment, located, endpoint)
    if inside(asker, located):
        if endpoint.container_port is None:
            return _no_number(located, endpoint)
        host = LOOPBACK if asker.is_self(located) else service.compose_name
        return _at(located, endpoint, host, endpoint.container_port)
    return _on_host(portmap, asker, located, endpoint)


def listening(
    portmap: PortMap,
    environment: Environment,
    service: Service,
    endpoint: Endpoint | None,
    *,
    interval: bool = False,
) -> Address | Problem:
    """Where a process beside it connects to an endpoint over TCP, or why nobody can; to the first
    number of an `interval`, where that will do."""
    if endpoint is None:
        return Problem("unknown-address", "it listens on no port")
    if "tcp" not in endpoint.transports:
        return Problem("unknown-address", "it speaks udp, which cannot be checked")
    if endpoint.port_end is not None and not interval:
        return Problem("unknown-address", "it has an interval of ports")
    asker = Asker(environment, service, "process")
    return address(portmap, asker, Located(environment, service, endpoint))


def inside(asker: Asker, located: Located) -> bool:
    """Whether the way leads from container to container, or to the asker itself.

    Containers of one project share a network on one machine; across machines there is none.
    """
    if asker.viewpoint != "container":
        return False
    if asker.is_self(located):
        return True
    environment, service = located.environment, located.service
    together = service.contained and environment is asker.environment
    return together and not set(_hosts(asker)).isdisjoint(environment.hosts_of(service))


def _hosts(asker: Asker) -> tuple[str, ...]:
    environment, service = asker.environment, asker.service
    return environment.hosts_of(service) if service else (environment.host,)


def _no_number(located: Located, endpoint: Endpoint) -> Problem:
    if not endpoint.published:
        message = f"'{located.who}' publishes no port: only containers of its project reach it"
        return Problem("unreachable-address", message)
    where = located.environment.name
    return Problem("unknown-address", f"the port of '{located.who}' in {where} is not known")


def _on_host(
    portmap: PortMap, asker: Asker, located: Located, endpoint: Endpoint
) -> Address | Problem:
    if endpoint.port is None:
        return _no_number(located, endpoint)
    theirs = located.environment.hosts_of(located.service)
    ours = _hosts(asker)
    if theirs == ours or not set(theirs).isdisjoint(ours):
        return _same_host(asker, located, endpoint)
    host = portmap.hosts.get(theirs[0])
    if is_loopback(endpoint.bind):
        message = f"'{located.who}' listens on {endpoint.bind} of {theirs[0]}, out of reach"
        return Problem("unreachable-address", message)
    if host is None or host.address is None:
        message = f"there is no known address of the host '{theirs[0]}' of '{located.who}'"
        return Problem("unknown-address", message)
    return _at(located, endpoint, host.address, endpoint.port)


def _same_host(asker: Asker, located: Located, endpoint: Endpoint) -> Address | Problem:
    if asker.viewpoint == "process":
        # A wildcard answers on loopback.
        host = LOOPBACK if is_wildcard(endpoint.bind) else endpoint.bind
        return _at(located, endpoint, host, endpoint.port)
    if is_loopback(endpoint.bind):
        message = f"'{located.who}' listens on {endpoint.bind}, which no container reaches"
        return Problem("unreachable-address", message)
    return _at(located, endpoint, DOCKER_HOST, endpoint.port)


def _at(located: Located, endpoint: Endpoint, host: str, port: int | None) -> Address:
    database = located.service.database
    path = endpoint.path or ""
    user = None
    web = endpoint.scheme in DEFAULT_PORTS
    if database is not None and not web:
        user = quoted(database.user) if database.user else None
        path = f"/{quoted(database.name)}" if database.name else path
    return Address(endpoint.scheme, host.strip("[]"), port, path, user)


def _hosted(located: Located) -> Address | Problem:
    hosted = located.service.hosted
    if hosted is None or hosted.url is None:
        by = hosted.by if hosted else None
        where = f"at {by}" if by else "elsewhere"
        return Problem("unknown-address", f"'{located.who}' runs {where}, at no known URL")
    return parse_url(hosted.url)


def _from_browser(
    portmap: PortMap, asking: Environment, located: Located, endpoint: Endpoint
) -> Address | Problem:
    environment = located.environment
    for proxied in (environment,) if asking is environment else (environment, asking):
        routed = route_to(portmap, proxied, located)
        if routed is not None:
            return _through(
                proxy_address(portmap, proxied, routed[0]), located, endpoint, routed[1]
            )
    if endpoint.public:
        return parse_url(endpoint.public)
    if endpoint.port is None:
        return _no_number(located, endpoint)
    local = is_local(portmap, environment, located.service)
    shown = "localhost" if local else _public_host(portmap, located, endpoint)
    return shown if isinstance(shown, Problem) else _at(located, endpoint, shown, endpoint.port)


def _public_host(portmap: PortMap, located: Located, endpoint: Endpoint) -> str | Problem:
    name = located.environment.hosts_of(located.service)[0]
    if is_loopback(endpoint.bind):
        message = f"'{located.who}' listens on {endpoint.bind} of {name}, which no browser reaches"
        return Problem("browser-address", message)
    host = portmap.hosts.get(name)
    shown = host and (host.domain or host.address)
    if shown:
        return shown
    return Problem(
        "browser-address", f"browsers have no address for the host '{name}' of '{located.who}'"
    )
