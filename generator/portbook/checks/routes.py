"""Checks for routes that cannot be told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portbook.checks.subject import Finding, Subject, check
from portbook.model.portmap import Environment, Proxy

_SLASHES = re.compile("/{2,}")


@check("route-conflict", "error")
def route_conflict(subject: Subject) -> Iterator[Finding]:
    """Two routes for the same requests.

    Two proxies of one service that listen on the same number need different server names; otherwise
    one of them never gets a request: nginx warns and ignores the second. Two paths of one proxy
    that differ only in doubled slashes are the same path. A raw TCP proxy cannot share its number.

    Put the routes into one proxy, or give each its own `server_name` or `listen`.

    Fails:

        projects:
          shop:
            services: {web: 3000, api: 8000}
            proxy:
              development:
                - {name: one, listen: 8080, server_name: shop.test, routes: {/: web}}
                - {name: two, listen: 8080, server_name: shop.test, routes: {/api/: api}}
        #                                                ^^^^^^^^^

    Passes:

        projects:
          shop:
            services: {web: 3000, api: 8000}
            proxy:
              development:
                - {name: one, listen: 8080, server_name: shop.test, routes: {/: web}}
                - {name: two, listen: 8080, server_name: api.test, routes: {/: api}}
    """
    for _, environment in subject.portmap.environments():
        for index, later in enumerate(environment.proxies):
            for first in environment.proxies[:index]:
                yield from _same_requests(environment, first, later)
            yield from _same_paths(environment, later)


def _same_requests(environment: Environment, first: Proxy, later: Proxy) -> Iterator[Finding]:
    shared = {each.name: each for each in first.endpoints}
    both = [each for each in later.endpoints if each.name in shared]
    if first.service != later.service or not both:
        return
    if (first.tls is None) != (later.tls is None):
        yield Finding(
            f"two proxies of {later.project} in {environment.name} share {both[0].port}, one with "
            "TLS and one without: a socket can only do one of them",
            later.place("listen"),
            (environment.services[later.service],),
            ((first.place("listen"), "the other is here"),),
            "give one of them another number",
        )
        return
    raw = first.to is not None or later.to is not None
    names = _names(first) & _names(later)
    if raw or names:
        key = "server_name" if names - {""} and not raw else "listen"
        answers = "raw TCP" if raw else ", ".join(sorted(names - {""})) or "every name"
        yield Finding(
            f"two proxies of {later.project} in {environment.name} take {answers} on "
            f"{both[0].port}",
            later.place(key),
            (environment.services[later.service],),
            ((first.place(key), "the other is here"),),
            "put the routes into one proxy, or give each its own server_name or listen",
        )


def _names(proxy: Proxy) -> set[str]:
    """nginx compares server names without case."""
    return {name.lower() for name in proxy.server_names} or {""}


def _same_paths(environment: Environment, proxy: Proxy) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for route in proxy.routes:
        # nginx joins slashes before it looks for a location (merge_slashes).
        path = _SLASHES.sub("/", route.path)
        first = seen.setdefault(path, route.path)
        if first != route.path:
            yield Finding(
                f"the routes {first} and {route.path} of {proxy.project} are the same path",
                proxy.place("routes", route.path, key=True),
                (environment.services[proxy.service],),
                ((proxy.place("routes", first, key=True), "the other is here"),),
                "take one of them out",
            )
