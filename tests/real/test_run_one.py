"""`run SERVICE`: as if it had been started by hand, on the port that the map says."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.real.street import python
from tests.support.cli import CHECKOUT, Ran, portbook
from tests.support.files import make_files
from tests.support.ports import free_port
from tests.support.programs import need
from tests.support.servers import serve
from tests.support.started import start_portbook
from tests.support.terminal import Terminal
from tests.support.users import SYSTEM_PYTHON, is_root, open_folder, user_portbook

Run = Callable[..., Ran]

SHOWN = """\
import json, os, sys
names = ("PORT", "WEB_URL", "API_PORT", "CACHE", "DATABASE", "TOKEN", "GREETING")
print(json.dumps({"folder": os.getcwd(), **{name: os.environ.get(name) for name in names}}))
"""
HEARING = """\
import os, signal, sys
def heard(number, frame):
    os.write(1, f"heard {signal.Signals(number).name}\\n".encode())
    if number != signal.SIGUSR1:
        sys.exit(40 + number)
for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1):
    signal.signal(each, heard)
os.write(1, b"ready\\n")
while True:
    signal.pause()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with open_folder() as found:
        yield found


@pytest.fixture(params=["own", "ordinary"])
def run(request: pytest.FixtureRequest) -> Run:
    if request.param == "ordinary" and not is_root():
        pytest.skip("the tests run as an ordinary user already")
    return user_portbook if request.param == "ordinary" else portbook


def map_in(folder: Path, keys: str, **ports: int) -> Path:
    numbers = {"web": 23998, "api": 23999, "cache": 6379, **ports}
    text = f"""\
projects:
  shop:
    path: checkout
    services:
      web: {{port: {numbers["web"]}}}
      api: {{port: {numbers["api"]}, directory: api, {keys}}}
      cache:
        kind: redis
        port: {numbers["cache"]}
        secrets: {{PASSWORD: null, OTHER: {{value: x, environments: [development], reason: r}}}}
"""
    return make_files(folder, {"ports.yaml": text, "checkout/api/x": "", "show.py": SHOWN})


def test_folder_and_variables(folder: Path, run: Run) -> None:
    env = "{CACHE: '{cache.url}', DATABASE: 'x:{cache.secret.PASSWORD}', GREETING: a b}"
    map_in(folder, f"secrets: [TOKEN], env: {env}, start: {SYSTEM_PYTHON} ../../show.py")
    ran = run(folder, "run", "api", PASSWORD="p", TOKEN="t", PORT="1", GREETING="other")
    assert (ran.status, ran.err) == (0, "")
    assert json.loads(ran.out) == {
        "folder": str(folder / "checkout/api"),
        "PORT": "23999",
        "WEB_URL": "http://127.0.0.1:23998",
        "API_PORT": "23999",
        "CACHE": "redis://127.0.0.1:6379",
        "DATABASE": "x:p",
        "TOKEN": "t",
        "GREETING": "a b",
    }


def test_secrets_that_are_missing_are_named(folder: Path) -> None:
    env = "{DATABASE: 'x:{cache.secret.PASSWORD}', OTHER: '{cache.secret.OTHER}'}"
    map_in(folder, f"secrets: [TOKEN], env: {env}, start: echo $DATABASE$OTHER")
    ran = portbook(folder, "run", "shop/api")
    assert (ran.status, ran.out) == (0, "x\n")
    assert ran.err.splitlines() == [
        "shop/api: DATABASE is not set: needs the secret PASSWORD",
        "shop/api: expects the secret TOKEN in its environment",
    ]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["sh", "-c", "exit 0"], 0),
        (["sh", "-c", "exit 7"], 7),
        (["sh", "-c", "kill -TERM $$"], 143),
        (["sh", "-c", "kill -KILL $$"], 137),
        (["no-such-program"], 127),
        (["./x"], 126),
        (["echo", "-h", "--", "$PORT", "*"], 0),
    ],
)
def test_a_command_of_ones_own(folder: Path, run: Run, words: list[str], status: int) -> None:
    ran = run(map_in(folder, "start: exit 99"), "run", "shop/api", "--", *words)
    assert ran.status == status, ran.err
    if words[0] == "echo":
        assert ran.out == "-h -- $PORT *\n"


@pytest.mark.parametrize("start", ["exit 7", "kill -INT $$", "false || exit 3"])
def test_the_status_of_start(folder: Path, start: str) -> None:
    status = {"exit 7": 7, "kill -INT $$": 130}.get(start, 3)
    assert portbook(map_in(folder, f"start: {start}"), "run", "api").status == status


def test_input_and_both_outputs_are_its_own(folder: Path) -> None:
    map_in(folder, "start: cat; echo oops >&2")
    ran = subprocess.run(
        [sys.executable, "-m", "portbook", "run", "api"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT / "generator")},
        input=b"bytes \xff\n",
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"bytes \xff\n", b"oops\n")


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"])
def test_signals_are_passed_on(folder: Path, name: str) -> None:
    number = signal.Signals[name]
    make_files(map_in(folder, f"start: {SYSTEM_PYTHON} ../../hear.py"), {"hear.py": HEARING})
    with start_portbook(folder, "run", "api") as started:
        started.hears("ready")
        started.signal(signal.SIGUSR1)
        started.hears("heard SIGUSR1")
        started.signal(number)
        assert started.ends() == 40 + number
    assert started.said.count(f"heard {name}") == 1


def test_an_ordinary_users_too(folder: Path) -> None:
    make_files(map_in(folder, f"start: {SYSTEM_PYTHON} ../../hear.py"), {"hear.py": HEARING})
    with start_portbook(folder, "run", "api", user=True) as started:
        started.hears("ready")
        below = psutil.Process(started.process.pid)
        while below.children():  # setpriv becomes the program it starts: no process between
            below = below.children()[0]
        started.signal(signal.SIGTERM)
        assert started.ends() == 55
        assert not below.is_running()


def test_what_the_shell_has_started_ends_with_it(folder: Path) -> None:
    map_in(folder, "start: sleep 600 & setsid sleep 601 & echo ready; wait")
    with start_portbook(folder, "run", "api", "--timeout", "2") as started:
        started.hears("ready")
        seen = started.below()
        assert len(seen) >= 3
        started.signal(signal.SIGTERM)
        assert started.ends() == 143
        assert [each for each in seen if each.is_running() and each.status() != "zombie"] == []


@pytest.mark.parametrize(("bind", "other"), [("127.0.0.1", "::1"), ("::1", "127.0.0.1")])
def test_a_port_that_is_held(folder: Path, run: Run, bind: str, other: str) -> None:
    number = free_port()
    map_in(folder, f'bind: "{bind}", start: echo runs', api=number)
    make_files(folder, {"blog/x": ""})
    with serve(python(number, bind), number, host=bind, cwd=folder / "blog") as server:
        ran = run(folder, "run", "api")
        assert (ran.status, ran.out) == (1, "")
        text = f"not started: {number}/tcp of shop/api is held by python3, pid {server.pid} in "
        assert ran.err.startswith(text)
        assert f"/blog (it runs in {folder}/blog" in ran.err.replace("~", str(folder))
        assert f"'portbook who {number}' says more, 'portbook stop {number}' ends it" in ran.err
    # One on the other loopback address is in nobody's way.
    with serve(python(number, other), number, host=other, cwd=folder / "blog"):
        assert run(folder, "run", "api").out == "runs\n"


def test_a_wildcard_holds_loopback_too(folder: Path) -> None:
    number = free_port()
    map_in(folder, "start: echo runs", api=number)
    with serve(python(number, "0.0.0.0"), number, cwd=folder / "checkout/api"):
        ran = portbook(folder, "run", "api")
    assert ran.status == 1
    assert f"not started: shop/api runs already: python3, pid" in ran.err  # noqa: F541
    assert "hint: 'portbook stop shop/api' ends it" in ran.err


def test_fallback_ports_are_told(folder: Path) -> None:
    number, first, second = free_port(), free_port(), free_port()
    others = f"[{{port: {first}, when: the other is busy}}, {second}]"
    map_in(folder, f"alternatives: {others}, start: echo runs", api=number)
    with (
        serve(python(number, "127.0.0.1"), number, cwd=folder),
        serve(python(first, "127.0.0.1"), first, cwd=folder),
    ):
        ran = portbook(folder, "run", "api")
    said = f"hint: the map knows of fallback ports: {first} (held; the other is busy), "
    assert said + f"{second} (free)" in ran.err


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["run", "apo"], 2, "Did you mean 'api'?"),
        (["run", "web"], 2, "portbook run shop/web -- ..."),
        (["run", "box"], 2, "docker compose -f"),
        (["run", "old"], 2, "shop/old is retired: only what is active is run"),
        (["run", "far"], 2, "shop/far runs at Vercel, not here"),
        (["run", "api", "--"], 2, "there is no command after --"),
        (["run", "shop", "--", "ls"], 2, "is run for one service"),
        (["run", "api", "-e", "prod"], 2, "there is no environment 'prod'"),
        (["run", "shop", "--skip", "apu"], 2, "Did you mean 'api'?"),
        (["run", "api", "web"], 2, "shop/web has no 'start'"),
        (["run", "gone"], 2, "is not there: "),
    ],
)
def test_what_cannot_be_run(folder: Path, words: list[str], status: int, said: str) -> None:
    text = """\
projects:
  shop:
    path: .
    services:
      api: {start: echo hello}
      web: 23998
      box: {image: "acme/box:1", port: 23997}
      old: {status: retired, start: echo hello}
      far: {hosted: {by: Vercel}, start: echo hello}
      gone: {directory: gone, start: echo hello}
"""
    ran = portbook(make_files(folder, {"ports.yaml": text}), *words)
    assert (ran.status, ran.out) == (status, "")
    assert said in ran.err


def test_nobody_says_where_the_checkout_is(folder: Path) -> None:
    text = "projects: {a: {services: {x: {start: pwd}}}, b: {services: {x: {start: pwd}}}}\n"
    make_files(folder, {"ports.yaml": text, "there/x": ""})
    ran = portbook(folder, "run", "a/x")
    assert ran.status == 2
    assert "nothing says where the checkout of a lies" in ran.err
    assert portbook(folder / "there", "run", "a/x", "--", "pwd").out == f"{folder}/there\n"
    make_files(folder, {"ports.local.yaml": "paths: {a: there}\n"})
    assert portbook(folder, "run", "a/x").out == f"{folder}/there\n"


def terminal_in(folder: Path, *command: str) -> Terminal:
    ours = {"PYTHONPATH": str(CHECKOUT / "generator"), "PS1": "$ ", "TERM": "dumb"}
    return Terminal(folder, list(command), {**os.environ, **ours})


def test_the_terminal_is_its_own(folder: Path) -> None:
    map_in(folder, "start: '[ -t 0 ] && [ -t 1 ] && echo ready && read line && echo got $line'")
    terminal = terminal_in(folder, sys.executable, "-m", "portbook", "run", "api")
    terminal.shows("ready")
    terminal.types("a word\n")
    terminal.shows("got a word")
    assert terminal.ends() == 0


def test_ctrl_c_reaches_it_once_and_its_status_counts(folder: Path) -> None:
    make_files(map_in(folder, f"start: {SYSTEM_PYTHON} ../../hear.py"), {"hear.py": HEARING})
    terminal = terminal_in(folder, sys.executable, "-m", "portbook", "run", "api")
    terminal.shows("ready")
    terminal.types("\x03")
    terminal.shows("heard SIGINT")
    assert terminal.ends() == 42
    assert "heard" not in terminal.shown


def test_ctrl_z_stops_it_and_fg_goes_on(folder: Path) -> None:
    map_in(folder, "start: 'echo ready; read line; echo got $line; read line; echo and $line'")
    terminal = terminal_in(folder, str(need("bash")), "--norc", "--noprofile", "-i")
    terminal.types(f"{sys.executable} -m portbook run api\n")
    terminal.shows("ready\r\n")
    terminal.types("one\n")
    terminal.shows("got one")
    terminal.types("\x1a")
    terminal.shows("Stopped")
    terminal.types("fg\n")
    terminal.shows("portbook run api\r\n")
    terminal.types("two\n")
    terminal.shows("and two")
    terminal.types("exit $?\n")
    assert terminal.ends() == 0
