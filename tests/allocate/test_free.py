"""The next number to give out."""

from __future__ import annotations

import pytest

from portbook.allocate.free import Numbers, Wanted, next_free
from portbook.language.load import read
from portbook.model.claims import claims_of
from portbook.model.portmap import PortMap
from portbook.text.source import Source

MAP = """
hosts: {linux: {}, mac: {os: macos}, windows: {os: windows}}
ranges:
  api: {ports: "4000-4009, 4020-4029", first: 4004, step: 4}
  full: 3000-3001
projects:
  shop:
    environments: {development: linux}
    services:
      a: 3000
      b: 3001
      c: 4004
      d: "5000-5009"
      e: {port: 6000, role: cache, alternatives: [5010]}
  blog: {services: {x: {port: 8000, host: mac}}, ranges: {own: 8001-8010}}
"""


def portmap_of() -> PortMap:
    reading = read(Source("ports.yaml", MAP))
    assert list(reading.problems) == []
    assert reading.portmap is not None
    return reading.portmap


@pytest.mark.parametrize(
    ("wanted", "free"),
    [
        (Wanted("linux", "shop", after=3000), 3002),
        (Wanted("linux", "shop", after=3999), 4010),
        (Wanted("linux", "shop", after=4999), 5011),
        (Wanted("linux", "shop", after=79), 1024),
        (Wanted("linux", "shop", after=5999), 6001),
        (Wanted("linux", "shop", after=6664, web=False), 6665),
        (Wanted("linux", "shop", after=6664), 6670),
        (Wanted("linux", "shop", after=32767), 61000),
        (Wanted("mac", "shop", after=32767), 32768),
        (Wanted("mac", "shop", after=49151), 1024),
        (Wanted("mac", "shop", after=4999), 5001),
        (Wanted("mac", "blog", after=8000), 8011),
        (Wanted("mac", "shop", after=8000), 8001),
        (Wanted("windows", "shop", after=79), 80),
        (Wanted("linux", "shop", after=4990, width=10), 5011),
        (Wanted("linux", "shop", after=65535), 1024),
    ],
)
def test_outside_ranges(wanted: Wanted, free: int) -> None:
    portmap = portmap_of()
    assert next_free(Numbers(portmap, claims_of(portmap)), wanted) == free


@pytest.mark.parametrize(
    ("name", "width", "free"),
    [("api", 1, 4008), ("api", 2, 4008), ("api", 3, 4020), ("api", 11, None), ("full", 1, None)],
)
def test_in_a_range(name: str, width: int, free: int | None) -> None:
    portmap = portmap_of()
    within = next(each for each in portmap.ranges if each.name == name)
    numbers = Numbers(portmap, claims_of(portmap))
    assert next_free(numbers, Wanted("linux", "shop", within, width=width)) == free
