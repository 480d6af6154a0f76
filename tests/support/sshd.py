"""An sshd on loopback with keys of its own, and the `ssh` that reaches many hosts through it."""

from __future__ import annotations

import getpass
import os
import shlex
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.ports import free_port
from tests.support.programs import need
from tests.support.servers import serve
from tests.support.users import is_root, open_folder

__all__ = ["loopback_ssh"]

SERVER = """\
ListenAddress 127.0.0.1:{port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/authorized
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
MaxStartups 200
"""
CLIENT = """\
Host dead*
  Port {dead}
Host slow*
  Port {slow}
Host hung*
  IdentityFile {folder}/hung
Host guest*
  User nobody
Host *
  HostName 127.0.0.1
  Port {port}
  User {user}
  IdentityFile {folder}/user
  IdentitiesOnly yes
  HostKeyAlias loopback
  UserKnownHostsFile {folder}/known
"""


@contextmanager
def loopback_ssh() -> Iterator[Path]:
    """A folder for PATH, whose `ssh` has every name for this machine, but for names that begin so:
    `dead` (nobody listens), `slow` (never greets), `hung` (lets in and never answers), `guest`
    (this machine as `nobody`, for tests that run as root).
    """
    with open_folder() as folder, socket.create_server(("127.0.0.1", 0)) as silent:
        port = free_port()
        given = {"folder": folder, "port": port, "user": getpass.getuser()}
        for key in ("host", "user", "hung"):
            command: list[str | Path] = [
                need("ssh-keygen"),
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-f",
                folder / key,
            ]
            subprocess.run(command, check=True)
        keys = {key: (folder / f"{key}.pub").read_text() for key in ("host", "user", "hung")}
        (folder / "known").write_text(f"loopback {keys['host']}")
        (folder / "authorized").write_text(f'{keys["user"]}command="exec sleep 40" {keys["hung"]}')
        (folder / "sshd_config").write_text(SERVER.format(**given))
        ports = {"dead": free_port(), "slow": silent.getsockname()[1]}
        (folder / "config").write_text(CLIENT.format(**given, **ports))
        # Of two values ssh takes the first: a host that never greets is given up after a second.
        words = f"exec {shutil.which('ssh')} -F {folder}/config -o ConnectTimeout=1"
        (folder / "ssh").write_text(f'#!/bin/sh\n{words} "$@"\n')
        (folder / "ssh").chmod(0o755)
        with serve(_server(folder), port):
            yield folder


def _server(folder: Path) -> list[str | Path]:
    server: list[str | Path] = [need("sshd"), "-D", "-e", "-f", folder / "sshd_config"]
    if not is_root():
        return server
    # sshd separates privileges in /run/sshd (sshd(8)). No system's own file lets `nobody` in, and
    # root's own shell may have much to set up.
    users = (
        "root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\nsshd:x:65533:65534::/:/bin/no\n"
    )
    (folder / "passwd").write_text(users, encoding="utf-8")
    mounts = f"mount -t tmpfs -o mode=755 tmpfs /run/sshd; mount -B {folder}/passwd /etc/passwd"
    os.makedirs("/run/sshd", exist_ok=True)  # noqa: PTH103 - the place is the system's
    return [need("unshare"), "-m", "sh", "-ec", f"{mounts}; exec {shlex.join(map(str, server))}"]
