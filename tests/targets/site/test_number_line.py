"""The drawing of a host: no label covers another, no number is left out."""

from __future__ import annotations

import itertools
import re

from hypothesis import given
from hypothesis import strategies as st

from portbook.checks import check
from portbook.targets.site.number_line import GLYPH, MOST_LANES, Label, number_line, place_labels
from portbook.targets.site.site_index import SiteIndex
from tests.bench.bigmap import big_map
from tests.targets.site.sitepages import context_of


def atlas_of(text: str) -> SiteIndex:
    context = context_of(text)
    return SiteIndex(context, check(context.wiring))


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
