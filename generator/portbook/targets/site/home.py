"""The map itself: the home page with its filter, the complete table, and the matrix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from portbook.model.portmap import Project
from portbook.targets.portsmd.cells import endpoint_name, phrase, role_title, roles_of
from portbook.targets.portsmd.ranges import shown_span
from portbook.targets.rows import summary
from portbook.targets.site.claims import claims_table, grouped_table
from portbook.targets.site.flows import flow_table
from portbook.targets.site.html import table_of, unsearched
from portbook.targets.site.pages import ALL, HOME, MATRIX, host_url, root
from portbook.targets.site.site_index import PRODUCTION, Entry, SiteIndex
from portbook.text.grouping import grouped
from portbook.text.quoting.html import Html, attrs, html_text, link
from portbook.text.quoting.lines import one_line
from portbook.text.wording import few

MOST_OPTIONS = 200
"""With more values than that a list to choose from is no help: one types, and is completed."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Values to filter by, each with what it is called; `typed` where there are very many."""

    name: str
    title: str
    options: list[tuple[str, str]]
    typed: bool


def home(index: SiteIndex) -> dict[str, Any]:
    """`table` is whole, or empty where `windowed` says that a script fills it from the data.

    `unclaimed` are the services without a number, folded below it; None without any.
    """
    made = partial(claims_table, index, url=HOME, css=" pb-claims")
    rest = []
    if index.windowed:
        table = made(index.entries, "All claims", first=None)
        table = Html(table.replace("<tbody>", '<tbody data-pb="window">'))
    else:
        rest = index.entries[index.count :]
        table = made(index.entries[: index.count], "All claims")
    return {
        "description": Html(phrase(index.portmap.description)),
        "summary": summary(index.portmap, index.count),
        "count": index.count,
        "windowed": index.windowed,
        "choices": [each for each in _choices(index) if len(each.options) > 1],
        "picture": overview(index),
        "table": table,
        "unclaimed": made(rest, "Services without a number", first=index.count) if rest else None,
    }


def complete(index: SiteIndex) -> dict[str, Any]:
    """The complete table, for readers without JavaScript."""
    return {"count": index.count, "table": grouped_table(index, root(ALL))}


def _choices(index: SiteIndex) -> Iterator[Choice]:
    rows = [each.row for each in index.entries]
    projects = {name: each.title for name, each in index.portmap.projects.items()}
    yield _choice("project", ((name, projects[name]) for name in projects))
    for name in ("environment", "host", "role", "status"):
        yield _choice(name, ((row[name], row[name]) for row in rows))
    ranges = dict.fromkeys(each.range for each in index.entries if each.range is not None)
    spans = {
        each: ", ".join(shown_span(low, high) for low, high in each.ports.spans) for each in ranges
    }
    yield _choice("range", ((each.who, f"{each.who} ({shown})") for each, shown in spans.items()))


def _choice(name: str, options: Iterable[tuple[str, str]]) -> Choice:
    titles = {value: one_line(title) for value, title in options}
    found = sorted(titles.items(), key=lambda option: option[1].lower())
    return Choice(name, name.capitalize(), found, len(found) > MOST_OPTIONS)


COLUMNS, HOSTS = 150, 12
"""How many of each are drawn: of more hosts those that hold most."""
LINKED_UP_TO = 400
"""With more claims a row is one shape for each colour, and leads nowhere."""
APART, APART_NARROW = 3.5, 18
"""Hundredths of the width that a number below the columns needs, on a screen or a telephone."""


def overview(index: SiteIndex) -> Html:
    """The whole port space as a `figure`, empty for a map without numbers: a row for each host, a
    column for each number that anybody holds, or for ten, a hundred or a thousand of them.

    It is for eyes and pointers: the table below it says the same to keys and screen readers.
    """
    if not index.count:
        return Html("")
    width = next(each for each in (1, 10, 100, 1000) if len(_columns(index, each)) <= COLUMNS)
    places = {column: at for at, column in enumerate(_columns(index, width))}
    busiest = sorted(index.by_host, key=lambda name: -len(index.by_host[name]))[:HOSTS]
    rows = [_row(index, name, places, width) for name in index.by_host if name in busiest]
    left = len(index.by_host) - len(busiest)
    more = f' <a href="hosts/">{left:,} more hosts</a>' if left else ""
    what = "number" if width == 1 else f"{width} numbers"
    caption = f"A column is {'a' if width == 1 else ''} {what}, a row a host.{more}"
    return Html(
        '<figure class="pb-overview" data-search-exclude>\n'
        + "\n".join(rows)
        + f"\n{_axis(places, width)}\n<figcaption>{caption}</figcaption>\n</figure>"
    )


def _columns(index: SiteIndex, width: int) -> list[int]:
    return sorted({number // width for number in index.holders})


def _row(index: SiteIndex, host: str, places: dict[int, int], width: int) -> str:
    """The host with a cell in each column of which it holds a number; an interval is its first."""
    held = grouped((entry.row["port"] // width, entry) for entry in index.by_host[host])
    draw = _linked if index.count <= LINKED_UP_TO else _painted
    cells = "".join(draw(index, [(places[at], held[at]) for at in held], width))
    tinted = all(each.row["environment"] in PRODUCTION for each in index.by_host[host])
    css = "pb-strip pb-production" if tinted else "pb-strip"
    return (
        f"<div{attrs(class_=css)}>{link(host_url(host), host)}"
        f'<svg viewBox="0 0 {len(places)} 1" preserveAspectRatio="none" aria-hidden="true">'
        f'<path class="pb-free" d="M0 0h{len(places)}v1H0z"/>{cells}</svg></div>'
    )


def _linked(index: SiteIndex, held: list[tuple[int, list[Entry]]], width: int) -> Iterator[str]:
    for at, entries in held:
        first = entries[0].row
        shown = entries[0].numbers if width == 1 else f"{len(entries)} claims"
        names = list(dict.fromkeys(each.name for each in entries))
        css = f"pb-cell pb-c{index.colours[first['project']]}"
        yield (
            f"<a{attrs(class_=css, href=index.port_url(first['port']), tabindex=-1)}>"
            f"<title>{shown}: {html_text(few(names, 6))}</title>"
            f'<rect x="{at}" width=".9" height="1"/></a>'
        )


def _painted(index: SiteIndex, held: list[tuple[int, list[Entry]]], width: int) -> Iterator[str]:
    by_colour = grouped(
        (index.colours[entries[0].row["project"]], f"M{at} 0h.9v1h-.9z") for at, entries in held
    )
    for colour, shapes in sorted(by_colour.items()):
        yield f'<path{attrs(class_=f"pb-cell pb-c{colour}")} d="{"".join(shapes)}"/>'


def _axis(places: dict[int, int], width: int) -> str:
    """The first number of as many columns as have room for it."""
    said, wide, narrow = [], -100.0, -100.0
    thousand = None
    for column, at in places.items():
        x = 100 * at / len(places)
        number = column * width
        if x - wide < APART or x > 100 - APART or number // 1000 == thousand:
            continue
        thousand, wide = number // 1000, x
        css = None
        if x - narrow < APART_NARROW or x > 100 - APART_NARROW:
            css = "pb-minor"
        else:
            narrow = x
        said.append(f"<span{attrs(class_=css, style=f'left:{x:.1f}%')}>{number}</span>")
    return f'<div class="pb-axis" aria-hidden="true">{"".join(said)}</div>'


def matrix(index: SiteIndex) -> dict[str, Any]:
    """`flows` are those from one project to another; None without any, or with very many."""
    projects = list(index.portmap.projects.values())
    roles = roles_of(projects)
    rows = [_matrix_row(index, project, roles) for project in projects]
    heads = ("Project", *map(role_title, roles))
    flows = [] if index.windowed else index.flows
    crossing = [each for each in flows if each.source.project not in ("", each.target.project)]
    return {
        "table": unsearched(table_of("Projects by role", heads, rows)),
        "flows": flow_table(index, crossing, "From one project to another", ""),
    }


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
                name = endpoint_name(service, endpoint)
                cells[service.role].append(shown if index.windowed else f"{shown} {name}")
    mark = " " if index.windowed else "<br>"
    row = "".join([f"<td>{mark.join(ports)}</td>" for ports in cells.values()])
    return f'<tr><th scope="row">{index.project_link(project.name, at)}</th>{row}</tr>'
