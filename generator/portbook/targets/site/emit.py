"""Every page, data file and asset of the published map, in one explicit order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from portbook.derive.flows import csv_of
from portbook.targets import llms, portsjson, schemas
from portbook.targets.context import Context, Output
from portbook.targets.site import data, pages
from portbook.targets.site.downloads import published
from portbook.targets.site.flows import flows_page
from portbook.targets.site.home import complete, home, matrix
from portbook.targets.site.hosts import host_page, hosts
from portbook.targets.site.ports import lookup, port_page
from portbook.targets.site.project import project_page
from portbook.targets.site.ranges import range_page, ranges
from portbook.targets.site.reports import changes, findings
from portbook.targets.site.site_index import SiteIndex
from portbook.targets.templates import TemplateProblem, Templates
from portbook.text.diagnostic import Diagnostic
from portbook.text.quoting.html import Html
from portbook.text.quoting.lines import one_line
from portbook.text.quoting.markdown import markdown_text
from portbook.text.quoting.yaml import yaml_string

BOOSTS = {
    **dict.fromkeys(("home", "changes", "findings", "flows"), 1),
    **dict.fromkeys(("hosts", "matrix", "ports", "ranges"), 8),
    "project": 7,
    "port": 6,
    "host": 5,
    "range": 5,
}
"""How a search weighs the pages: who types a number or a name wants its page, before long ones
in which it stands too."""


def emit_site(
    context: Context,
    problems: Sequence[Diagnostic],
    checks: Sequence[tuple[str, str, str]],
    guide: str | None = None,
) -> Iterator[Output]:
    """The site's files, their paths relative to the folder of documents.

    `problems` are what `check` says, `checks` the code, severity and title of each; `guide` is the
    path of the page of checks (`reference/checks.md`) where the guide is published beside.
    TemplateProblem where a template fails.
    """
    index = SiteIndex(context, problems, guide, checks)
    yield _page(index, pages.HOME, "home", home(index), index.portmap.title)
    if index.windowed:
        yield _page(index, pages.ALL, "all", complete(index), "All claims")
    yield data.claims_data(index)
    yield data.numbers_data(index)
    yield data.variables_data(index)
    yield from _hosts(index)
    yield from _projects(index)
    yield _page(index, pages.PORTS, "ports", lookup(index), "Ports")
    for number in index.holders if index.port_pages else ():
        view = port_page(index, number)
        yield _page(index, index.port_url(number), "port", view, f"Port {view['shown']}")
    yield _page(index, pages.RANGES, "ranges", ranges(index), "Ranges")
    for each in index.ranges if index.range_pages else ():
        view, title = range_page(index, each), f"Range {each.who}"
        yield _page(index, index.range_url(each), "range", view, title)
    yield _page(index, pages.MATRIX, "matrix", matrix(index), "Projects")
    yield _page(index, pages.CHANGES, "changes", changes(index), "Changes")
    yield _page(index, pages.FINDINGS, "findings", findings(index), "Findings")
    yield from portsjson.emit_map(context, index.rows, compact=index.windowed)
    yield from data.api_files(index)
    yield data.changes_feed(index)
    yield Output("flows.csv", csv_of(index.flows))
    yield from schemas.emit_map(context)
    yield from llms.emit_map(
        context, pages.project_url, "./", (pages.project_url("{}") + "files/llms.txt").format
    )


WIDE = "navigation, toc"
"""What Material leaves out beside a page that is one large table."""


def _page(index: SiteIndex, url: str, template: str, view: dict[str, Any], title: str) -> Output:
    """The page at an address; `title` is plain text.

    The template sees the view's variables, `heading` (the title as Markdown) and `root`, the way to
    the site's top.
    """
    boost = BOOSTS.get(template)
    shown = boost and not (template == "home" and index.windowed)
    search = f"boost: {boost}" if shown else "exclude: true"
    said = {"heading": Html(markdown_text(one_line(title))), "root": pages.root(url)}
    text = index.context.templates.render(f"site/{template}.md.j2", **said, **view)
    front = [
        f"# {pages.notice_of(index.context)}",
        f"title: {yaml_string(pages.plain_title(title))}",
        f"hide: [{WIDE}]",
        f"search: {{{search}}}",
    ]
    head = "\n".join(["---", *front, "---"])
    # Zensical takes a raw block's links to be relative to this file, browsers and MkDocs to the
    # address: so the two are the same place.
    return Output(f"{url}index.md", f"{head}\n\n{text.strip()}\n")


def _hosts(index: SiteIndex) -> Iterator[Output]:
    yield _page(index, pages.HOSTS, "hosts", hosts(index), "Hosts")
    for name in index.by_host:
        view = host_page(index, index.portmap.hosts[name])
        # A search takes a title for what its name is the nearest to: "Host host-3" is near any.
        title = name if name.startswith("host") else f"Host {name}"
        yield _page(index, pages.host_url(name), "host", view, title)


def _projects(index: SiteIndex) -> Iterator[Output]:
    for project in index.portmap.projects.values():
        made = published(index, project)
        view = project_page(index, project, made)
        url = pages.project_url(project.name)
        yield _page(index, url, "project", view, project.title)
        if project.name in index.flows_of and not index.windowed:
            flows, title = flows_page(index, project), f"Flows of {project.title}"
            yield _page(index, pages.flows_url(project.name), "flows", flows, title)
        for path, text in made.files:
            yield Output(pages.file_url(project.name, path), text)


def asset_outputs(templates: Templates) -> Iterator[Output]:
    """Every file of `site/assets`; TemplateProblem for one of the map's own that is no text."""
    for name, path in templates.assets():
        try:
            yield Output(f"assets/{name}", path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            message = "it is no UTF-8 text; pictures are for the plugin of MkDocs"
            raise TemplateProblem(f"site/assets/{name}", 0, message) from None


def settings_text(context: Context, folder: str) -> str:
    """A mkdocs.yml for the pages in a folder beside it."""
    title = yaml_string(pages.plain_title(context.portmap.title))
    return context.templates.render(
        "site/mkdocs.yml.j2", title=Html(title), folder=Html(yaml_string(folder))
    )
