"""A host's number line as a drawing: a row for every hundred numbers of which any is held.

Taken numbers are links to whoever holds them, ranges a tint behind them, what is left is free.
Rows stand in the order of the numbers; where hundreds are left out, there is a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from portbook.model.portmap import Range
from portbook.targets.site.html import listed
from portbook.targets.site.pages import host_url, project_url, root
from portbook.targets.site.site_index import Entry, SiteIndex
from portbook.text.grouping import grouped
from portbook.text.quoting.html import Html, attrs, html_text, link
from portbook.text.wording import few

GLYPH = 6.7
"""Width of a character at the drawing's 12 units, of the widest usual sans serif."""
MOST_LANES = 10


class Label(NamedTuple):
    """`x` is where its leader stands; `turned` means that the text ends there."""

    x: int
    text: str
    lane: int = 0
    turned: bool = False


def place_labels(labels: Iterable[Label], width: int) -> list[Label]:
    """The labels with their lanes, from the right, so that no leader crosses a text.

    A label for which there is no room is left out: its cell still tells by its title.
    """
    placed: list[Label] = []
    reached: list[float] = []
    for label in sorted(labels, key=lambda each: -each.x):
        wide = len(label.text) * GLYPH + 10
        turned = label.x + wide > width
        start, end = (label.x - wide, label.x) if turned else (label.x, label.x + wide)
        lane = next((at for at, edge in enumerate(reached) if end <= edge), len(reached))
        if lane >= MOST_LANES:
            continue
        if lane == len(reached):
            reached.append(0)
        # Leaders come down from above: whatever is lower keeps clear of this one's.
        reached[lane] = start
        for above in range(lane):
            reached[above] = min(reached[above], label.x)
        placed.append(label._replace(lane=lane, turned=turned))
    return placed[::-1]


ROW = 100
"""Numbers of a row."""
CELL, STRIP, LEFT, WIDTH = 11, 16, 60, 1180
RANGE_LANE, LABEL_LANE, GAP = 15, 14, 12
SINGLE_UP_TO = 1000
"""With more claims a cell is a project's run of numbers, not one number."""
NAMED_UP_TO = 400
"""With more claims labels name runs."""
MOST_NAMED = 24
"""How many projects a legend tells apart."""
EMPTY_ROWS = 12
"""How many rows without a claim are drawn for the sake of the ranges in them."""


class Cell(NamedTuple):
    """Neighbouring numbers of one row that have the same holders."""

    first: int
    last: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class NumberLine:
    """`legend` names the projects by their colour."""

    svg: Html
    legend: list[str]
    hundreds: Html | None
    caption: str


class _Drawing:
    def __init__(self, index: SiteIndex, host: str) -> None:
        self.index = index
        self.host = host
        self.entries = index.by_host.get(host, [])
        self.root = root(host_url(host))
        names = dict.fromkeys(each.row["project"] for each in self.entries)
        self.colours = {name: index.colours[name] for name in names}
        self.single = len(self.entries) <= SINGLE_UP_TO
        self.ranges = [
            each
            for each in index.ranges
            if each.host in (None, host) and (each.project is None or each.project in names)
        ]


def number_line(index: SiteIndex, host: str) -> NumberLine:
    drawing = _Drawing(index, host)
    parts, top = [], 0
    before: int | None = None
    for row, cells in _rows(drawing):
        if before is not None and row > before + 1:
            parts.append(f'<path class="pb-gap" d="M{LEFT - 30} {top + 2}h14"/>\n')
            top += GAP
        drawn, height = _row(drawing, row, cells, top)
        parts.append(drawn)
        top += height
        before = row
    title = f"Ports of host {host}"
    svg = (
        f'<svg class="pb-line" viewBox="0 0 {WIDTH} {top}" width="{WIDTH}" height="{top}" '
        f'font-size="12" role="group"{attrs(aria_label=title)}>\n{"".join(parts)}</svg>'
    )
    taken = index.survey.taken[host]
    told = drawing.colours if 1 < len(drawing.colours) <= MOST_NAMED else ()
    legend = [index.project_link(name, drawing.root) for name in told]
    caption = f"{len(taken):,} of the numbers on this host are taken; a row is a hundred numbers."
    return NumberLine(Html(svg), legend, listed(_hundreds(drawing), "pb-hundreds"), caption)


def _hundreds(drawing: _Drawing) -> Iterator[str]:
    """The rows in words, for screens too narrow for the drawing."""
    for row, cells in _rows(drawing):
        start = row * ROW
        held = []
        for cell in cells:
            url = drawing.root + drawing.index.port_url(cell.entries[0].row["port"])
            names = list(dict.fromkeys(each.name for each in cell.entries))
            held.append(f"{link(url, _span(cell))} {few(names, 3)}")
        free = ROW - sum(cell.last - cell.first + 1 for cell in cells)
        yield f"<strong>{start}–{start + ROW - 1}</strong>: {'; '.join([*held, f'{free} free'])}"


def _rows(drawing: _Drawing) -> Iterator[tuple[int, list[Cell]]]:
    """Rows by their number, a hundredth of their first port, with what is held in them."""
    cells: dict[int, list[Cell]] = {}
    whole: set[int] = set()
    for cell in _runs(drawing):
        first, last = cell.first // ROW, cell.last // ROW
        for row in range(first, last + 1):
            low, high = max(cell.first, row * ROW), min(cell.last, row * ROW + ROW - 1)
            cells.setdefault(row, []).append(Cell(low, high, cell.entries))
        whole.update(range(first + 2, last - 1))
    empty = {row for each in drawing.ranges for row in _rows_of(each)} - cells.keys()
    if len(empty) <= EMPTY_ROWS:
        cells.update((row, []) for row in empty)
    for row in sorted(cells):
        # A long interval fills its rows evenly: its ends tell it all.
        if row not in whole or len(cells[row]) > 1:
            yield row, cells[row]


def _rows_of(each: Range) -> Iterable[int]:
    if len(each.ports) > ROW * EMPTY_ROWS:
        return ()
    return {number // ROW for number in each.ports}


def _runs(drawing: _Drawing) -> Iterator[Cell]:
    """Who holds what, by number; claims of the same number share a cell."""
    rows = ((entry.row["port"], entry.row["port_end"], entry) for entry in drawing.entries)
    held = grouped(((first, last or first), entry) for first, last, entry in rows)
    run: Cell | None = None
    for (first, last), entries in sorted(held.items()):
        owner = entries[0].row["project"]
        if (
            run
            and not drawing.single
            and run.last + 1 == first
            and run.entries[0].row["project"] == owner
        ):
            run = Cell(run.first, max(run.last, last), (*run.entries, *entries))
            continue
        if run:
            yield run
        run = Cell(first, last, tuple(entries))
    if run:
        yield run


def _row(drawing: _Drawing, row: int, cells: list[Cell], top: int) -> tuple[str, int]:
    """The row's SVG and its height."""
    start = row * ROW
    bands = [
        (each, max(low, start), min(high, start + ROW - 1))
        for each in drawing.ranges
        for low, high in each.ports.spans
        if low < start + ROW and high >= start
    ]
    y = top + (RANGE_LANE if bands else 3)
    parts = [f'<text class="pb-tick" text-anchor="end" x="{LEFT - 8}" y="{y + 12}">{start}</text>']
    parts.append(
        f'<path class="pb-free" d="M{LEFT} {y}h{ROW * CELL}v{STRIP}h-{ROW * CELL}z'
        f'{"".join(f"M{LEFT + tick * CELL} {y}v{STRIP}" for tick in range(10, ROW, 10))}"/>'
    )
    used = -1
    for each, low, high in sorted(bands, key=lambda band: (-len(band[0].ports), band[1])):
        text, used = _band(drawing, each, (low, high), y, used)
        parts.append(text)
    parts += [_cell(drawing, cell, y) for cell in cells]
    labels = place_labels(_labels(drawing, cells), WIDTH)
    lanes = max((label.lane for label in labels), default=-1) + 1
    parts += [_label_drawn(label, y + STRIP) for label in labels]
    return "".join(parts) + "\n", y - top + STRIP + lanes * LABEL_LANE + 8


def _x(number: int) -> int:
    return LEFT + number % ROW * CELL


def _band(
    drawing: _Drawing, each: Range, span: tuple[int, int], y: int, used: int
) -> tuple[str, int]:
    """A range's tint, and its name above where there is room; `used` is where names end."""
    x, width = _x(span[0]), (span[1] - span[0] + 1) * CELL
    name = each.who
    purpose = f", {html_text(each.purpose)}" if each.purpose else ""
    named = ""
    if x > used:
        named = f'<text class="pb-range-name" x="{x + 2}" y="{y - 5}">{name}</text>'
        used = x + len(name) * 7 + 8
    return (
        f"<a{attrs(class_='pb-range', href=f'{drawing.root}{drawing.index.range_url(each)}')}>"
        f"<title>Range {name}: {each.ports}{purpose}</title>"
        f'<rect x="{x}" y="{y - 3}" width="{width}" height="{STRIP + 3}"/>{named}</a>'
    ), used


def _cell(drawing: _Drawing, cell: Cell, y: int) -> str:
    entry = cell.entries[0]
    colour = drawing.colours[entry.row["project"]]
    held = _span(cell)
    if drawing.single or len(cell.entries) == 1:
        target = drawing.index.port_url(entry.row["port"])
        who = ", ".join(dict.fromkeys(each.name for each in cell.entries))
    else:
        target = project_url(entry.row["project"])
        who = f"{entry.row['project']}, {len(cell.entries)} claims"
    width = (cell.last - cell.first + 1) * CELL - 1
    return (
        f"<a{attrs(class_=f'pb-cell pb-c{colour}', href=f'{drawing.root}{target}')}>"
        f"<title>{held}: {who}</title>"
        f'<rect x="{_x(cell.first)}" y="{y}" width="{width}" height="{STRIP}"/></a>'
    )


def _span(cell: Cell) -> str:
    return str(cell.first) if cell.first == cell.last else f"{cell.first}–{cell.last}"


def _labels(drawing: _Drawing, cells: list[Cell]) -> list[Label]:
    """The labels below the cells: each number with its service, or each project's first."""
    found: list[Label] = []
    several = len(drawing.colours) > 1
    last: str | None = None
    for cell in cells:
        entry = cell.entries[0]
        project = entry.row["project"]
        if len(drawing.entries) <= NAMED_UP_TO:
            name = entry.name if several else entry.name.partition("/")[2]
            more = f" +{len(cell.entries) - 1}" if len(cell.entries) > 1 else ""
            found.append(Label(_x(cell.first) + CELL // 2, f"{_span(cell)} {name}{more}"))
        elif project != last:
            found.append(Label(_x(cell.first) + CELL // 2, project))
        last = project
    return found


def _label_drawn(label: Label, y: int) -> str:
    base = y + 11 + label.lane * LABEL_LANE
    turned = ' text-anchor="end"' if label.turned else ""
    x = label.x - 4 if label.turned else label.x + 4
    return (
        f'<path class="pb-leader" d="M{label.x} {y + 1}V{base - 4}"/>'
        f'<text class="pb-label" x="{x}" y="{base}"{turned}>{label.text}</text>'
    )
