"""Other hosts over a real sshd on loopback, and those that give no answer."""

from __future__ import annotations

import getpass
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portbook.machine.remote import Unreachable, ask, target_of
from portbook.model.portmap import Host
from tests.support.cli import portbook
from tests.support.ports import free_port

SSHD = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")


@pytest.fixture(scope="module")
def ssh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of an `ssh` that knows the hosts `web1` (a real sshd), `dead` and `slow`."""
    assert SSHD is not None, "scripts/test-tools installs openssh-server"
    folder = tmp_path_factory.mktemp("ssh")
    for key in ("host", "user"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / key)]
        subprocess.run(command, check=True)
    port = free_port()
    public = (folder / "user.pub").read_text()
    (folder / "authorized").write_text(public)
    (folder / "sshd_config").write_text(
        f"ListenAddress 127.0.0.1:{port}\nHostKey {folder}/host\nStrictModes no\nUsePAM no\n"
        f"AuthorizedKeysFile {folder}/authorized\nPidFile none\nPasswordAuthentication no\n"
    )
    Path("/run/sshd").mkdir(exist_ok=True) if os.getuid() == 0 else None
    silent = socket.create_server(("127.0.0.1", 0))
    kind, host_key, _ = (folder / "host.pub").read_text().split(" ", 2)
    (folder / "known").write_text(f"[127.0.0.1]:{port} {kind} {host_key}\n")
    (folder / "config").write_text(
        f"Host web1\n HostName 127.0.0.1\n Port {port}\n User {getpass.getuser()}\n"
        f" IdentityFile {folder}/user\n UserKnownHostsFile {folder}/known\n"
        f"Host dead\n HostName 127.0.0.1\n Port {free_port()}\n"
        f"Host slow\n HostName 127.0.0.1\n Port {silent.getsockname()[1]}\n"
    )
    real = shutil.which("ssh")
    (folder / "ssh").write_text(f'#!/bin/sh\nexec {real} -F {folder}/config "$@"\n')
    (folder / "ssh").chmod(0o755)
    server = subprocess.Popen([SSHD, "-D", "-e", "-f", str(folder / "sshd_config")],
                              stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        _answers(port)
        yield folder
    finally:
        server.terminate()
        server.wait()
        silent.close()


def _answers(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("sshd does not answer")


def test_several_hosts_side_by_side(ssh: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port, silent = held.getsockname()[1], free_port()
        (tmp_path / "ports.yaml").write_text(
            "hosts: {web1: {}, dead: {}, slow: {}, opt: {address: other.example}}\n"
            "projects:\n  shop:\n    services:\n"
            f"      python: {{port: {port}}}\n      api: {{port: {silent}}}\n"
            f"      far: {{port: {port}, host: dead}}\n"
        )
        path = f"{ssh}{os.pathsep}{os.environ['PATH']}"
        ran = portbook(tmp_path, "status", "--on", "web1,dead,slow", "--json", PATH=path)
        assert ran.status == 1
        one, dead, slow = json.loads(ran.out)["hosts"]
        assert dead["host"] == "dead"
        assert "refused" in dead["error"].lower()
        assert set(slow) == {"host", "error"}
        states = {each["service"]: each["state"] for each in one["claims"]}
        assert states["api"] == "silent"
        # Who it is only root and its own user see.
        assert states["python"] in ("right", "unsure")
        (holder,) = next(e["holders"] for e in one["claims"] if e["service"] == "python")
        assert holder["pid"] in (os.getpid(), None)
        text = portbook(tmp_path, "status", "--on", "web1", PATH=path)
        assert text.out.startswith("web1, asked over ssh.")
    assert sys.executable


def test_what_ssh_could_take_for_an_option_is_refused() -> None:
    for name in ("-oProxyCommand=x", "--", "a b", "a;b", "$(x)", ""):
        with pytest.raises(Unreachable):
            target_of(Host("web", address=name or " "))


@pytest.mark.parametrize(
    ("answer", "why"),
    [("", "to the end"), ("motd\n", "to the end"),
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
