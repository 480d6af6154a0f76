"""Reads what this user may know of a process, and recognises known servers."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePath

import psutil

from portbook.model.catalogue import CATALOGUE
from portbook.text.grouping import grouped

PROXIES = frozenset(
    (
        *("com.docker.backend", "com.docker.backend.exe", "conmon", "docker-proxy", "gvproxy"),
        *("pasta", "rootlesskit", "rootlessport", "slirp4netns", "vpnkit", "wslrelay.exe"),
    )
)
"""Programs that hold the host's side of a container's published port, Docker's and Podman's."""

PROC = Path("/proc")
_ENGINES = ("docker", "libpod", "containerd", "kubepods", "crio")


@dataclass(frozen=True, slots=True)
class Process:
    """Unknown values are None; `since` counts seconds of the Unix epoch.

    `elsewhere`: it is another machine's, and its number means nothing here.
    """

    pid: int
    name: str | None = None
    command: tuple[str, ...] = ()
    cwd: str | None = None
    user: str | None = None
    since: float | None = None
    parent: int | None = None
    elsewhere: bool = False

    @property
    def is_proxy(self) -> bool:
        return self.name in PROXIES

    @property
    def program(self) -> str:
        """The program's name: a server that retitles itself (`nginx: master`) keeps its own."""
        return self.name or Path(self.command[0]).name if self.command else self.name or ""


def look(pid: int) -> Process | None:
    """The process; None where it ended meanwhile."""
    fields = ["name", "cmdline", "cwd", "username", "create_time", "ppid"]
    try:
        found = psutil.Process(pid).as_dict(fields, ad_value=None)
    except psutil.NoSuchProcess:
        return None
    command = tuple(found["cmdline"] or ())
    return Process(
        pid,
        _name(found["name"], command),
        command,
        (found["cwd"] or "").removesuffix(" (deleted)") or None,
        found["username"],
        found["create_time"],
        found["ppid"],
    )


def _name(name: str | None, command: tuple[str, ...]) -> str | None:
    """The program's name. Linux tells that of its first thread (proc(5), comm), which programs
    change: some Nodes are called MainThread."""
    if name == "MainThread" and command:
        return PurePath(command[0]).name
    return name


def own_user() -> str:
    return str(psutil.Process().username())


def is_superuser() -> bool:
    """Whether this user may end what belongs to others; on Windows the system itself decides."""
    return not hasattr(os, "geteuid") or os.geteuid() == 0


def is_contained(pid: int) -> bool:
    """Whether a container engine started it, as its control group tells; Linux alone has those.
    Inside a container everybody shares its group, which then says nothing."""
    try:
        groups, own = (
            (PROC / each / "cgroup").read_text(encoding="utf-8", errors="replace")
            for each in (str(pid), "self")
        )
    except OSError:
        return False
    return groups != own and any(name in groups for name in _ENGINES)


def unseen() -> str:
    """Why a listener's process is not known, with what would show it."""
    if is_superuser():
        return "no process of it is seen here: it lives in another container or namespace"
    return "cannot see whose it is: run as root"


_KINDS = grouped((program, kind.name) for kind in CATALOGUE.values() for program in kind.processes)


def programs_of(kind: str | None) -> tuple[str, ...]:
    """The names under which a kind's server runs; none where they are not known."""
    return CATALOGUE[kind].processes if kind in CATALOGUE else ()


def kinds_of(process: Process) -> set[str]:
    """The kinds that the process can be; none where its program is not a known server.

    The kernel keeps 15 characters of a name (proc(5), comm), so the command is looked at as well:
    some servers rewrite theirs (`nginx: master process`, `postgres: checkpointer`).
    """
    first = process.command[0] if process.command else ""
    names = {process.name or "", PurePath(first).name, first.partition(":")[0]}
    return set().union(*(_KINDS.get(name.removesuffix(".exe"), ()) for name in names))
