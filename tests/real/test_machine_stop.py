"""`stop` beside real servers: what it ends, what it leaves alone, and how it asks."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.real.street import python
from tests.support.cli import CHECKOUT, portbook
from tests.support.databases import (
    nginx_command,
    postgres_command,
    postgres_program,
    redis_command,
    wait_for_postgres,
)
from tests.support.engine import StandIn, container, engine, port
from tests.support.files import make_files
from tests.support.ports import free_port
from tests.support.programs import need
from tests.support.servers import listens, serve
from tests.support.terminal import Terminal
from tests.support.users import SYSTEM_PYTHON, as_user, is_root, open_folder, user_portbook

STUBBORN = """\
import signal, socket, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
s = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    s.accept()
"""
PARENT = """\
import socket, subprocess, sys
s = socket.create_server(("127.0.0.1", int(sys.argv[1])))
ran = subprocess.run([sys.executable, "-m", "portbook", "stop", sys.argv[1], "--yes"],
                     capture_output=True, text=True)
print(ran.returncode, ran.stderr, flush=True)
"""
WORKERS = """\
import os, socket, sys, time
s = socket.create_server(("127.0.0.1", int(sys.argv[1])))
for _ in range(3):
    if os.fork() == 0:
        while True:
            s.accept()
time.sleep(600)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with open_folder() as found:
        yield found


def map_in(folder: Path, number: int, more: str = "") -> Path:
    services = f"web: {{port: {number}, directory: web{more}}}"
    text = f"projects: {{shop: {{path: shop, services: {{{services}}}}}}}\n"
    return make_files(folder, {"ports.yaml": text, "shop/web/x": "", "blog/x": ""})


def gone(number: int, host: str = "127.0.0.1") -> bool:
    return not listens(host, number)


@pytest.mark.parametrize("name", ["redis", "postgres", "nginx", "node", "python", "workers"])
def test_what_listens_is_ended(folder: Path, name: str) -> None:
    number = free_port()
    if name == "redis":
        command = as_user(redis_command(number))
    elif name == "postgres":
        command = postgres_command(folder, number)
    elif name == "nginx":
        command = as_user(nginx_command(folder, f"127.0.0.1:{number}", workers=3))
    elif name == "node":
        code = f"require('http').createServer().listen({number}, '127.0.0.1')"
        command = as_user([need("node"), "-e", code])
    elif name == "python":
        command = python(number, "127.0.0.1")
    else:
        make_files(folder, {"workers.py": WORKERS})
        command = as_user([SYSTEM_PYTHON, folder / "workers.py", str(number)])
    with serve(command, number, cwd=folder) as server:
        if name == "postgres":
            wait_for_postgres(number)
        ran = user_portbook(folder, "stop", str(number), "--yes", "--timeout", "8")
        assert ran.status == 0, ran.out + ran.err
        assert gone(number)
        server.wait(timeout=5)
    assert f"127.0.0.1:{number}/tcp" in ran.out
    assert ": ended\n" in ran.out


def test_postgres_does_not_wait_for_its_clients(folder: Path) -> None:
    number = free_port()
    client = [postgres_program("psql"), "-XAtq", "-h", "127.0.0.1", "-p", str(number), "-U", "shop"]
    with serve(postgres_command(folder, number), number, cwd=folder):
        wait_for_postgres(number)
        with subprocess.Popen(
            [*client, "postgres"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as session:
            assert session.stdin is not None
            assert session.stdout is not None
            session.stdin.write("select 'here';\n")
            session.stdin.flush()
            assert session.stdout.readline() == "here\n"
            ran = user_portbook(folder, "stop", str(number), "--yes", "--timeout", "8")
            session.communicate(timeout=5)
    assert ": ended\n" in ran.out, ran.out + ran.err


def test_clients_live_on(folder: Path) -> None:
    number = free_port()
    client = "import socket, sys; c = socket.create_connection(('127.0.0.1', int(sys.argv[1])));"
    client += "print('here', flush=True); sys.stdin.read()"
    with serve(as_user(redis_command(number)), number, cwd=folder):
        with subprocess.Popen(
            as_user([SYSTEM_PYTHON, "-c", client, str(number)]),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"here\n"
            ran = user_portbook(folder, "stop", str(number), "--yes")
            assert ran.status == 0, ran.err
            assert process.poll() is None
            assert str(process.pid) not in ran.out
            process.communicate(timeout=5)
        assert gone(number)


def test_ipv6(folder: Path) -> None:
    number = free_port()
    with serve(python(number, "::1"), number, host="::1", cwd=folder):
        ran = user_portbook(folder, "stop", str(number), "--yes")
        assert f"[::1]:{number}/tcp" in ran.out
        assert gone(number, "::1")


def test_a_service_is_ended_by_its_name(folder: Path) -> None:
    number = free_port()
    map_in(folder, number)
    with serve(python(number, "127.0.0.1"), number, cwd=folder / "shop/web"):
        ran = user_portbook(folder, "stop", "web", "--yes")
        assert ran.status == 0, ran.out + ran.err
        assert gone(number)
    again = user_portbook(folder, "stop", "shop/web", "--yes")
    assert (again.status, again.out) == (0, "")
    assert f"shop/web does not listen on {number}" in again.err


def test_a_stranger_on_its_port_is_left_alone(folder: Path) -> None:
    number = free_port()
    map_in(folder, number)
    with serve(python(number, "127.0.0.1"), number, cwd=folder / "blog"):
        ran = user_portbook(folder, "stop", "shop/web", "--yes")
        assert ran.status == 1
        assert not gone(number)
        assert "not what the map says: it runs in" in ran.out
        assert f"'stop {number} --yes' ends it" in ran.err
        assert user_portbook(folder, "stop", str(number), "--yes").status == 0
        assert gone(number)


def test_without_a_terminal_and_without_yes_nothing_ends(folder: Path) -> None:
    number = free_port()
    with serve(python(number, "127.0.0.1"), number, cwd=folder):
        ran = user_portbook(folder, "stop", str(number))
        assert ran.status == 2
        assert "--yes" in ran.err
        assert not gone(number)


def answer(folder: Path, said: str, *arguments: str) -> tuple[int, str]:
    """portbook on a terminal where somebody types."""
    terminal = Terminal(
        folder,
        [sys.executable, "-m", "portbook", *arguments],
        {**os.environ, "PYTHONPATH": str(CHECKOUT / "generator")},
    )
    for letter in said:
        terminal.shows("[y/N]:")
        terminal.types(f"{letter}\n")
    return terminal.ends(), terminal.everything


@pytest.mark.parametrize(
    ("said", "status", "questions", "ended"), [("y", 0, 1, True), ("n", 1, 1, False)]
)
def test_it_asks(folder: Path, said: str, status: int, questions: int, ended: bool) -> None:
    number = free_port()
    map_in(folder, number)
    command = [str(SYSTEM_PYTHON), "-m", "http.server", str(number), "--bind", "127.0.0.1"]
    with serve(command, number, cwd=folder / "shop/web"):
        found, shown = answer(folder, said, "stop", "web")
        assert (found, shown.count("[y/N]")) == (status, questions), shown
        assert gone(number) is ended


@pytest.mark.parametrize(("said", "status"), [("y", 0), ("n", 1)])
def test_it_asks_apart_for_a_stranger(folder: Path, said: str, status: int) -> None:
    number = free_port()
    map_in(folder, number)
    command = [str(SYSTEM_PYTHON), "-m", "http.server", str(number), "--bind", "127.0.0.1"]
    with serve(command, number, cwd=folder / "blog"):
        found, shown = answer(folder, said, "stop", "web")
        assert found == status, shown
        assert "is not that service" in shown
        assert gone(number) is (said == "y")


def test_force_comes_after_the_timeout(folder: Path) -> None:
    number = free_port()
    make_files(folder, {"stubborn.py": STUBBORN})
    command = as_user([SYSTEM_PYTHON, folder / "stubborn.py", str(number)])
    with serve(command, number, cwd=folder):
        ran = user_portbook(folder, "stop", str(number), "--yes", "--timeout", "0.3")
        assert ran.status == 0
        assert "ended by force after 0.3 s" in ran.out
        assert gone(number)


def test_who_starts_it_again_is_named(folder: Path) -> None:
    number = free_port()
    command = shlex.join(map(str, redis_command(number)))
    loop = f"while true; do {command}; done"
    with serve(as_user(["sh", "-c", loop]), number, cwd=folder) as server:
        ran = user_portbook(folder, "stop", str(number), "--yes")
        # The shell first, then what it has started meanwhile.
        server.kill()
        server.wait()
        again = user_portbook(folder, "stop", str(number), "--yes")
    assert ran.status == 1, ran.out
    assert f"{number} is held again, by redis-server" in ran.err
    assert f"sh, pid {server.pid}, starts it" in ran.err
    assert again.status == 0
    assert gone(number)


@pytest.mark.skipif(not is_root(), reason="needs a process of somebody else")
def test_other_peoples_processes_are_left_alone(folder: Path) -> None:
    number = free_port()
    with serve(redis_command(number), number):
        ran = user_portbook(folder, "stop", str(number), "--yes")
        assert ran.status == 1
        assert "cannot see whose it is: run as root" in ran.err
        assert not gone(number)


@pytest.mark.skipif(not is_root(), reason="needs a process of somebody else")
def test_root_has_to_name_whose_it_is(folder: Path) -> None:
    number = free_port()
    with serve(as_user(redis_command(number)), number):
        ran = portbook(folder, "stop", str(number), "--yes")
        assert ran.status == 1
        assert "belongs to nobody: left alone; '--user nobody' ends it" in ran.err
        assert not gone(number)
        found, shown = answer(folder, "n", "stop", str(number))
        assert (found, gone(number)) == (1, False)
        assert "belongs to nobody. End it?" in shown
        assert portbook(folder, "stop", str(number), "--yes", "--user", "nobody").status == 0
        assert gone(number)


def test_what_portbook_runs_under_is_never_ended(folder: Path) -> None:
    make_files(folder, {"parent.py": PARENT})
    ran = subprocess.run(
        [sys.executable, folder / "parent.py", str(free_port())],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT / "generator")},
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert ran.stdout.startswith("1 "), ran.stdout
    assert "portbook runs under process" in ran.stdout


def test_a_container_is_stopped_by_its_engine(folder: Path) -> None:
    number = free_port()
    map_in(folder, number, ", image: 'acme/web:1'")
    answers = StandIn(
        [container("shop-web-1", port(number, number), project="shop", service="web")]
    )
    with engine(folder / "s", answers) as address:
        ran = portbook(folder, "stop", "web", "--yes", "--timeout", "3", DOCKER_HOST=address)
    assert (ran.status, ran.err) == (0, "")
    assert "container shop-web-1 (acme/thing:1)" in ran.out
    assert answers.asked[-1].endswith(f"/containers/{'shop-web-1' * 8}/stop?t=3")


def test_an_engine_that_refuses_is_quoted(folder: Path) -> None:
    number = free_port()
    answers = StandIn([container("a", port(number, 80))])

    with engine(folder / "s", answers) as address:
        answers.refuses = True
        ran = portbook(folder, "stop", str(number), "--yes", DOCKER_HOST=address)
    assert ran.status == 1
    assert "container a: " in ran.err
    assert "answers 500: no" in ran.err


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("wbe", "Did you mean 'web'?"),
        ("shop/web.x", "there is no endpoint 'x'"),
        ("99999", "99999 is not a port"),
        ("a b", "does not name a service"),
    ],
)
def test_what_is_no_target(folder: Path, target: str, said: str) -> None:
    ran = portbook(map_in(folder, 3000), "stop", target, "--yes")
    assert ran.status == 2
    assert said in ran.err
