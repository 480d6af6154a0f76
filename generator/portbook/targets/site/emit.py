"""Every page and data file of the published map, in one explicit order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portbook.targets import llms, portsjson, schemas
from portbook.targets.context import Context, Output
from portbook.targets.site.changes import changes
from portbook.targets.site.data import claims_data, numbers_data
from portbook.targets.site.downloads import published
from portbook.targets.site.findings import findings
from portbook.targets.site.home import complete, home
from portbook.targets.site.hosts import host_page, hosts
from portbook.targets.site.matrix import matrix
from portbook.targets.site.page import page
from portbook.targets.site.places import (
    ALL,
    CHANGES,
    FINDINGS,
    HOME,
    HOSTS,
    MATRIX,
    PORTS,
    RANGES,
    file_url,
    host_url,
    port_url,
    project_url,
)
from portbook.targets.site.ports import lookup, port_page
from portbook.targets.site.project import project_page
from portbook.targets.site.ranges import range_page, range_title, ranges
from portbook.targets.site.site_index import Atlas
from portbook.text.diagnostic import Diagnostic

__all__ = ["emit_site"]

NO_SEARCH, BOOSTED, FIRST = "exclude: true", "boost: 2", "boost: 12"
"""Who types a name wants its project, before the hosts and ranges where the name stands too."""


def emit_site(
    context: Context, problems: Sequence[Diagnostic], guide: str | None = None
) -> Iterator[Output]:
    """The site's files, their paths relative to the folder of documents.

    `problems` are what `check` says; `guide` is the path of the page of checks (`reference/
    checks.md`) where the guide is published beside. TemplateProblem where a template fails.
    """
    atlas = Atlas(context, problems, guide)
    yield from _map(atlas)
    yield from _hosts(atlas)
    yield from _projects(atlas)
    yield from _ports(atlas)
    yield from _ranges(atlas)
    yield page(atlas, MATRIX, "matrix", matrix(atlas), title="Matrix")
    yield page(atlas, CHANGES, "changes", changes(atlas), title="Changes")
    yield page(atlas, FINDINGS, "findings", findings(atlas), title="Findings")
    yield from portsjson.emit_map(context, atlas.rows, compact=atlas.windowed)
    yield from schemas.emit_map(context)
    yield from llms.emit_map(context, documents=project_url, map_of_all="./")


def _map(atlas: Atlas) -> Iterator[Output]:
    search = NO_SEARCH if atlas.windowed else ""
    yield page(atlas, HOME, "home", home(atlas), title=atlas.portmap.title, search=search)
    if atlas.windowed:
        title = "All claims"
        yield page(atlas, ALL, "all", complete(atlas), title=title, search=NO_SEARCH)
    yield claims_data(atlas)
    yield numbers_data(atlas)


def _hosts(atlas: Atlas) -> Iterator[Output]:
    yield page(atlas, HOSTS, "hosts", hosts(atlas), title="Hosts")
    for name in atlas.by_host:
        view = host_page(atlas, atlas.portmap.hosts[name])
        yield page(atlas, host_url(name), "host", view, title=f"Host {name}")


def _projects(atlas: Atlas) -> Iterator[Output]:
    for project in atlas.portmap.projects.values():
        made = published(atlas, project)
        view = project_page(atlas, project, made)
        url = project_url(project.name)
        yield page(
            atlas, url, "project", view, title=project.title, hide="navigation", search=FIRST
        )
        for path, text in made.files:
            yield Output(file_url(project.name, path), text)


def _ports(atlas: Atlas) -> Iterator[Output]:
    yield page(atlas, PORTS, "ports", lookup(atlas), title="Ports")
    if atlas.port_pages:
        for number in atlas.holders:
            view = port_page(atlas, number)
            url = port_url(number, pages=True)
            yield page(atlas, url, "port", view, title=f"Port {view.shown}", search=BOOSTED)


def _ranges(atlas: Atlas) -> Iterator[Output]:
    yield page(atlas, RANGES, "ranges", ranges(atlas), title="Ranges")
    if atlas.range_pages:
        for each in atlas.ranges:
            view = range_page(atlas, each)
            title = f"Range {range_title(each)}"
            yield page(atlas, atlas.range_url(each), "range", view, title=title)
