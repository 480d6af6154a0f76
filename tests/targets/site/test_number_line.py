"""The drawings: nothing covers anything, nothing is left out, the same graph the same picture."""

from __future__ import annotations

import itertools
import re

from hypothesis import given
from hypothesis import strategies as st

from portbook.checks import check
from portbook.targets.site.layout import layered
from portbook.targets.site.number_line import GLYPH, MOST_LANES, Label, number_line, place_labels
from portbook.targets.site.site_index import SiteIndex
from tests.bench.bigmap import big_map
from tests.targets.site.sitepages import context_of, emitted

NAMES = [(name,) for name in "abcdefgh"]
EDGES = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=20)


def atlas_of(text: str) -> SiteIndex:
    context = context_of(text)
    return SiteIndex(context, check(context.wiring))


@given(EDGES)
def test_every_edge_has_a_route_between_its_ends(
    edges: list[tuple[tuple[str], tuple[str]]],
) -> None:
    layout = layered(NAMES, edges)
    assert set(layout.routes) == {edge for edge in edges if edge[0] != edge[1]}
    for (start, end), route in layout.routes.items():
        assert route[0] == layout.spots[start]
        assert route[-1] == layout.spots[end]
        levels = [level for level, _ in route]
        assert {abs(a - b) for a, b in itertools.pairwise(levels)} == {1}


@given(EDGES)
def test_nodes_keep_a_unit_between_them(edges: list[tuple[tuple[str], tuple[str]]]) -> None:
    layout = layered(NAMES, edges)
    rows: dict[int, list[float]] = {}
    for level, place in layout.spots.values():
        rows.setdefault(level, []).append(place)
    for row in rows.values():
        row.sort()
        assert all(b - a >= 0.999 for a, b in itertools.pairwise(row))
        assert row[0] >= 0
        assert row[-1] <= layout.breadth - 1 + 1e-6
    assert max(rows) < layout.depth


@given(EDGES)
def test_callers_stand_before_what_they_call(edges: list[tuple[tuple[str], tuple[str]]]) -> None:
    """Where no circle forces an edge back: here edges go up the alphabet."""
    rising = [(a, b) for a, b in edges if a < b]
    layout = layered(NAMES, rising)
    assert all(layout.spots[a][0] < layout.spots[b][0] for a, b in rising)
    assert layout == layered(NAMES, rising)


@given(st.lists(st.tuples(st.integers(60, 1100), st.text("abc-/", min_size=1, max_size=30))))
def test_labels_do_not_cover_each_other(wanted: list[tuple[int, str]]) -> None:
    lanes: dict[int, list[tuple[float, float]]] = {}
    placed = place_labels([Label(x, text) for x, text in wanted], 1180)
    assert len(placed) >= min(len(wanted), MOST_LANES)
    for label in placed:
        wide = len(label.text) * GLYPH
        start = label.x - wide if label.turned else label.x
        lanes.setdefault(label.lane, []).append((start, start + wide))
    for spans in lanes.values():
        spans.sort()
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


MIXED = """
hosts: {one: {}, two: {}}
ranges: {web: {ports: 3000-3099, purpose: pages}, far: {ports: 40000-50000}}
projects:
  shop:
    environments: {development: one, production: two}
    services:
      web: 3000
      dns: "53/tcp+udp"
      rtp: "10000-10420"
      twin: {port: 3000, only: [production], host: two}
  bank: {services: {web: 3001, api: "65535"}}
"""


def test_every_number_is_drawn_with_its_holder() -> None:
    line = number_line(atlas_of(MIXED), "one")
    titles = re.findall(r"<title>([^<]*)</title>", line.svg)
    assert "53: shop/dns" in titles
    assert "3001: bank/web" in titles
    assert "65535: bank/api" in titles
    assert [title for title in titles if title.startswith("10000–")]
    assert [title for title in titles if title.endswith("10420: shop/rtp")]
    assert "Range web: 3000-3099, pages" in titles
    assert len(re.findall('class="pb-tick"', line.svg)) < 12


def test_a_host_with_thousands_of_claims_is_drawn_by_runs() -> None:
    line = number_line(atlas_of(big_map(300)), "host-0")
    cells = re.findall(r'<a class="pb-cell[^>]*><title>([^<]*)</title>', line.svg)
    assert "10100–10119: project-0, 20 claims" in cells
    assert len(line.svg) < 200_000
    single = number_line(atlas_of(big_map(50)), "host-0")
    assert len(re.findall('class="pb-cell', single.svg)) == 1000
    assert len(single.svg) < 300_000


def test_a_picture_of_very_many_gives_way_to_the_table_that_names_the_callers() -> None:
    services = "\n".join(f"      s{n}: {{port: {4000 + n}, uses: [s{n + 1}]}}" for n in range(70))
    files = emitted(f"projects:\n  shop:\n    services:\n{services}\n      s70: 4070\n")
    page = files["project/shop/index.md"]
    assert "pb-topology" not in page
    assert "<td>s69</td>" in page
    assert 'href="flows/"' in page
    assert files["project/shop/flows/index.md"].count("<tr><th") == 1 + 70
