"""What `run` starts, in which order, and when nothing is left to start."""

from __future__ import annotations

from pathlib import Path

from portbook.derive.calls import Wiring
from portbook.machine.supervise.parts import Part, Progress, parts_of, startable
from tests.machine.maps import map_of


def parts(text: str, base: Path, project: str = "shop", without: str = "") -> list[Part]:
    portmap, here = map_of(text, base)
    environment = portmap.projects[project].default
    chosen = {k: v for k, v in startable(here, environment).items() if k != without}
    return parts_of(Wiring(portmap), here, environment, chosen)


SHOP = """
hosts: {laptop: {}, server: {}}
projects:
  shop:
    environments: {development: laptop}
    services:
      web: {port: 3000, start: w, uses: [api], env: {API: "{api.url}", DOCS: "{docs.url}"}}
      docs: {port: 3001, start: d}
      api: {port: 8000, start: a, env: {CACHE: "{cache.url}", DB: "{db.url}", U: "{users/db.url}"}}
      cache: {kind: redis, port: 6379, start: c}
      db: {kind: postgres, image: "postgres:15", port: 5432}
      away: {port: 9000, start: x, host: server}
      old: {port: 9001, start: x, status: retired}
      cloud: {hosted: {by: Vercel}, start: x}
      bare: 9002
  users: {environments: {development: laptop}, services: {db: {kind: postgres, port: 5433}}}
"""


def test_what_is_needed_comes_first(tmp_path: Path) -> None:
    found = parts(SHOP, tmp_path)
    assert [(each.name, each.after, each.wave) for each in found] == [
        ("docs", (), 0),
        ("cache", (), 0),
        ("api", ("cache",), 1),
        ("web", ("api", "docs"), 2),
    ]
    outside = {each.name: [probe.who for probe in each.outside] for each in found}
    assert outside == {"docs": [], "cache": [], "api": ["shop/db", "users/db"], "web": []}


def test_what_is_skipped_is_waited_for(tmp_path: Path) -> None:
    found = {each.name: each for each in parts(SHOP, tmp_path, without="cache")}
    assert [probe.who for probe in found["api"].outside] == ["shop/cache", "shop/db", "users/db"]
    assert found["api"].after == ()


def test_a_circle_does_not_wait_for_itself(tmp_path: Path) -> None:
    text = """
projects:
  shop:
    services:
      a: {port: 1025, start: a, uses: [b]}
      b: {port: 1026, start: b, env: {A: "{a.url}"}}
      c: {port: 1027, start: c, uses: [d]}
      d: {port: 1028, start: d}
"""
    found = {each.name: each.after for each in parts(text, tmp_path)}
    assert found == {"d": (), "c": ("d",), "a": (), "b": ()}


def test_progress_says_who_is_next_and_when_nobody_is(tmp_path: Path) -> None:
    progress = Progress(parts(SHOP, tmp_path))
    assert [each.name for each in progress.ready()] == ["docs", "cache"]
    progress.started |= {"docs", "cache"}
    progress.well |= {"docs", "cache"}
    assert list(progress.ready()) == []  # what api needs elsewhere is not known to be well
    api = progress.parts[2]
    progress.outside |= dict.fromkeys(api.outside, True)
    assert [each.name for each in progress.ready()] == ["api"]
    progress.done |= {"docs", "cache"}
    assert progress.can_continue()
    progress.outside[api.outside[0]] = False
    assert not progress.can_continue()  # api never will be, and so web neither


def test_who_waits_for_what_ended_too_soon_is_lost(tmp_path: Path) -> None:
    progress = Progress(parts(SHOP, tmp_path))
    progress.outside |= dict.fromkeys(progress.parts[2].outside, True)
    progress.started |= {"docs", "cache"}
    progress.well.add("docs")
    progress.done |= {"docs", "cache"}
    assert not progress.can_continue()
    progress.well.add("cache")
    assert progress.can_continue()
