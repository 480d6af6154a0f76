"""The tables of ports: services by group, where each number is set, and what lies behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from portbook.model.bind import LOOPBACK
from portbook.model.portmap import Endpoint, Environment, PortMap, Project, Range, Service
from portbook.targets.portsmd.cells import phrase, port_cell
from portbook.targets.portsmd.names import (
    Headings,
    Members,
    endpoint_name,
    host_name,
    kind_of,
    title_of,
    whereabouts,
)
from portbook.text.quoting.markdown import (
    Table,
    codes,
    markdown_code,
    markdown_link,
    markdown_text,
    table,
)

_REMARK = re.compile(r"[^*_\[\]<>{}|#~!\n]{1,80}\n?")
"""A note that is short and plain enough for a cell."""


@dataclass(frozen=True, slots=True)
class Group:
    """Services under one heading; `title` is None for those the map puts in no group."""

    title: str | None
    table: Table


def groups_of(
    portmap: PortMap, project: Project, members: Members, headings: Headings
) -> list[Group]:
    """Tables of all services, in the order of the map; services without a group stand first."""
    gathered: dict[str | None, Members] = {None: []}
    for member in members:
        gathered.setdefault(member[1].group, []).append(member)
    found = []
    for name, grouped in gathered.items():
        around = _range_of(portmap, project, grouped) if name else None
        rows = _rows(portmap, project, grouped, ranged=around is None)
        built = table(tuple(COLUMNS), rows)
        if built is not None:
            found.append(Group(_title(headings, name, around), built))
    return found


def _range_of(portmap: PortMap, project: Project, members: Members) -> Range | None:
    """The one range that a group's services name, if there is one."""
    named = {service.range for _, service in members if service.range}
    known = {each.name: each for each in (*portmap.ranges, *project.ranges)}
    return known.get(named.pop()) if len(named) == 1 else None


def _title(headings: Headings, name: str | None, around: Range | None) -> str | None:
    """The group's heading, with the numbers of its range."""
    if name is None:
        return None
    return f"{headings.heading(name)} ({around.ports})" if around else headings.heading(name)


@dataclass(frozen=True, slots=True)
class _Row:
    """One endpoint of a service; what would be the same in every row of a document is left blank.

    `first` is the service's first endpoint, or none. Endpoints show their names if `named`,
    services their status if `stated` and their range if `ranged`.
    """

    portmap: PortMap
    project: Project
    environment: Environment
    service: Service
    endpoint: Endpoint | None
    first: bool
    named: bool
    stated: bool
    ranged: bool


def _rows(
    portmap: PortMap, project: Project, members: Members, *, ranged: bool
) -> Iterator[tuple[str, ...]]:
    services = project.services.values()
    titled = any(each.title.lower() != each.name.replace("-", " ") for each in services)
    stated = any(each.status != "active" for each in services)
    for environment, service in members:
        named = titled or len(service.endpoints) > 1
        for at, endpoint in enumerate(service.endpoints or (None,)):
            row = _Row(
                portmap, project, environment, service, endpoint, at == 0, named, stated, ranged
            )
            yield tuple(cell(row) for cell in COLUMNS.values())


def _kind(row: _Row) -> str:
    if row.first:
        return kind_of(row.service)
    return (row.endpoint and row.endpoint.scheme) or ""


def _hosts(row: _Row) -> str:
    return ", ".join([host_name(row.portmap, host) for host in row.service.hosts])


def _only(row: _Row) -> str:
    """The environments that have the service, where not all have it."""
    name, environments = row.service.name, row.project.environments.values()
    if row.environment.default and row.service.only is None:
        return ""
    return codes([each.name for each in environments if name in each.services])


def _port(row: _Row) -> str:
    if row.service.hosted is not None:
        return "hosted"
    if row.endpoint is not None:
        return port_cell(row.endpoint)
    other = whereabouts(row.portmap, row.environment, row.service)
    if other is not None and other.endpoint is not None:
        return port_cell(other.endpoint)
    return "none"


def purpose_of(portmap: PortMap, environment: Environment, service: Service) -> str:
    said = phrase(service.description)
    added = ""
    if service.hosted is not None:
        by = markdown_text(service.hosted.by) if service.hosted.by else "a provider"
        added = f"{'runs' if said else 'Runs'} at {by}"
        if service.hosted.url:
            added += f", {markdown_link(service.hosted.url, service.hosted.url)}"
    elif service.same_as is not None:
        other = whereabouts(portmap, environment, service)
        who = markdown_code(other.who if other else str(service.same_as))
        added = f"{'the' if said else 'The'} one of {who}"
    return "; ".join(part for part in (said, added) if part)


def remark(service: Service) -> str:
    """The service's note where the table of ports has room for it, else empty."""
    note = service.notes or ""
    return note.strip() if _REMARK.fullmatch(note) and note[0].isalnum() else ""


def _status(service: Service, *, shown: bool) -> str:
    """The status where not all are alike, that a port is pinned, and since when it is so."""
    said = [service.status] if shown else []
    if service.pinned:
        said.append("pinned")
    if service.since:
        said.append(f"since {markdown_text(service.since)}")
    text = ", ".join(said)
    if service.status == "active" or service.pinned or not service.reason:
        return text
    return f"{text}: {phrase(service.reason)}"


def _container(endpoint: Endpoint | None) -> str:
    if endpoint is None or endpoint.container_port is None:
        return ""
    if endpoint.container_end:
        return f"`{endpoint.container_port}-{endpoint.container_end}`"
    return f"`{endpoint.container_port}`"


def _bind(endpoint: Endpoint | None) -> str:
    """The bind address; the default one is left out."""
    if endpoint is None or endpoint.port is None or endpoint.bind == LOOPBACK:
        return ""
    return f"`{endpoint.bind}`"


def configured_in(service: Service) -> str:
    """The files that hold the number; the service's folder where none of them lies in it."""
    folder = (service.directory or "").rstrip("/")
    inside = any(each.startswith(f"{folder}/") for each in service.configured_in)
    known = [*service.configured_in]
    if folder and folder != "." and not inside:
        known.append(f"{folder}/")
    return codes(known)


def place_cell(repository: str | None) -> str:
    """A repository: a link where it is a URL, else its name or path."""
    if not repository:
        return ""
    if repository.startswith(("http://", "https://")):
        return markdown_link(repository.partition("://")[2], repository)
    return markdown_code(repository)


COLUMNS: dict[str, Callable[[_Row], str]] = {
    "Port:": _port,
    "Service": lambda row: title_of(row.service),
    "Name": lambda row: f"`{endpoint_name(row.service, row.endpoint)}`" if row.named else "",
    "Purpose": lambda row: (
        purpose_of(row.portmap, row.environment, row.service) if row.first else ""
    ),
    "Container port:": lambda row: _container(row.endpoint),
    "Kind": _kind,
    "Configured in": lambda row: configured_in(row.service) if row.first else "",
    "Repository": lambda row: place_cell(row.service.repository) if row.first else "",
    "Status": lambda row: _status(row.service, shown=row.stated),
    "Bind": lambda row: _bind(row.endpoint),
    "Only in": _only,
    "Host": _hosts,
    "Range": lambda row: f"`{row.service.range}`" if row.ranged and row.service.range else "",
    "Notes": lambda row: phrase(remark(row.service)) if row.first else "",
}
"""The columns of the table of services: each header with what its cells hold."""


def paths(members: Members) -> Table | None:
    """Several things that answer on one port, by path."""
    rows = []
    for _, service in members:
        primary = service.primary
        for entry in service.paths:
            title = markdown_text(entry.title) if entry.title != entry.path else ""
            rows.append(
                (
                    markdown_code(entry.path),
                    title,
                    phrase(entry.description),
                    title_of(service),
                    port_cell(primary) if primary else "",
                )
            )
    return table(("Path", "What", "Description", "Service", "Port:"), rows)


def alternatives(members: Members) -> Table | None:
    """Ports a service comes up on where its own is not to be had."""
    rows = []
    for _, service in members:
        primary = service.primary
        if not service.alternatives:
            continue
        instead = codes([primary.port]) if primary and primary.port else ""
        rows += [
            (f"`{other.port}`", title_of(service), phrase(other.when), instead)
            for other in service.alternatives
        ]
    return table(("Port:", "Service", "When", "Instead of:"), rows)
