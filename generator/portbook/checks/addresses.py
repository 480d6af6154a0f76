"""Checks values and routes that refer to unknown or unreachable addresses."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.checks.references import place_of
from portbook.checks.subject import Finding, Subject, check
from portbook.checks.variables import Asked, doubtful_values
from portbook.model.address import Asker, Problem, address, locate
from portbook.model.expand import look_up
from portbook.model.portfacts import BROWSER_BLOCKED
from portbook.model.portmap import Environment, Proxy
from portbook.model.reference import Target
from portbook.model.url import WEB
from portbook.text.source import Place

_BLOCKED = sorted(BROWSER_BLOCKED)


@check("unknown-address", "error")
def unknown_address(subject: Subject) -> Iterator[Finding]:
    """A value that refers to an address that is not known.

    The service has no port in that environment (`port: null`, or hosted elsewhere without a known
    URL), or its host has no `address`, or it has no scheme for a URL.

    Add what is missing: the port, the host's `address`, the `url` of the hosting; or override the
    value in that environment (`null` removes the variable).

    Fails:

        projects:
          shop:
            services:
              web: {port: 3000, env: {API: "{api.url}"}}
        #                                   ^^^^^^^^^
              api: {port: null}

    Passes:

        projects:
          shop:
            services:
              web: {port: 3000, env: {API: "{api.url}"}}
              api: {port: 8000}
    """
    yield from _problems(subject, "unknown-address")


@check("unreachable-address", "error")
def unreachable_address(subject: Subject) -> Iterator[Finding]:
    """A value that refers to an address its reader cannot reach.

    A service that listens on 127.0.0.1 cannot be reached from another host, nor from a container; a
    container that publishes no port can be reached only from its own project.

    Let it listen on another address (`bind`), publish the port, or refer to something else.

    Fails:

        hosts: {laptop: {}, server: {address: db.example}}
        projects:
          shop:
            services:
              api: {port: 8000, env: {DB: "{db.address}"}}
        #                                  ^^^^^^^^^^^^
              db: {port: 5432, host: server}

    Passes:

        hosts: {laptop: {}, server: {address: db.example}}
        projects:
          shop:
            services:
              api: {port: 8000, env: {DB: "{db.address}"}}
              db: {port: 5432, host: server, bind: 192.0.2.7}
    """
    yield from _problems(subject, "unreachable-address")


@check("browser-address", "error")
def browser_address(subject: Subject) -> Iterator[Finding]:
    """A browser variable whose address no browser can reach.

    The page runs on the user's machine, where 127.0.0.1 is that machine, and names that only
    containers know do not resolve. Outside the default environment, an address for browsers needs a
    route of the proxy, `public`, or the host's `domain` or `address`, and a bind address that is
    reachable from outside.

    Give the service one of these, or mark the variable with `viewpoint: process` if no browser
    reads it.

    Fails:

        hosts: {laptop: {}, server: {}}
        projects:
          shop:
            environments: {development: laptop, production: server}
            services:
              web: {kind: vite, port: 3000, env: {VITE_API: "{api.url}"}}
        #                                                    ^^^^^^^^^
              api: 8000

    Passes:

        hosts: {laptop: {}, server: {domain: shop.example}}
        projects:
          shop:
            environments: {development: laptop, production: server}
            services:
              web: {kind: vite, port: 3000, env: {VITE_API: "{api.url}"}}
              api: {port: 8000, bind: 0.0.0.0}
    """
    yield from _problems(subject, "browser-address")


def _problems(subject: Subject, code: str) -> Iterator[Finding]:
    for finding, found in subject.once(_address_problems):
        if found == code:
            yield finding


def _address_problems(subject: Subject) -> Iterator[tuple[Finding, str]]:
    """What is wrong with the addresses of variables and routes, with the check it is for."""
    for asked in subject.once(doubtful_values):
        if isinstance(asked.found, Problem):
            name = asked.variable.name
            message = f"{name} in {asked.asker.environment.name}: {asked.found.message}"
            yield Finding(message, _place(subject, asked), (asked.service,)), asked.found.code
    for _, environment in subject.portmap.environments():
        for proxy in environment.proxies:
            for route in proxy.routes:
                place = proxy.place("routes", route.path, "to")
                yield from _route(subject, environment, proxy, route.target, place)
            if proxy.to is not None:
                yield from _route(subject, environment, proxy, proxy.to, proxy.place("to"))


def _place(subject: Subject, asked: Asked) -> Place:
    """The first reference of the value that comes to the problem."""
    value = asked.service.place("env", asked.variable.name, "value")
    for reference in asked.variable.value.references:
        if look_up(subject.portmap, asked.asker, reference) == asked.found:
            return place_of(value, reference)
    return value


def _route(
    subject: Subject, environment: Environment, proxy: Proxy, target: Target, place: Place
) -> Iterator[tuple[Finding, str]]:
    """A route leads from the program that serves the proxy, as in the nginx file."""
    service = environment.services[proxy.service]
    located = locate(subject.portmap, environment, target)
    if isinstance(located, Problem):
        return
    asker = Asker(environment, service, "container" if service.contained else "process")
    found = address(subject.portmap, asker, located)
    if isinstance(found, Problem):
        message = f"the route in {environment.name} leads nowhere: {found.message}"
        yield Finding(message, place, (service,)), found.code


@check("browser-blocked-port", "error")
def browser_blocked_port(subject: Subject) -> Iterator[Finding]:
    """A web endpoint on a number that browsers refuse to open.

    Browsers block some ports, so that pages cannot make them talk to mail servers and the like:
    6000, 6665 to 6669, 5060, 10080 and others (https://fetch.spec.whatwg.org/#port-blocking).
    Chrome reports ERR_UNSAFE_PORT, Firefox a restricted address. curl works, which makes this hard
    to find.

    Use another number. If no browser should ever connect, set the endpoint's actual scheme.

    Fails:

        projects:
          shop: {services: {web: 6000}}
        #                        ^^^^

    Passes:

        projects:
          shop: {services: {web: 6001}}
    """
    for claim in subject.claims:
        if claim.endpoint.scheme not in WEB:
            continue
        single = claim.last == claim.port
        if single and claim.port not in BROWSER_BLOCKED:
            continue
        blocked = [each for each in _BLOCKED if claim.port <= each <= claim.last]
        if blocked:
            yield Finding(
                f"browsers refuse to open {blocked[0]}, where {claim.who} speaks "
                f"{claim.endpoint.scheme}",
                claim.place,
                (claim.service,),
                hint="take another number",
            )
