"""Plans that end every conflict, by example."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import pytest

from portbook.allocate.settle.conflicts import ALTERNATIVE, LOOPBACK, Scope
from portbook.allocate.settle.settlement import Settlement, settle
from portbook.language.load import read
from portbook.model.exclusion import Exclusion
from portbook.text.source import Source
from tests.allocate.today import TODAY

HOSTS = "hosts: {a: {}, b: {}, mac: {os: macos}}\n"


def settled(text: str, scope: Scope | None = None, steps: int = 100_000) -> Settlement:
    reading = read(Source("ports.yaml", HOSTS + text))
    assert [each.message for each in reading.problems] == []
    assert reading.portmap is not None
    between = Exclusion(reading.portmap).between
    return settle(reading.portmap, between, TODAY, scope=scope, steps=steps)


def moves(done: Settlement) -> list[str]:
    found = []
    for each in done.moves:
        project, service, endpoint, environment = each.item.moved
        name = f"{project}@{environment}" if environment else project
        named = service if endpoint == "default" else f"{service}.{endpoint}"
        found.append(f"{name}/{named} {each.item.port}>{each.to}")
    return found


class Case(NamedTuple):
    text: str
    moves: list[str]


CASES = {
    "nothing to do": Case("projects: {p: {services: {x: 3000, y: 3001}}}", []),
    "the first one stays": Case("projects: {p: {services: {x: 3000, y: 3000}}}", ["p/y 3000>3001"]),
    "a planned one moves before a reserved one": Case(
        "projects: {p: {services: {x: {port: 3000, status: planned},"
        " y: {port: 3000, status: reserved}}}}",
        ["p/x 3000>3001"],
    ),
    "a reserved one moves before an active one": Case(
        "projects: {p: {services: {x: {port: 3000, status: reserved}, y: 3000}}}",
        ["p/x 3000>3001"],
    ),
    "deprecated is as settled as active": Case(
        "projects: {p: {services: {x: 3000, y: {port: 3000, status: deprecated}}}}",
        ["p/y 3000>3001"],
    ),
    "what is pinned stays": Case(
        "projects: {p: {services: {x: 3000, y: {port: 3000, pinned: true, reason: R}}}}",
        ["p/x 3000>3001"],
    ),
    "three in one place": Case(
        "projects: {p: {services: {x: 3000, y: 3000, z: 3000}}}",
        ["p/y 3000>3001", "p/z 3000>2999"],
    ),
    "one that meets two moves rather than both": Case(
        "projects: {p: {services: {x: '127.0.0.1:3000:3000', y: '10.0.0.1:3000:3000',"
        " z: '0.0.0.0:3000:3000'}}}",
        ["p/z 3000>3001"],
    ),
    "addresses that do not meet": Case(
        "projects: {p: {services: {x: '127.0.0.1:3000:3000', y: '10.0.0.1:3000:3000'}}}", []
    ),
    "transports that do not meet": Case("projects: {p: {services: {x: 53/udp, y: 53/tcp}}}", []),
    "those that never run together": Case(
        "exclusive: [{members: [p, q], reason: R}]\n"
        "projects: {p: {services: {x: 3000}}, q: {services: {x: 3000}}}",
        [],
    ),
    "an accepted conflict": Case(
        "projects: {p: {services: {x: 3000, y: {port: 3000, allow: {port-conflict: R}}}}}", []
    ),
    "within its range": Case(
        "ranges: {r: 2990-3000}\nprojects: {p: {services: {x: {port: 3000, pinned: true,"
        " reason: R}, y: {port: 3000, range: r}}}}",
        ["p/y 3000>2999"],
    ),
    "out of ranges that it does not name": Case(
        "ranges: {r: 2990-3010}\nprojects: {p: {services: {x: {port: 3000, range: r,"
        " pinned: true, reason: R}, y: 3000}}}",
        ["p/y 3000>3011"],
    ),
    "no number that browsers refuse": Case(
        "projects: {p: {services: {x: 5999, y: {port: 5999}, z: 5998}}}", ["p/y 5999>6001"]
    ),
    "no number that the system holds": Case(
        "projects: {p: {environments: {d: mac}, services: {x: 4999, y: {port: 4999}, z: 4998}}}",
        ["p/y 4999>5001"],
    ),
    "no number that was given up of late": Case(
        "projects: {p: {services: {x: 3000, y: 3000, z: {port: 4000, history: [{date: 2026-03-01,"
        " from: 3001, to: 4000}]}}}}",
        ["p/y 3000>2999"],
    ),
    "a number that was given up long ago": Case(
        "projects: {p: {services: {x: 3000, y: 3000, z: {port: 4000, history: [{date: 2025-03-01,"
        " from: 3001, to: 4000}]}}}}",
        ["p/y 3000>3001"],
    ),
    "no number that another may fall back to": Case(
        "projects: {p: {services: {x: {port: 3000, alternatives: [3001]}, y: 3000}}}",
        ["p/y 3000>2999"],
    ),
    "two that compete for one number": Case(
        "ranges: {r: 3000-3003}\nprojects: {p: {services: {"
        "a: {port: 3000, range: r}, b: {port: 3000, range: r}, c: {port: 3001, range: r},"
        " d: 3001}}}",
        ["p/b 3000>3002", "p/d 3001>2999"],
    ),
    "an interval as a whole": Case(
        "projects: {p: {services: {x: {port: 3002, pinned: true, reason: R}, y: 3000-3004}}}",
        ["p/y 3000>3003"],
    ),
    "an interval over what it held itself": Case(
        "projects: {p: {services: {w: 2999, x: {port: 3000, pinned: true, reason: R},"
        " y: 3000-3004}}}",
        ["p/y 3000>3001"],
    ),
    "a service with two endpoints counts once": Case(
        "projects: {p: {services: {x: 3000, y: 3001, z: {ports: {m: 3000, n: 3001}}}}}",
        ["p/z.m 3000>2999", "p/z.n 3001>3002"],
    ),
    "a number moves wherever it counts": Case(
        "projects: {p: {environments: {d: a, e: b}, services: {x: {port: 3000, status: planned}}},"
        " q: {environments: {d: b}, services: {y: 3000, z: 3001}}}",
        ["p/x 3000>2999"],
    ),
    "what is written for one environment moves there": Case(
        "projects: {p: {environments: {d: a, e: b}, services: {x: {port: 3000, status: planned,"
        " environments: {e: {port: 4000}}}}}, q: {environments: {d: b}, services: {y: 4000}}}",
        ["p@e/x 4000>4001"],
    ),
    "an offset is looked up where it lands": Case(
        "projects: {p: {environments: {d: a, e: b}, services: {x: {port: 3000, status: planned,"
        " environments: {e: {offset: 100}}}}},"
        " q: {environments: {d: b}, services: {y: 3100, z: 3101}}}",
        ["p/x 3000>2999"],
    ),
    "two environments of one host part": Case(
        "projects: {p: {environments: {d: a, e: a}, services: {x: 3000}}}", ["p@e/x 3000>3001"]
    ),
    "a proxy's listen stays": Case(
        "projects: {p: {services: {x: 3000, y: 8080}, proxy: {development: {listen: 8080,"
        " server_name: s.example, routes: {/: x}}}}}",
        ["p/y 8080>8081"],
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_moves(case: Case) -> None:
    done = settled(case.text)
    assert moves(done) == case.moves
    assert done.unplaced == ()
    assert done.proven


class Left(NamedTuple):
    text: str
    said: str


UNPLACED = {
    "both pinned": Left(
        "projects: {p: {services: {x: {port: 3000, pinned: true, reason: R},"
        " y: {port: 3000, pinned: true, reason: R}}}}",
        "p/y: it is pinned, and 3000/tcp on a is p/x's",
    ),
    "a full range": Left(
        "ranges: {r: 3000-3001}\nprojects: {p: {services: {x: {port: 3000, range: r},"
        " y: {port: 3000, range: r}, z: 3001}}}",
        "p/y: 3000/tcp on a is p/x's; no number is left for it in its range r (3000-3001) on a, "
        "which p/x, p/y, p/z hold",
    ),
    "two that want the last number": Left(
        "ranges: {r: 3000-3001}\nprojects: {p: {services: {x: {port: 3000, pinned: true,"
        " reason: R}, y: {port: 3000, range: r, status: reserved},"
        " z: {port: 3000, range: r, status: planned}}}}",
        "p/z: 3000/tcp on a is p/x's, where that is pinned; no number is left for it in its range "
        "r (3000-3001) on a, which p/x, p/y, p/z hold",
    ),
}


@pytest.mark.parametrize(("text", "said"), UNPLACED.values(), ids=UNPLACED)
def test_what_cannot_be_placed(text: str, said: str) -> None:
    done = settled(text)
    assert [f"{each.item.who}: {each.reason}" for each in done.unplaced] == [said]
    assert done.proven


def test_only_one_host() -> None:
    text = (
        "projects: {p: {environments: {d: a, e: b}, services: {x: {port: 3000, only: [d]},"
        " y: {port: 3000, only: [d]}, v: {port: 4000, only: [e]}, w: {port: 4000, only: [e]}}}}"
    )
    assert moves(settled(text, Scope(host="b"))) == ["p/w 4000>4001"]


def test_only_some_projects() -> None:
    text = "projects: {p: {services: {x: 1, y: 1}}, q: {services: {x: 3000, y: 3000}}}"
    assert moves(settled(text, Scope(projects={"q"}))) == ["q/y 3000>3001"]


def test_warnings_only_where_they_are_asked_for() -> None:
    text = (
        "projects: {p: {services: {x: {port: 3000, alternatives: [3001]}, y: 3001,"
        " v: '127.0.0.1:4000:4000', w: '[::1]:4000:4000'}}}"
    )
    assert moves(settled(text)) == []
    strict = settled(text, Scope(warnings=(ALTERNATIVE, LOOPBACK)))
    assert moves(strict) == ["p/y 3001>3002", "p/w 4000>4001"]
    assert strict.moves[0].reason == "p/x may fall back to 3001 on a"


def test_a_search_cut_short_says_so_and_still_ends_every_conflict() -> None:
    services = ", ".join(f"s{n}: 3000-{3000 + n % 4}" for n in range(12))
    done = settled(f"projects: {{p: {{services: {{{services}}}}}}}", steps=300)
    assert not done.proven
    assert done.unplaced == ()
    held = sorted((each.to, each.to + each.item.width - 1) for each in done.moves)
    assert len(held) == 11
    assert all(high < low for (_, high), (low, _) in pairwise(held))


def test_reasons_name_somebody_who_stays() -> None:
    done = settled("projects: {p: {services: {x: 3000, y: 3000, z: 3000}}}")
    assert {each.reason for each in done.moves} == {"3000/tcp on a is p/x's"}
