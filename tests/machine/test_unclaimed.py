"""What listens without a claim: which of it is shown, and the lines that would claim it."""

from __future__ import annotations

from pathlib import Path

import pytest

from portbook.language.load import read
from portbook.machine import unclaimed as module
from portbook.machine.claim_status import claim_statuses
from portbook.machine.unclaimed import Unclaimed, unclaimed
from portbook.text.source import Source
from tests.machine.maps import Moment, map_of

MAP = """\
hosts: {laptop: {}, server: {}}
ranges:
  web: {ports: 40000-40009, purpose: above what the system hands out}
  far: {ports: 9000-9009, host: server}
projects:
  shop:
    path: shop
    services:
      web: {port: 3000, directory: web}
      api: {port: 8000, directory: api}
"""


def beside(base: Path, moment: Moment) -> list[Unclaimed]:
    (base / "shop/web").mkdir(parents=True, exist_ok=True)
    portmap, here = map_of(MAP, base)
    seen = moment.snapshot()
    found = unclaimed(portmap, here, seen, claim_statuses(portmap, here, seen))
    for each in found:
        assert read(Source("ports.yaml", each.stanza)).problems == [], each.stanza
    return found


def test_what_has_a_claim_is_not_listed(tmp_path: Path) -> None:
    moment = Moment().runs(3000, "node x.js", tmp_path / "shop/web")
    moment.runs(8000, "node x.js", tmp_path / "elsewhere")
    assert beside(tmp_path, moment) == []


@pytest.mark.parametrize(
    ("port", "command", "cwd", "address", "stanza"),
    [
        (3005, "node x.js", "shop/docs", "127.0.0.1", "{shop: {services: {docs: 3005}}}"),
        (3005, "node s/serve.mjs", "shop", "127.0.0.1", "{shop: {services: {serve: 3005}}}"),
        (
            3005,
            "python3 -m uvicorn a:b",
            "shop",
            "127.0.0.1",
            "{shop: {services: {uvicorn: 3005}}}",
        ),
        (
            *(6379, "redis-server *:6379", "shop", "0.0.0.0"),
            '{shop: {services: {redis-server: {kind: redis, port: 6379, bind: "0.0.0.0"}}}}',
        ),
        (3005, "x y", "other", "::1", '{x: {services: {x: {port: 3005, bind: "::1"}}}}'),
        (3005, "9P y", "other", "127.0.0.1", "{p: {services: {p: 3005}}}"),
        (3005, "./ÄÖ y", "other", "127.0.0.1", "{other: {services: {other: 3005}}}"),
    ],
)
def test_the_lines_that_would_claim_it(
    tmp_path: Path, port: int, command: str, cwd: str, address: str, stanza: str
) -> None:
    moment = Moment().runs(port, command, tmp_path / cwd, address=address)
    (found,) = beside(tmp_path, moment)
    assert found.stanza == f"projects: {stanza}"
    assert found.meant is None


def test_a_container(tmp_path: Path) -> None:
    moment = Moment().contains(5544, 5432, "blog-db-1", "postgres:16", project="blog", service="db")
    (found,) = beside(tmp_path, moment)
    entry = '{kind: postgres, container: blog-db-1, port: "5544:5432"}'
    assert found.stanza == f"projects: {{blog: {{services: {{db: {entry}}}}}}}"


def test_udp(tmp_path: Path) -> None:
    (found,) = beside(tmp_path, Moment().runs(3478, "turn x", tmp_path / "shop", transport="udp"))
    assert found.stanza == 'projects: {shop: {services: {turn: "3478/udp"}}}'


def test_a_service_on_another_number_is_known_by_its_folder(tmp_path: Path) -> None:
    (found,) = beside(tmp_path, Moment().runs(3007, "node x.js", tmp_path / "shop/web"))
    assert (found.meant, found.port) == ("shop/web", 3007)


def test_a_service_that_listens_where_it_should_has_a_second_port(tmp_path: Path) -> None:
    moment = Moment().runs(3000, "node x.js", tmp_path / "shop/web")
    moment.runs(3007, "node x.js", tmp_path / "shop/web")
    (found,) = beside(tmp_path, moment)
    assert found.meant is None
    assert found.stanza == "projects: {shop: {services: {web-3007: 3007}}}"


@pytest.mark.parametrize(
    ("who", "ours"),
    [
        ((3005, "shop", "other", "tcp"), True),  # in a checkout
        ((40001, "elsewhere", "other", "tcp"), True),  # in a range
        ((9001, "elsewhere", "other", "tcp"), False),  # in a range of another host
        ((45000, "shop", "me", "tcp"), False),  # a number that the system gave
        ((5000, "elsewhere", "me", "tcp"), True),  # this user's
        ((5000, "elsewhere", "me", "udp"), False),
        ((5000, "elsewhere", "other", "tcp"), False),
    ],
)
def test_what_is_shown_unasked(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    who: tuple[int, str, str, str],
    ours: bool,
) -> None:
    port, cwd, user, transport = who
    monkeypatch.setattr(module, "own_user", lambda: "me")
    moment = Moment().runs(port, "x y", tmp_path / cwd, user=user, transport=transport)
    (found,) = beside(tmp_path, moment)
    assert found.ours is ours


def test_root_is_not_everybodys_author(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "own_user", lambda: "root")
    (found,) = beside(tmp_path, Moment().runs(22, "sshd -D", "/", user="root"))
    assert not found.ours


def test_one_program_on_two_addresses_is_one(tmp_path: Path) -> None:
    moment = Moment().runs(3005, "x y", tmp_path / "shop")
    moment.listeners.append(moment.listeners[0]._replace(address="::1"))
    (found,) = beside(tmp_path, moment)
    assert len(found.holders) == 2
    assert found.stanza == "projects: {shop: {services: {x: 3005}}}"


@pytest.mark.parametrize(
    ("port", "command", "cwd", "address", "words"),
    [
        (3005, "node x.js", "shop/docs", "127.0.0.1", "shop/docs --port 3005"),
        (6379, "redis-server x", "shop", "127.0.0.1", "shop/redis-server --port 6379 --kind redis"),
        (3005, "x y", "other", "127.0.0.1", "x/x --port 3005 --create"),
        (3005, "x y", "other", "0.0.0.0", None),
    ],
)
def test_the_command_that_would_claim_it(
    tmp_path: Path, port: int, command: str, cwd: str, address: str, words: str | None
) -> None:
    (found,) = beside(tmp_path, Moment().runs(port, command, tmp_path / cwd, address=address))
    assert found.command == (words and ("portbook", "add", *words.split()))
