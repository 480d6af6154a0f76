"""Who calls whom: the graph that `uses`, variables and routes draw.

Built once for a map and handed to checks and targets. A node is a service in an environment; an
edge says how it came about, so that a reader can be told why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from portbook.model.address import Asker, Located, Problem, locate
from portbook.model.portmap import Environment, EnvValue, PortMap, Service
from portbook.model.reference import Target

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

    @property
    def how(self) -> str:
        """`API_URL`, `route /api`, `TCP route` or `uses`."""
        if self.via == "route":
            return f"route {self.name}" if self.name else "TCP route"
        return self.name if self.via == "env" else self.via


FEW = 32
"""A longer `uses` that several services have, by an alias, is looked up once for all of them."""


class Wiring:
    """The calls of a map, both ways."""

    def __init__(self, portmap: PortMap) -> None:
        self.portmap = portmap
        self._out: dict[Key, list[Call]] = {}
        self._into: dict[Key, list[tuple[int, Call]]] = {}
        self._shared: dict[tuple[int, int], _Shared] = {}
        self._sharing: dict[Key, list[_Shared]] = {}
        for at, (environment, service) in enumerate(portmap.deployments()):
            if not (service.uses or service.env or environment.proxies):
                continue
            key = key_of(environment, service)
            if len(service.uses) > FEW:
                self._share(environment, service).users.append((at, environment, service))
            else:
                self._out[key] = list(_uses(portmap, environment, service))
            further = [*_variables(portmap, environment, service)]
            further += _routes(portmap, environment, service)
            self._out.setdefault(key, []).extend(further)
            for call in self._out[key]:
                called = key_of(call.called.environment, call.called.service)
                self._into.setdefault(called, []).append((at, call))

    def _share(self, environment: Environment, service: Service) -> _Shared:
        listed = id(environment), id(service.uses)
        if listed not in self._shared:
            self._shared[listed] = shared = _Shared({}, [])
            for call in _uses(self.portmap, environment, service):
                called = key_of(call.called.environment, call.called.service)
                if called not in shared.called:
                    self._sharing.setdefault(called, []).append(shared)
                shared.called.setdefault(called, []).append((call.called, call.name))
        return self._shared[listed]

    def calls(self, environment: Environment, service: Service) -> list[Call]:
        """What the service reaches, as far as it exists."""
        found = self._out.get(key_of(environment, service), [])
        if len(service.uses) > FEW:
            found = [*_uses(self.portmap, environment, service), *found]
        return found

    def callers(self, environment: Environment, service: Service) -> list[Call]:
        """Who reaches the service, from any project; in the map's order."""
        key = key_of(environment, service)
        found = self._into.get(key, [])
        shared = [
            (at, _used(Located(where, user, user.primary), called, name))
            for each in self._sharing.get(key, ())
            for at, where, user in each.users
            for called, name in each.called[key]
        ]
        if shared:
            found = sorted([*shared, *found], key=lambda each: each[0])
        return [call for _, call in found]

    def needed(self, environment: Environment, service: Service) -> list[Located]:
        """What must be up before it, in any project: what it `uses`, and that whose address a
        variable of its own process holds. An origin is no address to connect to: a list of
        allowed pages makes no need."""
        return [
            call.called
            for call in self.calls(environment, service)
            if call.via == "uses" or (call.via == "env" and call.connects and not call.browser)
        ]

    def needs(self, environment: Environment, service: Service) -> list[str]:
        """Those of its own environment, by their names."""
        needed = self.needed(environment, service)
        found = (each.service.name for each in needed if each.environment is environment)
        return list(dict.fromkeys(name for name in found if name != service.name))

    def needs_among(
        self, environment: Environment, services: Mapping[str, Service]
    ) -> dict[str, list[str]]:
        """What each of some services of an environment needs of the others."""
        return {
            name: [each for each in self.needs(environment, service) if each in services]
            for name, service in services.items()
        }


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


class _Shared(NamedTuple):
    """A long `uses`: what it calls and by what name, and who has it, each with its place in the
    map's order."""

    called: dict[Key, list[tuple[Located, str]]]
    users: list[tuple[int, Environment, Service]]


def _used(caller: Located, called: Located, name: str) -> Call:
    return Call(caller, called, "uses", name, caller.service.role == "frontend")


def _uses(portmap: PortMap, environment: Environment, service: Service) -> Iterator[Call]:
    caller = Located(environment, service, service.primary)
    for target in service.uses:
        called = locate(portmap, environment, target)
        if not isinstance(called, Problem):
            yield _used(caller, called, str(target))


def _variables(portmap: PortMap, environment: Environment, service: Service) -> Iterator[Call]:
    caller = Located(environment, service, service.primary)
    for variable in service.env:
        browser = is_browser_variable(service, variable)
        for reference in variable.value.references:
            if reference.target.service == "self":
                continue
            called = locate(portmap, environment, reference.target)
            if not isinstance(called, Problem):
                connects = reference.attribute not in NAMES
                yield Call(caller, called, "env", variable.name, browser, connects)


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
                yield Call(caller, called, "route", path, browser=False)
