"""Finds what listens on another host over the user's own `ssh`, read-only.

ssh_config(5) has the users, keys and jumps. Nothing is asked of a person, and every host has a
deadline, so that one that is dead holds up nobody.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from portbook.machine.saved_containers import UnknownFormat
from portbook.machine.saved_listeners import Saved, joined, read_saved
from portbook.model.portmap import Host
from portbook.text.diagnostic import legible
from portbook.text.process_group import started

SECONDS = 20
"""For a whole answer, the connection included."""
CONNECT = 5
AT_ONCE = 24

_TARGET = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@:%-]*|\[[0-9A-Fa-f:.]+\]").fullmatch
_MARK = "--portbook-5b1d:"
_LISTENERS = {
    "linux": "ss -H -ltnup 2>/dev/null || ss -ltnup 2>/dev/null || netstat -ltnup 2>/dev/null",
    "macos": "lsof -nP -F pcLtPnT -iTCP -sTCP:LISTEN; lsof -nP -F pcLtPnT -iUDP",
}
_DOCKER = "docker ps --no-trunc --format '{{json .}}' 2>/dev/null"


class Unreachable(Exception):
    """The host was not asked, or gave no answer; the text says why."""


def target_of(host: Host) -> str:
    """What `ssh` calls the host; Unreachable where that could be taken for an option."""
    target = host.ssh or host.address or host.name
    if _TARGET(target) is None:
        raise Unreachable(f"'{target}' is not a valid host for ssh")
    return target


def ask_all(hosts: Iterable[Host]) -> Iterator[tuple[Host, Saved | str]]:
    """Every host side by side, in the order given; of one without an answer, why."""

    def one(host: Host) -> Saved | str:
        try:
            return ask(host)
        except Unreachable as failure:
            return str(failure)

    listed = list(hosts)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from zip(listed, pool.map(one, listed), strict=True)


def ask(host: Host, run: Callable[[list[str]], str] | None = None) -> Saved:
    """What listens on a host, and its containers where Docker is there; `run` for tests."""
    listeners = _LISTENERS.get(host.os)
    if listeners is None:
        raise Unreachable(f"{host.os} is not asked over ssh: '--from FILE' reads saved output")
    asked = {"listeners": listeners, "docker": _DOCKER, "end": ":"}
    script = "; ".join(f"echo {_MARK}{name}; {{ {words}; }}" for name, words in asked.items())
    command = ["ssh", "-T", "-o", "BatchMode=yes", "-o", f"ConnectTimeout={CONNECT}"]
    # The other side's login shell may be any: it only has to start sh.
    whole = [*command, "--", target_of(host), f"exec sh -c {shlex.quote(script)}"]
    parts = _parts((run or _ssh)(whole))
    if "end" not in parts:
        raise Unreachable("its answer is incomplete")
    if not parts["listeners"].strip():
        raise Unreachable("it has neither ss nor netstat, or shows no listeners")
    try:
        found = [read_saved(parts["listeners"])]
        found += [read_saved(parts["docker"])] if parts.get("docker", "").strip() else []
    except UnknownFormat as failure:
        raise Unreachable(f"its answer is not understood: {failure}") from None
    whole_answer = joined(found)
    # Both were asked for, whatever rows came.
    whole_answer.seen = frozenset(("tcp", "udp"))
    return whole_answer


def _parts(output: str) -> dict[str, str]:
    """The parts by name; what a login prints before the first is none of them."""
    pieces = re.split(rf"^{_MARK}([a-z]+)\r?\n", output, flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def _ssh(command: list[str]) -> str:
    environment = {**os.environ, "SSH_ASKPASS_REQUIRE": "never", "LC_ALL": "C"}
    try:
        with started(command, env=environment) as process:
            out, err = process.communicate(timeout=SECONDS)
    except OSError as failure:
        raise Unreachable(f"ssh cannot be run: {failure.strerror}") from None
    except subprocess.TimeoutExpired:
        raise Unreachable(f"no answer within {SECONDS} s") from None
    text = out.decode(errors="replace")
    if process.returncode == 255 or not text:
        lines = err.decode(errors="replace").strip().splitlines()
        raise Unreachable(legible(lines[-1]) if lines else "ssh ended without an answer")
    return text
