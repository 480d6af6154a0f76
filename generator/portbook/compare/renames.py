"""What bears another name: the same ports and the same program under a name that was not there."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from portbook.model.portmap import Endpoint, Environment, PortMap, Project, Range, Service

Names = dict[str, str]
"""New names by the old ones."""


def renamed_projects(before: PortMap, after: PortMap) -> Names:
    """Projects that hold the same services under another name."""
    gone = {n: _project(p) for n, p in before.projects.items() if n not in after.projects}
    come = {n: _project(p) for n, p in after.projects.items() if n not in before.projects}
    return _paired(gone, come)


def renamed_services(before: Project, after: Project) -> Names:
    """Services of a project whose number and program are found under another name.

    A service without a number is too little to know it by.
    """
    gone = {n: _service(s) for n, s in before.services.items() if n not in after.services}
    come = {n: _service(s) for n, s in after.services.items() if n not in before.services}
    return _paired(gone, come)


def renamed_environments(before: Project, after: Project, services: Names) -> Names:
    """Environments on the same host in which the same services have the same numbers; `services`
    are the new names of some."""
    gone = {
        name: _environment(each, services)
        for name, each in before.environments.items()
        if name not in after.environments
    }
    come = {
        name: _environment(each, {})
        for name, each in after.environments.items()
        if name not in before.environments
    }
    return _paired(gone, come)


def renamed_ranges(before: Iterable[Range], after: Iterable[Range]) -> Names:
    """Ranges of one scope that set aside the same numbers."""
    was, now = ({each.name: _range(each) for each in ranges} for ranges in (before, after))
    gone = {name: likeness for name, likeness in was.items() if name not in now}
    come = {name: likeness for name, likeness in now.items() if name not in was}
    return _paired(gone, come)


def _environment(environment: Environment, services: Names) -> Hashable:
    held = frozenset(
        (services.get(name, name), _service(each)) for name, each in environment.services.items()
    )
    return (environment.host, held)


def _range(each: Range) -> Hashable:
    return (str(each.ports), each.host)


def _paired(gone: dict[str, Hashable], come: dict[str, Hashable]) -> Names:
    """Names of one likeness, where there is one of each side: two alike may be any of the two."""
    found = {}
    for name, likeness in gone.items():
        others = [other for other, each in come.items() if each == likeness]
        twins = [other for other, each in gone.items() if each == likeness]
        if likeness is not None and len(others) == len(twins) == 1:
            found[name] = others[0]
    return found


def _project(project: Project) -> Hashable:
    services = frozenset((name, _service(each)) for name, each in project.services.items())
    return services if any(likeness for _, likeness in services) else None


def _service(service: Service) -> Hashable:
    if not any(each.port for each in service.endpoints):
        return None
    program = (service.kind_name, service.role, service.contained, _image(service.image))
    return (program, _ports(service.endpoints))


def _image(image: str | None) -> str | None:
    """Without its tag: a new name often comes with a new version."""
    return image.rpartition("/")[2].partition(":")[0] if image else None


def _ports(endpoints: Iterable[Endpoint]) -> Hashable:
    return frozenset((each.port, each.port_end, each.transports) for each in endpoints)
