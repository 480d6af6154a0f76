"""`next` as a person types it."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

import pytest

from tests.support.cli import portbook
from tests.support.files import make_files

LONG_AGO = "2020-01-01"
MAP = """\
hosts: {laptop: {}, mac: {os: macos}}
ranges:
  api: {ports: 8000-8009, first: 8002, step: 2, purpose: Backends}
  full: 9100-9101
projects:
  shop:
    environments: {development: laptop, staging: mac}
    services:
      web: {port: 3000, alternatives: [3001, 3002]}
      api: {port: 8002, range: api}
      old: {port: 3004, history: [{date: TODAY, from: 3003, to: 3004}]}
      ports: "3005-3007"
      a: {port: 9100, range: full}
      b: {port: 9101, range: full}
  blog:
    environments: {staging: mac}
    services: {site: 3008}
"""


def folder(root: Path, date: str | None = None) -> Path:
    today = date or datetime.date.today().isoformat()
    return make_files(root, {"ports.yaml": MAP.replace("TODAY", today)})


@pytest.mark.parametrize(
    ("arguments", "ports"),
    [
        ("", [3008]),
        ("shop/web", [3009]),
        ("web", [3009]),
        ("shop/api", [8004]),
        ("--range api", [8004]),
        ("--range api --count 3", [8004, 8005, 8006]),
        ("--kind postgres", [5432]),
        ("--kind postgresql --count 2", [5432, 5433]),
        ("--kind flask", [5000]),
        ("--kind flask --host mac", [5001]),
        ("--host laptop", [3008]),
        ("--environment staging", [3009]),
        ("blog/site", [3009]),
        ("shop/web --host laptop", [3008]),
        ("shop@staging/web", [3009]),
        ("shop/web -e staging", [3009]),
        ("blog", [3009]),
        ("shop --range api --count 2", [8004, 8005]),
        ("blog --kind flask", [5001]),
        ("shop -e development", [3008]),
    ],
)
def test_the_number(tmp_path: Path, arguments: str, ports: list[int]) -> None:
    ran = portbook(folder(tmp_path), "next", *arguments.split())
    assert (ran.status, ran.out.split()) == (0, [str(port) for port in ports]), ran.err
    told = json.loads(portbook(tmp_path, "next", "--json", *arguments.split()).out)
    assert told == {"ports": ports, "why": []}


def test_why(tmp_path: Path) -> None:
    ran = portbook(folder(tmp_path), "next", "shop/web", "--why", "--json")
    today = datetime.date.today().isoformat()
    assert [tuple(each.values()) for each in json.loads(ran.out)["why"]] == [
        (3001, 3002, "an alternative of shop/web"),
        (3003, 3003, f"given up by shop/old on {today}"),
        (3004, 3004, "held by shop/old"),
        (3005, 3007, "held by shop/ports"),
        (3008, 3008, "held by blog/site on mac"),
    ]
    ran = portbook(tmp_path, "next", "--range", "api")
    assert (ran.out, ran.err) == ("8004\n", "free on laptop, in the range api (8000-8009)\n")
    ran = portbook(tmp_path, "next", "--kind", "flask", "--host", "mac", "--why")
    assert ran.out == "5001\n"
    assert ran.err == "5000: held by the system: AirPlay Receiver\nfree on mac\n"


def test_every_rule_is_named(tmp_path: Path) -> None:
    text = (
        "ranges: {low: 1020-1025, high: 32760-32770, aside: 4000-4001}\n"
        "projects: {shop: {services: {a: {port: 1024, range: low}, x: {port: 5999}, y: 3999}}}\n"
    )
    make_files(tmp_path, {"ports.yaml": text})

    def why(*arguments: str) -> list[str]:
        return portbook(tmp_path, "next", "-q", "--why", *arguments).err.splitlines()

    assert why("--range", "low") == [
        "1020-1023: privileged: only root may bind it",
        "1024: held by shop/a",
    ]
    ran = portbook(tmp_path, "next", "--range", "high", "--count", "9")
    assert ran.err.splitlines() == [
        "no 9 consecutive numbers are free in the range high (32760-32770) on localhost:",
        "  32760-32762: 32768 is ephemeral: linux takes it for outgoing connections",
        "  32763-32770: fewer than 9 numbers are left in the range",
        "next best: 61000, outside every range; or widen high",
    ]
    assert why("x") == ["6000: refused by browsers"]
    assert why("y") == ["4000-4001: set aside by the range aside"]


def test_a_number_given_up_long_ago_is_free_again(tmp_path: Path) -> None:
    assert portbook(folder(tmp_path), "next", "--host", "laptop").out == "3008\n"
    assert portbook(folder(tmp_path, LONG_AGO), "next", "--host", "laptop").out == "3003\n"


def test_a_full_range_says_who_has_it_and_what_is_next_best(tmp_path: Path) -> None:
    ran = portbook(folder(tmp_path), "next", "shop/a")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.splitlines() == [
        "no number is free in the range full (9100-9101) on laptop:",
        "  9100: held by shop/a",
        "  9101: held by shop/b",
        "next best: 9102, outside every range; or widen full",
    ]
    told = json.loads(portbook(tmp_path, "next", "--range", "full", "--json").out)
    assert told["ports"] == []
    assert [each["reason"] for each in told["why"]] == ["held by shop/a", "held by shop/b"]


def test_a_number_is_free_in_each_slot_of_its_project(tmp_path: Path) -> None:
    text = """\
projects:
  shop:
    path: .
    instances: {step: 100, count: 9}
    services: {web: {port: 3000}, mail: {port: 1025, pinned: true, reason: one for all}}
  blog:
    services: {x: 7800, y: 3101}
"""
    shop = make_files(tmp_path, {"ports.yaml": text})
    assert portbook(shop, "next", "web").out == "3002\n"
    assert portbook(shop, "next", "mail").out == "1026\n"
    added = portbook(shop, "add", "shop/search", "--kind", "meilisearch")
    assert added.out.startswith("shop/search: 7701 "), "7800 is 7700 of slot 1"
    assert portbook(shop, "check").status == 0
    assert portbook(shop, "move", "shop/web", "next").out.startswith("shop/web: 3000 -> 3002")
    assert portbook(shop, "check").status == 0
    make_files(shop, {"fix/x": "", "ports.local.yaml": LOCAL})
    found = json.loads(portbook(shop / "fix", "next", "--json", "--kind", "grafana").out)
    assert found["in_copy"] == {"name": "fix", "ports": [found["ports"][0] + 200]}
    assert "in this working copy, fix, that is 3203" in portbook(shop / "fix", "next", "web").err
    assert "in_copy" not in portbook(shop, "next", "--json", "web").out


LOCAL = "instances: {shop: {fix: {slot: 2, path: fix}}}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("shop/wbe", "Did you mean 'web'?"),
        ("shpo/web", "Did you mean 'shop'?"),
        ("shop/web.ws", "there is no endpoint 'ws'"),
        ("--kind postgrse", "Did you mean 'postgres'?"),
        ("--range apis", "Did you mean 'api'?"),
        ("--host lap", "there is no host 'lap'"),
        ("shop/web -e stagin", "Did you mean 'staging'?"),
        ("shop/web --kind vite", "not several of them"),
        ("shop --kind vite --range api", "not several of them"),
        ("Shop/Web", "does not name a service"),
        ("--count 0", "range"),
    ],
)
def test_what_is_not_understood(tmp_path: Path, arguments: str, said: str) -> None:
    ran = portbook(folder(tmp_path), "next", *arguments.split())
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err


def test_a_map_that_cannot_be_read(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": "projects: ["})
    ran = portbook(tmp_path, "next")
    assert (ran.status, ran.out) == (2, "")
    assert re.search(r"(?m)^ports\.yaml:1:\d+: error", ran.err)
    assert str(tmp_path) not in ran.err
