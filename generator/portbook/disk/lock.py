"""A lock on a file that several processes read, decide about, and write."""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Iterator
from pathlib import Path

__all__ = ["locked"]

WINDOWS = os.name == "nt"
PAUSE = 0.05
"""Seconds between two looks at a lock that cannot be waited for."""
TAKEN = (errno.EACCES, errno.EDEADLK)
"""What `locking` fails with while another process holds the bytes."""


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
        _leave(handle, lock)


def _take(lock: Path) -> int:
    while True:
        handle = _opened(lock)
        try:
            _wait(handle)
            if _is_current(handle, lock):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _opened(lock: Path, tries: int = 20) -> int:
    """Windows refuses a name for the moment in which its file is being removed."""
    while True:
        try:
            return os.open(lock, os.O_RDWR | os.O_CREAT, 0o666)
        except PermissionError:
            tries -= 1
            if not WINDOWS or not tries:
                raise
            time.sleep(PAUSE)


def _is_current(handle: int, lock: Path) -> bool:
    """Whether the file is still the one that others would open."""
    try:
        return os.path.samestat(os.fstat(handle), lock.stat())
    except FileNotFoundError:
        return False


def _leave(handle: int, lock: Path) -> None:
    if WINDOWS:
        # A file that anybody has open cannot be removed there: the last to leave removes it.
        _unlock(handle)
        os.close(handle)
    # Elsewhere while it is held: who waited for this very file finds it gone and takes a new one.
    with contextlib.suppress(OSError):
        lock.unlink()
    if not WINDOWS:
        os.close(handle)


def _wait(handle: int) -> None:
    try:
        import fcntl
    except ImportError:
        _wait_on_windows(handle)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX)


def _wait_on_windows(handle: int) -> None:
    """LK_LOCK gives up after ten seconds, so what does not wait at all is asked again and again
    (https://docs.python.org/3/library/msvcrt.html)."""
    import msvcrt

    while True:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError as failure:
            if failure.errno not in TAKEN:
                raise
            time.sleep(PAUSE)
        else:
            return


def _unlock(handle: int) -> None:
    """Before the file is closed, as the manual of `_locking` asks for."""
    import msvcrt

    with contextlib.suppress(OSError):
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]
