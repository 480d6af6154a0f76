"""The table that a project page opens with: its services, with their environments side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portbook.model.portmap import Endpoint, Environment, Project, Service
from portbook.targets.portsmd.environments import ABSENT, cell
from portbook.targets.portsmd.headings import Headings
from portbook.targets.portsmd.names import Members, kind_of
from portbook.targets.portsmd.services import purpose_of
from portbook.targets.site.cells import inline
from portbook.targets.site.places import anchor_of, project_url, root
from portbook.targets.site.site_index import Atlas
from portbook.targets.site.tables import table_of
from portbook.text.quoting.html import Html, html_text

__all__ = ["Group", "service_groups"]

FURTHER = ("Container port", "Role", "Kind", "Status", "Purpose", "Calls", "Health")
NOTHING = ("", "")


@dataclass(frozen=True, slots=True)
class Group:
    """Services under one heading (Markdown; None for those in no group)."""

    title: Html | None
    table: Html


def service_groups(
    atlas: Atlas, project: Project, listed: Members, headings: Headings
) -> list[Group]:
    """Services without a group stand first; a column for each environment."""
    gathered: dict[str | None, Members] = {None: []}
    for member in listed:
        gathered.setdefault(member[1].group, []).append(member)
    several = len(project.environments) > 1
    ports = [f"<code>{name}</code>" if several else "Port" for name in project.environments]
    columns = ("Service", *ports, *FURTHER)
    plain = all(each.status == "active" and not each.pinned for _, each in listed)
    found = []
    for name, members in gathered.items():
        if members:
            rows = [_cells(atlas, project, *member, plain) for member in members]
            caption = f"Ports of {name}" if name else f"Ports of {project.title}"
            title = Html(headings.heading(name)) if name else None
            found.append(Group(title, _table(caption, columns, rows, members)))
    return found


def _table(
    caption: str, columns: tuple[str, ...], rows: list[tuple[str, ...]], members: Members
) -> Html:
    """Columns that say nothing are left out."""
    kept = [at for at in range(len(columns)) if any(row[at] for row in rows)]
    numeric = range(1, columns.index("Container port") + 1)
    spelled = []
    for row, (_, service) in zip(rows, members, strict=True):
        cells = "".join(
            f'<td class="pb-ports">{row[at]}</td>' if at in numeric else f"<td>{row[at]}</td>"
            for at in kept[1:]
        )
        head = f'<tr id="{anchor_of(service.name)}"><th scope="row">{row[0]}</th>'
        spelled.append(f"{head}{cells}</tr>")
    return table_of(caption, [columns[at] for at in kept], spelled)


def _cells(
    atlas: Atlas, project: Project, environment: Environment, service: Service, plain: bool
) -> tuple[str, ...]:
    title = html_text(service.title) or service.name
    name = "" if title.lower() == service.name else f" <code>{service.name}</code>"
    return (
        f"{title}{name}",
        *(
            _ports(atlas, project, each, each.services.get(service.name))
            for each in project.environments.values()
        ),
        _container(service),
        service.role,
        inline(kind_of(service)) if service.kind else "",
        "" if plain else _status(service),
        inline(purpose_of(atlas.portmap, environment, service)),
        *((_called(atlas, environment, service), _health(service)) if atlas.windowed else NOTHING),
    )


def _health(service: Service) -> str:
    """How the service is asked: by a path, by a connection, or by a command of its own."""
    health = service.health if service.running else None
    if health is None:
        return ""
    return html_text(health.path or "/") if health.kind == "http" else health.kind


def _called(atlas: Atlas, environment: Environment, service: Service) -> str:
    """By name, in place of the table of calls, which would be much for a thousand projects."""
    names = []
    for call in atlas.context.wiring.calls(environment, service):
        other = call.called.service
        own = other.project == service.project
        names.append(other.name if own else f"{other.project}/{other.name}")
    return ", ".join(dict.fromkeys(names))


def _ports(
    atlas: Atlas, project: Project, environment: Environment, service: Service | None
) -> str:
    """The numbers with links to their pages, each endpoint by name where there are several."""
    if service is None:
        return ABSENT
    if not service.claims or not any(each.port for each in service.endpoints):
        return inline(cell(atlas.portmap, environment, service))
    at = root(project_url(project.name))
    said = []
    for endpoint in service.endpoints:
        name = f"{endpoint.name} " if endpoint is not service.primary else ""
        said.append(f"{name}{_number(atlas, endpoint, at)}")
    away = f" on {', '.join(service.hosts)}" if service.hosts else ""
    return f"{'<br>'.join(said)}{away}"


def _number(atlas: Atlas, endpoint: Endpoint, at: str) -> str:
    if endpoint.port is None:
        return "not known" if endpoint.published else "internal"
    end = f"–{endpoint.port_end}" if endpoint.port_end else ""
    over = "" if endpoint.transports == ("tcp",) else f"/{'+'.join(endpoint.transports)}"
    href = f"{at}{atlas.port_url(endpoint.port)}"
    copied = "" if atlas.windowed else f' data-copy="{endpoint.port}"'
    return f'<a href="{href}"{copied}>{endpoint.port}{end}</a>{over}'


def _container(service: Service) -> str:
    inner = dict.fromkeys(_inner(service))
    return "<br>".join(inner)


def _inner(service: Service) -> Iterator[str]:
    for endpoint in service.endpoints:
        if endpoint.container_port is not None:
            end = f"–{endpoint.container_end}" if endpoint.container_end else ""
            yield f"{endpoint.container_port}{end}"


def _status(service: Service) -> str:
    said = f'<span class="pb-status pb-status-{service.status}">{service.status}</span>'
    if service.pinned:
        said += ' <span class="pb-status pb-pinned">pinned</span>'
    return said
