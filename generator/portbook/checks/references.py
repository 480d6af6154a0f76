"""Checks for names that do not exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeGuard

from portbook.checks.subject import Finding, Subject, check
from portbook.derive.calls import FEW
from portbook.language.keys.projects import NO_ENVIRONMENTS
from portbook.model.address import Located, Problem, locate
from portbook.model.catalogue import ALIASES
from portbook.model.portmap import Environment, Exclusive, Member, PortMap, Project, Range, Service
from portbook.model.reference import Reference, Target
from portbook.text.nodes import Mapping
from portbook.text.source import Place
from portbook.text.wording import suggestion


def _unknown_names(portmap: PortMap) -> Iterator[Finding]:
    hosts = portmap.hosts
    for each in portmap.all_ranges():
        if each.host is not None and each.host not in hosts:
            yield _host(each.host, portmap, each.origin.place("host"))
    for exclusive in portmap.exclusive:
        yield from _members(portmap, exclusive)
    common = {each.name: each for each in portmap.ranges}
    for project in portmap.projects.values():
        yield from _of_project(portmap, project)
        own = {each.name: each for each in project.ranges}
        ranges = own | common if own else common
        for service in project.services.values():
            yield from _of_service(portmap, project, service, ranges)
        for environment in project.environments.values():
            for service in environment.services.values():
                if service.environment and not service.implicit:
                    yield from _of_service(portmap, project, service, ranges)


def _missing(
    message: str, name: str, known: Iterable[str], place: Place, services: tuple[Service, ...] = ()
) -> Finding:
    """Of a name that nothing bears; `known` are those that might have been meant."""
    hint = suggestion(name, known)
    if hint is None and 0 < len(listed := list(known)) <= 12:
        hint = f"there is: {', '.join(listed)}"
    return Finding(message, place, services, hint=hint)


def _host(name: str, portmap: PortMap, place: Place, *services: Service) -> Finding:
    return _missing(f"there is no host '{name}'", name, portmap.hosts, place, services)


def _environment(name: str, project: Project, place: Place, *services: Service) -> Finding:
    message = f"project '{project.name}' has no environment '{name}'"
    return _missing(message, name, project.environments, place, services)


def _members(portmap: PortMap, exclusive: Exclusive) -> Iterator[Finding]:
    for index, member in enumerate(exclusive.members):
        node = exclusive.origin.node("members", index) or exclusive.origin.node(index)
        place = node.place if node else exclusive.origin.place("members")
        yield from _member(portmap, member, place)


def _member(portmap: PortMap, member: Member, place: Place) -> Iterator[Finding]:
    project = portmap.projects.get(member.project)
    if project is None:
        message = f"there is no project '{member.project}'"
        yield _missing(message, member.project, portmap.projects, place)
        return
    if member.environment is not None and member.environment not in project.environments:
        yield _environment(member.environment, project, place)
    if member.service is not None and member.service not in project.services:
        message = f"project '{project.name}' has no service '{member.service}'"
        yield _missing(message, member.service, project.services, place)


def _of_project(portmap: PortMap, project: Project) -> Iterator[Finding]:
    for environment in project.environments.values():
        if environment.host not in portmap.hosts:
            place = project.place("environments", environment.name)
            yield _host(environment.host, portmap, place)
    proxies = project.origin.node("proxy")
    if isinstance(proxies, Mapping):
        keys = [key for key, _ in proxies.entries()]
        # Without the level of the environments, it was reported when it was read.
        forgotten = any(key.text in NO_ENVIRONMENTS for key in keys)
        for key in keys if not forgotten else ():
            if key.text not in project.environments:
                yield _environment(key.text, project, key.place)
    for index, entry in enumerate(project.history):
        if entry.environment is not None and entry.environment not in project.environments:
            place = project.place("history", index, "environment")
            yield _environment(entry.environment, project, place)


def _of_service(
    portmap: PortMap, project: Project, service: Service, ranges: dict[str, Range]
) -> Iterator[Finding]:
    if service.kind_name is not None and service.kind is None:
        yield _kind(portmap, service)
    if service.range is not None and service.range not in ranges:
        message = f"there is no range '{service.range}'"
        yield _missing(message, service.range, ranges, service.place("range"), (service,))
    for index, host in enumerate(service.hosts):
        if host not in portmap.hosts:
            yield _host(host, portmap, service.place("host", index), service)
    yield from _environments(project, service)
    if service.secrets or service.history or (service.health and service.health.endpoint):
        yield from _further(project, service)


def _environments(project: Project, service: Service) -> Iterator[Finding]:
    for index, name in enumerate(service.only or ()):
        if name not in project.environments:
            yield _environment(name, project, service.place("only", index), service)
    for node in service.origin.nodes:
        if not isinstance(node, Mapping):
            continue
        for key, overlays in node.entries():
            if key.text == "environments" and isinstance(overlays, Mapping):
                for name_key, _ in overlays.entries():
                    if name_key.text not in project.environments:
                        yield _environment(name_key.text, project, name_key.place, service)


def _kind(portmap: PortMap, service: Service) -> Finding:
    name = service.kind_name or ""
    message = f"there is no kind '{name}' in the catalogue or under 'kinds'"
    known = [*portmap.kinds, *ALIASES]
    return _missing(message, name, known, service.place("kind"), (service,))


def _further(project: Project, service: Service) -> Iterator[Finding]:
    for secret in service.secrets:
        for index, name in enumerate(secret.environments):
            if name not in project.environments:
                place = service.place("secrets", secret.name, "environments", index)
                yield _environment(name, project, place, service)
    for index, entry in enumerate(service.history):
        if entry.environment is not None and entry.environment not in project.environments:
            place = service.place("history", index, "environment")
            yield _environment(entry.environment, project, place, service)
        environment = project.environments.get(entry.environment or "")
        # An endpoint may be one environment's alone.
        there = environment.services.get(service.name) if environment else None
        if entry.endpoint is not None and (there or service).endpoint(entry.endpoint) is None:
            yield _endpoint(entry.endpoint, service, service.place("history", index, "endpoint"))
    asked = service.health.endpoint if service.health else None
    if asked is not None and service.endpoint(asked) is None:
        yield _endpoint(asked, service, service.place("health", "endpoint"))


def _endpoint(name: str, service: Service, place: Place) -> Finding:
    message = f"'{service.who}' has no endpoint '{name}'"
    known = [endpoint.name for endpoint in service.endpoints]
    return _missing(message, name, known, place, (service,))


Path = tuple[str | int, ...]


@check("unknown-reference", "error")
def unknown_reference(subject: Subject) -> Iterator[Finding]:
    """A name that does not exist in the map.

    The map refers to a project, service, endpoint, environment, host, range, kind or secret that
    does not exist, or to a service that is not in the referring environment. Nothing can be
    generated from such a name.

    Correct the spelling; the hint shows the most similar name.

    Fails:

        projects:
          shop:
            services:
              web: {port: 3000, uses: [apl]}
        #                              ^^^
              api: 8000

    Passes:

        projects:
          shop:
            services:
              web: {port: 3000, uses: [api]}
              api: 8000
    """
    yield from _unknown_names(subject.portmap)
    seen: set[tuple[int, int]] = set()
    for environment, service in subject.deployments:
        listed = id(environment), id(service.uses)
        # A long list that an alias hands to many services is looked at once.
        new = len(service.uses) <= FEW or listed not in seen
        seen.add(listed)
        for index, target in enumerate(service.uses if new else ()):
            if _at_hand(environment, target):
                continue
            found = _looked_for(subject, environment, target)
            if _is_unknown(found):
                place = service.place("uses", index)
                yield _unknown_target(subject, environment, service, target, found, place)
        if (same := service.same_as) is not None:
            found = locate(subject.portmap, environment, same)
            if _is_unknown(found):
                place = service.place("same_as")
                yield _unknown_target(subject, environment, service, same, found, place)
        for reference, path in _written(service):
            if not _at_hand(environment, reference.target, reference.secret):
                yield from _unknown_reference(subject, environment, service, reference, path)
    yield from _unknown_routes(subject)


def _looked_for(
    subject: Subject, environment: Environment, target: Target
) -> Located | Problem | None:
    """What a target names; None where it names a `same_as` that is reported itself."""
    found = locate(subject.portmap, environment, target)
    if isinstance(found, Problem) and target.project is None:
        service = environment.services.get(target.service)
        if service is not None and service.same_as is not None:
            further = locate(subject.portmap, environment, service.same_as)
            return None if isinstance(further, Problem) else found
    return found


def _is_unknown(found: object) -> TypeGuard[Problem]:
    return isinstance(found, Problem) and found.code == "unknown-reference"


def _unknown_target(
    subject: Subject,
    environment: Environment,
    service: Service,
    target: Target,
    found: Problem,
    place: Place,
) -> Finding:
    hint = _hint(subject.portmap, environment, target)
    return Finding(found.message, place, (service,), hint=hint)


def _at_hand(environment: Environment, target: Target, secret: str | None = None) -> bool:
    """Whether it plainly names a service of the same environment, as most do."""
    name, endpoint, project, named = target
    if endpoint is not None or project is not None or named is not None or secret is not None:
        return False
    service = environment.services.get(name)
    return name == "self" or (service is not None and service.same_as is None)


def _written(service: Service) -> Iterator[tuple[Reference, Path]]:
    """The references in a service's variables and in a health command of its own."""
    for variable in service.env:
        for part in variable.value.parts:
            if isinstance(part, Reference):
                yield part, ("env", variable.name, "value")
    command = service.health.command if service.health else None
    if command is not None and command.references and service.origin.node("health"):
        for reference in command.references:
            yield reference, ("health", "command")


def place_of(value: Place, reference: Reference) -> Place:
    """The place of a reference inside the value that holds it."""
    text = str(reference)
    at = value.source.text.find(text, value.start, value.end)
    return value.source.place(at, at + len(text)) if at >= 0 else value


def _unknown_reference(
    subject: Subject, environment: Environment, service: Service, reference: Reference, path: Path
) -> Iterator[Finding]:
    target = reference.target
    place = place_of(service.place(*path), reference)
    if target.service == "self":
        target = target._replace(service=service.name)
    found = _looked_for(subject, environment, target)
    if _is_unknown(found):
        yield _unknown_target(subject, environment, service, target, found, place)
    elif isinstance(found, Located) and reference.secret is not None:
        names = [secret.name for secret in found.service.secrets]
        if reference.secret not in names:
            message = f"'{found.who}' has no secret '{reference.secret}'"
            near = suggestion(reference.secret, names)
            hint = near or "list it under the service's 'secrets'"
            yield Finding(message, place, (service,), hint=hint)


def _unknown_routes(subject: Subject) -> Iterator[Finding]:
    for _, environment in subject.portmap.environments():
        for proxy in environment.proxies:
            service = environment.services[proxy.service]
            routes: list[tuple[Target, Path]] = [
                (route.target, ("routes", route.path, "to")) for route in proxy.routes
            ]
            if proxy.to is not None:
                routes.append((proxy.to, ("to",)))
            for target, path in routes:
                found = _looked_for(subject, environment, target)
                if _is_unknown(found):
                    place = proxy.place(*path)
                    yield _unknown_target(subject, environment, service, target, found, place)


def _hint(portmap: PortMap, environment: Environment, target: Target) -> str | None:
    """What was probably meant, at the first part of the target that leads nowhere."""
    project = portmap.projects.get(target.project or environment.project)
    if project is None:
        return suggestion(target.project or "", portmap.projects)
    name = target.environment or environment.name
    where = project.environments.get(name)
    if where is None:
        near = suggestion(name, project.environments)
        return near or f"name one, such as {project.name}@{project.default.name}/{target.service}"
    service = where.services.get(target.service)
    if service is None:
        if target.service in project.services:
            return f"its 'only' does not list {name}"
        return suggestion(target.service, where.services)
    return suggestion(target.endpoint or "", [endpoint.name for endpoint in service.endpoints])
