"""What stands behind a proxy's routes, as the program that serves the proxy reaches it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from portbook.model.address import Asker, Located, Problem, address, locate
from portbook.model.portmap import Environment, PortMap, Proxy, Route, Service
from portbook.model.reference import Target
from portbook.model.url import DEFAULT_PORTS, SECURE, WEB, WEBSOCKET

GRPC = frozenset(("grpc", "grpcs"))
_SLASHES = re.compile("/{2,}")


class LeftOut(NamedTuple):
    """A piece that is not generated, and why; the checks report the same."""

    what: str
    reason: str

    @property
    def note(self) -> str:
        return f"{self.what} is left out: {self.reason}"


@dataclass(frozen=True, slots=True)
class Backend:
    """Where requests go. `base` is the path of a hosted service's URL, without a slash at its end.

    `websocket`: it speaks nothing else, so that its clients follow no redirect.
    """

    located: Located
    scheme: str | None
    host: str
    port: int
    base: str = ""

    @property
    def secure(self) -> bool:
        return self.scheme in SECURE

    @property
    def grpc(self) -> bool:
        return self.scheme in GRPC

    @property
    def websocket(self) -> bool:
        return self.scheme in WEBSOCKET

    @property
    def hosted(self) -> bool:
        return self.located.service.hosted is not None


class Led(NamedTuple):
    """A route with the backend it leads to; `path` has no doubled slashes."""

    route: Route
    path: str
    backend: Backend

    @property
    def prefix(self) -> str:
        """The path without the slash at its end; empty for the route of everything."""
        return self.path.rstrip("/")

    @property
    def upgrades(self) -> bool:
        """Whether connections may turn into websockets: most back ends speak it on the port of
        their HTTP, and none is harmed by the request for it."""
        if self.backend.grpc:
            return False
        kind = self.backend.located.service.kind
        known = kind.websocket if kind is not None and not self.backend.websocket else None
        said = self.route.websocket if self.route.websocket is not None else known
        return said is not False


def holder_of(environment: Environment, proxy: Proxy) -> Service:
    return environment.services[proxy.service]


def is_edge(environment: Environment, proxy: Proxy) -> bool:
    """Whether clients reach the proxy themselves: no other proxy here leads to its service."""
    return not any(
        route.target.service == proxy.service
        and route.target.project in (None, proxy.project)
        and route.target.environment in (None, environment.name)
        for other in environment.proxies
        if other.service != proxy.service
        for route in other.routes
    )


def leads(portmap: PortMap, environment: Environment, proxy: Proxy) -> Iterator[Led | LeftOut]:
    """Every route with its backend, sorted by path: a request's longest prefix wins anyway."""
    seen: set[str] = set()
    for route in sorted(proxy.routes, key=lambda each: each.path):
        # nginx and Caddy both merge slashes before they compare.
        path = _SLASHES.sub("/", route.path)
        found = backend_of(portmap, environment, proxy, route.target)
        if isinstance(found, LeftOut):
            yield LeftOut(route.path, found.reason)
        elif found.scheme not in WEB | GRPC:
            speaks = found.scheme or "no protocol with a URL"
            yield LeftOut(route.path, f"'{found.located.who}' speaks {speaks}, not HTTP")
        elif path in seen:
            yield LeftOut(route.path, f"the path {path} is routed already")
        else:
            seen.add(path)
            yield Led(route, path, found)


def backend_of(
    portmap: PortMap, environment: Environment, proxy: Proxy, target: Target
) -> Backend | LeftOut:
    """What a target is to the program that serves the proxy: a process, or a container."""
    holder = holder_of(environment, proxy)
    asker = Asker(environment, holder, "container" if holder.contained else "process")
    located = locate(portmap, environment, target)
    if isinstance(located, Problem):
        return LeftOut(str(target), located.message)
    service = located.service
    if not service.running:
        return LeftOut(str(target), f"'{located.who}' is {service.status}")
    if located.endpoint is not None and located.endpoint.port_end is not None:
        return LeftOut(str(target), f"'{located.who}' is an interval of ports")
    found = address(portmap, asker, located)
    if isinstance(found, Problem):
        return LeftOut(str(target), found.message)
    port = found.port or DEFAULT_PORTS.get(found.scheme or "")
    if port is None:
        return LeftOut(str(target), f"the port of '{located.who}' is not known")
    return Backend(
        located,
        found.scheme,
        _literal(found.host),
        port,
        found.path.rstrip("/") if service.hosted is not None else "",
    )


def _literal(host: str) -> str:
    """What binds `localhost` answers on both loopback addresses: one of them is no guess."""
    return "127.0.0.1" if host == "localhost" else host
