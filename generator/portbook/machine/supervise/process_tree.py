"""Starts a command, and ends it with every process that came of it.

Three things tell what belongs to a command: its process group or session, its descendants as long
as their parents live, and a variable that all of them inherit. The last finds what has left
both, as daemons do; the first two find what has overwritten its environment, as PostgreSQL does.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

import psutil

from portbook.machine.ending import BY_FORCE, POLL, is_alive
from portbook.machine.supervise.launch import CannotStart, Launch, without_shell

MARK = "PORTBOOK_RUN"
"""Names the commands that a process came of, outermost first."""
HAS_GROUPS = hasattr(os, "killpg")
ENDING = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGQUIT", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)
)  # fmt: skip
"""Signals that ask portbook to end."""
NOT_FOUND, NOT_EXECUTABLE = 127, 126


class ProcessTree:
    """A started command. `session`: in one of its own, away from the terminal; else in a group
    of its own. CannotStart where there is no such program or folder."""

    def __init__(
        self, launch: Launch, *, session: bool, stdin: int | None = None, stdout: int | None = None
    ) -> None:
        self.mark = uuid.uuid4().hex
        given = {**os.environ, **launch.variables}
        given[MARK] = f"{os.environ.get(MARK, '')} {self.mark}".strip()
        options: dict[str, Any] = {"start_new_session": True} if session else {"process_group": 0}
        command = launch.command
        if isinstance(command, str) and HAS_GROUPS:
            command = without_shell(command, given)
        try:
            self.process: subprocess.Popen[bytes] = subprocess.Popen(
                command if isinstance(command, str) else list(command),
                shell=isinstance(command, str),
                cwd=launch.folder,
                env=given,
                stdin=stdin,
                stdout=stdout,
                stderr=subprocess.STDOUT if stdout is not None else None,
                **(options if HAS_GROUPS else {}),
            )
        except (OSError, ValueError) as failure:
            raise _failure(launch, failure) from None
        self.born = _born(self.process.pid)

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def output(self) -> IO[bytes]:
        assert self.process.stdout is not None
        return self.process.stdout

    def signal(self, number: int) -> None:
        """To the whole group; where there are none, to each member."""
        if HAS_GROUPS:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, number)
            return
        for each in self.members():
            with contextlib.suppress(psutil.Error):
                each.terminate()

    def members(self, known: Iterable[psutil.Process] = ()) -> list[psutil.Process]:
        """Those that live, `known` ones and what came of them included; never portbook."""
        found = {each for each in known if is_alive(each)}
        for each in list(found):
            with contextlib.suppress(psutil.Error):
                found.update(each.children(recursive=True))
        ours = self._is_still_ours()
        found.update(each for each in psutil.process_iter() if self._has(each, grouped=ours))
        return [each for each in found if each.pid != os.getpid() and is_alive(each)]

    def _is_still_ours(self) -> bool:
        """Whether the group's number is: once it has ended, the system gives it to others."""
        return None in (self.born, now := _born(self.pid)) or now == self.born

    def _has(self, each: psutil.Process, *, grouped: bool) -> bool:
        try:
            if HAS_GROUPS and grouped and self.pid in (os.getsid(each.pid), os.getpgid(each.pid)):
                return True
            return self.mark in each.environ().get(MARK, "").split()
        except (OSError, psutil.Error):
            return False

    def end(self, asking: int, timeout: float, hurry: threading.Event) -> bool:
        """End all of it: the group by the signal `asking`, then what is left, after `timeout`
        seconds or once there is a `hurry` by force. Whether that took no force."""
        until = time.monotonic() + timeout
        known = self._descendants()
        asked = HAS_GROUPS and self.process.poll() is None
        if self.process.poll() is None:
            self.signal(asking)
            if asked:
                self.signal(signal.SIGCONT)  # what is stopped would not hear the other
            while self.process.poll() is None and not _over(until, hurry):
                time.sleep(POLL)
        return self.end_rest(until, hurry, known, asked=asked)

    def end_rest(
        self,
        until: float,
        hurry: threading.Event,
        known: Iterable[psutil.Process] = (),
        *,
        asked: bool,
    ) -> bool:
        """End what is left; `until` is of the monotonic clock, `asked` whether the group was told
        already. Whether that took no force."""
        left = self.members(known)
        for each in left:
            # A second signal is taken as impatience by many, who then drop everything.
            if not (asked and self._is_in_group(each)):
                with contextlib.suppress(psutil.Error):
                    each.terminate()
        while left and not _over(until, hurry):
            time.sleep(POLL)
            left = self.members(known)
        return not self.kill(known)

    def _is_in_group(self, each: psutil.Process) -> bool:
        try:
            return os.getpgid(each.pid) == self.pid
        except OSError:
            return False

    def kill(self, known: Iterable[psutil.Process] = ()) -> bool:
        """End what lives by force, with what it starts meanwhile; whether anything did."""
        until = time.monotonic() + BY_FORCE
        some = False
        while (left := self.members(known)) and time.monotonic() < until:
            some = True
            for each in left:
                with contextlib.suppress(psutil.Error):
                    each.kill()
            self.process.poll()
            time.sleep(POLL)
        return some

    def _descendants(self) -> list[psutil.Process]:
        try:
            root = psutil.Process(self.pid)
            return [root, *root.children(recursive=True)] if self._is_still_ours() else []
        except psutil.Error:
            return []


@contextlib.contextmanager
def handling(numbers: Iterable[int], handler: Callable[[int, Any], None]) -> Iterator[None]:
    """While it lasts, `handler` hears the signals; those that are ignored, as SIGHUP is under
    nohup, stay so, and a command inherits that."""
    heard = [each for each in numbers if signal.getsignal(each) != signal.SIG_IGN]
    before = {number: signal.signal(number, handler) for number in heard}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


def _over(until: float, hurry: threading.Event) -> bool:
    return hurry.is_set() or time.monotonic() > until


def _born(pid: int) -> float | None:
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:
        return None


def _failure(launch: Launch, failure: Exception) -> CannotStart:
    program = launch.command[0]
    # A folder of PATH that may not be looked into hides that there is no such program.
    missing = isinstance(failure, FileNotFoundError) or "/" not in program
    if missing and launch.folder.is_dir() and shutil.which(program) is None:
        return CannotStart(f"there is no program '{program}'", status=NOT_FOUND)
    said = getattr(failure, "strerror", None) or str(failure)
    what = launch.command if isinstance(launch.command, str) else " ".join(launch.command)
    return CannotStart(f"cannot start '{what}': {said.lower()}", status=NOT_EXECUTABLE)


def exit_status(returncode: int) -> int:
    """As shells have it: 128 and the number of the signal that ended it (POSIX, 2.8.2)."""
    return 128 - returncode if returncode < 0 else returncode
