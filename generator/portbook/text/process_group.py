"""Ends a program together with what it started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from typing import Any


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """A program in a session of its own, and what it started; Windows has no groups to signal."""
    with contextlib.suppress(ProcessLookupError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


@contextlib.contextmanager
def started(command: list[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program with pipes for what it prints; whatever ends the block early ends it and what it
    started, such as Git's helpers or ssh's jumps."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=os.name == "posix", **options,
    )  # fmt: skip
    with process:
        try:
            yield process
        except BaseException:
            kill_group(process)
            raise
