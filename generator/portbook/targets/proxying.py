"""Resolves a proxy's routes to back ends, for nginx, Caddy, Traefik and HAProxy."""

from __future__ import annotations

import re
from typing import NamedTuple

from portbook.model.address import Asker, Located, Problem, address, locate
from portbook.model.bind import EVERY
from portbook.model.portmap import Endpoint, Environment, PortMap, Proxy, Route, Service
from portbook.model.reference import Target
from portbook.model.url import DEFAULT_PORTS, SECURE, WEB, WEBSOCKET

LOOPBACKS = ("127.0.0.1", "::1")
GRPC = frozenset(("grpc", "grpcs"))
_SLASHES = re.compile("/{2,}")


class Omission(NamedTuple):
    """A piece that is not generated, and why; the checks report the same."""

    what: str
    reason: str

    @property
    def note(self) -> str:
        return f"{self.what} is left out: {self.reason}"


class Backend(NamedTuple):
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

    @property
    def speaks(self) -> str:
        """The scheme of its URL for Caddy and Traefik: gRPC in the clear is HTTP/2 (`h2c`)."""
        return "https" if self.secure else "h2c" if self.grpc else "http"


class ResolvedRoute(NamedTuple):
    """A route with the backend it leads to; `path` has no doubled slashes.

    A path with a slash at its end takes what lies `below` it, and the path without is sent there
    (`slash`); a path without one takes itself (`exact`) and everything below it, but not what
    merely begins with its letters. What another route names is left to that.
    """

    route: Route
    path: str
    backend: Backend
    exact: bool = False
    below: bool = True
    slash: bool = False

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


def resolve_routes(
    portmap: PortMap, environment: Environment, proxy: Proxy, *, secure: bool = True
) -> tuple[list[ResolvedRoute], list[Omission]]:
    """Every route with its backend, sorted by path: a request's longest prefix wins anyway; and
    what of them is not generated. `secure`: the proxy listens with a certificate."""
    paths: set[str] = set()
    found: list[ResolvedRoute] = []
    omissions: list[Omission] = []
    for route in sorted(proxy.routes, key=lambda each: each.path):
        # nginx and Caddy both merge slashes before they compare.
        path = _SLASHES.sub("/", route.path)
        backend = backend_of(portmap, environment, proxy, route.target)
        if isinstance(backend, Omission):
            reason = backend.reason
        elif backend.scheme not in WEB | GRPC:
            speaks = backend.scheme or "no protocol with a URL"
            reason = f"'{backend.located.who}' speaks {speaks}, not HTTP"
        elif path in paths:
            reason = f"the path {path} is routed already"
        elif backend.grpc and not secure:
            # Over clear text nginx before 1.25.1 speaks either HTTP/1 or HTTP/2, never both.
            paths.add(path)
            reason = f"'{backend.located.who}' speaks gRPC, which takes HTTP/2 and so a tls"
        else:
            paths.add(path)
            found.append(ResolvedRoute(route, path, backend))
            continue
        omissions.append(Omission(route.path, reason))
    return [_taking(each, paths) for each in found], omissions


def _taking(resolved: ResolvedRoute, paths: set[str]) -> ResolvedRoute:
    prefix, open_ended = resolved.prefix, resolved.path.endswith("/")
    if not prefix:
        return resolved
    free = prefix not in paths
    # A websocket's client follows no redirect (WHATWG WebSockets, "establish a connection").
    return resolved._replace(
        exact=not open_ended or (free and resolved.backend.websocket),
        below=open_ended or f"{prefix}/" not in paths,
        slash=open_ended and free and not resolved.backend.websocket,
    )


class Listen(NamedTuple):
    """Where a proxy itself binds: in a container, the container's number on every address.

    `addresses` are without brackets; "::" is every address of both families.
    """

    endpoint: Endpoint
    number: int
    encrypted: bool
    addresses: tuple[str, ...]


def resolve_listens(environment: Environment, proxy: Proxy) -> tuple[list[Listen], list[Omission]]:
    """What a proxy listens on, and what of it nothing can listen on."""
    contained = holder_of(environment, proxy).contained
    found: list[Listen] = []
    omissions: list[Omission] = []
    for each in proxy.endpoints:
        number = each.container_port or each.port if contained else each.port
        encrypted = each.scheme == "https" or bool(proxy.to and proxy.tls)
        if number is None or (encrypted and proxy.tls is None):
            reason = "no certificate goes with it" if encrypted else "its number is not known"
            omissions.append(Omission(f"listen {each.port}", reason))
            continue
        addresses = ("::",) if contained else _addresses(each)
        found.append(Listen(each, number, encrypted, addresses))
    return found, omissions


def _addresses(endpoint: Endpoint) -> tuple[str, ...]:
    if {"::", EVERY} & {*endpoint.binds}:
        return ("::",)
    found = (LOOPBACKS if each == "localhost" else (each,) for each in endpoint.binds)
    return tuple(dict.fromkeys(address for each in found for address in each))


def https_port(proxy: Proxy) -> int | None:
    """The number on which clients find it encrypted."""
    return next((each.port for each in proxy.endpoints if each.scheme == "https"), None)


def backend_of(
    portmap: PortMap, environment: Environment, proxy: Proxy, target: Target
) -> Backend | Omission:
    """What a target is to the program that serves the proxy: a process, or a container."""
    holder = holder_of(environment, proxy)
    asker = Asker(environment, holder, "container" if holder.contained else "process")
    located = locate(portmap, environment, target)
    if isinstance(located, Problem):
        return Omission(str(target), located.message)
    service = located.service
    if not service.running:
        return Omission(str(target), f"'{located.who}' is {service.status}")
    if located.endpoint is not None and located.endpoint.port_end is not None:
        return Omission(str(target), f"'{located.who}' is an interval of ports")
    found = address(portmap, asker, located)
    if isinstance(found, Problem):
        return Omission(str(target), found.message)
    port = found.port or DEFAULT_PORTS.get(found.scheme or "")
    if port is None:
        return Omission(str(target), f"the port of '{located.who}' is not known")
    # What binds `localhost` answers on both loopback addresses: one of them is no guess.
    host = "127.0.0.1" if found.host == "localhost" else found.host
    base = found.path.rstrip("/") if service.hosted is not None else ""
    return Backend(located, found.scheme, host, port, base)
