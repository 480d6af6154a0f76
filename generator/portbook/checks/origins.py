"""Checks for allowed origins that nothing serves."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.checks.subject import Finding, Subject, check
from portbook.model.address import proxy_address
from portbook.model.portmap import Environment
from portbook.model.url import DEFAULT_PORTS, Address, parse_url

LOCAL = frozenset(("localhost", "127.0.0.1", "::1"))

Served = set[tuple[str, int]]


@check("cors-stale", "warning")
def cors_stale(subject: Subject) -> Iterator[Finding]:
    """An extra origin on a host of the map that nobody serves.

    `cors: {extra: [...]}` is for origins that do not follow from the map. An origin on a host of
    the map, with a number that no service, fallback or proxy has there, was usually left over when
    its service moved: whatever listens there next is allowed.

    Remove it; origins of the map's own services are derived.

    Fails:

        projects:
          shop:
            services:
              api: {port: 8000, cors: {extra: ["http://localhost:5173"]}}
        #                                      ^^^^^^^^^^^^^^^^^^^^^^^

    Passes:

        projects:
          shop:
            services:
              api: {port: 8000, cors: {extra: ["http://localhost:5173"]}}
              web: 5173
    """
    served: Served | None = None
    for _, service in subject.deployments:
        for index, origin in enumerate(service.cors.extra):
            if served is None:
                served = set(_served(subject))
            if "*" in origin:
                continue
            seen = parse_url(origin)
            port = seen.port or DEFAULT_PORTS.get(seen.scheme or "", 0)
            host = "localhost" if seen.host in LOCAL else seen.host.lower()
            known = host == "localhost" or host in subject.once(_names)
            if known and (host, port) not in served:
                yield Finding(
                    f"{service.who} allows {origin}, which nothing in the map serves",
                    service.place("cors", "extra", index),
                    (service,),
                    hint="take it out of 'extra'",
                )


def _names(subject: Subject) -> Iterator[str]:
    """What the map's hosts and proxies are called."""
    for host in subject.portmap.hosts.values():
        yield from (name.strip("[]").lower() for name in (host.address, host.domain) if name)
    for _, environment in subject.portmap.environments():
        for seen in _proxies(subject, environment):
            yield seen.host.lower()


def _proxies(subject: Subject, environment: Environment) -> Iterator[Address]:
    for proxy in environment.proxies:
        seen = proxy_address(subject.portmap, environment, proxy)
        if seen is not None:
            yield seen
            for name in proxy.server_names:
                yield Address(seen.scheme, name, seen.port)


def _served(subject: Subject) -> Iterator[tuple[str, int]]:
    """Every host name with every number that something of the map has there."""
    for claim in subject.claims:
        host = subject.portmap.hosts.get(claim.host)
        names = [host.address, host.domain] if host else []
        if claim.host in subject.development_hosts:
            names.append("localhost")
        ports = [*range(claim.port, claim.last + 1)]
        ports += [alternative.port for alternative in claim.service.alternatives]
        for name in names:
            if name:
                yield from ((name.strip("[]").lower(), port) for port in ports)
    for _, environment in subject.portmap.environments():
        for seen in _proxies(subject, environment):
            yield seen.host.lower(), seen.port or DEFAULT_PORTS.get(seen.scheme or "", 0)
