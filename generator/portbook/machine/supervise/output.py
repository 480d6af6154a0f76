"""What services print, to lines that say whose they are, whole ones only."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import IO

__all__ = ["Lines"]

LONGEST = 65536
"""Bytes of a line that are waited for: a program may print without ever ending one."""
COLOURS = (36, 33, 32, 35, 34, 96, 93, 92, 95, 94)
"""Foregrounds of ECMA-48 and their bright twins; red is left to errors."""
PLAIN = b"\x1b[0m"


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
