"""The whole port space in one picture: a row for each host, a column for each number held anywhere.

Numbers between which nobody holds one are left out, so that even a telephone has room for it; of
many numbers a column is ten, a hundred or a thousand. It is for eyes and pointers: the table below
it says the same to keys and screen readers.
"""

from __future__ import annotations

from collections.abc import Iterator

from portbook.targets.site.pages import host_url
from portbook.targets.site.site_index import PRODUCTION, Entry, SiteIndex
from portbook.text.quoting.html import Html, attrs, html_text, link
from portbook.text.wording import few

COLUMNS, HOSTS = 150, 12
"""How many of each are drawn: of more hosts those that hold most."""
LINKED_UP_TO = 400
"""With more claims a row is one shape for each colour, and leads nowhere."""
APART, APART_NARROW = 3.5, 18
"""Hundredths of the width that a number below the columns needs, on a screen or a telephone."""


def overview(index: SiteIndex) -> Html:
    """A `figure`, or nothing of a map that holds no number."""
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
    held: dict[int, list[Entry]] = {}
    for entry in index.by_host[host]:
        held.setdefault(entry.row["port"] // width, []).append(entry)
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
    by_colour: dict[int, list[str]] = {}
    for at, entries in held:
        colour = index.colours[entries[0].row["project"]]
        by_colour.setdefault(colour, []).append(f"M{at} 0h.9v1h-.9z")
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
