"""Computes the variables of each .env file.

Two sorts of file: the project's own, with every endpoint's number and URL, and one a service,
with the service's variables, its admitted secrets and its list of allowed origins. Files of one
path are one file.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from portbook.derive.calls import Wiring, asker_for
from portbook.derive.origins import origins_of
from portbook.model.address import Asker, Located, Problem, address, locate
from portbook.model.expand import expand
from portbook.model.portmap import (
    ENV_STATUSES,
    Endpoint,
    Environment,
    EnvValue,
    PortMap,
    Project,
    Secret,
    Service,
)
from portbook.model.reference import Target
from portbook.model.url import parse_url
from portbook.text.grouping import grouped
from portbook.text.source import Place

PROJECT_FILE = ".env"


class Slot(NamedTuple):
    """A variable before its value is worked out.

    `why` is "port", "port_end", "url", "env", "secret" or "cors"; `what` is that which it is
    made from, None for the list of origins and for the URL of a service that is hosted elsewhere.
    `named`: the map itself names the variable of a port or URL.
    """

    path: str
    name: str
    service: Service
    why: str
    what: Endpoint | EnvValue | Secret | None
    named: bool = False

    @property
    def place(self) -> Place:
        """Where the map says it."""
        if self.why == "cors":
            return self.service.place("cors", "variable")
        if self.why in ("env", "secret"):
            section = "env" if self.why == "env" else "secrets"
            return self.service.place(section, self.name, key=True)
        if self.named:
            return self.service.place("variables")
        if isinstance(self.what, Endpoint) and self.service.same_as is None:
            return self.service.endpoint_place(self.what)
        return self.service.place()


class Variable(NamedTuple):
    """A variable of a file. Without a `value`, `problem` says why nothing can be written."""

    slot: Slot
    value: str | None
    problem: str | None = None

    @property
    def name(self) -> str:
        return self.slot.name

    @property
    def service(self) -> str:
        return self.slot.service.name

    @property
    def why(self) -> str:
        return self.slot.why

    @property
    def place(self) -> Place:
        return self.slot.place


def variables(
    wiring: Wiring, project: Project, environment: Environment
) -> dict[str, list[Variable]]:
    """The variables of each file, by its path from the project's folder, in the map's order.

    What repeats a variable word for word is left out, and so is what has no value beside one
    that has; a name that is there twice with two values is for `env-collision` to report. An
    address that does not exist, such as the URL of something without a scheme, makes no
    variable of the project's file.
    """
    return _variables(wiring, project.name, environment.name)


@lru_cache(maxsize=16)
def _variables(wiring: Wiring, project: str, environment: str) -> dict[str, list[Variable]]:
    """Kept for a moment: the documents of a project ask for the same as its .env files."""
    owner = wiring.portmap.projects[project]
    where = owner.environments[environment]
    return variables_of(wiring, where, slots(wiring.portmap, owner, where))


def variables_of(
    wiring: Wiring, environment: Environment, wanted: Iterable[Slot]
) -> dict[str, list[Variable]]:
    """As `variables`, for whoever wants only some of an environment's slots."""
    files: dict[str, dict[tuple[str, str | None], Variable]] = {}
    for slot in wanted:
        if isinstance(slot.what, EnvValue) and slot.what.taken_from:
            # What whoever starts a service may set is not set for them.
            continue
        variable = value_of(wiring, environment, slot)
        derived = slot.why in ("port", "port_end", "url")
        if variable is not None and (variable.value is not None or not derived):
            found = files.setdefault(slot.path, {})
            found.setdefault((slot.name, variable.value), variable)
    return {path: _known(found) for path, found in files.items()}


def _known(found: dict[tuple[str, str | None], Variable]) -> list[Variable]:
    valued = {name for name, value in found if value is not None}
    return [
        variable
        for (name, value), variable in found.items()
        if value is not None or name not in valued
    ]


def derived_names(portmap: PortMap, project: Project) -> dict[str, frozenset[str]]:
    """By file: the variables whose names the map nowhere says, but follow from its services."""
    said: dict[str, set[str]] = {}
    derived: dict[str, set[str]] = {}
    for environment in project.environments.values():
        for slot in slots(portmap, project, environment):
            own = slot.named or slot.why in ("env", "secret")
            own = own or (slot.why == "cors" and slot.service.cors.variable is not None)
            (said if own else derived).setdefault(slot.path, set()).add(slot.name)
    return {path: frozenset(names - said.get(path, set())) for path, names in derived.items()}


def named_ports(portmap: PortMap, project: Project) -> dict[str, frozenset[str]]:
    """By file: the variables that the map names for ports."""
    every = slots(portmap, project, project.default)
    named = ((slot.path, slot.name) for slot in every if slot.named and slot.why == "port")
    return {path: frozenset(names) for path, names in grouped(named).items()}


def file_of(environment: Environment, directory: str | None, name: str) -> str:
    """The path of an .env file; only the default environment's has no suffix."""
    path = posixpath.normpath(posixpath.join(directory or "", name))
    return path if environment.default else f"{path}.{environment.name}"


def slots(portmap: PortMap, project: Project, environment: Environment) -> Iterator[Slot]:
    """Every variable that may be written for an environment, without its value."""
    path = file_of(environment, None, PROJECT_FILE)
    listed = [each for each in environment.services.values() if each.status in ENV_STATUSES]
    for service in listed:
        derived = _endpoint_slots(portmap, environment, service, path)
        for slot in filter(None, (_named(project, each) for each in derived)):
            yield from _beside_stacks(project, environment, slot)
    for service in listed:
        if service.env or service.secrets or service.kind or service.cors.variable:
            own = file_of(environment, service.directory, service.env_file)
            yield from _own_slots(environment, service, own)


def _beside_stacks(project: Project, environment: Environment, slot: Slot) -> Iterator[Slot]:
    """A port whose variable the map names stands where the stacks of its service read it: beside
    the first file of each."""
    folders = set()
    for stack in project.stacks if slot.named and slot.why == "port" else ():
        here = (stack.environment or project.default.name) == environment.name
        if here and project.declared(stack, slot.service):
            folders.add(posixpath.dirname(stack.files[0]))
    for folder in sorted(folders) or [""]:
        yield slot._replace(path=file_of(environment, folder, PROJECT_FILE))


def _endpoint_slots(
    portmap: PortMap, environment: Environment, service: Service, path: str
) -> Iterator[Slot]:
    prefix = _constant(service.name)
    if service.hosted is not None:
        yield Slot(path, f"{prefix}_URL", service, "url", None)
        return
    primary, endpoints = _endpoints(portmap, environment, service)
    for endpoint in endpoints:
        name = prefix if endpoint is primary else f"{prefix}_{_constant(endpoint.name)}"
        if endpoint.port is not None:
            yield Slot(path, f"{name}_PORT", service, "port", endpoint)
        if endpoint.port_end is not None:
            yield Slot(path, f"{name}_PORT_END", service, "port_end", endpoint)
        elif endpoint.scheme is not None:
            yield Slot(path, f"{name}_URL", service, "url", endpoint)


def _constant(name: str) -> str:
    return name.upper().replace("-", "_")


def _named(project: Project, slot: Slot) -> Slot | None:
    """The slot under the name that the map gives it; None where it wants no such variable."""
    names = dict(slot.service.variables)
    endpoint = slot.what.name if isinstance(slot.what, Endpoint) else ""
    keys = [f"{endpoint}.{slot.why}"]
    if slot.what in (None, slot.service.primary):
        keys.append(slot.why)
    for key in keys:
        if key in names:
            name = names[key]
            return slot._replace(name=name, named=True) if name else None
    return slot if project.variables and "" not in names else None


def _endpoints(
    portmap: PortMap, environment: Environment, service: Service
) -> tuple[Endpoint | None, tuple[Endpoint, ...]]:
    """The primary endpoint and all of them; those of the other service for `same_as`."""
    if service.same_as is None:
        return service.primary, service.endpoints
    located = locate(portmap, environment, Target(service.name))
    if isinstance(located, Problem) or located.endpoint is None:
        return None, ()
    named = service.same_as.endpoint is not None
    return located.endpoint, (located.endpoint,) if named else located.service.endpoints


def _own_slots(environment: Environment, service: Service, path: str) -> Iterator[Slot]:
    for variable in service.env:
        yield Slot(path, variable.name, service, "env", variable)
    for secret in service.secrets:
        if secret.value is not None and environment.name in secret.environments:
            yield Slot(path, secret.name, service, "secret", secret)
    name = service.cors.variable or (service.kind.cors_variable if service.kind else None)
    if name is None or service.cors.off or not service.running:
        return
    # A variable of the kind's is a default: what the map says itself stands in its place.
    if service.cors.variable or all(variable.name != name for variable in service.env):
        yield Slot(path, name, service, "cors", None)


def value_of(wiring: Wiring, environment: Environment, slot: Slot) -> Variable | None:
    """The variable of a slot; None where there turns out to be nothing to say."""
    if isinstance(slot.what, EnvValue):
        asker = asker_for(environment, slot.service, slot.what)
        found = expand(wiring.portmap, asker, slot.what.value)
    elif isinstance(slot.what, Secret):
        return Variable(slot, slot.what.value)
    elif slot.why == "cors":
        return _cors(wiring, environment, slot)
    elif slot.what is not None and slot.why == "port":
        return Variable(slot, str(slot.what.port))
    elif slot.what is not None and slot.why == "port_end":
        return Variable(slot, str(slot.what.port_end))
    else:
        found = _url(wiring.portmap, environment, slot)
    if isinstance(found, Problem):
        return Variable(slot, None, found.message)
    return Variable(slot, found)


def _url(portmap: PortMap, environment: Environment, slot: Slot) -> str | Problem:
    hosted = slot.service.hosted
    endpoint = slot.what if isinstance(slot.what, Endpoint) else None
    if hosted is not None and endpoint is None:
        none = Problem("unknown-address", f"'{slot.service.name}' has no known URL")
        return (parse_url(hosted.url).url or none) if hosted.url else none
    assert endpoint is not None
    located: Located | Problem = Located(environment, slot.service, endpoint)
    if slot.service.same_as is not None:
        located = locate(portmap, environment, Target(slot.service.name, endpoint.name))
    if isinstance(located, Problem):
        return located
    found = address(portmap, Asker(environment, None, "process"), located)
    if isinstance(found, Problem):
        return found
    return found.url or Problem("unknown-address", f"'{located.who}' has no URL")


def _cors(wiring: Wiring, environment: Environment, slot: Slot) -> Variable | None:
    origins = origins_of(wiring, environment, slot.service)
    if not origins:
        return None
    kind = slot.service.kind
    spelling = slot.service.cors.format or (kind.cors_format if kind else "comma")
    if spelling == "json":
        import json  # which few maps need

        return Variable(slot, json.dumps(origins, separators=(",", ":")))
    return Variable(slot, ",".join(origins))
