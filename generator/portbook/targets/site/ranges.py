"""Ranges: the list of them, and a page for each with what is free and who is in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portbook.model.portmap import Range
from portbook.model.ports import PortSet, span
from portbook.targets.portsmd.cells import phrase
from portbook.targets.portsmd.ranges import free_of, hosts_of, shown_span
from portbook.targets.site import html
from portbook.targets.site.claims import claims_table
from portbook.targets.site.pages import RANGES, root
from portbook.targets.site.site_index import Entry, SiteIndex
from portbook.text.quoting.html import Html, attrs, link

MOST_SPANS = 30
"""Stretches of free numbers that a page names before it counts the rest."""


def ranges(index: SiteIndex) -> dict[str, Any]:
    columns = (
        *("Range", "Ports", "Purpose", "Project", "Hosts"),
        *("Taken", "Free", "Next free", "Status"),
    )
    if not index.ranges:
        return {"table": None}
    table = html.table_of("Ranges", columns, [_row(index, each) for each in index.ranges])
    return {"table": html.unsearched(table) if index.range_pages else table}


def _row(index: SiteIndex, each: Range) -> str:
    at, hosts = root(RANGES), hosts_of(index.portmap, each)
    free = len(free_of(index.survey, each))
    url = index.range_url(each)
    name = each.who
    anchor = "" if index.range_pages else attrs(id=url.partition("#")[2])
    named = link(f"{at}{url}", name) if index.range_pages else name
    project = index.project_link(each.project, at, each.project) if each.project else ""
    return (
        f'<tr{anchor}><th scope="row">{named}</th><td class="pb-num">{_spans(each.ports)}</td>'
        f"<td>{html.inline(phrase(each.purpose))}</td><td>{project}</td>"
        f"<td>{', '.join(_hosts(index, hosts, at))}</td>"
        f'<td class="pb-num">{len(each.ports) - free:,}</td><td class="pb-num">{free:,}</td>'
        f'<td class="pb-num">{index.next_in(each) or ""}</td><td>{each.status}</td></tr>'
    )


def _spans(ports: PortSet) -> str:
    return ", ".join(shown_span(low, high).replace("-", "–") for low, high in ports.spans)


def _hosts(index: SiteIndex, names: list[str], at: str) -> list[str]:
    if len(names) > 4:
        return [f"{len(names):,} hosts"]
    return [index.host_link(name, at) for name in names]


def range_page(index: SiteIndex, each: Range) -> dict[str, Any]:
    """`free` are the numbers that `portbook next` may give out, as spans for the script.

    `retired` ranges give out none. `notes` is Markdown.
    """
    hosts = hosts_of(index.portmap, each)
    at = root(index.range_url(each))
    free = index.assignable(each)
    inside = list(_inside(index, each, hosts))
    shown = 0 < len(inside) <= 500
    return {
        "answer": _answer(index, each),
        "facts": html.listed(_facts(index, each, hosts, at)),
        "free": ",".join(f"{low}-{high}" for low, high in free.spans),
        "first": each.first or each.ports.first,
        "step": each.step,
        "retired": each.status == "retired",
        "claims": claims_table(index, inside, "Services in this range", index.range_url(each))
        if shown
        else None,
        "notes": Html(html.published_block(each.notes)) if each.notes else Html(""),
    }


def _facts(index: SiteIndex, each: Range, hosts: list[str], at: str) -> Iterator[str]:
    free = free_of(index.survey, each)
    yield f"<strong>Ports:</strong> {_spans(each.ports)}"
    if each.purpose:
        yield f"<strong>Purpose:</strong> {html.inline(phrase(each.purpose))}"
    if each.project:
        yield f"<strong>Project:</strong> {index.project_link(each.project, at)}"
    yield f"<strong>Hosts:</strong> {', '.join(_hosts(index, hosts, at))}"
    yield f"<strong>Taken:</strong> {len(each.ports) - len(free):,} of {len(each.ports):,}"
    shown, left = PortSet(free.spans[:MOST_SPANS]), len(free.spans) - MOST_SPANS
    more = f" and {left:,} more intervals" if left > 0 else ""
    yield f"<strong>Free:</strong> {_spans(shown) or 'none'}{more}"
    if each.status != "active":
        yield f"<strong>Status:</strong> {each.status}"


def _answer(index: SiteIndex, each: Range) -> str:
    """`97 free, next 4003, next ten in a row 4010-4019`."""
    if each.status == "retired":
        return "Retired: no number is given out."
    said = [f"{len(free_of(index.survey, each)):,} free"]
    for width, name in ((1, "next"), (10, "next ten in a row")):
        first = index.next_in(each, width)
        if first is not None:
            said.append(f"{name} {span(first, first + width - 1)}")
    return ", ".join(said)


def _inside(index: SiteIndex, each: Range, hosts: list[str]) -> Iterator[Entry]:
    for host in hosts:
        for entry in index.by_host.get(host, ()):
            first, last = entry.row["port"], entry.row["port_end"] or entry.row["port"]
            if any(low <= last and first <= high for low, high in each.ports.spans):
                yield entry
