"""A lock on a file that several processes read, decide about, and write."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

__all__ = ["locked"]


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of a file: `.NAME.lock` beside it, there only while somebody holds it.

    Waits for whoever has it. The system lets go of it when its holder dies (flock(2)).
    """
    lock = path.with_name(f".{path.name}.lock")
    handle = _take(lock)
    try:
        yield
    finally:
        # Removed while held: who waited for this very file finds it gone and takes a new one.
        with contextlib.suppress(OSError):
            lock.unlink()
        os.close(handle)


def _take(lock: Path) -> int:
    while True:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _wait(handle)
            if _is_current(handle, lock):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _is_current(handle: int, lock: Path) -> bool:
    """Whether the file is still the one that others would open."""
    try:
        return os.path.samestat(os.fstat(handle), lock.stat())
    except FileNotFoundError:
        return False


def _wait(handle: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        fcntl.flock(handle, fcntl.LOCK_EX)
