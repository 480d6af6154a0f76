"""Who calls whom in a project's default environment: as a picture, and as the table beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from portbook.derive.calls import Call
from portbook.model.address import Located
from portbook.model.portmap import Project
from portbook.targets.portsmd.tables import numbers
from portbook.targets.site.graph import Arrow, Node, graph
from portbook.targets.site.places import anchor_of, project_url, root
from portbook.targets.site.site_index import Atlas
from portbook.targets.site.tables import table_of
from portbook.text.quoting.html import Html, html_code, html_text

__all__ = ["Topology", "topology"]

Ends = tuple[str, ...]

MOST_DRAWN = 60
"""Services in one picture; with more the table tells it better."""


@dataclass(frozen=True, slots=True)
class Topology:
    """`picture` is None where there would be too much in it, `table` in a large map, where the
    table of services tells the same."""

    picture: Html | None
    table: Html | None


class Edge(NamedTuple):
    """All calls of one service to one endpoint of another."""

    caller: Located
    called: Located
    ways: tuple[tuple[str, str], ...]
    browser: bool


def topology(atlas: Atlas, project: Project) -> Topology | None:
    """None for a project in which nobody calls anybody."""
    edges = list(_edges(atlas, project))
    if not edges:
        return None
    at = root(project_url(project.name))
    picture = _picture(atlas, project, edges, at)
    if picture and atlas.windowed:
        return Topology(picture, None)
    rows = [_row(project, edge, at) for edge in edges]
    columns = ("From", "To", "Port", "How", "Seen by")
    return Topology(picture, table_of("Who calls whom", columns, rows))


def _edges(atlas: Atlas, project: Project) -> Iterator[Edge]:
    """Calls from and into the default environment, in the order of the map."""
    environment, wiring = project.default, atlas.context.wiring
    found: dict[tuple[Ends, Ends], list[Call]] = {}
    for service in environment.services.values():
        inward = [
            call
            for call in wiring.callers(environment, service)
            if call.caller.service.project != project.name
        ]
        for call in (*wiring.calls(environment, service), *inward):
            endpoint = call.called.endpoint
            called = (*_id(call.called), endpoint.name if endpoint else "")
            found.setdefault((_id(call.caller), called), []).append(call)
    for calls in found.values():
        ways = tuple(dict.fromkeys((each.via, each.name) for each in calls))
        browser = any(each.browser for each in calls)
        yield Edge(calls[0].caller, calls[0].called, ways, browser)


def _id(located: Located) -> Ends:
    environment = located.environment
    return environment.project, environment.name, located.service.name


def _row(project: Project, edge: Edge, at: str) -> str:
    endpoint = edge.called.endpoint
    number = numbers(endpoint) if endpoint else ""
    how = ", ".join(_way(via, name) for via, name in edge.ways)
    return (
        f'<tr><th scope="row">{_service(project, edge.caller, at)}</th>'
        f"<td>{_service(project, edge.called, at)}</td>"
        f'<td class="pb-num">{number}</td><td>{how}</td>'
        f"<td>{'browser' if edge.browser else 'process'}</td></tr>"
    )


def _way(via: str, name: str) -> str:
    if via == "route":
        return f"route {html_code(name)}" if name else "stream"
    return html_code(name) if via == "env" else "uses"


def _service(project: Project, located: Located, at: str) -> str:
    service = located.service
    href = f"#{anchor_of(service.name)}"
    name = html_text(service.title) or service.name
    if service.project != project.name:
        href = f"{at}{project_url(service.project)}{href}"
        name = f"{service.project}/{service.name}"
    return f'<a href="{href}">{name}</a>'


def _picture(atlas: Atlas, project: Project, edges: list[Edge], at: str) -> Html | None:
    nodes: dict[Ends, Node] = {}
    arrows: dict[tuple[Ends, Ends], Arrow] = {}
    for edge in edges:
        ends = _id(edge.caller), _id(edge.called)
        for key, located in zip(ends, (edge.caller, edge.called), strict=True):
            if key not in nodes:
                nodes[key] = _node(project, located, at, large=atlas.windowed)
        label, known = _label(edge), arrows.get(ends)
        if atlas.windowed and label == (nodes[ends[1]].about,):
            label = ()
        labels = (*known.labels, *label) if known else label
        browser = edge.browser or (known is not None and known.browser)
        arrows[ends] = Arrow(tuple(dict.fromkeys(labels)), browser)
    if len(nodes) > MOST_DRAWN:
        return None
    title = f"Who calls whom in {project.title}"
    return graph(nodes, arrows, title, flat=atlas.windowed)


def _node(project: Project, located: Located, at: str, *, large: bool) -> Node:
    service = located.service
    outside = service.project != project.name
    href = f"#{anchor_of(service.name)}"
    if outside:
        href = f"{at}{project_url(service.project)}{href}"
    ports = ", ".join(filter(None, map(numbers, service.endpoints)))
    if large:
        # One line of a hundred bytes: the names are those of the table above.
        known = f"{service.project}/{service.name}" if outside else service.name
        return Node(known, ports, href, outside)
    about = f"{service.project} · {ports}" if outside and ports else ports or service.project
    return Node(service.title or service.name, about or service.role, href, outside)


def _label(edge: Edge) -> tuple[str, ...]:
    """Routes by their paths; else the number, where it is not the one the node shows first."""
    routes = tuple(name or "stream" for via, name in edge.ways if via == "route")
    if routes:
        return routes
    number = numbers(edge.called.endpoint) if edge.called.endpoint else ""
    return (number,) if number else ()
