"""`status` as a person types it: containers, ports.local.yaml, watching, and what is refused."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cli import CHECKOUT, portbook
from tests.support.engine import StandIn, container, engine, port
from tests.support.files import make_files
from tests.support.ports import free_port
from tests.support.servers import serve
from tests.support.terminal import Terminal


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path: a unix socket's has 108 bytes at most (unix(7))."""
    with tempfile.TemporaryDirectory(prefix="pb-") as name:
        yield Path(name).resolve()


def map_in(folder: Path, *ports: int) -> Path:
    web, db = (*ports, *(4000, 4001)[len(ports) :])
    text = f"""\
hosts: {{laptop: {{}}, server: {{}}}}
projects:
  shop:
    path: shop
    services:
      web: {{port: {web}, directory: web}}
      db: {{image: "postgres:16", port: "{db}:5432"}}
      far: {{port: 4002, host: server}}
"""
    return make_files(folder, {"ports.yaml": text, "shop/web/x": ""})


def server(number: int) -> list[str]:
    return [sys.executable, "-m", "http.server", str(number), "--bind", "127.0.0.1"]


def test_containers(folder: Path) -> None:
    web, db, other = free_port(), free_port(), free_port()
    map_in(folder, web, db)
    rows = [
        container("shop-db-1", port(db, 5432), project="shop", service="db"),
        container("x", port(web, 80), project="blog", service="site"),
        container("lone", port(other, 6379), image="redis:7", folder=str(folder / "shop")),
    ]
    with engine(folder / "s", StandIn(rows)) as address:
        ran = portbook(folder, "status", "--json", DOCKER_HOST=address)
        shown = portbook(folder, "status", DOCKER_HOST=address)
    told = json.loads(ran.out)
    states = {each["service"]: (each["state"], each["reason"]) for each in told["claims"]}
    assert states == {
        "db": ("right", "it is the compose service shop's db"),
        "web": ("wrong", "it is the compose service blog's site"),
    }
    held = told["claims"][0]["holders"][0]
    assert held["container"] in ("shop-db-1", "x")
    assert held["since"].startswith("2023-11-1")
    beside = [each for each in told["unclaimed"] if each["port"] == other]
    command = beside[0]["command"]
    assert command[:5] == ["portbook", "add", "shop/lone", "--port", f"{other}:6379"]
    assert portbook(folder, *command[1:], "--dry-run").status == 0
    entry = f'{{kind: redis, container: lone, port: "{other}:6379"}}'
    stanza = f"projects: {{shop: {{services: {{lone: {entry}}}}}}}"
    assert [each["stanza"] for each in beside] == [stanza]
    assert (ran.status, shown.status) == (1, 1)
    assert "container shop-db-1" in shown.out


def test_a_project_of_other_hosts(folder: Path) -> None:
    text = "hosts: {a: {}, b: {}}\nprojects: {p: {services: {s: {port: 4000, host: b}}}}\n"
    make_files(folder, {"ports.yaml": text})
    ran = portbook(folder, "status", "p")
    assert "p claims nothing on it." in ran.out
    assert "There are claims on b: --host says which" in ran.out
    assert ran.status == 0
    for command in (("health", "p"), ("stop", "p/s")):
        ran = portbook(folder, *command)
        assert ran.status == 2
        assert "on a, which this machine is assumed to be; --host names another" in " ".join(
            ran.err.split()
        )


def test_an_engine_that_does_not_answer_is_told(folder: Path) -> None:
    map_in(folder)
    ran = portbook(folder, "status", DOCKER_HOST=f"unix://{folder}/gone")
    assert "containers are not seen:" in ran.out
    assert ran.status == 0


def test_ports_local_yaml(folder: Path) -> None:
    map_in(folder)
    make_files(folder, {"ports.local.yaml": "host: server\n"})
    ran = portbook(folder, "status")
    assert "assumed to be server: ports.local.yaml says so" in ran.out
    assert "shop/far" in ran.out
    assert "shop/web" not in ran.out
    assert "to be laptop: --host says so" in portbook(folder, "status", "--host", "laptop").out
    make_files(folder, {"ports.local.yaml": "hots: server\n"})
    ran = portbook(folder, "status")
    assert ran.status == 2
    assert "ports.local.yaml:1:1: error[unknown-key]: there is no key 'hots'" in ran.err
    assert "did you mean 'host'?" in ran.err


def test_checkouts_of_ports_local_yaml_decide(folder: Path) -> None:
    number = free_port()
    map_in(folder, number)
    (folder / "mine/web").mkdir(parents=True)
    with serve(server(number), number, cwd=folder / "mine/web"):
        before = portbook(folder, "status", "--json")
        make_files(folder, {"ports.local.yaml": "paths: {shop: mine}\n"})
        after = portbook(folder, "status", "--json")
    states = [json.loads(ran.out)["claims"][-1]["state"] for ran in (before, after)]
    assert sorted(states) == sorted(["wrong", "right"])
    assert (before.status, after.status) == (1, 0)


def test_a_service_on_another_number(folder: Path) -> None:
    number = free_port()
    map_in(folder)
    with serve(server(number), number, cwd=folder / "shop/web"):
        ran = portbook(folder, "status")
    assert f"{number} is perhaps shop/web: portbook move shop/web {number}" in ran.out
    assert portbook(folder, "move", "shop/web", str(number), "--dry-run").status == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("shp",), "Did you mean 'shop'?"),
        (("--host", "lap"), "there is no host 'lap'"),
        (("--watch", "--json"), "--watch is for people"),
        (("--interval", "0"), "--interval"),
    ],
)
def test_what_is_refused(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = portbook(map_in(folder), "status", *arguments)
    assert ran.status == 2
    assert said in ran.err


@pytest.mark.parametrize("command", ["status", "health", "stop", "open"])
def test_a_map_that_is_none(folder: Path, command: str) -> None:
    make_files(folder, {"ports.yaml": "projects: [\n"})
    more = ("shop/web",) if command in ("stop", "open") else ()
    ran = portbook(folder, command, *more)
    assert ran.status == 2
    assert "error[syntax]" in ran.err


def test_watching_prints_what_changes(folder: Path) -> None:
    number = free_port()
    map_in(folder, number)
    process = subprocess.Popen(
        [sys.executable, "-m", "portbook", "status", "--watch", "--interval", "0.2"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT / "generator"), "COLUMNS": "80"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        seen = until(process.stdout, "shop/web")
        assert "silent" in seen[-1]
        with serve(server(number), number, cwd=folder / "shop/web"):
            seen = until(process.stdout, "python")
            assert "shop/web" in seen[-1]
            assert "held" in seen[-1]
        text = (folder / "ports.yaml").read_text()
        for written, said in ((f"{text}: [", "cannot be used"), (renamed(text), "shop/page")):
            make_files(folder, {"ports.yaml": written})
            assert said in until(process.stdout, said)[-1]
    finally:
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
    assert process.returncode == 130
    assert err.strip() == "interrupted"


def renamed(text: str) -> str:
    assert "web:" in text
    return text.replace("web:", "page:")


def until(lines: Iterator[str], word: str) -> list[str]:
    """Lines up to the first that holds a word; the test's own time limit ends a vain wait."""
    seen = []
    for line in lines:
        seen.append(line)
        if word in line:
            return seen
    raise AssertionError(seen)


def test_watching_on_a_terminal(folder: Path) -> None:
    """In place, on the screen that the terminal gives back afterwards (xterm's 1049)."""
    map_in(folder)
    watch = ["status", "--watch", "--interval", "0.2"]
    terminal = Terminal(
        folder,
        [sys.executable, "-m", "portbook", *watch],
        {**os.environ, "PYTHONPATH": str(CHECKOUT / "generator"), "TERM": "xterm-256color"},
    )
    for _ in range(2):
        terminal.shows("shop/web")
    terminal.types("\x03")
    assert terminal.ends() == 130
    assert "\x1b[?1049h" in terminal.everything
    assert "\x1b[?1049l" in terminal.everything
