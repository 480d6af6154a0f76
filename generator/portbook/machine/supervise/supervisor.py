"""The parts of a project, to running services in order, and in the end to none."""

from __future__ import annotations

import contextlib
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from portbook.machine.asking import Answer, Patience, ask
from portbook.machine.probes import UNCHECKED, Probe
from portbook.machine.supervise.closing import LAST_WORDS, Closing, sweep
from portbook.machine.supervise.events import Answered, Ended, Told
from portbook.machine.supervise.launch import CannotStart, Launch
from portbook.machine.supervise.output import Lines
from portbook.machine.supervise.parts import Part
from portbook.machine.supervise.process_tree import Family, exit_status
from portbook.machine.supervise.progress import Progress

__all__ = ["STOPPED_BY", "Course", "Together"]

STOPPED_BY = tuple(
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK")
    if hasattr(signal, name)
)
EACH_TRY = 5.0
"""Seconds for one health check."""
AT_ONCE = 0.5
"""Seconds within which two signals are one."""
NOT_WELL = 1
UNREAD = 141
"""What shells say of who writes where nobody reads: 128 and SIGPIPE."""


class Course(NamedTuple):
    """`wait` seconds for each health check, `timeout` seconds for an ending until force is used.

    `keep_going`: what ends by itself ends alone."""

    wait: float = 60.0
    timeout: float = 10.0
    keep_going: bool = False


class Together:
    """Starts parts, watches over them, and ends them.

    `say` tells a name and what is with it; `hints` has, for what others start, how that is done.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        launches: Mapping[str, Launch],
        course: Course,
        say: Callable[[str, str], None],
        hints: Mapping[str, str] | None = None,
    ) -> None:
        self.hints = hints or {}
        self.parts = {part.name: part for part in parts}
        self.launches = launches
        self.course = course
        self.say = say
        self.status: int | None = None
        self.stopping = False
        self.families: dict[str, Family] = {}
        self.progress = Progress(list(parts))
        self._events: queue.SimpleQueue[Ended | Answered | Told] = queue.SimpleQueue()
        self._hurry = threading.Event()
        self._given_up = threading.Event()
        self._readers: list[threading.Thread] = []
        self._lines: Lines | None = None

    def unread(self) -> None:
        """Nobody reads what the services print."""
        self._events.put(Told(UNREAD))

    def run(self, lines: Lines) -> int:
        """Until all have ended, one of them did, or a signal came: then the others are ended in
        reverse order. The exit status of the first that failed, else 0; 128 and a signal's number.
        """
        self._lines = lines
        with self._hearing():
            try:
                self._ask_outside()
                self._start_ready()
                while not self.stopping and self.progress.lives():
                    self._take(self._events.get())
            finally:
                self._stop()
        return self.status or 0

    @contextlib.contextmanager
    def _hearing(self) -> Iterator[None]:
        first: list[float] = []

        def heard(number: int, frame: Any) -> None:
            # Who signals a process and its group signals twice; a person is slower.
            first.append(time.monotonic())
            if first[-1] - first[0] > AT_ONCE:
                self._hurry.set()
            self._events.put(Told(128 + number))

        wanted = [each for each in STOPPED_BY if signal.getsignal(each) != signal.SIG_IGN]
        before = {number: signal.signal(number, heard) for number in wanted}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _ask_outside(self) -> None:
        """What other services need, and what others start: asked until it is well."""
        probes = dict.fromkeys(each for part in self.parts.values() for each in part.outside)
        for probe in probes:
            self._ask(None, probe)

    def _start_ready(self) -> None:
        for part in self.progress.ready():
            if not self.stopping:
                self._start(part)

    def _start(self, part: Part) -> None:
        pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
        try:
            family = Family(self.launches[part.name], session=True, stdin=nothing, stdout=pipe)
        except CannotStart as failure:
            self.progress.done.add(part.name)
            self.say(part.name, failure.message)
            self._fail(failure.status)
            return
        self.families[part.name] = family
        self.progress.started.add(part.name)
        self.say(part.name, f"started, pid {family.pid}")
        assert self._lines is not None
        reader = _thread(self._lines.copy, part.name, family.output)
        self._readers.append(reader)
        _thread(self._watch, part, family, reader)
        self._ask(part.name, part.probe)

    def _watch(self, part: Part, family: Family, reader: threading.Thread) -> None:
        returncode = family.process.wait()
        reader.join(LAST_WORDS)
        serves = returncode == 0 and not self.stopping and self._serves(part.probe)
        self._events.put(Ended(part.name, returncode, serves))

    def _serves(self, probe: Probe) -> bool:
        """Whether something still answers, as a daemon does behind the command that started it;
        `pg_ctl start` returns only after that."""
        answer = ask(probe, Patience(EACH_TRY), given_up=self._given_up)
        return answer.well is True

    def _ask(self, name: str | None, probe: Probe) -> None:
        patience = Patience(min(EACH_TRY, max(self.course.wait, 0.1)), wait=self.course.wait)

        def asking() -> None:
            if name is None:
                first = ask(probe, patience._replace(wait=0.0), given_up=self._given_up)
                if first.well is False and not self.stopping:
                    hint = self.hints.get(probe.who, "")
                    self.say(probe.who, f"is waited for: {first.detail}{hint and f'; {hint}'}")
            answer = ask(probe, patience, given_up=self._given_up)
            self._events.put(Answered(name, answer))

        _thread(asking)

    def _take(self, event: Ended | Answered | Told) -> None:
        if isinstance(event, Told):
            self._fail(event.status, ends_all=True)
        elif isinstance(event, Ended):
            self._ended(self.parts[event.name], event)
        elif event.name is None:
            self._answered_outside(event.answer)
        else:
            self._answered(self.parts[event.name], event.answer)
        self._start_ready()

    def _fail(self, status: int, *, ends_all: bool = False) -> None:
        if self.status is None:
            self.status = status
        self.stopping = self.stopping or ends_all or not self.course.keep_going

    def _ended(self, part: Part, event: Ended) -> None:
        name, returncode, serves = event
        status = exit_status(returncode)
        checked = part.probe.kind != UNCHECKED
        stays = serves or part.outlives or (checked and name not in self.progress.well)
        if status == 0 and stays:
            self.progress.away.add(name)
            self.say(name, "its command has ended well, it may go on in the background")
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
                self.say(name, f"is well: {answer.detail}")
            return
        self.say(name, f"is not well after {self.course.wait:g} s: {answer.detail}")
        if name in self.progress.away:
            self.progress.done.add(name)
        if name in self.progress.away or self.progress.is_needed(name):
            self._fail(NOT_WELL)

    def _answered_outside(self, answer: Answer) -> None:
        well = answer.well is not False
        self.progress.outside[answer.probe] = well
        if not well:
            self.say(answer.probe.who, f"is not well: {answer.detail}")
            self._fail(NOT_WELL)

    def _stop(self) -> None:
        self.stopping = True
        self._given_up.set()
        for name in self.parts:
            if name not in self.families:
                self.say(name, "was not started")
        # A command that ended a moment ago may have left a daemon that nobody was told of yet.
        ended = {name for name, each in self.families.items() if each.process.poll() == 0}
        self.progress.away |= ended - self.progress.done
        assert self._lines is not None
        closing = Closing(self.launches, self.course.timeout, self._hurry, self.say)
        waves = sorted({self.parts[name].wave for name in self.families}, reverse=True)
        for wave in waves:
            found = [each for each in self.parts.values() if each.wave == wave]
            started = {e.name: (e, self.families[e.name]) for e in found if e.name in self.families}
            closing.close(started, self.progress.away, self._lines)
        sweep()
        until = time.monotonic() + LAST_WORDS
        for reader in self._readers:
            reader.join(max(0.0, until - time.monotonic()))


def _thread(what: Callable[..., object], *arguments: object) -> threading.Thread:
    thread = threading.Thread(target=what, args=arguments, daemon=True)
    thread.start()
    return thread
