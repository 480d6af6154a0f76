"""The tables of ports: services by group, where each number is set, and what lies behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portbook.model.bind import LOOPBACK
from portbook.model.portmap import Endpoint, Environment, PortMap, Project, Service
from portbook.targets.portsmd import cells
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
    portmap: PortMap, project: Project, members: cells.Members, headings: cells.Headings
) -> list[Group]:
    """Tables of all services, in the order of the map; services without a group stand first."""
    gathered: dict[str | None, cells.Members] = {None: []}
    for member in members:
        gathered.setdefault(member[1].group, []).append(member)
    found = []
    for name, grouped in gathered.items():
        # The one range that the group's services name, if there is one.
        named = {service.range for _, service in grouped if name and service.range}
        around = portmap.range_named(project.name, named.pop()) if len(named) == 1 else None
        rows = list(_rows(portmap, project, grouped, ranged=around is None))
        built = table([*rows[0]], [tuple(each.values()) for each in rows]) if rows else None
        if built is not None:
            title = headings.heading(name) if name is not None else None
            found.append(Group(f"{title} ({around.ports})" if around else title, built))
    return found


def _rows(
    portmap: PortMap, project: Project, members: cells.Members, *, ranged: bool
) -> Iterator[dict[str, str]]:
    """Cells by their headers, an endpoint a row; what would be the same in every row of a document
    is left blank, and what is the same in all rows of a service from the second on."""
    services = project.services.values()
    titled = any(each.title.lower() != each.name.replace("-", " ") for each in services)
    stated = any(each.status != "active" for each in services)
    for environment, service in members:
        named = titled or len(service.endpoints) > 1
        for at, endpoint in enumerate(service.endpoints or (None,)):
            row = {
                "Port:": _port(portmap, environment, service, endpoint),
                "Service": cells.title_of(service),
                "Name": f"`{cells.endpoint_name(service, endpoint)}`" if named else "",
                "Purpose": "",
                "Container port:": _container(endpoint),
                "Kind": (endpoint and endpoint.scheme) or "",
                "Configured in": "",
                "Repository": "",
                "Status": _status(service, shown=stated),
                "Bind": _bind(endpoint),
                "Only in": _only(project, environment, service),
                "Host": ", ".join([cells.host_name(portmap, host) for host in service.hosts]),
                "Range": f"`{service.range}`" if ranged and service.range else "",
                "Notes": "",
            }
            if not at:
                row |= {
                    "Purpose": purpose_of(portmap, environment, service),
                    "Kind": cells.kind_of(service),
                    "Configured in": configured_in(service),
                    "Repository": place_cell(service.repository),
                    "Notes": cells.phrase(remark(service)),
                }
            yield row


def _only(project: Project, environment: Environment, service: Service) -> str:
    """The environments that have the service, where not all have it."""
    if environment.default and service.only is None:
        return ""
    environments = project.environments.values()
    return codes([each.name for each in environments if service.name in each.services])


def _port(
    portmap: PortMap, environment: Environment, service: Service, endpoint: Endpoint | None
) -> str:
    if service.hosted is not None:
        return "hosted"
    other = cells.whereabouts(portmap, environment, service) if endpoint is None else None
    shown = other.endpoint if other else endpoint
    return cells.port_cell(shown) if shown else "none"


def purpose_of(portmap: PortMap, environment: Environment, service: Service) -> str:
    said = cells.phrase(service.description)
    added = ""
    if service.hosted is not None:
        by = markdown_text(service.hosted.by) if service.hosted.by else "a provider"
        added = f"{'runs' if said else 'Runs'} at {by}"
        if service.hosted.url:
            added += f", {markdown_link(service.hosted.url, service.hosted.url)}"
    elif service.same_as is not None:
        other = cells.whereabouts(portmap, environment, service)
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
    return f"{text}: {cells.phrase(service.reason)}"


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


def paths(members: cells.Members) -> Table | None:
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
                    cells.phrase(entry.description),
                    cells.title_of(service),
                    cells.port_cell(primary) if primary else "",
                )
            )
    return table(("Path", "What", "Description", "Service", "Port:"), rows)


def alternatives(members: cells.Members) -> Table | None:
    """Ports a service comes up on where its own is not to be had."""
    rows = []
    for _, service in members:
        primary = service.primary
        if not service.alternatives:
            continue
        instead = codes([primary.port]) if primary and primary.port else ""
        rows += [
            (f"`{other.port}`", cells.title_of(service), cells.phrase(other.when), instead)
            for other in service.alternatives
        ]
    return table(("Port:", "Service", "When", "Instead of:"), rows)
