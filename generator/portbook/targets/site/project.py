"""A project's page: the contents of its PORTS.md, with links, a picture and files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portbook.model.portmap import Project
from portbook.targets.portsmd.cells import phrase
from portbook.targets.portsmd.environments import environments, proxies
from portbook.targets.portsmd.names import Headings, Members, host_name, members
from portbook.targets.portsmd.neighbours import shared
from portbook.targets.portsmd.prose import (
    Section,
    accepted,
    facts,
    notes,
    pinned,
    related,
    rules,
    sections,
)
from portbook.targets.portsmd.ranges import ranges
from portbook.targets.portsmd.running import start, stop
from portbook.targets.portsmd.services import alternatives, paths
from portbook.targets.portsmd.variables import allowed_origins, databases, env_files, secrets
from portbook.targets.site.downloads import Download, Published, downloads
from portbook.targets.site.html import (
    NOWHERE,
    Links,
    folded,
    inline,
    listed,
    table_from,
    without_pictures,
)
from portbook.targets.site.pages import host_url, project_url, root
from portbook.targets.site.reports import change_table
from portbook.targets.site.services import service_table
from portbook.targets.site.site_index import SiteIndex
from portbook.targets.site.topology import topology
from portbook.text.quoting.html import Html, html_lines, link
from portbook.text.quoting.markdown import markdown_code

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


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """What `project.md.j2` sees. What has nothing to say is None or empty, and left out.

    `variables` are the services' own, or of a large map every variable by its name.
    """

    description: Html
    facts: Html | None
    table: Html | None
    parts: list[Part]
    files: list[Download]
    variables: Html | None
    notes: list[Html]
    sections: list[Section]


def project_page(index: SiteIndex, project: Project, made: Published) -> ProjectPage:
    listing, links = members(project), links_of(index, project)
    # Of a large map's project by name alone, so that a search finds them.
    names = f'<p class="pb-names"><code>{", ".join(made.names)}</code></p>'
    variables = Html(names) if made.names else None
    if not index.windowed:
        found = table_from(env_files(index.context.wiring, project)[1], "Environment variables")
        variables = folded("Variables by file", found) if found else None
    return ProjectPage(
        description=Html(phrase(project.description)),
        facts=listed(
            (linked_host(each, links) for each in facts(index.portmap, project)), "pb-facts"
        ),
        table=service_table(index, project, listing),
        parts=[each for each in _parts(index, project, listing, links) if each.body],
        files=list(downloads(index, project, made.files)),
        variables=variables,
        notes=[Html(without_pictures(each)) for each in notes(project, listing)],
        sections=[
            Section(Html(each.title), Html(without_pictures(each.text)))
            for each in sections(project, Headings(FIXED))
        ],
    )


def _parts(index: SiteIndex, project: Project, listing: Members, links: Links) -> Iterator[Part]:
    wiring = index.context.wiring
    origins = None if index.windowed else allowed_origins(wiring, project)
    yield Part("topology", "Topology", _topology(index, project))
    order, circles, commands = start(wiring, project)
    steps = "".join([f"<li>{inline(step)}</li>\n" for step in order])
    yield Part(
        "starting",
        "Starting",
        _joined(
            f'<ol class="pb-steps" data-search-exclude>\n{steps}</ol>' if steps else None,
            *(f'<p class="pb-note">{inline(each)}</p>' for each in circles),
            *map(_script, commands),
        ),
    )
    yield Part("stopping", "Stopping", _joined(*map(_script, stop(project))))
    tables = (
        ("environments", "Environments", environments(index.portmap, project)),
        ("ranges", "Ranges", ranges(index.survey, project)),
        ("cors", "CORS", origins),
    )
    later = (
        ("paths", "Paths", paths(listing)),
        ("alternative-ports", "Alternative ports", alternatives(listing)),
        ("database-logins", "Database logins", databases(listing)),
        ("secrets", "Secrets", secrets(project, listing)),
    )
    for anchor, title, found in tables:
        yield Part(anchor, title, table_from(found, title, links) or Html(""))
    yield Part("reverse-proxy", "Reverse proxy", _joined(*_proxies(index, project)))
    for anchor, title, found in later:
        yield Part(anchor, title, table_from(found, title, links) or Html(""))
    held = listed([*map(inline, rules(project)), *map(inline, pinned(listing))])
    allowed = table_from(accepted(listing), "Accepted findings")
    yield Part("pinned-ports-and-rules", "Pinned ports and rules", _joined(held, allowed))
    others = listed(map(inline, shared(index.survey, project, listing, linked=True)))
    yield Part("other-projects", "Other projects", _joined(others))
    own, at = index.changes_of.get(project.name, ()), root(project_url(project.name))
    yield Part("changes", "Changes", _joined(change_table(index, own, at, own=True)))
    yield Part(
        "related-documents", "Related documents", _joined(listed(map(inline, related(project))))
    )


def _topology(index: SiteIndex, project: Project) -> Html:
    """The picture, and the way to the page of flows, which a large map has not."""
    flows = None
    if index.flows_of.get(project.name) and not index.windowed:
        flows = (
            f"{link('flows/', 'Who may reach whom in each environment')}, from which host and why."
        )
    return _joined(f'<p class="pb-note">{flows}</p>' if flows else None, topology(index, project))


def _script(text: str) -> str:
    return f'<pre tabindex="0"><code>{html_lines(text)}</code></pre>'


def _joined(*found: str | None) -> Html:
    return Html("".join([each for each in found if each]))


def _proxies(index: SiteIndex, project: Project) -> Iterator[Html]:
    for view in proxies(index.portmap, project):
        about = f"<strong>{inline(view.title)}</strong> listens on {inline(view.listens)}"
        if view.names:
            about += f" for {inline(view.names)}"
        if view.tls:
            about += f", with the certificate {inline(view.tls)}"
        routes = table_from(view.routes, "Routes") or ""
        yield Html(f'<p class="pb-note">{about}.</p>{routes}')


def links_of(index: SiteIndex, project: Project) -> Links:
    """By column and cell; none in a large map, which has the pages but not the room."""
    if index.windowed:
        return NOWHERE
    at = root(project_url(project.name))
    ports = {markdown_code(str(each)): f"{at}{index.port_url(each)}" for each in index.holders}
    ranges = {
        markdown_code(each.name): f"{at}{index.range_url(each)}"
        for each in index.ranges
        if each.project in (None, project.name)
    }
    return {"Port": ports, "Instead of": ports, "Host": _hosts(index, project, at), "Range": ranges}


def _hosts(index: SiteIndex, project: Project, at: str) -> dict[str, str]:
    names = {each.host for each in project.environments.values()}
    portmap = index.portmap
    return {
        host_name(portmap, name): f"{at}{host_url(name)}" for name in names if name in index.by_host
    }


def linked_host(fact: str, links: Links) -> str:
    """A fact at the top of the page as HTML, with a link where it ends in a host."""
    for host, href in links.get("Host", {}).items():
        if fact.endswith(f" on {host}"):
            return inline(fact.removesuffix(host)) + link(href, inline(host))
    return inline(fact)
