"""A project's services with their environments side by side, and notes on each."""

from __future__ import annotations

import re
from collections.abc import Iterable

from portbook.model.portmap import Endpoint, Environment, Project, Service
from portbook.targets.portsmd.cells import phrase
from portbook.targets.portsmd.environments import ABSENT, cell
from portbook.targets.portsmd.names import Members, kind_of
from portbook.targets.portsmd.running import health_check
from portbook.targets.portsmd.services import configured_in, purpose_of, remark
from portbook.targets.rows import url_of
from portbook.targets.site.html import breakable, inline, status_mark, table_of
from portbook.targets.site.pages import anchor_of, project_url, root
from portbook.targets.site.site_index import PRODUCTION, SiteIndex
from portbook.text.quoting.html import Html, attrs, html_text, link, web_url
from portbook.text.quoting.lines import one_line

FURTHER = (
    *("Container port", "Kind", "Status", "Purpose", "Address"),
    *("Calls", "Called by", "Configured in", "Health"),
)


def service_table(index: SiteIndex, project: Project, listed: Members) -> Html | None:
    """Services without a group stand first; a column for each environment, none that says nothing.

    None where no service is written down.
    """
    gathered: dict[str | None, Members] = {None: []}
    for member in listed:
        gathered.setdefault(member[1].group, []).append(member)
    several = len(project.environments) > 1
    ports = [f"<code>{name}</code>" if several else "Port" for name in project.environments]
    columns = ("Service", *ports, *FURTHER)
    plain = all(each.status == "active" for _, each in listed)
    cells = {each.name: _cells(index, project, at, each, plain) for at, each in listed}
    kept = [at for at in range(len(columns)) if any(row[at] for row in cells.values())]
    inner = columns.index("Container port")
    css = [""] * len(columns)
    # Of one environment the numbers need no class, which a thousand projects' pages would repeat.
    for at in range(1, inner + 1 if inner > 2 else 1):
        tinted = columns[at][6:-7] in PRODUCTION
        css[at] = attrs(class_="pb-ports pb-production" if tinted else "pb-ports")
    spelled = []
    for name, members in gathered.items():
        if name and members:
            across = attrs(colspan=len(kept), scope="colgroup")
            spelled.append(
                f'<tr class="pb-group"><th{across}>{html_text(one_line(name))}</th></tr>'
            )
        spelled += [_row(each.name, cells[each.name], kept, css) for _, each in members]
    heads = [columns[at] for at in kept]
    return table_of(f"Ports of {project.title}", heads, spelled, " pb-services") if cells else None


def _row(name: str, cells: tuple[str, ...], kept: list[int], css: list[str]) -> str:
    head = f'<tr{attrs(id=anchor_of(name))}><th scope="row">{cells[0]}</th>'
    return head + "".join(f"<td{css[at]}>{cells[at]}</td>" for at in kept[1:]) + "</tr>"


def _cells(
    index: SiteIndex, project: Project, environment: Environment, service: Service, plain: bool
) -> tuple[str, ...]:
    title = html_text(service.title) or service.name
    name = "" if title.lower() == service.name else f" <code>{service.name}</code>"
    return (
        f"{title}{name}",
        *(
            _ports(index, project, each, each.services.get(service.name))
            for each in project.environments.values()
        ),
        _container(service),
        ", ".join(filter(None, (service.role, inline(kind_of(service)) if service.kind else ""))),
        _status(service, plain),
        inline(_about(index, environment, service)),
        *(_further_large if index.windowed else _further)(index, environment, service),
    )


def _about(index: SiteIndex, environment: Environment, service: Service) -> str:
    """What a service is for, and what is noted of it where that is short (Markdown)."""
    purpose, noted = purpose_of(index.portmap, environment, service), phrase(remark(service))
    return f"{purpose.rstrip('.')}. {noted}" if purpose and noted else purpose or noted


def _further(index: SiteIndex, environment: Environment, service: Service) -> tuple[str, ...]:
    """Address, calls, callers, where it is configured, and how it is asked for its health."""
    url = url_of(index.portmap, environment, service, service.primary) if service.claims else ""
    # The scheme is the one that everybody expects.
    shown = breakable((url or "").removeprefix("http://"))
    callers = (each.caller for each in index.context.wiring.callers(environment, service))
    return (
        link(url, shown) if url and web_url(url) else shown,
        "",
        _named(service, (each.service for each in callers)),
        inline(configured_in(service)),
        _health(health_check(index.portmap, environment, service)[0]),
    )


def _health(how: str) -> str:
    """A check over HTTP by its path alone: the address stands beside it."""
    asked = re.fullmatch(r"<(http://[^/]+)(/[^<>]*)>", how)
    return link(asked[1] + asked[2], html_text(asked[2])) if asked else inline(how)


def _further_large(index: SiteIndex, environment: Environment, service: Service) -> tuple[str, ...]:
    """The same by names alone: calls stand in place of their table, and health of its address."""
    called = (each.called for each in index.context.wiring.calls(environment, service))
    health = service.health if service.running else None
    how = "" if health is None else health.kind
    return (
        "",
        _named(service, (each.service for each in called)),
        "",
        "",
        html_text(health.path or "/") if health and how == "http" else how,
    )


def _named(service: Service, others: Iterable[Service]) -> str:
    names = (
        each.name if each.project == service.project else f"{each.project}/{each.name}"
        for each in others
    )
    return ", ".join(dict.fromkeys(names))


def _ports(
    index: SiteIndex, project: Project, environment: Environment, service: Service | None
) -> str:
    """The numbers with links to their pages, each endpoint by name where there are several."""
    if service is None:
        return ABSENT
    if not service.claims or not any(each.port for each in service.endpoints):
        return inline(cell(index.portmap, environment, service))
    at = root(project_url(project.name))
    said = []
    for endpoint in service.endpoints:
        name = f"{endpoint.name} " if endpoint is not service.primary else ""
        said.append(f"{name}{_number(index, endpoint, at)}")
    away = f" on {', '.join(service.hosts)}" if service.hosts else ""
    return f"{'<br>'.join(said)}{away}"


def _number(index: SiteIndex, endpoint: Endpoint, at: str) -> str:
    if endpoint.port is None:
        return "not known" if endpoint.published else "internal"
    end = f"–{endpoint.port_end}" if endpoint.port_end else ""
    over = "" if endpoint.transports == ("tcp",) else f"/{'+'.join(endpoint.transports)}"
    href = f"{at}{index.port_url(endpoint.port)}"
    copied = None if index.windowed else endpoint.port
    return link(href, f"{endpoint.port}{end}", data_copy=copied) + over


def _container(service: Service) -> str:
    inner = (
        f"{each.container_port}–{each.container_end}" if each.container_end else each.container_port
        for each in service.endpoints
        if each.container_port is not None
    )
    return "<br>".join(dict.fromkeys(map(str, inner)))


def _status(service: Service, plain: bool) -> str:
    """Of a project all of whose services are active (`plain`), who is pinned alone."""
    said = [] if plain else [service.status]
    said += ["pinned"] if service.pinned else []
    return " ".join(map(status_mark, said))
