"""Numbers that several environments share."""

from __future__ import annotations

import pytest

from portbook.allocate.free import Numbers, Wanted, next_free
from portbook.allocate.linked_ports import Moved, hosts_of, places, requirement_for
from portbook.language.load import read
from portbook.model.claims import claims_of
from portbook.model.portmap import PortMap
from portbook.text.source import Source

MAP = """
hosts: {laptop: {}, server: {os: macos}}
projects:
  shop:
    environments: {development: laptop, test: laptop, staging: server}
    services:
      web: {port: 3000, environments: {test: {offset: 100}, staging: {title: T}}}
      api: {port: 4000, environments: {test: {port: 4500}, staging: {ports: {default: null}}}}
      db: {port: 5432, kind: postgres, only: [staging]}
      many: {ports: {a: "6100-6109", b: 6200}, environments: {test: {ports: {b: 6300}}}}
  other:
    environments: {staging: server}
    services: {x: 3001, y: 3102, z: "3003-3006"}
"""


def portmap_of() -> PortMap:
    reading = read(Source("ports.yaml", MAP))
    assert list(reading.problems) == []
    assert reading.portmap is not None
    return reading.portmap


@pytest.mark.parametrize(
    ("service", "endpoint", "hosts"),
    [
        ("web", "default", [("laptop", 0), ("laptop", 100), ("server", 0)]),
        ("api", "default", [("laptop", 0)]),
        ("db", "default", [("server", 0)]),
        ("many", "a", [("laptop", 0), ("server", 0)]),
        ("many", "b", [("laptop", 0), ("server", 0)]),
    ],
)
def test_where_a_number_counts(service: str, endpoint: str, hosts: list[tuple[str, int]]) -> None:
    assert hosts_of(places(portmap_of(), "shop", service, endpoint)) == hosts


@pytest.mark.parametrize(
    ("moved", "free"),
    [
        # 3001 and 3003 to 3006 are taken on the server.
        (Moved("shop", "web", "default"), 3002),
        (Moved("shop", "web", "default", "test"), 3101),
        (Moved("shop", "web", "default", "staging"), 3002),
        (Moved("shop", "api", "default"), 4001),
        (Moved("shop", "db", "default"), 5433),
        (Moved("shop", "many", "a"), 6110),
        (Moved("shop", "many", "b", "test"), 6301),
    ],
)
def test_the_next_one(moved: Moved, free: int) -> None:
    portmap = portmap_of()
    numbers = Numbers(portmap, claims_of(portmap))
    assert next_free(numbers, requirement_for(portmap, moved)) == free


@pytest.mark.parametrize(("shift", "free"), [(0, 3002), (1, 3001), (-1, 3003), (62535, None)])
def test_a_shifted_number_is_looked_up_where_it_lands(shift: int, free: int | None) -> None:
    portmap = portmap_of()
    numbers = Numbers(portmap, claims_of(portmap))
    wanted = Wanted("laptop", None, after=3000, also=(("server", shift),))
    assert next_free(numbers, wanted) == free
