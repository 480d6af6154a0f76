"""The next free numbers on a range's page are those that `next` gives out."""

from __future__ import annotations

import re

import pytest

from portbook.allocate.free import Numbers, Wanted, next_free
from portbook.model.claims import claims_of
from tests.targets.site.sitepages import context_of, emitted

MAP = """
hosts: {one: {}}
ranges:
  plain: {ports: 4000-4019}
  stepped: {ports: 4100-4160, first: 4110, step: 10}
  full: {ports: 4200-4201}
  split: {ports: "4300-4303, 4310-4330"}
  blocked: {ports: 6660-6680}
projects:
  shop:
    services:
      a: 4000
      b: 4001
      c: 4003
      d: 4110
      e: 4200
      f: 4201
      g: 4302
      h: "4123-4129"
"""


@pytest.mark.parametrize("name", ["plain", "stepped", "full", "split", "blocked"])
def test_blocks_are_those_of_next(name: str) -> None:
    portmap = context_of(MAP).portmap
    numbers = Numbers(portmap, claims_of(portmap))
    within = next(each for each in portmap.ranges if each.name == name)
    page = emitted(MAP)[f"range/{name}/index.md"]
    for width, said in ((1, "next"), (10, "next ten in a row")):
        found = next_free(numbers, Wanted("one", None, within, width=width))
        shown = re.search(rf", {said} (\d+)", page)
        assert (int(shown[1]) if shown else None) == found, (name, width)


def test_a_retired_range_gives_out_nothing() -> None:
    page = emitted("ranges: {old: {ports: 4000-4009, status: retired}}\n")["range/old/index.md"]
    assert "gives out no number" in page
    assert "pb-block" not in page


def test_a_map_without_ranges_has_the_page_all_the_same() -> None:
    assert "No range is set aside" in emitted("projects: {}\n")["ranges/index.md"]
