"""Draws who calls whom in a project's default environment."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from portbook.derive.calls import Call
from portbook.model.address import Located
from portbook.model.portmap import Project
from portbook.targets.portsmd.cells import numbers
from portbook.targets.site.layout import Edge, Layout, Name, layered
from portbook.targets.site.pages import anchor_of, project_url, root
from portbook.targets.site.site_index import SiteIndex
from portbook.text.grouping import grouped
from portbook.text.quoting.html import Html, attrs, html_text, link
from portbook.text.quoting.lines import one_line

BOX, TALL = 160, 48
"""A box's width and height: three in a row stand in half of a page."""
HALF = 632
"""Units of a drawing for which half of a page has room."""
WIDEST = 1160
"""Units of a drawing that a page shows without scrolling; then layers go down, not across."""
LONGEST = 19
LABELS = 2

_ARROW = (
    '<marker id="pb-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
    'orient="auto"><path d="M0 0L8 4L0 8z"/></marker>'
)

Point = tuple[float, float]


class Node(NamedTuple):
    """`about` stands below the name; `outside` is what belongs to another project."""

    name: str
    about: str
    href: str
    outside: bool


class Arrow(NamedTuple):
    labels: tuple[str, ...]
    browser: bool


class _Frame(NamedTuple):
    """How units of the layout become points: `down` puts the layers below each other, `gap` is
    between two layers side by side."""

    down: bool
    gap: int

    @property
    def along(self) -> int:
        return TALL * 2 + 8 if self.down else BOX + self.gap

    @property
    def across(self) -> int:
        return BOX + 22 if self.down else TALL + 22

    def point(self, layer: float, place: float) -> Point:
        """The middle of a node."""
        if self.down:
            return 8 + BOX / 2 + place * self.across, 8 + TALL / 2 + layer * self.along
        return 8 + BOX / 2 + layer * self.along, 8 + TALL / 2 + place * self.across


Shape = tuple[Layout, _Frame, dict[Edge, str]]
"""A drawing without its words: the places, and the curves of the edges."""


def graph(
    nodes: Mapping[Name, Node],
    arrows: Mapping[tuple[Name, Name], Arrow],
    title: str,
) -> Html:
    """The drawing; the page says in words what the arrows mean."""
    numbers: dict[Name, Name] = {name: (str(at),) for at, name in enumerate(nodes)}
    said = {(numbers[start], numbers[end]): arrow for (start, end), arrow in arrows.items()}
    longest = max((len(" ".join(each.labels)) for each in said.values()), default=0)
    gap = min(max(44, 7 * longest), 92)
    layout, frame, paths = _shape(tuple(numbers.values()), tuple(said), gap)
    width, height = _size(layout, frame)
    marks = {ends: attrs(class_="pb-browser" if said[ends].browser else None) for ends in paths}
    edges = "\n".join(f'<path{marks[ends]} d="{path}"/>' for ends, path in paths.items())
    boxes = "\n".join(
        _box(node, frame.point(*layout.spots[numbers[key]]), frame) for key, node in nodes.items()
    )
    labels = "".join(
        text for ends in layout.routes for text in _labels(ends, layout, said[ends], frame)
    )
    css = "pb-topology" if width <= HALF else "pb-topology pb-wide"
    return Html(
        f"<figure{attrs(class_=css)} data-search-exclude>\n"
        f"<div{attrs(class_='pb-scroll', tabindex=0, role='region', aria_label=title)}>\n"
        f'<svg class="pb-graph" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-size="12" text-anchor="middle" role="group"{attrs(aria_label=title)}>\n'
        f'<defs>{_ARROW}<rect id="pb-box" width="{BOX}" height="{TALL}" rx="6"/></defs>\n'
        f'<g class="pb-edges" fill="none" marker-end="url(#pb-arrow)">\n{edges}\n</g>\n'
        f'<g class="pb-nodes">\n{boxes}\n</g>\n<g class="pb-edge-labels">{labels}</g>\n</svg>\n'
        "</div>\n<figcaption>Callers point to what they call; a dashed line is what a browser"
        " sees.</figcaption>\n</figure>"
    )


@lru_cache(maxsize=512)
def _shape(names: tuple[Name, ...], edges: tuple[Edge, ...], gap: int) -> Shape:
    """Kept by numbers in place of names: many projects of a map are alike."""
    layout = layered(names, edges)
    across, down = _Frame(down=False, gap=gap), _Frame(down=True, gap=gap)
    wide = _size(layout, across)[0]
    frame = across if wide <= WIDEST or wide <= _size(layout, down)[0] else down
    return layout, frame, {ends: _path(at, frame) for ends, at in layout.routes.items()}


def _size(layout: Layout, frame: _Frame) -> tuple[int, int]:
    x, y = frame.point(layout.depth - 1, layout.breadth - 1)
    return round(x + BOX / 2 + 8), round(y + TALL / 2 + 8)


def _box(node: Node, middle: Point, frame: _Frame) -> str:
    x, y = middle
    name, about = one_line(node.name), one_line(node.about)
    whole = max(len(name), len(about)) <= LONGEST
    title = "" if whole else f"<title>{html_text(f'{name}: {about}')}</title>"
    box = f'<use href="#pb-box" x="{x - BOX / 2:.0f}" y="{y - TALL / 2:.0f}"/>'
    text = (
        f'<text x="{x:.0f}" y="{y - 4:.0f}">{_short(name)}'
        f'<tspan x="{x:.0f}" dy="18">{_short(about)}</tspan></text>'
    )
    return link(node.href, f"{title}{box}{text}", class_="pb-outside" if node.outside else None)


def _short(text: str) -> str:
    cut = text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
    return html_text(cut)


def _curve_ends(route: list[tuple[int, float]], frame: _Frame) -> list[Point]:
    """The points a curve passes, from the border of one box to that of the other."""
    points = [frame.point(*spot) for spot in route]
    forward = route[-1][0] > route[0][0]
    half = (TALL if frame.down else BOX) / 2
    first, last = (half, -half - 1) if forward else (-half, half + 1)
    points[0] = _moved(points[0], first, frame)
    points[-1] = _moved(points[-1], last, frame)
    return points


def _moved(point: Point, by: float, frame: _Frame) -> Point:
    return (point[0], point[1] + by) if frame.down else (point[0] + by, point[1])


def _path(route: list[tuple[int, float]], frame: _Frame) -> str:
    points = _curve_ends(route, frame)
    x, y = points[0]
    path = [f"M{x:.0f} {y:.0f}"]
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        if frame.down:
            path.append(_curve((x0, (y0 + y1) / 2), (x1, (y0 + y1) / 2), (x1, y1), (x0, y0)))
        else:
            path.append(_curve(((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1), (x1, y1), (x0, y0)))
    return "".join(path)


def _curve(first: Point, second: Point, end: Point, start: Point) -> str:
    """A cubic with its two controls, or the straight line that it comes to."""
    if round(start[0]) == round(end[0]):
        return f"V{end[1]:.0f}"
    if round(start[1]) == round(end[1]):
        return f"H{end[0]:.0f}"
    return "C" + " ".join(f"{x:.0f} {y:.0f}" for x, y in (first, second, end))


def _labels(ends: Edge, layout: Layout, arrow: Arrow, frame: _Frame) -> Iterator[str]:
    """The arrow's text, towards that end where fewer others are."""
    if not arrow.labels:
        return
    leaving = sum(start == ends[0] for start, _ in layout.routes)
    arriving = sum(end == ends[1] for _, end in layout.routes)
    points = _curve_ends(layout.routes[ends], frame)
    near_end = leaving >= arriving
    start, end = (points[-2], points[-1]) if near_end else (points[0], points[1])
    x, y = _on_curve(start, end, 0.68 if near_end else 0.32, frame)
    more = f" +{len(arrow.labels) - LABELS}" if len(arrow.labels) > LABELS else ""
    text = _short(" ".join(map(one_line, arrow.labels[:LABELS])) + more)
    yield f'<text x="{x:.0f}" y="{y + 4:.0f}">{text}</text>'


def _on_curve(start: Point, end: Point, t: float, frame: _Frame) -> Point:
    """A point of the cubic that `_arrow` draws: its controls lie halfway along the layers."""
    near, far = (1 - t) ** 3 + 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2 + t**3
    half = 3 * (1 - t) ** 2 * t + 3 * (1 - t) * t**2
    side = [a * near + b * far for a, b in zip(start, end, strict=True)]
    flow = [
        a * (1 - t) ** 3 + (a + b) / 2 * half + b * t**3 for a, b in zip(start, end, strict=True)
    ]
    return (side[0], flow[1]) if frame.down else (flow[0], side[1])


MOST_DRAWN = 60
"""Services in one picture; with more the table of services tells it better."""


def topology(index: SiteIndex, project: Project) -> Html | None:
    """None for a project in which nobody calls anybody, or too many do for one picture, and in a
    large map: the table of services tells it too."""
    environment, wiring = project.default, index.context.wiring
    calls: list[Call] = []
    # From and into the default environment, in the order of the map.
    for service in () if index.windowed else environment.services.values():
        calls += wiring.calls(environment, service)
        callers = wiring.callers(environment, service)
        calls += [each for each in callers if each.caller.service.project != project.name]
    nodes: dict[Name, Node] = {}
    for located in (each for call in calls for each in (call.caller, call.called)):
        if _id(located) not in nodes:
            nodes[_id(located)] = _node(project, located, root(project_url(project.name)))
    if not 0 < len(nodes) <= MOST_DRAWN:
        return None
    arrows: dict[tuple[Name, Name], Arrow] = {}
    ends = ((_id(each.caller), _id(each.called), each.called.endpoint) for each in calls)
    for (caller, called, _), same in grouped(zip(ends, calls, strict=True)).items():
        known = arrows.get((caller, called), Arrow((), browser=False))
        labels = dict.fromkeys((*known.labels, *_called_by(same)))
        browser = known.browser or any(call.browser for call in same)
        arrows[caller, called] = Arrow(tuple(labels), browser)
    return graph(nodes, arrows, f"Who calls whom in {project.title}")


def _id(located: Located) -> Name:
    environment = located.environment
    return environment.project, environment.name, located.service.name


def _node(project: Project, located: Located, at: str) -> Node:
    service = located.service
    outside = service.project != project.name
    href = f"#{anchor_of(service.name)}"
    if outside:
        href = f"{at}{project_url(service.project)}{href}"
    ports = ", ".join(filter(None, map(numbers, service.endpoints)))
    about = f"{service.project} · {ports}" if outside and ports else ports or service.project
    return Node(service.title or service.name, about or service.role, href, outside)


def _called_by(calls: list[Call]) -> list[str]:
    """Routes by their paths; else the number, where it is not the one the node shows first."""
    routes = [call.name or "stream" for call in calls if call.via == "route"]
    endpoint = calls[0].called.endpoint
    number = numbers(endpoint) if endpoint else ""
    return routes or ([number] if number else [])
