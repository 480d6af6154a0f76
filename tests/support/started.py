"""portbook as a process that stays: what it says as it says it, signals, and what is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.support.cli import CHECKOUT
from tests.support.users import user_invocation

__all__ = ["Started", "start_portbook"]

PATIENCE = 40.0
MARK = "PORTBOOK_RUN"


class Started:
    """A running portbook, in a session of its own as a terminal would give it."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self.process = process
        self.folder = folder
        self.said: list[str] = []
        self._news = threading.Condition()
        self._readers = [
            threading.Thread(target=self._read, args=(stream,), daemon=True)
            for stream in (process.stdout, process.stderr)
        ]
        for each in self._readers:
            each.start()

    def _read(self, stream: object) -> None:
        for line in stream:  # type: ignore[attr-defined]
            with self._news:
                self.said.append(line.rstrip("\n"))
                self._news.notify_all()

    def hears(self, text: str) -> str:
        """The first line with `text`, once there is one."""
        until = time.monotonic() + PATIENCE
        with self._news:
            while True:
                found = [line for line in self.said if text in line]
                if found:
                    return found[0]
                left = until - time.monotonic()
                assert left > 0, f"never said {text!r}:\n" + "\n".join(self.said)
                self._news.wait(min(left, 0.5))

    def signal(self, number: int = signal.SIGINT) -> None:
        self.process.send_signal(number)

    def ends(self) -> int:
        """Its exit status, with all that it said read."""
        status = self.process.wait(PATIENCE)
        for each in self._readers:
            each.join(5)
        assert not any("Traceback" in line for line in self.said), "\n".join(self.said)
        return status

    def before(self, first: str, second: str) -> bool:
        """Whether a line with `first` stands before every one with `second`."""
        at = [
            next(n for n, line in enumerate(self.said) if text in line) for text in (first, second)
        ]
        return at[0] < at[1]

    def below(self) -> set[psutil.Process]:
        """Everything that it has started and that still has a parent there."""
        return set(psutil.Process(self.process.pid).children(recursive=True))


@contextmanager
def hangups_heard() -> Iterator[None]:
    """Children that are started here take SIGHUP as from a terminal, even under nohup: what a
    process ignores its children ignore too, what it handles they have at the default (exec(2))."""
    if not hasattr(signal, "SIGHUP"):
        yield
        return
    before = signal.signal(signal.SIGHUP, lambda number, frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before)


@contextmanager
def start_portbook(
    folder: Path, *arguments: str, user: bool = False, **environment: str
) -> Iterator[Started]:
    """Runs it for the length of the block at most; what is left then is ended by its mark."""
    command: list[str | Path] = [sys.executable, "-m", "portbook", *arguments]
    given = {**os.environ, "PYTHONPATH": str(CHECKOUT), "COLUMNS": "80", **environment}
    if user:
        command, given = user_invocation(folder, *arguments, **environment)
    with hangups_heard():
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=given,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
    started = Started(process, folder)
    try:
        yield started
    finally:
        below = started.below() if process.poll() is None else set()
        process.kill()
        process.wait()
        for each in below:
            if each.is_running():
                each.kill()
