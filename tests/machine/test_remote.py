"""Other hosts over a real sshd on loopback, and those that give no answer."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from portbook.machine.remote import Unreachable, ask, target_of
from portbook.model.portmap import Host
from tests.support.cli import portbook
from tests.support.ports import free_port
from tests.support.sshd import loopback_ssh
from tests.support.users import is_root

HOSTILE = ("my prog [1] pid=", '",1),("x', '",pid=1,fd=3))', "a\nb", "\x1b[31mred")
MAP = """
hosts: {web1: {}, guest: {}}
projects:
  shop:
    environments: {dev: web1, prod: guest}
    services:
"""
LISTEN = """
import socket, sys
with open("/proc/self/comm", "w") as file:
    file.write(sys.argv[1])
with socket.create_server(("127.0.0.1", int(sys.argv[2]))):
    print("up", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def ssh() -> Iterator[str]:
    """A PATH whose `ssh` reaches this machine as many hosts."""
    with loopback_ssh() as folder:
        yield f"{folder}{os.pathsep}{os.environ['PATH']}"


@contextmanager
def listening(name: str) -> Iterator[tuple[int, int]]:
    """The number and the process id of something that calls itself `name`."""
    port = free_port()
    command = [sys.executable, "-c", LISTEN, name, str(port)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        yield port, process.pid
        process.stdin.close()


def test_several_hosts_side_by_side(ssh: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port, silent = held.getsockname()[1], free_port()
        (tmp_path / "ports.yaml").write_text(
            "hosts: {web1: {}, dead: {}, slow: {}, opt: {address: other.example}}\n"
            "projects:\n  shop:\n    services:\n"
            f"      python: {{port: {port}}}\n      api: {{port: {silent}}}\n"
            f"      far: {{port: {port}, host: dead}}\n"
        )
        ran = portbook(tmp_path, "status", "--on", "web1,dead,slow", "--json", PATH=ssh)
        assert ran.status == 1
        one, dead, slow = json.loads(ran.out)["hosts"]
        assert dead["host"] == "dead"
        assert "refused" in dead["error"].lower()
        assert "timed out" in slow["error"]
        states = {each["service"]: each["state"] for each in one["claims"]}
        assert states["api"] == "silent"
        # Who it is only root and its own user see.
        assert states["python"] in ("right", "unsure")
        (holder,) = next(e["holders"] for e in one["claims"] if e["service"] == "python")
        assert holder["pid"] in (os.getpid(), None)
        text = portbook(tmp_path, "status", "--on", "web1", PATH=ssh)
        assert text.out.startswith("web1, asked over ssh.")


def test_names_that_mislead_as_root_and_as_another_user(ssh: str, tmp_path: Path) -> None:
    """Each process keeps its own id, whatever it calls itself; others see only that it listens."""
    with ExitStack() as stack:
        made = {f"s{at}": stack.enter_context(listening(name)) for at, name in enumerate(HOSTILE)}
        lines = [f"      {service}: {port}" for service, (port, _) in made.items()]
        (tmp_path / "ports.yaml").write_text(MAP + "\n".join(lines))
        hosts = "web1,guest" if is_root() else "web1"
        ran = portbook(tmp_path, "status", "--on", hosts, "--json", PATH=ssh)
        found = json.loads(ran.out)
        for host in found.get("hosts", [found]):
            assert {claim["service"] for claim in host["claims"]} == made.keys()
            for claim in host["claims"]:
                (holder,) = claim["holders"]
                if host["host"] == "web1":
                    assert holder["pid"] == made[claim["service"]][1], (claim, ran.out)
                else:
                    assert (claim["state"], holder["pid"]) == ("unsure", None), claim
        shown = portbook(tmp_path, "status", "--on", hosts, PATH=ssh).out
        assert "\x1b[31m" not in shown


def test_audit_says_what_is_silent_and_what_is_not_claimed(ssh: str, tmp_path: Path) -> None:
    silent = free_port()
    with listening("stray") as (port, _):
        services = f"{{services: {{api: {silent}}}}}"
        text = f"hosts: {{web1: {{}}, dead: {{}}}}\nprojects: {{shop: {services}}}\n"
        (tmp_path / "ports.yaml").write_text(text)
        ran = portbook(tmp_path, "audit", "--on", "all", "--json", PATH=ssh)
        assert ran.status == 1
        assert "dead: " in ran.err
        said = [(each["code"], each["message"]) for each in json.loads(ran.out)["diagnostics"]]
        silence = f"shop/api claims {silent}/tcp on web1, where nothing listens"
        assert ("silent", silence) in said
        assert any(code == "not-claimed" and f"{port}/tcp listens on web1" in message
                   for code, message in said)  # fmt: skip


@pytest.mark.soak
def test_fifty_hosts_and_the_dead_hold_up_nobody(ssh: str, tmp_path: Path) -> None:
    names = [*(f"web{n}" for n in range(43)), "dead1", "dead2", "dead3", "slow1", "slow2"]
    names += ["hung1", "hung2"]
    hosts = ", ".join(f"{name}: {{}}" for name in names)
    with listening("api") as (port, pid):
        services = f"{{services: {{api: {{port: {port}, host: [{', '.join(names)}]}}}}}}"
        (tmp_path / "ports.yaml").write_text(
            f"hosts: {{{hosts}}}\nprojects: {{shop: {services}}}\n"
        )
        ran = portbook(tmp_path, "status", "--on", "all", "--json", PATH=ssh)
    rows = json.loads(ran.out)["hosts"]
    assert [each["host"] for each in rows] == names
    for row in rows:
        if row["host"].startswith("web"):
            (claim,) = row["claims"]
            assert claim["holders"][0]["pid"] in (pid, None), row
        else:
            wanted = {"dead": "refused", "slow": "timed out", "hung": "no answer within 20 s"}
            assert wanted[row["host"][:4]] in row["error"]


def test_what_ssh_could_take_for_an_option_is_refused() -> None:
    for name in ("-oProxyCommand=x", "--", "a b", "a;b", "$(x)", ""):
        with pytest.raises(Unreachable):
            target_of(Host("web", address=name or " "))


@pytest.mark.parametrize(
    ("answer", "why"),
    [("", "incomplete"), ("motd\n", "incomplete"),
     ("--portbook-5b1d:listeners\n--portbook-5b1d:docker\n--portbook-5b1d:end\n", "neither ss")],
)  # fmt: skip
def test_half_an_answer_is_none(answer: str, why: str) -> None:
    with pytest.raises(Unreachable, match=why):
        ask(Host("web1"), lambda command: answer)


def test_the_answer_is_read_whatever_the_login_prints() -> None:
    commands: list[list[str]] = []

    def run(command: list[str]) -> str:
        commands.append(command)
        return (
            "Welcome!\n--portbook-5b1d:listeners\n"
            "tcp LISTEN 0 5 *:80 *:* users:((\"nginx\",pid=4,fd=1))\n"
            "--portbook-5b1d:docker\n"
            '{"ID":"x","Names":"db","Image":"postgres","Ports":"127.0.0.1:5432->5432/tcp"}\n'
            "--portbook-5b1d:end\n"
        )  # fmt: skip

    found = ask(Host("web1", address="10.0.0.1"), run)
    assert [(each.port, each.pid) for each in found.listeners] == [(80, 4)]
    assert [each.name for each in found.containers] == ["db"]
    assert found.seen == {"tcp", "udp"}
    assert commands[0][-3:-1] == ["--", "10.0.0.1"]
    assert "BatchMode=yes" in commands[0]
