"""Every number that was turned down has its reason, and none that was not."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portbook.allocate.free import Numbers, Wanted, next_free, starts
from portbook.allocate.search import GivenUp, Search, recently_released
from portbook.language.load import read
from portbook.model.claims import claims_of
from portbook.model.portmap import PortMap
from portbook.text.source import Source
from tests.support.tries import tries

TODAY = datetime.date(2026, 3, 1)
MAP = """
hosts: {linux: {}, mac: {os: macos}, windows: {os: windows}}
ranges:
  api: {ports: "4990-5003, 5010-5012", first: 4996, step: 3}
  low: {ports: 1018-1030, host: linux}
  high: 65530-
projects:
  shop:
    environments: {development: linux, staging: mac}
    services:
      a: {port: 4996, alternatives: [4997], history: [{date: 2026-02-20, from: 5010, to: 4996}]}
      b: "5000-5002"
      c: {port: 1025, environments: {staging: {offset: 6000}}}
  blog: {services: {x: {port: 65535, host: windows}}, ranges: {own: 1100-1110}}
"""


def portmap_of(text: str = MAP) -> PortMap:
    reading = read(Source("ports.yaml", text))
    assert list(reading.problems) == []
    assert reading.portmap is not None
    return reading.portmap


PORTMAP = portmap_of()
HOSTS = st.sampled_from(("linux", "mac", "windows"))
WANTED = st.builds(
    Wanted,
    host=HOSTS,
    project=st.sampled_from((None, "shop", "blog")),
    within=st.sampled_from((None, None, *PORTMAP.all_ranges())),
    after=st.integers(1, 65535),
    web=st.booleans(),
    width=st.integers(1, 12),
    also=st.lists(st.tuples(HOSTS, st.integers(-1000, 70000)), max_size=2).map(tuple),
)


@settings(max_examples=tries(30), deadline=None)
@given(wanted=WANTED)
def test_each_has_its_reason(wanted: Wanted) -> None:
    claims = claims_of(PORTMAP)
    resting = recently_released(PORTMAP, TODAY)
    numbers = Numbers(PORTMAP, claims, [(each.host, each.number) for each in resting])
    found = next_free(numbers, wanted)
    told = Search(numbers, wanted, claims, resting, found).why
    turned_down = [n for each in told for n in range(each.port, each.port_end + 1)]
    tried = list(starts(wanted))
    assert turned_down == (tried if found is None else tried[: tried.index(found)])
    fits = numbers.fit(wanted)
    for number in turned_down[:500]:
        run = fits[number : number + wanted.width]
        outside = wanted.within and not wanted.within.ports.covers(number, number + len(run) - 1)
        assert any(run) or outside or len(run) < wanted.width


@pytest.mark.parametrize(
    ("date", "rests"),
    [
        ("2026-02-28", True),
        ("2025-12-02", True),
        ("2025-12-01", False),
        ("2025-11", False),
        ("2025-12", True),
        ("2026-02", True),
        ("2025", True),
        ("2024", False),
        ("2026-13-77", False),
    ],
)
def test_how_long_a_number_rests(date: str, rests: bool) -> None:
    entry = f"{{date: '{date}', to: 2, from: 1}}"
    text = f"projects: {{s: {{services: {{a: {{port: 2, history: [{entry}]}}}}}}}}"
    assert [each.number for each in recently_released(portmap_of(text), TODAY)] == [1] * rests


def test_a_number_rests_where_it_was() -> None:
    entry = "{date: 2026-02-01, from: 5000, to: 5001, environment: staging}"
    text = (
        "hosts: {l: {}, s: {}}\n"
        "projects: {p: {environments: {dev: l, staging: s}, services: {a: {port: 1, environments: "
        f"{{staging: {{port: 5001}}}}, history: [{entry}]}}}}}}}}\n"
    )
    assert [(each.host, each.number) for each in recently_released(portmap_of(text), TODAY)] == [
        ("s", 5000)
    ]


def test_the_first_of_the_map_is_named() -> None:
    """Of several who hold a number, over whole intervals, on the host where it is looked for."""
    portmap = portmap_of(
        "hosts: {one: {}, two: {}}\n"
        "projects: {p: {environments: {development: one, staging: two}, services: {\n"
        "  a: {port: 5000-5003, alternatives: [5006]},\n"
        "  b: {port: 5002-5007, only: [development]},\n"
        "  c: {port: 5003-5009, only: [staging]}}}}\n"
    )
    claims = claims_of(portmap)
    wanted = Wanted("one", None, after=4999)
    told = Search(Numbers(portmap, claims), wanted, claims, [], 5008).why
    assert told == [
        (5000, 5003, "held by p/a"),
        (5004, 5005, "held by p/b"),
        (5006, 5006, "an alternative of p/a"),
        (5007, 5007, "held by p/b"),
    ]
    resting, wanted = [GivenUp("one", 5000, "p/z", "2026-02-20")], Wanted("one", None, after=4999)
    told = Search(Numbers(portmap, claims), wanted, claims, resting, 5002).why
    assert told == [(5000, 5001, "held by p/a")]
    both = Wanted("one", None, after=5007, also=(("two", 0),))
    told = Search(Numbers(portmap, claims), both, claims, [], 5010).why
    assert told == [(5008, 5009, "held by p/c in staging on two")]
