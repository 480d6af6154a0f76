"""Starts the services of a project in order, watches them, and stops them."""

from __future__ import annotations

import contextlib
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import IO, NamedTuple

import psutil

from portbook.machine.claim_status import holders_of
from portbook.machine.ending import POLL, asking_signal, end, plan_ending
from portbook.machine.engine import EngineError
from portbook.machine.health import Answer, Patience, ask
from portbook.machine.probes import UNCHECKED, Probe
from portbook.machine.snapshot import snapshot
from portbook.machine.supervise.launch import CannotStart, Launch
from portbook.machine.supervise.parts import Part, Progress
from portbook.machine.supervise.process_tree import ENDING, ProcessTree, exit_status, handling
from portbook.model.portmap import Service
from portbook.text.grouping import grouped

APART = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE}
LAST_WORDS = 0.5
"""Seconds in which output still comes in of a process that has ended."""

EACH_TRY = 5.0
"""Seconds for one health check."""
AT_ONCE = 0.5
"""Seconds within which two signals are one."""
NOT_WELL = 1
UNREAD = 141
"""What shells say of who writes where nobody reads: 128 and SIGPIPE."""
LONGEST = 65536
"""Bytes of a line that are waited for: a program may print without ever ending one."""
COLOURS = (36, 33, 32, 35, 34, 96, 93, 92, 95, 94)
"""Foregrounds of ECMA-48 and their bright twins; red is left to errors."""
PLAIN = b"\x1b[0m"


class RunOptions(NamedTuple):
    """`wait` seconds for each health check, `timeout` seconds for an ending until force is used.

    `keep_going`: what ends by itself ends alone."""

    wait: float = 60.0
    timeout: float = 10.0
    keep_going: bool = False


class Supervisor:
    """Starts parts, watches over them, and ends them.

    `say` tells a name and what is with it; `hints` has, for what others start, how that is done.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        launches: Mapping[str, Launch],
        course: RunOptions,
        say: Callable[[str, str], None],
        hints: Mapping[str, str],
    ) -> None:
        self.hints = hints
        self.parts = {part.name: part for part in parts}
        self.launches = launches
        self.course = course
        self.say = say
        self.status: int | None = None
        self.stopping = False
        self.trees: dict[str, ProcessTree] = {}
        self.progress = Progress(list(parts))
        self._events: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._hurry = threading.Event()
        self._given_up = threading.Event()
        self._readers: list[threading.Thread] = []
        self._lines: Lines | None = None

    def unread(self) -> None:
        """Nobody reads what the services print."""
        self._events.put(partial(self._fail, UNREAD, ends_all=True))

    def run(self, lines: Lines) -> int:
        """Until all have ended, one of them did, or a signal came: then the others are ended in
        reverse order. The exit status of the first that failed, else 0; 128 and a signal's number.
        """
        self._lines = lines
        signalled: list[float] = []

        def heard(number: int, _: object) -> None:
            # Who signals a process and its group signals twice; a person is slower.
            signalled.append(time.monotonic())
            if signalled[-1] - signalled[0] > AT_ONCE:
                self._hurry.set()
            self._events.put(partial(self._fail, 128 + number, ends_all=True))

        with handling(ENDING, heard):
            try:
                # What other services need, and what others start: asked until it is well.
                for probe in dict.fromkeys(e for part in self.parts.values() for e in part.outside):
                    self._ask(None, probe)
                self._start_ready()
                while not self.stopping and self.progress.can_continue():
                    self._events.get()()
                    self._start_ready()
            finally:
                self._stop()
        return self.status or 0

    def _start_ready(self) -> None:
        for part in self.progress.ready():
            if not self.stopping:
                self._start(part)

    def _start(self, part: Part) -> None:
        try:
            tree = ProcessTree(self.launches[part.name], session=True, **APART)
        except CannotStart as failure:
            self.progress.done.add(part.name)
            self.say(part.name, failure.message)
            self._fail(failure.status)
            return
        self.trees[part.name] = tree
        self.progress.started.add(part.name)
        self.say(part.name, f"started, pid {tree.pid}")
        reader = self._copied(part.name, tree)
        self._readers.append(reader)
        _thread(self._watch, part, tree, reader)
        self._ask(part, part.probe)

    def _copied(self, name: str, tree: ProcessTree) -> threading.Thread:
        """Prints what a command writes, under the service's name, until it ends."""
        assert self._lines is not None
        return _thread(self._lines.copy, name, tree.output)

    def _watch(self, part: Part, tree: ProcessTree, reader: threading.Thread) -> None:
        returncode = tree.process.wait()
        reader.join(LAST_WORDS)
        serves = False
        if returncode == 0 and not self.stopping:
            # Something may still answer, as a daemon does behind the command that started it;
            # `pg_ctl start` returns only after that.
            answer = ask(part.probe, Patience(EACH_TRY), given_up=self._given_up)
            serves = answer.well is True
        self._events.put(partial(self._ended, part, returncode, serves=serves))

    def _ask(self, part: Part | None, probe: Probe) -> None:
        """Of what runs without our doing `part` is None."""
        patience = Patience(min(EACH_TRY, max(self.course.wait, 0.1)), wait=self.course.wait)

        def asking() -> None:
            if part is None:
                first = ask(probe, patience._replace(wait=0.0), given_up=self._given_up)
                if first.well is False and not self.stopping:
                    hint = self.hints.get(probe.who, "")
                    self.say(probe.who, f"is waited for: {first.detail}{hint and f'; {hint}'}")
            answer = ask(probe, patience, given_up=self._given_up)
            done = partial(self._answered, part) if part else self._answered_outside
            self._events.put(partial(done, answer))

        _thread(asking)

    def _fail(self, status: int, *, ends_all: bool = False) -> None:
        if self.status is None:
            self.status = status
        self.stopping = self.stopping or ends_all or not self.course.keep_going

    def _ended(self, part: Part, returncode: int, *, serves: bool) -> None:
        """A part's command has ended; `serves`: its service is well all the same."""
        name, status = part.name, exit_status(returncode)
        checked = part.probe.kind != UNCHECKED
        # As containers do, which their command only starts.
        outlives = part.service.contained or part.service.stop is not None
        stays = serves or outlives or (checked and name not in self.progress.well)
        if status == 0 and stays:
            self.progress.away.add(name)
            self.say(name, "its command ended with 0, and may continue in the background")
            return
        self.progress.done.add(name)
        by = f" by signal {-returncode}" if returncode < 0 else ""
        self.say(name, f"ended{by}, exit status {status}")
        if status:
            self._fail(status)
        elif checked:
            self.stopping = self.stopping or not self.course.keep_going

    def _answered(self, part: Part, answer: Answer) -> None:
        name = part.name
        if name in self.progress.done:
            return
        if answer.well is not False:
            self.progress.well.add(name)
            if answer.well:
                self.say(name, f"is healthy: {answer.detail}")
            return
        self.say(name, f"is not healthy after {self.course.wait:g} s: {answer.detail}")
        if name in self.progress.away:
            self.progress.done.add(name)
        needed = any(name in each.after for each in self.parts.values())
        if needed or name in self.progress.away:
            self._fail(NOT_WELL)

    def _answered_outside(self, answer: Answer) -> None:
        well = answer.well is not False
        self.progress.outside[answer.probe] = well
        if not well:
            self.say(answer.probe.who, f"is not healthy: {answer.detail}")
            self._fail(NOT_WELL)

    def _stop(self) -> None:
        self.stopping = True
        self._given_up.set()
        for name in self.parts:
            if name not in self.trees:
                self.say(name, "was not started")
        # A command that ended a moment ago may have left a daemon that nobody was told of yet.
        ended = {name for name, each in self.trees.items() if each.process.poll() == 0}
        self.progress.away |= ended - self.progress.done
        started = grouped((self.parts[name].wave, self.parts[name]) for name in self.trees)
        for wave in sorted(started, reverse=True):
            with ThreadPoolExecutor(len(started[wave])) as pool:
                list(pool.map(self._close, started[wave]))
        _sweep()
        until = time.monotonic() + LAST_WORDS
        for reader in self._readers:
            reader.join(max(0.0, until - time.monotonic()))

    def _close(self, part: Part) -> None:
        """Politely, after `timeout` seconds or once there is a hurry by force; what went away by
        its own `stop` first."""
        name, tree = part.name, self.trees[part.name]
        away = name in self.progress.away
        if away and part.service.stop:
            self._stop_command(part)
        alive = tree.process.poll() is None
        kind = part.service.kind.name if part.service.kind else ""
        if not tree.end(asking_signal((kind,)), self.course.timeout, self._hurry):
            self.say(name, "ended by force")
        elif alive:
            self.say(name, "stopped")
        if away:
            self._end_holders(part.service)

    def _end_holders(self, service: Service) -> None:
        """What went into the background and hides where it came from, but is on the service's
        ports, which were free when it was started."""
        seen = snapshot()
        endings, _ = plan_ending(seen, [holder for _, _, holder in holders_of(seen, service)])
        for each in endings:
            if each.foreign is None:
                try:
                    said = end(seen.engine, each, self.course.timeout)
                except (EngineError, PermissionError) as failure:
                    said = str(failure)
                self.say(service.name, f"in the background: {said}")

    def _stop_command(self, part: Part) -> None:
        """What ends a thing that runs elsewhere, as a container does."""
        launch = replace(self.launches[part.name], command=part.service.stop or "")
        until = time.monotonic() + self.course.timeout
        self.say(part.name, f"stops: {launch.command}")
        try:
            tree = ProcessTree(launch, session=True, **APART)
        except CannotStart as failure:
            self.say(part.name, failure.message)
            return
        reader = self._copied(part.name, tree)
        while tree.process.poll() is None and time.monotonic() < until:
            if self._hurry.wait(POLL):
                break
        tree.kill()
        reader.join(LAST_WORDS)
        if tree.process.wait() != 0:
            self.say(part.name, f"its 'stop' failed with {tree.process.returncode}")


def _thread(what: Callable[..., object], *arguments: object) -> threading.Thread:
    thread = threading.Thread(target=what, args=arguments, daemon=True)
    thread.start()
    return thread


def _sweep() -> None:
    """End what is left below this process, such as a health check that nobody waits for."""
    with contextlib.suppress(psutil.Error):
        for each in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                each.kill()


class Lines:
    """Prints lines of several sources to one stream, each with its name before it.

    `failed` is called once, when nobody reads them any more.
    """

    def __init__(
        self, stream: IO[bytes], names: Iterable[str], failed: Callable[[], None], *, colour: bool
    ) -> None:
        listed = list(names)
        width = max(map(len, listed), default=0)
        self._stream = stream
        self._failed: Callable[[], None] | None = failed
        self._lock = threading.Lock()
        self._colour = colour
        self._heads = {
            name: _head(name.ljust(width), COLOURS[at % len(COLOURS)] if colour else None)
            for at, name in enumerate(listed)
        }

    def copy(self, name: str, source: IO[bytes]) -> None:
        """Until the source ends, which it does once nobody can write to it any more."""
        while line := source.readline(LONGEST):
            self.print(name, line)

    def print(self, name: str, line: bytes) -> None:
        """A line with or without its end. Of one that was written over by returns to its
        beginning, as progress is shown, what a terminal would show in the end."""
        shown = line.rstrip(b"\r\n").rpartition(b"\r")[2]
        if self._colour and b"\x1b" in shown:
            shown += PLAIN
        with self._lock:
            try:
                self._stream.write(self._heads[name] + shown + b"\n")
                self._stream.flush()
            except (OSError, ValueError):
                if self._failed is not None:
                    failed, self._failed = self._failed, None
                    failed()


def _head(name: str, colour: int | None) -> bytes:
    text = f"{name} | "
    return (text if colour is None else f"\x1b[{colour}m{text}\x1b[0m").encode()
