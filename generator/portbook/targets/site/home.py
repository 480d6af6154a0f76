"""The map itself: the home page with its filter, the complete table, and the matrix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from portbook.model.portmap import Project, Range
from portbook.targets.portsmd.names import role_title, roles_of
from portbook.targets.portsmd.ranges import shown_span
from portbook.targets.portsmd.tables import phrase
from portbook.targets.rows import summary
from portbook.targets.site.claims import claims_table, grouped_table
from portbook.targets.site.flows import flow_table
from portbook.targets.site.html import table_of, unsearched
from portbook.targets.site.overview import overview
from portbook.targets.site.pages import ALL, HOME, MATRIX, root
from portbook.targets.site.site_index import SiteIndex, range_name
from portbook.text.quoting.html import Html, link
from portbook.text.quoting.lines import one_line

MOST_OPTIONS = 200
"""With more values than that a list to choose from is no help: one types, and is completed."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Values to filter by, each with what it is called; `typed` where there are very many."""

    name: str
    title: str
    options: list[tuple[str, str]]
    typed: bool


@dataclass(frozen=True, slots=True)
class Home:
    """`table` is whole, or empty where `windowed` says that a script fills it from the data.

    `unclaimed` are the services without a number, folded below it; None without any.
    """

    description: Html
    summary: str
    count: int
    windowed: bool
    choices: list[Choice]
    picture: Html
    table: Html
    unclaimed: Html | None


@dataclass(frozen=True, slots=True)
class All:
    """The complete table, for readers without JavaScript."""

    count: int
    table: Html


def home(index: SiteIndex) -> Home:
    made = partial(claims_table, index, url=HOME, css=" pb-claims")
    rest = []
    if index.windowed:
        table = made(index.entries, "All claims", first=None)
        table = Html(table.replace("<tbody>", '<tbody data-pb="window">'))
    else:
        rest = index.entries[index.count :]
        table = made(index.entries[: index.count], "All claims")
    return Home(
        description=Html(phrase(index.portmap.description)),
        summary=summary(index.portmap, index.count),
        count=index.count,
        windowed=index.windowed,
        choices=[each for each in _choices(index) if len(each.options) > 1],
        picture=overview(index),
        table=table,
        unclaimed=made(rest, "Services without a number", first=index.count) if rest else None,
    )


def complete(index: SiteIndex) -> All:
    return All(index.count, grouped_table(index, root(ALL)))


def _choices(index: SiteIndex) -> Iterator[Choice]:
    rows = [each.row for each in index.entries]
    projects = {name: each.title for name, each in index.portmap.projects.items()}
    yield _choice("project", ((name, projects[name]) for name in projects))
    for name in ("environment", "host", "role", "status"):
        yield _choice(name, ((row[name], row[name]) for row in rows))
    ranges = dict.fromkeys(each.range for each in index.entries if each.range is not None)
    yield _choice("range", (_range(each) for each in ranges))


def _range(each: Range) -> tuple[str, str]:
    name = range_name(each)
    spans = ", ".join(shown_span(low, high) for low, high in each.ports.spans)
    return name, f"{name} ({spans})"


def _choice(name: str, options: Iterable[tuple[str, str]]) -> Choice:
    titles = {value: one_line(title) for value, title in options}
    found = sorted(titles.items(), key=lambda option: option[1].lower())
    return Choice(name, name.capitalize(), found, len(found) > MOST_OPTIONS)


@dataclass(frozen=True, slots=True)
class Matrix:
    """`flows` are those from one project to another; None without any, or with very many."""

    table: Html
    flows: Html | None


def matrix(index: SiteIndex) -> Matrix:
    projects = list(index.portmap.projects.values())
    roles = roles_of(projects)
    rows = [_matrix_row(index, project, roles) for project in projects]
    heads = ("Project", *map(role_title, roles))
    flows = [] if index.windowed else index.flows
    crossing = [each for each in flows if each.source.project not in ("", each.target.project)]
    return Matrix(
        unsearched(table_of("Projects by role", heads, rows)),
        flow_table(index, crossing, "From one project to another", ""),
    )


def _matrix_row(index: SiteIndex, project: Project, roles: list[str]) -> str:
    at = root(MATRIX)
    cells: dict[str, list[str]] = {role: [] for role in roles}
    for service in project.default.services.values():
        if not service.claims or service.role not in cells:
            continue
        for endpoint in service.endpoints:
            if endpoint.port is not None:
                end = f"–{endpoint.port_end}" if endpoint.port_end else ""
                shown = link(f"{at}{index.port_url(endpoint.port)}", f"{endpoint.port}{end}")
                plain = endpoint is service.primary
                name = service.name if plain else f"{service.name}.{endpoint.name}"
                cells[service.role].append(shown if index.windowed else f"{shown} {name}")
    mark = " " if index.windowed else "<br>"
    row = "".join([f"<td>{mark.join(ports)}</td>" for ports in cells.values()])
    return f'<tr><th scope="row">{index.project_link(project.name, at)}</th>{row}</tr>'
