"""What `run` decides before it starts anything, and what it makes of what it sees."""

from __future__ import annotations

import io
import socket
from pathlib import Path

import pytest

from portbook.derive.calls import wire
from portbook.machine.claim_status import fallbacks, taken
from portbook.machine.engine import Container, Published
from portbook.machine.here import CheckoutIndex
from portbook.machine.snapshot import Snapshot
from portbook.machine.supervise.launch import CannotStart, folder_of
from portbook.machine.supervise.parts import Part, Progress, parts_of, startable
from portbook.machine.supervise.process_tree import exit_status
from portbook.machine.supervise.supervisor import Lines
from tests.machine.maps import Moment, map_of
from tests.support.ports import free_port


def parts(text: str, base: Path, project: str = "shop", without: str = "") -> list[Part]:
    portmap, here = map_of(text, base)
    environment = portmap.projects[project].default
    chosen = {k: v for k, v in startable(here, environment).items() if k != without}
    return parts_of(wire(portmap), here, environment, chosen)


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
    assert progress.lives()
    progress.outside[api.outside[0]] = False
    assert not progress.lives()  # api never will be, and so web neither


def test_who_waits_for_what_ended_too_soon_is_lost(tmp_path: Path) -> None:
    progress = Progress(parts(SHOP, tmp_path))
    progress.outside |= dict.fromkeys(progress.parts[2].outside, True)
    progress.started |= {"docs", "cache"}
    progress.well.add("docs")
    progress.done |= {"docs", "cache"}
    assert not progress.lives()
    progress.well.add("cache")
    assert progress.lives()


def test_the_folder_is_the_services(tmp_path: Path) -> None:
    text = "projects: {shop: {path: co, services: {web: {directory: w, start: x}}}}"
    portmap, here = map_of(text, tmp_path)
    web = portmap.projects["shop"].default.services["web"]
    with pytest.raises(CannotStart, match=r"the folder of shop/web is not there: .*/co/w"):
        folder_of(portmap, here, web, needed=True)
    (tmp_path / "co/w").mkdir(parents=True)
    assert folder_of(portmap, here, web, needed=True) == tmp_path / "co/w"


HELD = """
projects:
  shop:
    services:
      web: {port: 3000, start: w, alternatives: [3005, {port: 3006, when: busy}]}
      both: {bind: localhost, ports: {http: 3001, turn: 3478/udp, many: 4000-4010}, start: w}
"""


def held(moment: Moment | Snapshot, tmp_path: Path, name: str) -> list[tuple[int, str, bool]]:
    portmap, here = map_of(HELD, tmp_path)
    seen = moment.snapshot() if isinstance(moment, Moment) else moment
    service = portmap.projects["shop"].default.services[name]
    checkouts = CheckoutIndex(portmap, here)
    return [
        (e.port, e.transport, e.state == "right") for e in taken(portmap, checkouts, seen, service)
    ]


def test_ports_that_are_held(tmp_path: Path) -> None:
    moment = Moment().runs(3000, "node x", cwd="/elsewhere").runs(3001, "a", address="::1")
    moment.runs(3478, "turn", transport="udp").runs(4003, "x", cwd=tmp_path)
    moment.runs(4003, "y", address="::1").runs(3005, "z")
    assert held(moment, tmp_path, "web") == [(3000, "tcp", False)]
    assert held(moment, tmp_path, "both") == [
        (3001, "tcp", False),
        (3478, "udp", False),
        (4003, "tcp", True),
    ]
    portmap, _ = map_of(HELD, tmp_path)
    web = portmap.projects["shop"].default.services["web"]
    found = [(each.port, each.when, free) for each, free in fallbacks(moment.snapshot(), web)]
    assert found == [(3005, None, False), (3006, "busy", True)]


def test_other_addresses_are_in_nobodys_way(tmp_path: Path) -> None:
    moment = Moment().runs(3000, "node x", address="::1").runs(3000, "y", transport="udp")
    assert held(moment, tmp_path, "web") == []


def test_containers_hold_ports_too(tmp_path: Path) -> None:
    container = Container("c", "c", "x", published=(Published("tcp", "0.0.0.0", 3000, 80),))
    assert held(Snapshot((), [container]), tmp_path, "web") == [(3000, "tcp", False)]


def test_where_not_all_is_told_binding_is_tried(tmp_path: Path) -> None:
    number = free_port()
    text = f"projects: {{shop: {{services: {{web: {{port: {number}, start: w}}}}}}}}"
    portmap, here = map_of(text, tmp_path)
    web = portmap.projects["shop"].default.services["web"]
    checkouts = CheckoutIndex(portmap, here)
    seen = Snapshot((), whole=False)
    assert taken(portmap, checkouts, seen, web) == []
    with socket.create_server(("127.0.0.1", number)):
        (found,) = taken(portmap, checkouts, seen, web)
        assert (found.port, found.holder.hidden) == (number, True)


def printed(text: bytes, *, colour: bool = False) -> bytes:
    stream = io.BytesIO()
    lines = Lines(stream, ["api", "cache"], lambda: None, colour=colour)
    lines.copy("api", io.BytesIO(text))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"one\ntwo\n", b"api   | one\napi   | two\n"),
        (b"no end", b"api   | no end\n"),
        (b"windows\r\n\n", b"api   | windows\napi   | \n"),
        (b"10%\r50%\r100%\n", b"api   | 100%\n"),
        (b"\xff\x1b[31mred\n", b"api   | \xff\x1b[31mred\n"),
        (b"", b""),
    ],
)
def test_lines_say_whose_they_are(text: bytes, expected: bytes) -> None:
    assert printed(text) == expected


def test_a_line_without_end_is_not_waited_for() -> None:
    assert printed(b"x" * 100_000).count(b"api   | x") == 2


def test_colours_end_with_their_line() -> None:
    assert printed(b"\x1b[31mred\n", colour=True) == (
        b"\x1b[36mapi   | \x1b[0m\x1b[31mred\x1b[0m\n"
    )


def test_who_reads_no_more_is_told_of_once() -> None:
    class Closed(io.BytesIO):
        def write(self, data: object) -> int:
            raise BrokenPipeError

    told: list[None] = []
    lines = Lines(Closed(), ["api"], lambda: told.append(None), colour=False)
    lines.copy("api", io.BytesIO(b"one\ntwo\n"))
    assert len(told) == 1


@pytest.mark.parametrize(("returned", "status"), [(0, 0), (7, 7), (-15, 143), (-2, 130)])
def test_exit_statuses_are_those_of_shells(returned: int, status: int) -> None:
    assert exit_status(returned) == status
