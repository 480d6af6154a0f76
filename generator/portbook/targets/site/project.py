"""A project's page: the contents of its PORTS.md, with links, a picture and files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from portbook.model.portmap import Endpoint, Environment, Project, Service
from portbook.targets.portsmd import prose
from portbook.targets.portsmd.cells import Headings, Members, host_name, kind_of, members, phrase
from portbook.targets.portsmd.environments import ABSENT, cell, environments, proxies
from portbook.targets.portsmd.neighbours import shared
from portbook.targets.portsmd.ranges import ranges
from portbook.targets.portsmd.running import health_check, start, stop
from portbook.targets.portsmd.services import alternatives, configured_in, paths, purpose_of, remark
from portbook.targets.portsmd.variables import allowed_origins, databases, env_files, secrets
from portbook.targets.rows import url_of
from portbook.targets.site import html
from portbook.targets.site.downloads import Published, downloads
from portbook.targets.site.pages import anchor_of, host_url, project_url, root
from portbook.targets.site.reports import change_table
from portbook.targets.site.site_index import PRODUCTION, SiteIndex
from portbook.targets.site.topology import topology
from portbook.text.quoting.html import Html, attrs, html_lines, html_text, link, web_url
from portbook.text.quoting.lines import one_line
from portbook.text.quoting.markdown import markdown_code, slug

FIXED = frozenset(
    (
        *("alternative-ports", "changes", "cors", "database-logins", "environments", "files"),
        *("notes", "other-projects", "paths"),
        *("pinned-ports-and-rules", "ports", "ranges", "related-documents", "reverse-proxy"),
        *("secrets", "starting", "stopping", "topology"),
    )
)
"""Anchors of the template's own headings."""


@dataclass(frozen=True, slots=True)
class Part:
    """A small section of the page, which stands beside others; `body` is HTML."""

    anchor: str
    title: str
    body: Html


def project_page(index: SiteIndex, project: Project, made: Published) -> dict[str, Any]:
    """What has nothing to say is None or empty, and left out.

    `variables` are the services' own, or of a large map every variable by its name.
    """
    listing, links = members(project), links_of(index, project)
    # Of a large map's project by name alone, so that a search finds them.
    names = f'<p class="pb-names"><code>{", ".join(made.names)}</code></p>'
    variables = Html(names) if made.names else None
    if not index.windowed:
        found = html.table_from(
            env_files(index.context.wiring, project)[1], "Environment variables"
        )
        variables = html.folded("Variables by file", found) if found else None
    parts = _parts(index, project, listing, links)
    return {
        "description": Html(phrase(project.description)),
        "facts": html.listed(
            (linked_host(each, links) for each in prose.facts(index.portmap, project)), "pb-facts"
        ),
        "table": service_table(index, project, listing),
        "parts": [Part(slug(title), title, body) for title, body in parts if body],
        "files": list(downloads(index, project, made.files)),
        "variables": variables,
        "notes": [Html(html.without_pictures(each)) for each in prose.notes(project, listing)],
        "sections": [
            prose.Section(Html(each.title), Html(html.without_pictures(each.text)))
            for each in prose.sections(project, Headings(FIXED))
        ],
    }


def _parts(
    index: SiteIndex, project: Project, listing: Members, links: html.Links
) -> Iterator[tuple[str, Html | None]]:
    """By their titles."""
    wiring = index.context.wiring
    # The way to the page of flows, which a large map has not.
    shown = link("flows/", "Who may reach whom in each environment")
    note = f'<p class="pb-note">{shown}, from which host and why.</p>'
    flows = note if index.flows_of.get(project.name) and not index.windowed else None
    yield "Topology", _joined(flows, topology(index, project))
    order, circles, commands = start(wiring, project)
    steps = "".join([f"<li>{html.inline(step)}</li>\n" for step in order])
    notes = [f'<p class="pb-note">{html.inline(each)}</p>' for each in circles]
    steps = steps and f'<ol class="pb-steps" data-search-exclude>\n{steps}</ol>'
    yield "Starting", _joined(steps, *notes, *map(_script, commands))
    yield "Stopping", _joined(*map(_script, stop(project)))
    before = {
        "Environments": environments(index.portmap, project),
        "Ranges": ranges(index.survey, project),
        "CORS": None if index.windowed else allowed_origins(wiring, project),
    }
    behind = {
        "Paths": paths(listing),
        "Alternative ports": alternatives(listing),
        "Database logins": databases(listing),
        "Secrets": secrets(project, listing),
    }
    yield from ((title, html.table_from(found, title, links)) for title, found in before.items())
    yield "Reverse proxy", _joined(*_proxies(index, project))
    yield from ((title, html.table_from(found, title, links)) for title, found in behind.items())
    held = html.listed(
        [*map(html.inline, prose.rules(project)), *map(html.inline, prose.pinned(listing))]
    )
    allowed = html.table_from(prose.accepted(listing), "Accepted findings")
    yield "Pinned ports and rules", _joined(held, allowed)
    others = shared(index.survey, project, listing, linked=True)
    yield "Other projects", html.listed(map(html.inline, others))
    own, at = index.changes_of.get(project.name, ()), root(project_url(project.name))
    yield "Changes", change_table(index, own, at, own=True)
    yield "Related documents", html.listed(map(html.inline, prose.related(project)))


FURTHER = (
    *("Container port", "Kind", "Status", "Purpose", "Address"),
    *("Calls", "Called by", "Configured in", "Health"),
)


def service_table(index: SiteIndex, project: Project, listing: Members) -> Html | None:
    """Services without a group stand first; a column for each environment, none that says nothing.

    None where no service is written down.
    """
    gathered: dict[str | None, Members] = {None: []}
    for member in listing:
        gathered.setdefault(member[1].group, []).append(member)
    several = len(project.environments) > 1
    ports = [f"<code>{name}</code>" if several else "Port" for name in project.environments]
    columns = ("Service", *ports, *FURTHER)
    plain = all(each.status == "active" for _, each in listing)
    cells = {each.name: _cells(index, project, at, each, plain) for at, each in listing}
    kept = [at for at in range(len(columns)) if any(row[at] for row in cells.values())]
    inner = columns.index("Container port")
    css = [""] * len(columns)
    # Of one environment the numbers need no class, which a thousand projects' pages would repeat.
    for at in range(1, inner + 1 if inner > 2 else 1):
        tinted = columns[at][6:-7] in PRODUCTION
        css[at] = attrs(class_="pb-ports pb-production" if tinted else "pb-ports")
    spelled = []
    for name, grouped in gathered.items():
        if name and grouped:
            across = attrs(colspan=len(kept), scope="colgroup")
            spelled.append(
                f'<tr class="pb-group"><th{across}>{html_text(one_line(name))}</th></tr>'
            )
        for each in (service.name for _, service in grouped):
            head = f'<tr{attrs(id=anchor_of(each))}><th scope="row">{cells[each][0]}</th>'
            rest = "".join(f"<td{css[at]}>{cells[each][at]}</td>" for at in kept[1:])
            spelled.append(f"{head}{rest}</tr>")
    heads = [columns[at] for at in kept]
    return (
        html.table_of(f"Ports of {project.title}", heads, spelled, " pb-services")
        if cells
        else None
    )


def _cells(
    index: SiteIndex, project: Project, environment: Environment, service: Service, plain: bool
) -> tuple[str, ...]:
    purpose, noted = purpose_of(index.portmap, environment, service), phrase(remark(service))
    about = f"{purpose.rstrip('.')}. {noted}" if purpose and noted else purpose or noted
    inner = (
        f"{each.container_port}–{each.container_end}" if each.container_end else each.container_port
        for each in service.endpoints
        if each.container_port is not None
    )
    # Of a project all of whose services are active, who is pinned alone.
    said = [*([] if plain else [service.status]), *(["pinned"] if service.pinned else [])]
    title = html_text(service.title) or service.name
    name = "" if title.lower() == service.name else f" <code>{service.name}</code>"
    return (
        f"{title}{name}",
        *(
            _ports(index, project, each, each.services.get(service.name))
            for each in project.environments.values()
        ),
        "<br>".join(dict.fromkeys(map(str, inner))),
        ", ".join(
            filter(None, (service.role, html.inline(kind_of(service)) if service.kind else ""))
        ),
        " ".join(map(html.status_mark, said)),
        html.inline(about),
        *(_further_large if index.windowed else _further)(index, environment, service),
    )


def _further(index: SiteIndex, environment: Environment, service: Service) -> tuple[str, ...]:
    """Address, calls, callers, where it is configured, and how it is asked for its health."""
    url = url_of(index.portmap, environment, service, service.primary) if service.claims else ""
    # The scheme is the one that everybody expects.
    shown = html.breakable((url or "").removeprefix("http://"))
    how = health_check(index.portmap, environment, service)[0]
    # A check over HTTP by its path alone: the address stands beside it.
    asked = re.fullmatch(r"<(http://[^/]+)(/[^<>]*)>", how)
    callers = (each.caller for each in index.context.wiring.callers(environment, service))
    return (
        link(url, shown) if url and web_url(url) else shown,
        "",
        _named(service, (each.service for each in callers)),
        html.inline(configured_in(service)),
        link(asked[1] + asked[2], html_text(asked[2])) if asked else html.inline(how),
    )


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
        return html.inline(cell(index.portmap, environment, service))
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


def _script(text: str) -> str:
    return f'<pre tabindex="0"><code>{html_lines(text)}</code></pre>'


def _joined(*found: str | None) -> Html:
    return Html("".join([each for each in found if each]))


def _proxies(index: SiteIndex, project: Project) -> Iterator[Html]:
    for view in proxies(index.portmap, project):
        about = f"<strong>{html.inline(view.title)}</strong> listens on {html.inline(view.listens)}"
        if view.names:
            about += f" for {html.inline(view.names)}"
        if view.tls:
            about += f", with the certificate {html.inline(view.tls)}"
        routes = html.table_from(view.routes, "Routes") or ""
        yield Html(f'<p class="pb-note">{about}.</p>{routes}')


def links_of(index: SiteIndex, project: Project) -> html.Links:
    """By column and cell; none in a large map, which has the pages but not the room."""
    if index.windowed:
        return html.NOWHERE
    at = root(project_url(project.name))
    ports = {markdown_code(str(each)): f"{at}{index.port_url(each)}" for each in index.holders}
    ranges = {
        markdown_code(each.name): f"{at}{index.range_url(each)}"
        for each in index.ranges
        if each.project in (None, project.name)
    }
    names = {each.host for each in project.environments.values()} & index.by_host.keys()
    hosts = {host_name(index.portmap, name): f"{at}{host_url(name)}" for name in names}
    return {"Port": ports, "Instead of": ports, "Host": hosts, "Range": ranges}


def linked_host(fact: str, links: html.Links) -> str:
    """A fact at the top of the page as HTML, with a link where it ends in a host."""
    for host, href in links.get("Host", {}).items():
        if fact.endswith(f" on {host}"):
            return html.inline(fact.removesuffix(host)) + link(href, html.inline(host))
    return html.inline(fact)
