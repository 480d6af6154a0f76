"""The map itself: the home page with its filter, the complete table, and the matrix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portbook.model.portmap import Project, Range
from portbook.targets.portsmd.names import role_title, roles_of
from portbook.targets.portsmd.ranges import shown_span
from portbook.targets.portsmd.tables import phrase
from portbook.targets.rows import summary
from portbook.targets.site.claims import claim_rows, columns_of, grouped_table
from portbook.targets.site.html import table_of
from portbook.targets.site.pages import ALL, HOME, MATRIX, project_url, root
from portbook.targets.site.site_index import SiteIndex, range_name
from portbook.text.quoting.html import Html, html_text, link
from portbook.text.quoting.lines import one_line

__all__ = ["All", "Choice", "Home", "Matrix", "complete", "home", "matrix"]

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
    """`table` is whole, or empty where `windowed` says that a script fills it from the data."""

    description: Html
    summary: str
    count: int
    windowed: bool
    choices: list[Choice]
    table: Html


@dataclass(frozen=True, slots=True)
class All:
    """The complete table, for readers without JavaScript."""

    count: int
    table: Html


def home(index: SiteIndex) -> Home:
    shown = [] if index.windowed else list(claim_rows(index, index.entries, root(HOME)))
    table = table_of("All claims", columns_of(index.entries), shown, " pb-claims")
    if index.windowed:
        table = Html(table.replace("<tbody>", '<tbody data-pb="window">'))
    return Home(
        description=Html(phrase(index.portmap.description)),
        summary=summary(index.portmap, index.count),
        count=index.count,
        windowed=index.windowed,
        choices=[each for each in _choices(index) if len(each.options) > 1],
        table=table,
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


MOST_IN_CELL = 6
"""Ports that a cell names before it counts the rest."""


@dataclass(frozen=True, slots=True)
class Matrix:
    table: Html


def matrix(index: SiteIndex) -> Matrix:
    projects = list(index.portmap.projects.values())
    roles = roles_of(projects)
    rows = [_matrix_row(index, project, roles) for project in projects]
    return Matrix(table_of("Projects by role", ("Project", *map(role_title, roles)), rows))


def _matrix_row(index: SiteIndex, project: Project, roles: list[str]) -> str:
    at = root(MATRIX)
    cells: dict[str, list[str]] = {role: [] for role in roles}
    for service in project.default.services.values():
        if not service.claims or service.role not in cells:
            continue
        for endpoint in service.endpoints:
            if endpoint.port is not None:
                end = f"–{endpoint.port_end}" if endpoint.port_end else ""
                href = f"{at}{index.port_url(endpoint.port)}"
                title = None if index.windowed else service.title
                cells[service.role].append(link(href, f"{endpoint.port}{end}", title=title))
    named = link(f"{at}{project_url(project.name)}", html_text(project.title))
    return f'<tr><th scope="row">{named}</th>{"".join(map(_cell, cells.values()))}</tr>'


def _cell(ports: list[str]) -> str:
    more = f" and {len(ports) - MOST_IN_CELL} more" if len(ports) > MOST_IN_CELL else ""
    return f"<td>{' '.join(ports[:MOST_IN_CELL])}{more}</td>"
