"""Who may reach whom: a page for each project, its environments one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portbook.derive.flows import OUTSIDE, End, Flow
from portbook.model.portmap import Project
from portbook.targets.site.html import folded, table_of, table_without_empty
from portbook.targets.site.pages import flows_url, host_url, root
from portbook.targets.site.site_index import SiteIndex
from portbook.text.quoting.html import Html, html_text, link

WIDEST = 25
"""Rows and columns of a matrix that a reader takes in."""


@dataclass(frozen=True, slots=True)
class Flowed:
    """The flows of an environment, into and out of the project apart from those within it.

    `matrix` has a row for each caller and a column for each of the project's services.
    """

    environment: str
    incoming: Html | None
    outgoing: Html | None
    within: Html | None
    matrix: Html | None


def flows_page(index: SiteIndex, project: Project) -> dict[str, Any]:
    found: dict[str, list[Flow]] = {name: [] for name in project.environments}
    for flow in index.flows_of.get(project.name, ()):
        # Another project's call belongs to the environment that it arrives in.
        inward = flow.source.project != project.name
        found.setdefault((inward and flow.there) or flow.environment, []).append(flow)
    own, shown = project.name, []
    for name, flows in ((name, flows) for name, flows in found.items() if flows):
        incoming = [each for each in flows if each.source.project != own]
        outgoing = [each for each in flows if each.target.project != own]
        within = [each for each in flows if each.source.project == each.target.project]
        inner = flow_table(index, within, f"Within {own}, {name}", own)
        shown.append(
            Flowed(
                name,
                flow_table(index, incoming, f"Into {own}, {name}", own),
                flow_table(index, outgoing, f"Out of {own}, {name}", own),
                inner and folded(f"{len(within)} flows within the project", inner),
                _matrix(index, project, [*incoming, *within], name),
            )
        )
    return {"project": own, "environments": shown}


def flow_table(index: SiteIndex, flows: Sequence[Flow], caption: str, own: str) -> Html | None:
    """The flows as rows; services of the project `own` go by their names alone."""
    at = root(flows_url(own)) if own else "../"
    heads = ("From", "On", "To", "On", "Port", "Speaks", "Why")
    return table_without_empty(caption, heads, (_row(index, each, at, own) for each in flows))


def _row(index: SiteIndex, flow: Flow, at: str, own: str) -> tuple[str, ...]:
    source, target = flow.source, flow.target
    number = flow.number
    if flow.port in index.holders:
        number = link(f"{at}{index.port_url(flow.port or 0)}", number)
    via = f" through {html_text(flow.via)}" if flow.via else ""
    return (
        f'<th scope="row">{_end(index, source, at, own)}</th>',
        f"<td>{_place(index, source, at)}</td>",
        f"<td>{_end(index, target, at, own)}</td>",
        f"<td>{_place(index, target, at)}</td>",
        f'<td class="pb-num">{number}</td>',
        f"<td>{flow.scheme or ''}</td>",
        f"<td>{html_text(', '.join(flow.why))}{via}</td>",
    )


def _end(index: SiteIndex, end: End, at: str, own: str) -> str:
    if end == OUTSIDE:
        return "outside"
    name = end.name
    if end.project == own:
        return link(f"../#svc-{end.service}", html_text(name.partition("/")[2]))
    return index.project_link(end.project, at, html_text(name), f"#svc-{end.service}")


def _place(index: SiteIndex, end: End, at: str) -> str:
    """The host, or of what a provider hosts the address."""
    if end.host in index.by_host:
        return link(f"{at}{host_url(end.host)}", end.host)
    return html_text(end.host or end.address or "")


def _matrix(index: SiteIndex, project: Project, flows: Sequence[Flow], name: str) -> Html | None:
    """Callers by the project's services; None where a list says it better."""
    callers = list(dict.fromkeys(each.source for each in flows))
    called = list(dict.fromkeys(each.target.service for each in flows))
    cells: dict[tuple[End, str], dict[str, None]] = {}
    for flow in flows:
        cells.setdefault((flow.source, flow.target.service), {})[flow.ports] = None
    if not 2 <= len(called) <= WIDEST or not 2 <= len(callers) <= WIDEST:
        return None
    at = root(flows_url(project.name))
    rows = [
        f'<tr><th scope="row">{_end(index, caller, at, project.name)}</th>'
        + "".join(
            f'<td class="pb-num">{", ".join(cells.get((caller, each), {}))}</td>' for each in called
        )
        + "</tr>"
        for caller in callers
    ]
    return table_of(f"Callers and called, {name}", ("Caller", *called), rows)
