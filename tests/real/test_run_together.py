"""`run PROJECT` with real servers: up in order, and in the end nothing is left."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.support.cli import CHECKOUT, portbook
from tests.support.databases import nginx_command, postgres_command, postgres_program, redis_command
from tests.support.files import make_files
from tests.support.ports import free_port
from tests.support.programs import need
from tests.support.servers import listens, serve
from tests.support.started import Started, start_portbook
from tests.support.users import SYSTEM_PYTHON, as_user, is_root, open_folder

NODE = """\
const [api] = process.argv.slice(2)
require("http").get(process.env.API_URL, answer => {
  console.log("the api answers", answer.statusCode)
  require("http").createServer((q, a) => a.end("ok")).listen(process.env.PORT, "127.0.0.1")
})
"""
LEAVING = """\
import os, signal, subprocess, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
again = [sys.executable, __file__]
if sys.argv[1:] == ["daemon"]:  # a process without a parent, in a session of its own
    os.setsid()
    if os.fork():
        os._exit(0)
elif sys.argv[1:] == ["session"]:
    pass
else:
    subprocess.Popen([*again, "daemon"])
    subprocess.Popen([*again, "session"], start_new_session=True)
open(os.path.join(os.path.dirname(__file__), f"{os.getpid()}.pid"), "w").close()
while True:
    signal.pause()
"""
USERS = [
    pytest.param(False, id="own"),
    pytest.param(
        True, id="ordinary", marks=pytest.mark.skipif(not is_root(), reason="is one already")
    ),
]


@pytest.fixture
def folder() -> Iterator[Path]:
    with open_folder() as found:
        yield found


class Street:
    """A map of three services: web needs api, api needs cache."""

    def __init__(self, folder: Path, web: str = "", host: str = "127.0.0.1") -> None:
        self.folder = folder
        self.ports = {name: free_port() for name in ("web", "api", "cache")}
        redis = shlex.join(map(str, redis_command(self.ports["cache"])))
        python = f"{SYSTEM_PYTHON} -m http.server --bind {host} $PORT"
        text = f"""\
projects:
  shop:
    path: shop
    services:
      web: {{port: {self.ports["web"]}, directory: web, uses: [api], health: /,
             start: "{web or f"{need('node')} web.js"}"}}
      api: {{port: {self.ports["api"]}, bind: "{host}", directory: api, uses: [cache], health: /,
             start: "{python}", kind: null}}
      cache: {{kind: redis, port: {self.ports["cache"]}, start: "{redis} && true"}}
""".replace(", kind: null", "")
        make_files(folder, {"ports.yaml": text, "shop/web/web.js": NODE, "shop/api/x": ""})

    def is_gone(self) -> bool:
        hosts = ("127.0.0.1", "::1")
        return not any(listens(host, each) for host in hosts for each in self.ports.values())


def nothing_left(started: Started, seen: set[psutil.Process]) -> bool:
    """Neither of what was there, nor anything that stands in the folder of the test."""
    alive = [each for each in seen if each.is_running() and each.status() != "zombie"]
    for each in psutil.process_iter(["cwd", "cmdline"]):
        words = [each.info["cwd"] or "", *(each.info["cmdline"] or ())]
        if any(str(started.folder) in word for word in words):
            alive.append(each)
    assert alive == []
    return True


@pytest.mark.parametrize("user", USERS)
def test_a_project_comes_up_in_order_and_leaves_nothing_behind(folder: Path, user: bool) -> None:
    street = Street(folder)
    with start_portbook(folder, "run", "shop", user=user) as started:
        started.hears("web   | is healthy: / answers 200")
        seen = started.below()
        assert len(seen) >= 3
        started.signal(signal.SIGINT)
        assert started.ends() == 130
        assert nothing_left(started, seen)
    assert street.is_gone()
    assert started.before("cache | is healthy", "api   | started")
    assert started.before("api   | is healthy", "web   | started")
    assert "web   | the api answers 200" in started.said
    assert started.before("web   | stopped", "api   | stopped")
    assert started.before("api   | stopped", "cache | stopped")
    assert not any("force" in line for line in started.said)


@pytest.mark.parametrize(
    ("name", "user"), [("web", False), ("api", False), ("cache", False), ("api", True)]
)
def test_when_one_dies_the_others_are_ended(folder: Path, name: str, user: bool) -> None:
    street = Street(folder)
    with start_portbook(folder, "run", "shop", user=user and is_root()) as started:
        started.hears("web   | is healthy")
        seen = started.below()
        line = started.hears(f"{name.ljust(5)} | started, pid ")
        root = psutil.Process(int(line.rpartition(" ")[2]))
        # The server itself, where a shell stands between.
        [root, *root.children(recursive=True)][-1].kill()
        assert started.ends() == 137
        assert nothing_left(started, seen)
    assert street.is_gone()
    assert started.hears(f"{name.ljust(5)} | ended").endswith(", exit status 137")


def test_postgresql_and_nginx_of_an_ordinary_user(folder: Path) -> None:
    """PostgreSQL's processes have sessions of their own, and a client is still connected."""
    numbers = {"db": free_port(), "proxy": free_port()}
    start = {
        "db": shlex.join(map(str, unprivileged(postgres_command(folder, numbers["db"])))),
        "proxy": shlex.join(map(str, nginx_command(folder, f"127.0.0.1:{numbers['proxy']}"))),
    }
    text = f"""\
projects:
  shop:
    path: .
    services:
      proxy:
        kind: nginx
        port: {numbers["proxy"]}
        uses: [db]
        health: /
        start: "{start["proxy"]}"
      db:
        kind: postgres
        port: {numbers["db"]}
        database: {{name: postgres, user: shop}}
        start: "{start["db"]}"
"""
    make_files(folder, {"ports.yaml": text})
    client = [postgres_program("psql"), "-XAtq", "-h", "127.0.0.1", "-U", "shop", "postgres"]
    with start_portbook(folder, "run", user=True) as started:
        started.hears("proxy | is healthy: / answers 200")
        with subprocess.Popen(
            [*client, "-p", str(numbers["db"])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as session:
            assert session.stdin is not None
            assert session.stdout is not None
            session.stdin.write("select 'here';\n")
            session.stdin.flush()
            assert session.stdout.readline() == "here\n"
            seen = started.below()
            assert len(seen) > 6
            started.signal()
            assert started.ends() == 130
            session.communicate(timeout=5)
        assert nothing_left(started, seen)
    assert started.before("db    | is healthy", "proxy | started")
    assert started.before("proxy | stopped", "db    | stopped")
    assert any("fast shutdown request" in line for line in started.said)


def unprivileged(command: list[str | Path]) -> list[str | Path]:
    """Without what makes root another user: who runs it is that user already."""
    return command[len(as_user([])) :]


def test_its_own_exit_status_is_passed_on(folder: Path) -> None:
    street = Street(folder, web="sleep 0.1; exit 7")
    with start_portbook(folder, "run", "shop") as started:
        assert started.ends() == 7
    assert street.is_gone()
    assert "web   | ended, exit status 7" in started.said


def test_sigterm_does_the_same_as_ctrl_c(folder: Path) -> None:
    street = Street(folder)
    with start_portbook(folder, "run") as started:
        started.hears("api   | started")
        started.signal(signal.SIGTERM)
        assert started.ends() == 143
    assert street.is_gone()


def test_ipv6(folder: Path) -> None:
    street = Street(folder, host="::1")
    with start_portbook(folder, "run", "shop", "--skip", "web") as started:
        started.hears("api   | is healthy: / answers 200")
        assert listens("::1", street.ports["api"])
        started.signal()
        assert started.ends() == 130
    assert street.is_gone()


def test_what_left_its_session_or_lost_its_parent_is_ended_too(folder: Path) -> None:
    services = f"one: {{start: '{SYSTEM_PYTHON} leaving.py'}}"
    text = f"projects: {{shop: {{path: ., services: {{{services}}}}}}}\n"
    make_files(folder, {"ports.yaml": text, "leaving.py": LEAVING})
    with start_portbook(folder, "run", "--timeout", "0.3") as started:
        until = time.monotonic() + 20
        while len(list(folder.glob("*.pid"))) < 3:
            assert time.monotonic() < until
            time.sleep(0.02)
        seen = {psutil.Process(int(each.stem)) for each in folder.glob("*.pid")}
        assert seen - started.below()  # the daemon has lost its parent
        started.signal()
        assert started.ends() == 130
        assert nothing_left(started, seen)
    assert "one | ended by force" in started.said


def test_a_second_ctrl_c_does_not_wait(folder: Path) -> None:
    command = f"{SYSTEM_PYTHON} -u -c 'import signal; signal.signal(15, signal.SIG_IGN); "
    command += 'print(\\"ready\\"); signal.pause()\''
    text = f'projects: {{shop: {{path: ., services: {{one: {{start: "{command}"}}}}}}}}\n'
    make_files(folder, {"ports.yaml": text})
    with start_portbook(folder, "run", "--timeout", "600") as started:
        started.hears("one | ready")
        started.signal()
        until = time.monotonic() + 20
        # Signals within half a second count as one, so a single one more may be too early.
        while started.process.poll() is None and time.monotonic() < until:
            time.sleep(0.3)
            started.signal()
        assert started.ends() == 130
    assert "one | ended by force" in started.said


def test_what_never_gets_well_keeps_others_from_starting(folder: Path) -> None:
    numbers = [free_port(), free_port()]
    text = f"""\
projects:
  shop:
    path: .
    services:
      web: {{port: {numbers[0]}, uses: [api], start: echo here; sleep 600}}
      api: {{port: {numbers[1]}, start: sleep 600}}
"""
    make_files(folder, {"ports.yaml": text})
    with start_portbook(folder, "run", "--wait", "0.5") as started:
        assert started.ends() == 1
        assert nothing_left(started, set())
    assert f"nothing listens on 127.0.0.1:{numbers[1]}" in started.hears("api | is not healthy")
    assert "web | was not started" in started.said
    assert not any("here" in line for line in started.said)


def test_what_others_start_is_waited_for_and_said_how(folder: Path) -> None:
    number = free_port()
    text = f"""\
projects:
  shop:
    path: .
    compose: docker-compose.yml
    services:
      job: {{uses: [db], start: echo it is there; sleep 600}}
      db: {{kind: redis, image: "redis:7", port: {number}}}
"""
    make_files(folder, {"ports.yaml": text})
    with start_portbook(folder, "run") as started:
        line = started.hears("shop/db | is waited for: ")
        assert line.endswith(f"; docker compose -f {folder}/docker-compose.yml up -d db")
        assert not any("job |" in line for line in started.said)
        with serve(as_user(redis_command(number)), number, cwd=folder):
            started.hears("job | it is there")
        started.signal()
        assert started.ends() == 130


def test_without_it_nothing_starts(folder: Path) -> None:
    text = f"""\
projects:
  shop: {{path: ., services: {{job: {{uses: [shop2/db], start: sleep 600}}}}}}
  shop2: {{path: ., services: {{db: {{port: {free_port()}, start: sleep 600}}}}}}
"""
    make_files(folder, {"ports.yaml": text})
    ran = portbook(folder, "run", "shop", "--wait", "0")
    assert ran.status == 1, ran.err
    assert "'portbook run shop2/db' starts it" in ran.err
    assert "job | was not started" in ran.err


def test_keep_going(folder: Path) -> None:
    text = f"""\
projects:
  shop:
    path: .
    services:
      one: {{start: "while [ ! -e go ]; do sleep 0.05; done; echo done"}}
      two: {{start: exit 3}}
      three: {{start: exit 4, uses: [one]}}
      four: {{port: {free_port()}, start: nonsense-of-a-program}}
      five: {{start: echo five, uses: [four]}}
"""
    make_files(folder, {"ports.yaml": text})
    with start_portbook(folder, "run", "--keep-going", "--wait", "1") as started:
        for name in ("two", "three", "four"):
            started.hears(f"{name.ljust(5)} | ended, exit status")
        (folder / "go").touch()
        started.hears("one   | done")
        assert started.ends() in (3, 4, 127)
    assert "five  | was not started" in started.said


def test_a_daemon_is_waited_for_and_ended(folder: Path) -> None:
    number = free_port()
    redis = shlex.join(map(str, [*redis_command(number), "--daemonize", "yes"]))
    text = f"projects: {{shop: {{path: ., services: {{db: {{kind: redis, port: {number}, "
    make_files(folder, {"ports.yaml": f'{text}start: "{redis}"}}}}}}}}\n'})
    with start_portbook(folder, "run") as started:
        started.hears("db | is healthy: PONG")
        started.signal()
        assert started.ends() == 130
    assert not listens("127.0.0.1", number)


DAEMON = """\
import os, socket, sys, time
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
if os.fork():
    time.sleep(1)  # it is well by now, as after `pg_ctl start`
    os._exit(0)
os.setsid()
while True:
    server.accept()[0].close()
"""


def test_a_daemon_whose_command_waits_until_it_is_well(folder: Path) -> None:
    number = free_port()
    start = f"start: {SYSTEM_PYTHON} daemon.py {number}"
    text = f"projects: {{shop: {{path: ., services: {{db: {{port: {number}, {start}}}}}}}}}\n"
    make_files(folder, {"ports.yaml": text, "daemon.py": DAEMON})
    with start_portbook(folder, "run") as started:
        started.hears("db | is healthy")
        started.hears("may continue in the background")
        assert listens("127.0.0.1", number)
        started.signal()
        assert started.ends() == 130
    assert not listens("127.0.0.1", number)


def test_what_runs_elsewhere_is_ended_by_its_stop(folder: Path) -> None:
    text = """\
projects:
  shop:
    path: .
    services: {db: {image: "acme/db:1", start: touch up, stop: echo stopping; rm up}}
"""
    make_files(folder, {"ports.yaml": text})
    with start_portbook(folder, "run") as started:
        started.hears("db | its command ended with 0")
        assert (folder / "up").exists()
        started.signal()
        assert started.ends() == 130
    assert "db | stopping" in started.said
    assert not (folder / "up").exists()


def test_nothing_starts_while_one_port_is_held(folder: Path) -> None:
    street = Street(folder)
    with serve(as_user(redis_command(street.ports["cache"])), street.ports["cache"], cwd=folder):
        ran = portbook(folder, "run", "shop")
        assert ran.status == 1
        assert "not started: shop/cache runs already: redis-server, pid" in ran.err
        assert "started, pid" not in ran.err
        with start_portbook(folder, "run", "shop", "--skip", "cache") as started:
            started.hears("web | is healthy")
            started.signal()
            assert started.ends() == 130
            assert listens("127.0.0.1", street.ports["cache"])


def test_who_stops_reading_ends_it(folder: Path) -> None:
    services = "one: {start: 'while true; do echo y; sleep 0.05; done'}"
    text = f"projects: {{shop: {{path: ., services: {{{services}}}}}}}\n"
    make_files(folder, {"ports.yaml": text})
    script = f"{sys.executable} -m portbook run | head -n 2; exit ${{PIPESTATUS[0]}}"
    ran = subprocess.run(
        [need("bash"), "-c", script],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT / "generator")},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ran.returncode, ran.stdout) == (141, "one | y\none | y\n"), ran.stderr
