"""Runs one command in the foreground, with the terminal, its signals and its exit status.

It runs in a process group of its own, so that a signal to portbook reaches all that the command
started, and only that. A shell does the same for its jobs; what it does about the terminal is
done here (POSIX, 11.1.2; GNU C Library, "Implementing a Shell").
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time

from portbook.machine.supervise.launch import Launch
from portbook.machine.supervise.process_tree import (
    ENDING,
    HAS_GROUPS,
    ProcessTree,
    exit_status,
    handling,
)

OTHERS = tuple(
    getattr(signal, name) for name in ("SIGUSR1", "SIGUSR2") if hasattr(signal, name)
)  # fmt: skip
"""Signals that mean what the program wants them to: they go to it alone, those of ENDING to all
of the command."""


def run_foreground(launch: Launch, timeout: float) -> int:
    """The command's exit status, 128 and a signal's number where one ended it.

    Once a signal was passed on that ends the command, what it leaves behind is ended as well,
    after `timeout` seconds by force. CannotStart where it cannot be started.
    """
    passing = _Passing()
    with handling((*ENDING, *OTHERS), passing.hear):
        tree = passing.to(ProcessTree(launch, session=False))
        with _Terminal(tree) as terminal:
            status = terminal.wait()
        if passing.passed:
            tree.end_rest(time.monotonic() + timeout, threading.Event(), asked=HAS_GROUPS)
    return exit_status(status)


class _Passing:
    """Signals on their way; those that come before the command are passed on as soon as it runs,
    and end it where it does not handle them yet: so they do where no portbook is between."""

    def __init__(self) -> None:
        self.tree: ProcessTree | None = None
        self.passed: list[int] = []
        self.early: list[int] = []

    def to(self, tree: ProcessTree) -> ProcessTree:
        self.tree = tree
        for number in self.early:
            self._send(tree, number)
        return tree

    def hear(self, number: int, _: object) -> None:
        if number in ENDING:
            self.passed.append(number)
        if self.tree is None:
            self.early.append(number)
        elif HAS_GROUPS or number not in ENDING:
            # Windows has shown Ctrl-C to every process of the console already.
            self._send(self.tree, number)

    def _send(self, tree: ProcessTree, number: int) -> None:
        if number in ENDING:
            tree.signal(number)
        else:
            tree.process.send_signal(number)


class _Terminal:
    """The terminal that portbook was started in front of, lent to the command.

    Without one, or behind another job, there is nothing to lend.
    """

    def __init__(self, tree: ProcessTree) -> None:
        self.tree = tree
        self.fd = _terminal() if HAS_GROUPS else None

    def __enter__(self) -> _Terminal:
        if self.fd is not None:
            # Who gives the terminal away is behind, and would be stopped for the asking.
            self.before = {
                each: signal.getsignal(each) for each in (signal.SIGTTOU, signal.SIGCONT)
            }
            signal.signal(signal.SIGTTOU, signal.SIG_IGN)
            signal.signal(signal.SIGCONT, self._lend)
            self._lend()
        return self

    def __exit__(self, *failure: object) -> None:
        if self.fd is not None:
            self._give(self.fd, os.getpgrp())
            for each, handler in self.before.items():
                signal.signal(each, handler)

    def _lend(self, *received: object) -> None:
        """To the command, which may have asked too early and been stopped for it.

        A shell says with SIGCONT that the job is in front again.
        """
        if self.fd is not None and _in_front(self.fd, os.getpgrp()):
            self._give(self.fd, self.tree.pid)
        self.tree.signal(signal.SIGCONT)

    def _give(self, fd: int, group: int) -> None:
        with contextlib.suppress(OSError):  # the terminal, or the group, is gone
            os.tcsetpgrp(fd, group)

    def wait(self) -> int:
        """Until it has ended. While it is stopped, as by Ctrl-Z, portbook's own job is too; where
        no shell could continue that, the system does not stop it, and the command goes on."""
        process = self.tree.process
        while self.fd is not None:
            _, status = os.waitpid(process.pid, os.WUNTRACED)
            if not os.WIFSTOPPED(status):
                process.returncode = os.waitstatus_to_exitcode(status)
                break
            self._give(self.fd, os.getpgrp())
            os.killpg(os.getpgrp(), signal.SIGTSTP)
            self._lend()
        return process.wait()


def _terminal() -> int | None:
    for stream in (sys.stdin, sys.stderr, sys.stdout):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            fd = stream.fileno()
            if os.isatty(fd) and _in_front(fd, os.getpgrp()):
                return fd
    return None


def _in_front(fd: int, group: int) -> bool:
    try:
        return os.tcgetpgrp(fd) == group
    except OSError:
        return False
