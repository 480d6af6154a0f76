"""A project's page: what its PORTS.md says, with links, a picture and files to take away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from portbook.model.portmap import Project
from portbook.targets.portsmd.environments import environments, proxies
from portbook.targets.portsmd.names import Headings, host_name, members
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
from portbook.targets.portsmd.running import health_checks, start, stop
from portbook.targets.portsmd.services import alternatives, paths
from portbook.targets.portsmd.tables import phrase
from portbook.targets.portsmd.variables import allowed_origins, databases, env_files, secrets
from portbook.targets.site.downloads import Download, Published, downloads
from portbook.targets.site.html import (
    NOWHERE,
    Links,
    inline,
    listed,
    table_from,
    table_of,
    without_pictures,
)
from portbook.targets.site.pages import host_url, project_url, root
from portbook.targets.site.reports import CHANGE_COLUMNS, change_rows
from portbook.targets.site.services import Group, others, service_groups, sharing
from portbook.targets.site.site_index import SiteIndex
from portbook.targets.site.topology import Topology, topology
from portbook.text.quoting.html import Html, attrs, link
from portbook.text.quoting.markdown import markdown_code

FIXED = frozenset(
    (
        *("alternative-ports", "changes", "cors", "database-logins", "environments", "files"),
        *("environment-variables", "health-checks", "notes", "other-projects", "paths"),
        *("pinned-ports-and-rules", "ports", "ranges", "related-documents", "reverse-proxy"),
        *("secrets", "starting", "stopping", "topology"),
    )
)
"""Anchors of the template's own headings."""


@dataclass(frozen=True, slots=True)
class Titled:
    """A table under a sentence of its own."""

    about: Html
    table: Html | None


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """What `project.md.j2` sees. What has nothing to say is None or empty, and left out."""

    description: Html
    facts: Html | None
    groups: list[Group]
    environments: Html | None
    topology: Topology | None
    order: Html | None
    circles: list[Html]
    start: Html
    stop: Html
    variables: Html | None
    names: Html | None
    files: list[Download]
    cors: Html | None
    proxies: list[Titled]
    paths: Html | None
    alternatives: Html | None
    ranges: Html | None
    health: Html | None
    databases: Html | None
    secrets: Html | None
    rules: Html | None
    pinned: Html | None
    accepted: Html | None
    shared: Html | None
    others: Html | None
    changes: Html | None
    notes: list[Html]
    sections: list[Section]
    related: Html | None


def project_page(index: SiteIndex, project: Project, made: Published) -> ProjectPage:
    portmap, wiring, large = index.portmap, index.context.wiring, index.windowed
    listing, headings = members(project), Headings(FIXED)
    links = links_of(index, project)
    order, circles, commands = start(wiring, project)
    found = list(downloads(index, project, made.files))
    _, table = (0, None) if large else env_files(wiring, project)
    origins = None if large else allowed_origins(wiring, project)
    return ProjectPage(
        description=Html(phrase(project.description)),
        facts=listed(linked_host(each, links) for each in facts(portmap, project)),
        groups=service_groups(index, project, listing, headings),
        environments=table_from(environments(portmap, project), "Environments", links),
        topology=topology(index, project),
        order=_ordered(order),
        circles=[Html(inline(each)) for each in circles],
        start=Html(commands),
        stop=Html(stop(project)),
        variables=table_from(table, "Environment variables"),
        names=_names(made.names),
        files=found,
        cors=table_from(origins, "Allowed origins"),
        proxies=list(_proxies(index, project)),
        paths=table_from(paths(listing), "Paths behind a port", links),
        alternatives=table_from(alternatives(listing), "Alternative ports", links),
        ranges=table_from(ranges(index.survey, project), "Ranges", links),
        health=None
        if large
        else copied(table_from(health_checks(portmap, project), "Health checks")),
        databases=table_from(databases(listing), "Database logins"),
        secrets=table_from(secrets(project, listing), "Secrets"),
        rules=listed(map(inline, rules(project))),
        pinned=listed(map(inline, pinned(listing))),
        accepted=table_from(accepted(listing), "Accepted findings"),
        shared=listed(map(inline, sharing(index, project, listing))),
        others=others(index, project),
        changes=_changes(index, project),
        notes=[Html(without_pictures(each)) for each in notes(project, listing)],
        sections=[
            Section(Html(each.title), Html(without_pictures(each.text)))
            for each in sections(project, headings)
        ],
        related=listed(map(inline, related(project))),
    )


def _ordered(steps: list[str]) -> Html | None:
    body = "\n".join([f"<li>{inline(step)}</li>" for step in steps])
    return Html(f'<ol class="pb-steps" data-search-exclude>\n{body}\n</ol>') if steps else None


def _names(found: list[str]) -> Html | None:
    """The variables of a large map's project by name alone, so that a search finds them."""
    return Html(f"<code>{', '.join(found)}</code>") if found else None


def _proxies(index: SiteIndex, project: Project) -> Iterator[Titled]:
    for view in proxies(index.portmap, project):
        about = f"<strong>{inline(view.title)}</strong> listens on {inline(view.listens)}"
        if view.names:
            about += f" for {inline(view.names)}"
        if view.tls:
            about += f", with the certificate {inline(view.tls)}"
        yield Titled(Html(f"{about}."), table_from(view.routes, "Routes"))


def _changes(index: SiteIndex, project: Project) -> Html | None:
    own = index.changes_of.get(project.name)
    if not own:
        return None
    rows = change_rows(index, own, root(project_url(project.name)))
    return table_of("Changes", CHANGE_COLUMNS, rows)


_CHECK = re.compile(r'<td><(?P<tag>a href="[^"]*"|code)>(?P<text>[^<]*)</(?P<end>a|code)></td>')


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


def copied(table: Html | None) -> Html | None:
    """The table with copy buttons behind addresses and commands that fill a cell."""
    return Html(_CHECK.sub(_copied, table)) if table else None


def _copied(cell: re.Match[str]) -> str:
    text = cell["text"]
    copied = attrs(data_copy=unescape(text))
    return f"<td><{cell['tag']}{copied}>{text}</{cell['end']}></td>"
