"""Who calls whom: the graph that `uses`, variables and routes draw.

Built once for a map and handed to checks and targets. A node is a service in an environment; an
edge says how it came about, so that a reader can be told why.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from portbook.model.address import Asker, Located, Problem, locate
from portbook.model.portmap import Environment, EnvValue, PortMap, Service
from portbook.model.reference import Target

__all__ = ["Call", "Key", "Wiring", "is_browser_variable", "wire"]

Key = tuple[str, str, str]
"""Project, environment, service."""

NAMES = frozenset(("origin", "scheme", "environment"))
"""Attributes that say where a page comes from or how it is run; nobody connects by them."""


class Call(NamedTuple):
    """`caller` reaches `called`: `via` is "uses", "env" or "route", `name` the variable or path.

    `connects` is False where a variable holds only what the other is called, such as its origin.
    """

    caller: Located
    called: Located
    via: str
    name: str
    browser: bool
    connects: bool = True


class Wiring:
    """The calls of a map, both ways."""

    def __init__(self, portmap: PortMap) -> None:
        self.portmap = portmap
        self.out: dict[Key, list[Call]] = {}
        self.into: dict[Key, list[Call]] = {}
        for environment, service in portmap.deployments():
            if not (service.uses or service.env or environment.proxies):
                continue
            for call in _calls(portmap, environment, service):
                self.out.setdefault(key_of(environment, service), []).append(call)
                called = key_of(call.called.environment, call.called.service)
                self.into.setdefault(called, []).append(call)

    def calls(self, environment: Environment, service: Service) -> list[Call]:
        """What the service reaches, as far as it exists."""
        return self.out.get(key_of(environment, service), [])

    def callers(self, environment: Environment, service: Service) -> list[Call]:
        """Who reaches the service, from any project."""
        return self.into.get(key_of(environment, service), [])

    def needs(self, environment: Environment, service: Service) -> list[str]:
        """Services of its own environment that must be up before it: those it `uses`, and
        those whose address a variable of its own process holds. An origin is no address to
        connect to: a list of allowed pages makes no need."""
        found = []
        for call in self.calls(environment, service):
            other = call.called
            read = call.via == "env" and call.connects and not call.browser
            own = call.via == "uses" or read
            if own and other.environment is environment and other.service.name != service.name:
                found.append(other.service.name)
        return list(dict.fromkeys(found))


def wire(portmap: PortMap) -> Wiring:
    return Wiring(portmap)


def key_of(environment: Environment, service: Service) -> Key:
    return environment.project, environment.name, service.name


def is_browser_variable(service: Service, variable: EnvValue) -> bool:
    """Whether a browser reads the variable: it says so, or its build tool hands it out."""
    if variable.viewpoint is not None:
        return variable.viewpoint == "browser"
    prefix = service.kind.browser_prefix if service.kind else None
    return bool(prefix) and variable.name.startswith(prefix or "")


def asker_for(environment: Environment, service: Service, variable: EnvValue | None) -> Asker:
    """Who reads a variable of the service where the service is a process."""
    browser = variable is not None and is_browser_variable(service, variable)
    return Asker(environment, service, "browser" if browser else "process")


def _calls(portmap: PortMap, environment: Environment, service: Service) -> Iterator[Call]:
    caller = Located(environment, service, service.primary)
    for target in service.uses:
        called = locate(portmap, environment, target)
        if not isinstance(called, Problem):
            yield Call(caller, called, "uses", str(target), service.role == "frontend")
    for variable in service.env:
        browser = is_browser_variable(service, variable)
        for reference in variable.value.references:
            if reference.target.service == "self":
                continue
            called = locate(portmap, environment, reference.target)
            if not isinstance(called, Problem):
                connects = reference.attribute not in NAMES
                yield Call(caller, called, "env", variable.name, browser, connects)
    yield from _routes(portmap, environment, service)


def _routes(portmap: PortMap, environment: Environment, service: Service) -> Iterator[Call]:
    for proxy in environment.proxies:
        if proxy.service != service.name:
            continue
        caller = Located(environment, service, service.primary)
        routes: list[tuple[str, Target]] = [(route.path, route.target) for route in proxy.routes]
        if proxy.to is not None:
            routes.append(("", proxy.to))
        for path, target in routes:
            called = locate(portmap, environment, target)
            if not isinstance(called, Problem):
                yield Call(caller, called, "route", path, False)
