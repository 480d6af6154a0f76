"""Compares a draft with an existing map: what it has, what differs, what it lacks."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from portbook.draft.draft import (
    Draft,
    DraftEndpoint,
    DraftExclusive,
    DraftProject,
    DraftRange,
    DraftService,
)
from portbook.draft.names import Names, folded_name
from portbook.model.portmap import PortMap, Project, Service
from portbook.model.ports import span


@dataclass(slots=True)
class Missing:
    """What is to be added: whole `projects`, and `services` and `ranges` of projects (None: of
    the map) that are there. `remarks` tell where the map and the files differ; the map is kept."""

    projects: list[DraftProject] = field(default_factory=list)
    services: list[tuple[str, DraftService]] = field(default_factory=list)
    ranges: list[tuple[str | None, DraftRange]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    exclusive: list[DraftExclusive] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.projects or self.services or self.ranges)


def missing_of(portmap: PortMap, draft: Draft) -> Missing:
    """Services are known again by their names, or by a number that they hold alone."""
    missing = Missing()
    for drafted in draft.projects:
        project = _project(portmap, drafted)
        if project is None:
            missing.projects.append(_with_free_name(portmap, drafted))
            missing.exclusive += missing.projects[-1].exclusive
        else:
            _compare(project, drafted, missing)
            missing.exclusive += _new_alternatives(project, drafted, missing)
            missing.ranges += _new_ranges(project.name, project, drafted)
    missing.ranges += _new_ranges(None, portmap, draft)
    return missing


def _new_alternatives(
    project: Project, drafted: DraftProject, missing: Missing
) -> Iterator[DraftExclusive]:
    """Of services of a project that is there: those with one that is to be added."""
    added = {
        f"{project.name}/{each.name}" for name, each in missing.services if name == project.name
    }
    known = added | {f"{project.name}/{name}" for name in project.services}
    for each in drafted.exclusive:
        members = tuple(f"{project.name}{m[len(drafted.name) :]}" for m in each.members)
        if set(members) <= known and added & set(members):
            yield replace(each, members=members)


def _project(portmap: PortMap, drafted: DraftProject) -> Project | None:
    """By its folder, else by a name; one of that name in another folder is another project."""
    names = {folded_name(name) for name in (drafted.name, drafted.title) if name}
    for project in portmap.projects.values():
        if project.path and drafted.path and _folder(project.path) == _folder(drafted.path):
            return project
    for project in portmap.projects.values():
        if project.path and drafted.path:
            continue
        if drafted.name == project.name or names & {
            folded_name(project.name),
            folded_name(project.title),
        }:
            return project
    return None


def _folder(path: str) -> str:
    return posixpath.normpath(path.replace("\\", "/"))


def _with_free_name(portmap: PortMap, drafted: DraftProject) -> DraftProject:
    name = Names(frozenset(portmap.projects)).unique(drafted.name, "project")
    if name == drafted.name:
        return drafted
    exclusive = tuple(
        replace(each, members=tuple(f"{name}{m[len(drafted.name) :]}" for m in each.members))
        for each in drafted.exclusive
    )
    return replace(drafted, name=name, exclusive=exclusive)


def _new_ranges(
    name: str | None, owner: Project | PortMap, drafted: Draft | DraftProject
) -> list[tuple[str | None, DraftRange]]:
    known = {span for each in owner.ranges for span in each.ports.spans}
    return [(name, each) for each in drafted.ranges if (each.start, each.end or 65535) not in known]


def _compare(project: Project, drafted: DraftProject, missing: Missing) -> None:
    taken = Names(frozenset((*project.services, "self")))
    found: set[str] = set()
    rest = []
    names = _names_of(project)
    for service in drafted.services:
        known = _by_name(project, names, service, found)
        if known is None:
            rest.append(service)
        else:
            found.add(known.name)
            missing.remarks += _differences(project, known, service)
    renamed: dict[str, str] = {}
    added = []
    for service in rest:
        known = _by_number(project, service, found)
        if known is not None:
            found.add(known.name)
            continue
        fitting = _in_environments(project, service)
        if fitting is None:
            missing.remarks.append(
                f"{project.name}/{service.name} is left out: the project has no environment "
                f"'{service.only[0]}' ({', '.join(service.places[:3])})"
            )
            continue
        renamed[service.name] = taken.unique(service.name, "service")
        added.append(replace(fitting, name=renamed[service.name]))
    for service in added:
        missing.services.append((project.name, _with_uses(service, renamed, project)))


def _in_environments(project: Project, service: DraftService) -> DraftService | None:
    """The service as far as the project has its environments: a new one would bring all the
    others' services along, and is for a person to name. None where it has none of them."""
    known = set(project.environments)
    only = tuple(name for name in service.only if name in known)
    if service.only and not only:
        return None
    overlays = tuple(each for each in service.overlays if each[0] in known)
    remarks = [
        f"decide: in {name} {span(each.port, each.port_end)} ({each.place}); the project has no "
        "such environment"
        for name, endpoints in service.overlays
        if name not in known
        for each in endpoints
        if each.port is not None
    ]
    gone = [name for name in service.only if name not in known]
    if gone:
        only = () if set(only) == known else only
        remarks.append(f"decide: also in {', '.join(gone)}; the project has no such environment")
    return replace(service, only=only, overlays=overlays, remarks=(*service.remarks, *remarks))


def _with_uses(service: DraftService, renamed: dict[str, str], project: Project) -> DraftService:
    uses = [renamed.get(name, name) for name in service.uses]
    known = {*project.services, *renamed.values()}
    return replace(service, uses=tuple(name for name in uses if name in known), hosts=())


def _names_of(project: Project) -> dict[str, Service]:
    names: dict[str, Service] = {}
    for service in project.services.values():
        names.setdefault(folded_name(service.name), service)
    for service in project.services.values():
        for name in (service.title, service.compose_name, service.container):
            if name:
                names.setdefault(folded_name(name), service)
    return names


def _by_name(
    project: Project, names: dict[str, Service], service: DraftService, found: set[str]
) -> Service | None:
    exact = project.services.get(service.name)
    told = (service.title, *service.called, service.container)
    for known in (exact, *(names.get(folded_name(name)) for name in told if name)):
        if known is not None and known.name not in found:
            return known
    return None


def _by_number(project: Project, service: DraftService, found: set[str]) -> Service | None:
    """The service that holds all of its numbers, if one alone does."""
    wanted = {each.port for each in service.endpoints if each.port is not None}
    if not wanted:
        return None
    holders = [
        known
        for known in project.services.values()
        if known.name not in found and wanted <= {each.port for each in known.endpoints}
    ]
    return holders[0] if len(holders) == 1 else None


def _differences(project: Project, known: Service, service: DraftService) -> Iterator[str]:
    """Numbers that the files give to a service of the map, and the map does not."""
    told: list[tuple[str | None, DraftEndpoint]] = [(None, each) for each in service.endpoints]
    told += [(name, each) for name, endpoints in service.overlays for each in endpoints]
    for environment, endpoint in told:
        where, here = environment or next(iter(service.only), None), known
        if where in project.environments:
            here = project.environments[where].services.get(known.name, known)
        if endpoint.port is None or _holds(here, endpoint):
            continue
        scope = f" in {environment}" if environment else ""
        said = ", ".join(span(each.port, each.port_end) for each in here.endpoints if each.port)
        number = span(endpoint.port, endpoint.port_end)
        name = f"{project.name}/{known.name}"
        yield (
            f"{name} is {said or 'without a port'}{scope} in the map ({known.place()}), but "
            f"{number} in {endpoint.place}; the map is kept"
        )


def _holds(service: Service, endpoint: DraftEndpoint) -> bool:
    if service.hosted is not None or service.same_as is not None:
        return True
    numbers = {(each.port, each.port_end) for each in service.endpoints}
    numbers |= {(each.port, None) for each in service.alternatives}
    return (endpoint.port, endpoint.port_end) in numbers
