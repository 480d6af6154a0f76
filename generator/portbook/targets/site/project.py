"""A project's page: what its PORTS.md says, with links, a picture and files to take away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portbook.model.portmap import Project
from portbook.targets.portsmd.behind import alternatives, paths
from portbook.targets.portsmd.cors import allowed_origins
from portbook.targets.portsmd.envfiles import env_files
from portbook.targets.portsmd.environments import environments
from portbook.targets.portsmd.headings import Headings
from portbook.targets.portsmd.health import health_checks
from portbook.targets.portsmd.intro import facts
from portbook.targets.portsmd.names import members
from portbook.targets.portsmd.prose import Section, notes, related, sections
from portbook.targets.portsmd.proxies import proxies
from portbook.targets.portsmd.ranges import ranges
from portbook.targets.portsmd.rules import accepted, pinned, rules
from portbook.targets.portsmd.secrets import databases, secrets
from portbook.targets.portsmd.sources import sources
from portbook.targets.portsmd.starting import start, stop
from portbook.targets.portsmd.tables import Table, phrase
from portbook.targets.site.cells import inline
from portbook.targets.site.changes import CHANGE_COLUMNS, change_rows
from portbook.targets.site.downloads import Download, Published, downloads
from portbook.targets.site.links import copied, linked_host, links_of
from portbook.targets.site.places import project_url, root
from portbook.targets.site.prose import without_pictures
from portbook.targets.site.services import Group, service_groups
from portbook.targets.site.sharing import others, sharing
from portbook.targets.site.site_index import Atlas
from portbook.targets.site.tables import listed, table_from, table_of
from portbook.targets.site.topology import Topology, topology
from portbook.text.quoting.html import Html

__all__ = ["ProjectPage", "project_page"]

FIXED = frozenset(
    (
        *("alternative-ports", "changes", "cors", "database-logins", "environments", "files"),
        *("environment-variables", "health-checks", "notes", "other-projects", "paths"),
        *("pinned-ports-and-rules", "ports", "ranges", "related-documents", "reverse-proxy"),
        *("secrets", "starting", "stopping", "topology", "where-the-numbers-are-set"),
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
    waves: Html
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
    sources: Html | None
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


def project_page(atlas: Atlas, project: Project, made: Published) -> ProjectPage:
    portmap, wiring, large = atlas.portmap, atlas.context.wiring, atlas.windowed
    listing, headings = members(project), Headings(FIXED)
    links = links_of(atlas, project)
    order, circles, commands = start(wiring, project)
    found = list(downloads(atlas, project, made.files))
    _, table = (0, None) if large else env_files(wiring, project)
    origins = None if large else allowed_origins(wiring, project)
    return ProjectPage(
        description=Html(phrase(project.description)),
        facts=listed(linked_host(each, links) for each in facts(portmap, project)),
        groups=service_groups(atlas, project, listing, headings),
        environments=table_from(environments(portmap, project), "Environments", links),
        topology=topology(atlas, project),
        order=None if large else table_from(order, "Start order"),
        waves=_waves(order) if large and order else Html(""),
        circles=[Html(inline(each)) for each in circles],
        start=Html(commands),
        stop=Html(stop(project)),
        variables=table_from(table, "Environment variables"),
        names=_names(made.names),
        files=found,
        cors=table_from(origins, "Allowed origins"),
        proxies=list(_proxies(atlas, project)),
        paths=table_from(paths(listing), "Paths behind a port", links),
        alternatives=table_from(alternatives(listing), "Alternative ports", links),
        sources=None if large else table_from(sources(listing), "Where the numbers are set", links),
        ranges=table_from(ranges(atlas.survey, project), "Ranges", links),
        health=None
        if large
        else copied(table_from(health_checks(portmap, project), "Health checks")),
        databases=table_from(databases(listing), "Database logins"),
        secrets=table_from(secrets(project, listing), "Secrets"),
        rules=listed(map(inline, rules(project))),
        pinned=table_from(pinned(listing), "Pinned ports", links),
        accepted=table_from(accepted(listing), "Accepted findings"),
        shared=listed(map(inline, sharing(atlas, project, listing))),
        others=others(atlas, project),
        changes=_changes(atlas, project),
        notes=[Html(without_pictures(each)) for each in notes(project, listing)],
        sections=[
            Section(Html(each.title), Html(without_pictures(each.text)))
            for each in sections(project, headings)
        ],
        related=listed(map(inline, related(project))),
    )


def _waves(order: Table) -> Html:
    """The start order in one line: a semicolon between steps."""
    steps: dict[str, list[str]] = {}
    for step, title, *_ in order.rows:
        steps.setdefault(step, []).append(inline(title))
    return Html("; ".join(", ".join(titles) for titles in steps.values()))


def _names(found: list[str]) -> Html | None:
    """The variables of a large map's project by name alone, so that a search finds them."""
    return Html(f"<code>{', '.join(found)}</code>") if found else None


def _proxies(atlas: Atlas, project: Project) -> Iterator[Titled]:
    for view in proxies(atlas.portmap, project):
        about = f"<strong>{inline(view.title)}</strong> listens on {inline(view.listens)}"
        if view.names:
            about += f" for {inline(view.names)}"
        if view.tls:
            about += f", with the certificate {inline(view.tls)}"
        yield Titled(Html(f"{about}."), table_from(view.routes, "Routes"))


def _changes(atlas: Atlas, project: Project) -> Html | None:
    own = atlas.changes_of.get(project.name)
    if not own:
        return None
    rows = change_rows(atlas, own, root(project_url(project.name)))
    return table_of("Changes", CHANGE_COLUMNS, rows)
