"""How claims stand: every way in which a holder can be known, and in which it cannot."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from portbook.machine.claim_status import claim_statuses, fallbacks, taken_ports
from portbook.machine.engine import Container, Published
from portbook.machine.here import CheckoutIndex
from portbook.machine.snapshot import Snapshot
from tests.machine.maps import Moment, map_of
from tests.support.ports import free_port

MAP = """\
hosts: {laptop: {}, server: {}}
exclusive:
  - {members: [shop/old, blog/new], reason: one follows the other}
projects:
  shop:
    path: shop
    environments: {development: laptop, production: server}
    services:
      web: {port: 3000, directory: web, alternatives: [3010]}
      api: {port: 8000, directory: api, start: "uvicorn app:app --reload"}
      worker: 8100
      db: {kind: postgres, port: 5432}
      box: {kind: postgres, image: "postgres:16", port: "5433:5432"}
      named: {image: acme/thing, container: the-thing, port: "9000:80"}
      rtp: "5000-5010/udp"
      six: {port: 3001, bind: "::1"}
      wide: {port: 3002, bind: 0.0.0.0}
      old: 7000
  blog:
    path: blog
    services: {site: {port: 4000, directory: site}, new: 7000}
  nowhere:
    services: {thing: 6000, redis: {kind: redis, port: 6379}}
"""
Build = Callable[[Path, Moment], object]


def stand(base: Path, build: Build, claim: str) -> tuple[str, str, str]:
    for folder in ("shop/web", "shop/api", "blog/site", "elsewhere"):
        (base / folder).mkdir(parents=True)
    portmap, here = map_of(MAP, base)
    moment = Moment()
    build(base, moment)
    found = {each.claim.who: each for each in claim_statuses(portmap, here, moment.snapshot())}
    standing = found[claim]
    said = [text.replace(str(base), "") for text in (standing.reason, standing.note)]
    return standing.state, *said  # type: ignore[return-value]


CASES: dict[str, tuple[Build, str, str, str, str]] = {
    "nothing listens": (lambda base, m: None, "shop/web", "silent", "", ""),
    "in the service's folder": (
        lambda base, m: m.runs(3000, "node server.js", base / "shop/web/src"),
        *("shop/web", "right", "it runs in /shop/web/src", ""),
    ),
    "at the checkout": (
        lambda base, m: m.runs(3000, "npm run dev", base / "shop"),
        *("shop/web", "right", "it runs in /shop", ""),
    ),
    "in another service's folder": (
        lambda base, m: m.runs(3000, "node server.js", base / "shop/api"),
        *("shop/web", "wrong", "it runs in /shop/api, which is the folder of shop/api", ""),
    ),
    "in another project's folder": (
        lambda base, m: m.runs(3000, "node x.js", base / "blog"),
        *("shop/web", "wrong", "it runs in /blog, which is the checkout of blog", ""),
    ),
    "outside of a checkout that is there": (
        lambda base, m: m.runs(3000, "node x.js", base / "elsewhere"),
        *("shop/web", "wrong", "it runs in /elsewhere, outside of /shop", ""),
    ),
    "a service without a folder, in another's": (
        lambda base, m: m.runs(8100, "node x.js", base / "shop/api"),
        *("shop/worker", "unsure", "it runs in /shop/api, which is the folder of shop/api", ""),
    ),
    "the folder stands in the command line": (
        lambda base, m: m.runs(3000, f"node {base}/shop/web/server.js", "/"),
        *("shop/web", "right", "it runs in /", ""),
    ),
    "the words of start": (
        lambda base, m: m.runs(8000, "/usr/bin/python3 /usr/bin/uvicorn app:app", "/"),
        *("shop/api", "right", "its command line is the service's 'start'", ""),
    ),
    "the program of the kind": (
        lambda base, m: m.runs(5432, "postgres -D data", "/var/lib/postgresql"),
        *("shop/db", "right", "it is postgres", ""),
    ),
    "the program of another kind": (
        lambda base, m: m.runs(5432, "redis-server *:5432", base / "shop"),
        *("shop/db", "wrong", "it is redis-server, not postgres", ""),
    ),
    "no server that the kind could be": (
        lambda base, m: m.runs(6379, "python3 -m http.server", "/srv"),
        *("nowhere/redis", "wrong", "it is python3, not redis", ""),
    ),
    "nobody knows the checkout": (
        lambda base, m: m.runs(6000, "node x.js", "/srv"),
        *("nowhere/thing", "unsure", "its service is not known", ""),
    ),
    "the folder may not be seen": (
        lambda base, m: m.runs(3000, "node x.js", None),
        *("shop/web", "unsure", "its service is not known", ""),
    ),
    "a process in place of a container": (
        lambda base, m: m.runs(5433, "postgres -D data", "/var/lib/postgresql"),
        "shop/box",
        "wrong",
        "it is a process of this machine; the map says: in a container",
        "",
    ),
    "a proxy that nobody explains": (
        lambda base, m: m.runs(5433, "docker-proxy -proto tcp", "/"),
        *("shop/box", "unsure", "it is a container's, and no engine says whose", ""),
    ),
    "compose's labels": (
        lambda base, m: m.contains(5433, 5432, "b", project="shop", service="box"),
        *("shop/box", "right", "it is the compose service shop's box", ""),
    ),
    "compose's folder": (
        lambda base, m: m.contains(
            5433, 5432, "b", project="other", service="box", folder=str(base / "shop")
        ),
        *("shop/box", "right", "it is the compose service other's box", ""),
    ),
    "another compose service": (
        lambda base, m: m.contains(5433, 5432, "b", project="shop", service="db"),
        *("shop/box", "wrong", "it is the compose service shop's db", ""),
    ),
    "another compose project of the map": (
        lambda base, m: m.contains(5433, 5432, "b", project="blog", service="box"),
        *("shop/box", "wrong", "it is the compose service blog's box", ""),
    ),
    "a compose project nobody knows": (
        lambda base, m: m.contains(5433, 5432, "b", project="x", service="box"),
        "shop/box",
        "unsure",
        "it is the compose service x's box, of a project the map does not know",
        "",
    ),
    "another port inside": (
        lambda base, m: m.contains(5433, 6379, "b", project="shop", service="box"),
        *("shop/box", "wrong", "the container passes it on to 6379, not to 5432", ""),
    ),
    "the container's name": (
        lambda base, m: m.contains(9000, 80, "the-thing"),
        *("shop/named", "right", "the container is called the-thing", ""),
    ),
    "the image": (
        lambda base, m: m.contains(9000, 80, "x", "docker.io/acme/thing:2@sha256:0"),
        *("shop/named", "right", "the container x runs docker.io/acme/thing:2@sha256:0", ""),
    ),
    "an image of the kind": (
        lambda base, m: m.contains(5433, 5432, "x", "pgvector/pgvector:pg16"),
        *("shop/box", "right", "the container x runs pgvector/pgvector:pg16", ""),
    ),
    "an image of another kind": (
        lambda base, m: m.contains(5433, 5432, "x", "redis:7"),
        *("shop/box", "wrong", "the container x runs redis:7", ""),
    ),
    "an image nobody knows": (
        lambda base, m: m.contains(5433, 5432, "x", "acme/db"),
        *("shop/box", "unsure", "nothing tells whose the container x is", ""),
    ),
    "the proxy gives way to its container": (
        lambda base, m: m.runs(9000, "docker-proxy -proto tcp", "/").contains(
            9000, 80, "the-thing"
        ),
        *("shop/named", "right", "the container is called the-thing", ""),
    ),
    "beside the address": (
        lambda base, m: m.runs(3000, "node x.js", base / "shop/web", address="::1"),
        "shop/web",
        "right",
        "it runs in /shop/web",
        "listens on [::1], not on 127.0.0.1",
    ),
    "a stranger beside the address takes nothing": (
        lambda base, m: m.runs(3000, "node x.js", base / "elsewhere", address="::1"),
        *("shop/web", "silent", "", ""),
    ),
    "wider than the map says": (
        lambda base, m: m.runs(3000, "node x.js", base / "shop/web", address="0.0.0.0"),
        "shop/web",
        "right",
        "it runs in /shop/web",
        "reachable from outside: it listens on 0.0.0.0",
    ),
    "as wide as the map says": (
        lambda base, m: m.runs(3002, "node x.js", base / "shop", address="0.0.0.0"),
        *("shop/wide", "right", "it runs in /shop", ""),
    ),
    "IPv6": (
        lambda base, m: m.runs(3001, "node x.js", base / "shop", address="::1"),
        *("shop/six", "right", "it runs in /shop", ""),
    ),
    "an interval": (
        lambda base, m: m.runs(5003, "sip", base / "shop", transport="udp"),
        *("shop/rtp", "right", "it runs in /shop", ""),
    ),
    "a stranger in an interval": (
        lambda base, m: m.runs(5003, "sip", base / "shop", transport="udp").runs(
            5010, "sip", base / "blog", transport="udp"
        ),
        *("shop/rtp", "wrong", "it runs in /blog, which is the checkout of blog", ""),
    ),
    "tcp is not udp": (
        lambda base, m: m.runs(5003, "sip", base / "shop"),
        *("shop/rtp", "silent", "", ""),
    ),
    "on a fallback port": (
        lambda base, m: m.runs(3000, "node x.js", base / "blog").runs(
            3010, "node x.js", base / "shop/web"
        ),
        *("shop/web", "wrong", "it runs in /blog, which is the checkout of blog", ""),
    ),
    "on a fallback port, its own is free": (
        lambda base, m: m.runs(3010, "node x.js", base / "shop/web"),
        *("shop/web", "silent", "", "started on 3010 instead"),
    ),
    "the other of two that share a number": (
        lambda base, m: m.runs(7000, "node x.js", base / "blog"),
        *("shop/old", "silent", "", "blog/new has it now"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_standing(tmp_path: Path, name: str) -> None:
    build, claim, *expected = CASES[name]
    assert stand(tmp_path, build, claim) == tuple(expected)


def test_who_cannot_be_seen_is_said(tmp_path: Path) -> None:
    state, reason, _ = stand(tmp_path, lambda base, m: m.hidden(3000), "shop/web")
    assert state == "unsure"
    assert "whose it is" in reason or "no process of it is seen" in reason


def test_claims_of_other_hosts_are_none_of_this_machines(tmp_path: Path) -> None:
    portmap, here = map_of(
        "hosts: {a: {}, b: {}}\nprojects: {p: {services: {s: 1, t: {port: 2, host: b}}}}", tmp_path
    )
    found = claim_statuses(portmap, here, Moment().snapshot())
    assert [each.claim.who for each in found] == ["p/s"]


def test_only_the_projects_asked_for(tmp_path: Path) -> None:
    portmap, here = map_of(MAP, tmp_path)
    found = claim_statuses(portmap, here, Moment().snapshot(), ("blog",))
    assert {each.claim.project for each in found} == {"blog"}


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
        (e.port, e.transport, e.state == "right") for e in taken_ports(checkouts, seen, service)
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
    assert taken_ports(checkouts, seen, web) == []
    with socket.create_server(("127.0.0.1", number)):
        (found,) = taken_ports(checkouts, seen, web)
        assert (found.port, found.holder.hidden) == (number, True)
