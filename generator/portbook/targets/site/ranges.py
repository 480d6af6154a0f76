"""Ranges: the list of them, and a page for each with what is free and who is in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from portbook.model.portmap import Range
from portbook.model.ports import PortSet, port_set, span
from portbook.targets.portsmd.ranges import free_of, hosts_of, shown_span
from portbook.targets.portsmd.tables import phrase
from portbook.targets.site.cells import inline
from portbook.targets.site.places import RANGES, host_url, project_url, root
from portbook.targets.site.prose import published_block
from portbook.targets.site.rows import COLUMNS, claim_rows
from portbook.targets.site.site_index import Atlas, Entry
from portbook.targets.site.tables import listed, table_of
from portbook.text.quoting.html import Html, html_text

__all__ = ["RangePage", "Ranges", "range_page", "range_title", "ranges"]

BLOCKS = (1, 5, 10)
"""Widths of the blocks that a reader without JavaScript is told of."""

MOST_SPANS = 30
"""Stretches of free numbers that a page names before it counts the rest."""


@dataclass(frozen=True, slots=True)
class Ranges:
    """`table` is None where no range is set aside."""

    table: Html | None


@dataclass(frozen=True, slots=True)
class RangePage:
    """`free` are the numbers that `portbook next` may give out, as spans for the script.

    `retired` ranges give out none. `notes` is Markdown.
    """

    facts: Html | None
    free: str
    first: int
    step: int
    retired: bool
    blocks: Html
    claims: Html | None
    notes: Html


def range_title(each: Range) -> str:
    return f"{each.project}/{each.name}" if each.project else each.name


def ranges(atlas: Atlas) -> Ranges:
    columns = (
        *("Range", "Ports", "Purpose", "Project", "Hosts"),
        *("Taken", "Free", "Next free", "Status"),
    )
    if not atlas.ranges:
        return Ranges(None)
    return Ranges(table_of("Ranges", columns, [_row(atlas, each) for each in atlas.ranges]))


def _row(atlas: Atlas, each: Range) -> str:
    at, hosts = root(RANGES), hosts_of(atlas.portmap, each)
    free = len(free_of(atlas.survey, each, hosts))
    coming = _next_block(_assignable(atlas, each, hosts), each, 1)
    url = atlas.range_url(each)
    name = range_title(each)
    anchor = "" if atlas.range_pages else f' id="{url.partition("#")[2]}"'
    link = f'<a href="{at}{url}">{name}</a>' if atlas.range_pages else name
    project = ""
    if each.project:
        project = f'<a href="{at}{project_url(each.project)}">{each.project}</a>'
    shown = "" if coming is None or each.status == "retired" else str(coming)
    return (
        f'<tr{anchor}><th scope="row">{link}</th><td class="pb-num">{_spans(each.ports)}</td>'
        f"<td>{inline(phrase(each.purpose))}</td><td>{project}</td>"
        f"<td>{', '.join(_hosts(atlas, hosts, at))}</td>"
        f'<td class="pb-num">{len(each.ports) - free:,}</td><td class="pb-num">{free:,}</td>'
        f'<td class="pb-num">{shown}</td><td>{each.status}</td></tr>'
    )


def _spans(ports: PortSet) -> str:
    return ", ".join(shown_span(low, high).replace("-", "–") for low, high in ports.spans)


def _few(free: PortSet) -> str:
    shown = _spans(PortSet(free.spans[:MOST_SPANS])) or "none"
    more = len(free.spans) - MOST_SPANS
    return f"{shown} and {more:,} more stretches" if more > 0 else shown


def _hosts(atlas: Atlas, names: list[str], at: str) -> list[str]:
    if len(names) > 4:
        return [f"{len(names):,} hosts"]
    return [
        f'<a href="{at}{host_url(name)}">{name}</a>' if name in atlas.by_host else name
        for name in names
    ]


def range_page(atlas: Atlas, each: Range) -> RangePage:
    hosts = hosts_of(atlas.portmap, each)
    at = root(atlas.range_url(each))
    free = _assignable(atlas, each, hosts)
    inside = list(_inside(atlas, each, hosts))
    return RangePage(
        facts=listed(_facts(atlas, each, hosts, at)),
        free=",".join(f"{low}-{high}" for low, high in free.spans),
        first=each.first or each.ports.first,
        step=each.step,
        retired=each.status == "retired",
        blocks=_blocks(free, each),
        claims=_claims(atlas, inside, at),
        notes=Html(published_block(each.notes)) if each.notes else Html(""),
    )


def _facts(atlas: Atlas, each: Range, hosts: list[str], at: str) -> Iterator[str]:
    free = free_of(atlas.survey, each, hosts)
    yield f"<strong>Ports:</strong> {_spans(each.ports)}"
    if each.purpose:
        yield f"<strong>Purpose:</strong> {inline(phrase(each.purpose))}"
    if each.project:
        title = html_text(atlas.portmap.projects[each.project].title)
        yield f'<strong>Project:</strong> <a href="{at}{project_url(each.project)}">{title}</a>'
    yield f"<strong>Hosts:</strong> {', '.join(_hosts(atlas, hosts, at))}"
    yield f"<strong>Taken:</strong> {len(each.ports) - len(free):,} of {len(each.ports):,}"
    yield f"<strong>Free:</strong> {_few(free)}"
    if each.status != "active":
        yield f"<strong>Status:</strong> {each.status}"


def _assignable(atlas: Atlas, each: Range, hosts: list[str]) -> PortSet:
    """The numbers of a range that are free on all its hosts, and fit to be given out."""
    taken = [atlas.survey.numbers.fitness(host, True) for host in hosts]
    free = (port for port in each.ports if not any(known[port] for known in taken))
    return port_set([(port, port) for port in free])


def _blocks(free: PortSet, each: Range) -> Html:
    rows = []
    for width in BLOCKS:
        first = _next_block(free, each, width)
        shown = "none" if first is None else span(first, first + width - 1)
        rows.append(
            f'<tr><th scope="row" class="pb-num">{width}</th><td class="pb-num">{shown}</td></tr>'
        )
    return table_of("The next free numbers", ("In a row", "Next free"), rows)


def _next_block(free: PortSet, each: Range, width: int) -> int | None:
    """The first of so many free numbers in a row, at a step of the range before anywhere else."""
    starts = partial(range, each.first or each.ports.first, each.ports.last + 2 - width)
    for low, high in free.spans:
        for start in starts(each.step):
            if low <= start and start + width - 1 <= high:
                return start
    return next((low for low, high in free.spans if high - low + 1 >= width), None)


def _inside(atlas: Atlas, each: Range, hosts: list[str]) -> Iterator[Entry]:
    for host in hosts:
        for entry in atlas.by_host.get(host, ()):
            first, last = entry.row["port"], entry.row["port_end"] or entry.row["port"]
            if any(low <= last and first <= high for low, high in each.ports.spans):
                yield entry


def _claims(atlas: Atlas, inside: list[Entry], at: str) -> Html | None:
    if not inside or len(inside) > 500:
        return None
    return table_of("Who is in it", COLUMNS, claim_rows(atlas, inside, at))
