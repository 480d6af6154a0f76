"""Says what would be ended to free a port, and ends it.

Only what listens is ended, never who is connected. A server that shares its socket with its
workers is ended as a whole, from the process that opened it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

import psutil

from portbook.machine.engine import Container, Engine, EngineError
from portbook.machine.listeners import Listener, held_by, listeners
from portbook.machine.processes import Process, kinds_of, own_user, unseen
from portbook.machine.snapshot import Holder, Snapshot

POLL = 0.05
GRACE = 0.5
"""Seconds that a master's workers have to follow it."""
BY_FORCE = 5.0
"""Seconds in which the system takes a killed process away, unless a device holds it."""


@dataclass(frozen=True, slots=True)
class Ending:
    """One thing to end: a container, or a process with those that share its sockets.

    `foreign` is the user it belongs to, where that is another than the one who asks.
    """

    holder: Holder
    process: Process | None = None
    shared: tuple[int, ...] = ()
    container: Container | None = None
    foreign: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is not ended, and why: half a sentence, and the next step."""

    holder: Holder
    reason: str
    hint: str = ""


def plan_ending(seen: Snapshot, holders: Iterable[Holder]) -> tuple[list[Ending], list[Refusal]]:
    """What would be ended, each thing once, and what must not be."""
    endings: dict[object, Ending] = {}
    refusals: list[Refusal] = []
    for holder in holders:
        found = _plan(seen, holder)
        if isinstance(found, Refusal):
            refusals.append(found)
            continue
        key = found.container.id if found.container else found.process and found.process.pid
        endings.setdefault(key, found)
    return list(endings.values()), refusals


def _plan(seen: Snapshot, holder: Holder) -> Ending | Refusal:
    if holder.container is not None:
        if seen.engine is None:
            return Refusal(holder, "no engine answers that could stop the container")
        return Ending(holder, container=holder.container)
    process = holder.process
    if process is None:
        return Refusal(holder, unseen())
    if process.is_proxy:
        hint = seen.engine_error or "stop the container with the engine that runs it"
        return Refusal(holder, f"{process.name} holds it for a container", hint)
    refused = _untouchable(holder, process.pid)
    if refused is not None:
        return refused
    shared = _sharers(process.pid, holder.listener)
    return Ending(holder, process, shared, None, _foreign(process))


def _untouchable(holder: Holder, pid: int) -> Refusal | None:
    if pid <= 1:
        hint = "if it is systemd, 'systemctl list-sockets' names the unit to stop"
        return Refusal(holder, "process 1 is the parent of all others", hint)
    if pid == os.getpid():
        return Refusal(holder, "that is portbook itself")
    if pid in _ancestors():
        hint = "end it from another terminal"
        return Refusal(holder, f"portbook runs under process {pid}", hint)
    return None


@cache
def _ancestors() -> frozenset[int]:
    return frozenset(each.pid for each in psutil.Process().parents())


def _foreign(process: Process) -> str | None:
    """The owner, if that is neither this user nor the one who became root with sudo."""
    if process.user in (own_user(), os.environ.get("SUDO_USER")):
        return None
    return process.user or "somebody else"


def _sharers(pid: int, listener: Listener) -> tuple[int, ...]:
    try:
        below = psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return ()
    return tuple(each.pid for each in below if listener[:3] in held_by(each.pid))


def end(engine: Engine | None, ending: Ending, timeout: float) -> str:
    """End it: politely, after `timeout` seconds by force. What happened, in words.

    EngineError and psutil's AccessDenied as PermissionError where it was not possible.
    """
    if ending.container is not None:
        if engine is None:
            raise EngineError("no engine answers")
        engine.stop(ending.container, timeout)
        return "stopped"
    assert ending.process is not None
    try:
        listener = ending.holder.listener[:3]
        shared = [pid for pid in ending.shared if listener in held_by(pid)]
        return _end_process(ending.process, shared, timeout)
    except psutil.AccessDenied:
        raise PermissionError(f"may not end process {ending.process.pid}") from None


def _end_process(process: Process, shared: Iterable[int], timeout: float) -> str:
    found = [each for pid in (process.pid, *shared) if (each := _same(pid, process)) is not None]
    if not found:
        return "had ended already"
    left = _politely(found, process, timeout)
    if not left:
        return "ended"
    for each in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            each.kill()
    left = _wait(left, BY_FORCE)
    if left:
        return f"does not end: process {left[0].pid} waits for the system itself"
    return f"ended by force after {timeout:g} s"


def _politely(
    found: list[psutil.Process], process: Process, timeout: float
) -> list[psutil.Process]:
    """Those that have not ended within `timeout`. Workers are asked once their master has gone
    and not taken them along."""
    until = time.monotonic() + timeout
    with contextlib.suppress(psutil.NoSuchProcess):
        found[0].send_signal(asking_signal(kinds_of(process)))
    _wait(found[:1], timeout)
    left = _wait(found, min(GRACE, until - time.monotonic()))
    for each in left[1:] if left[:1] == found[:1] else left:
        with contextlib.suppress(psutil.NoSuchProcess):
            each.terminate()
    return _wait(left, until - time.monotonic())


def _wait(processes: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Those that are still there after so many seconds."""
    until = time.monotonic() + seconds
    while (left := [each for each in processes if is_alive(each)]) and time.monotonic() < until:
        time.sleep(POLL)
    return left


def is_alive(process: psutil.Process) -> bool:
    """A zombie has ended and let go of its sockets; only its parent has not looked yet."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _same(pid: int, process: Process) -> psutil.Process | None:
    """The process, unless its number was given to another one since it was looked at."""
    try:
        found = psutil.Process(pid)
        if pid == process.pid and found.create_time() != process.since:
            return None
    except psutil.NoSuchProcess:
        return None
    return found


def asking_signal(kinds: Collection[str]) -> signal.Signals:
    """PostgreSQL takes SIGTERM as "wait until every client has left", SIGINT as "end now, and
    cleanly" (PostgreSQL documentation, "Shutting Down the Server"); Windows has no such signal."""
    return signal.SIGINT if "postgres" in kinds and os.name == "posix" else signal.SIGTERM


def listening_again(ended: Iterable[Listener], gone: Collection[int]) -> list[Listener]:
    """Listeners where the ended ones were, by others than `gone`, within a second: somebody has
    started anew."""
    wanted = {each[:3] for each in ended}
    until = time.monotonic() + 1.0
    while True:
        found, _ = listeners()
        back = [each for each in found if each[:3] in wanted and each.pid not in (None, *gone)]
        if back or time.monotonic() > until:
            return back
        time.sleep(POLL)
