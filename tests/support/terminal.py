"""A terminal in front of which a program runs, and somebody who types."""

from __future__ import annotations

import os
import re
import select
import time
from pathlib import Path

import pytest

__all__ = ["Terminal"]

PATIENCE = 40.0
MOVES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """`shown` is what appeared and has not been waited for, `everything` all of it."""

    def __init__(self, folder: Path, command: list[str], environment: dict[str, str]) -> None:
        pty = pytest.importorskip("pty", reason="Windows has none", exc_type=ImportError)
        self.shown = self.everything = ""
        self.pid, self._handle = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execve(command[0], command, environment)

    def types(self, text: str) -> None:
        os.write(self._handle, text.encode())

    def shows(self, text: str) -> str:
        """What is shown up to a text that has not been waited for; AssertionError without it.

        Of the moves and colours that a shell draws while one types nothing is kept in `shown`.
        """
        until = time.monotonic() + PATIENCE
        while text not in self.shown:
            assert time.monotonic() < until, f"no {text!r} in {self.shown!r}"
            assert self._reads() or text in self.shown, f"no {text!r} in {self.shown!r}"
        before, _, self.shown = self.shown.partition(text)
        return before + text

    def ends(self) -> int:
        """Its status, once it has ended by itself."""
        until = time.monotonic() + PATIENCE
        while self._reads():
            assert time.monotonic() < until, f"goes on after {self.shown[-2000:]!r}"
        return self.close()

    def close(self) -> int:
        """Hang up."""
        os.close(self._handle)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def _reads(self) -> bool:
        """False as soon as the other side is closed (pty(7))."""
        if not select.select([self._handle], [], [], 0.2)[0]:
            return True
        try:
            text = os.read(self._handle, 65536).decode(errors="replace")
        except OSError:
            return False
        self.everything += text
        self.shown = MOVES.sub("", self.shown + text)
        return bool(text)
