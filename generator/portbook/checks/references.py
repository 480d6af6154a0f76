"""Names that lead nowhere, and those that lead in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portbook.checks.names import Unknown, unknown_names
from portbook.checks.subject import Check, Finding, Subject, check_of
from portbook.model.address import Located, Problem, locate
from portbook.model.portmap import Environment, PortMap, Service
from portbook.model.reference import Reference, Target
from portbook.text.nearest import closest
from portbook.text.source import Place

__all__ = ["CHECKS", "place_of"]

Path = tuple[str | int, ...]


def unknown_reference(subject: Subject) -> Iterator[Finding]:
    """A name that nothing in the map bears.

    A project, service, endpoint, environment, host, range, kind or secret is named that does not
    exist, or a service that is not in the environment from which it is asked for. Nothing can be
    generated from such a name.

    Correct the spelling; the hint names what was probably meant.

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
    for unknown in unknown_names(subject.portmap):
        yield _unknown_name(unknown)
    for environment, service in subject.deployments:
        for index, target in enumerate(service.uses):
            if _at_hand(environment, target):
                continue
            found = _looked_for(subject, environment, target)
            if _unknown(found):
                place = service.place("uses", index)
                yield _unknown_target(subject, environment, service, target, found, place)
        if service.same_as is not None:
            found = locate(subject.portmap, environment, service.same_as)
            if _unknown(found):
                place = service.place("same_as")
                yield _unknown_target(subject, environment, service, service.same_as, found, place)
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


def _unknown(found: object) -> bool:
    return isinstance(found, Problem) and found.code == "unknown-reference"


def _unknown_name(unknown: Unknown) -> Finding:
    near = closest(unknown.name, unknown.known)
    known = list(unknown.known)
    hint = f"did you mean '{near}'?" if near else f"there is: {', '.join(known)}" if known else None
    if near is None and len(known) > 12:
        hint = None
    return Finding(unknown.message, unknown.place, unknown.services, hint=hint)


def _unknown_target(
    subject: Subject,
    environment: Environment,
    service: Service,
    target: Target,
    found: object,
    place: Place,
) -> Finding:
    assert isinstance(found, Problem)
    return Finding(
        found.message, place, (service,), hint=_hint(subject.portmap, environment, target)
    )


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
    if isinstance(found, Problem):
        if _unknown(found):
            yield _unknown_target(subject, environment, service, target, found, place)
    elif found is not None and reference.secret is not None:
        names = [secret.name for secret in found.service.secrets]
        if reference.secret not in names:
            near = closest(reference.secret, names)
            message = f"'{found.who}' has no secret '{reference.secret}'"
            hint = f"did you mean '{near}'?" if near else "list it under the service's 'secrets'"
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
                if _unknown(found):
                    place = proxy.place(*path)
                    yield _unknown_target(subject, environment, service, target, found, place)


def _hint(portmap: PortMap, environment: Environment, target: Target) -> str | None:
    """What was probably meant, at the first part of the target that leads nowhere."""
    project = portmap.projects.get(target.project or environment.project)
    if project is None:
        return _meant(target.project or "", portmap.projects)
    name = target.environment or environment.name
    where = project.environments.get(name)
    if where is None:
        near = _meant(name, project.environments)
        return near or f"name one, such as {project.name}@{project.default.name}/{target.service}"
    service = where.services.get(target.service)
    if service is None:
        if target.service in project.services:
            return f"its 'only' does not list {name}"
        return _meant(target.service, where.services)
    return _meant(target.endpoint or "", [endpoint.name for endpoint in service.endpoints])


def _meant(name: str, known: Iterable[str]) -> str | None:
    near = closest(name, known)
    return f"did you mean '{near}'?" if near else None


CHECKS: tuple[Check, ...] = (check_of("unknown-reference", "error", unknown_reference),)
