"""A folder's lock, and the place in it where files are made ready.

Both are `.portbook.tmp`, which is there only while somebody writes. Its lock is a `.gitignore`, so
that git sees nothing of it in anybody's repository; it is made in a folder `.git` beside it, which
git never lists, and gets its name once it says so. What a killed run has left goes when the next
one takes the lock: renames that belong together are done to their end, the rest is removed.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path

from portbook.disk import journal
from portbook.text.paths import WORKPLACE

LOCK = ".gitignore"
UNSEEN = ".git"
"""A name in our place that git lists in no folder, whatever is in it (git's dir.c)."""
IGNORED = "*\n# "
WINDOWS = os.name == "nt"
OPENED = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)
PATIENCE = 1.0
"""Seconds after which whoever waits is told for whom."""
PAUSES = (0.002, 0.05)
"""Seconds between two looks at a lock that is taken, at first and at most."""
TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
"""What taking a lock fails with while another process holds it."""
FAR = 1 << 30
"""The byte that is locked on Windows, where nobody can read what is locked."""

_held: ContextVar[frozenset[Path]] = ContextVar("held", default=frozenset())


@contextlib.contextmanager
def locked(
    folder: Path, waiting: Callable[[str], None] = lambda holder: None, patience: float = PATIENCE
) -> Iterator[Path]:
    """Hold a folder's lock; yields the place for files that are made ready there.

    Waits for whoever has it, and tells `waiting` after `patience` seconds who that is. Whoever
    holds it may take it again. The system lets go of it when its holder dies (flock(2)).
    """
    place = folder.resolve() / WORKPLACE
    if place in _held.get():
        yield place
        return
    handle = _acquire(place, waiting, patience)
    token = _held.set(_held.get() | {place})
    try:
        journal.finish(place)
        clear(place)
        yield place
    finally:
        _held.reset(token)
        with undisturbed():
            _leave(handle, place)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """What is begun in here is done to its end: a request to stop waits until then."""
    import signal

    if WINDOWS:
        yield
        return
    stopping = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, stopping)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def has_leftovers(*folders: Path) -> bool:
    """Whether a run that was killed, or one that still runs, has left something in a folder."""
    return any(os.path.lexists(folder / WORKPLACE) for folder in folders)


def sweep(folder: Path) -> None:
    """Finish or remove what killed runs have left in a folder, and in those above it in which they
    made it. Where somebody works, or nobody may write, nothing is done."""

    def give_up(_: str) -> None:
        raise BlockingIOError

    for each in (folder, *folder.parents):
        if has_leftovers(each):
            with contextlib.suppress(OSError), locked(each, give_up, patience=0):
                pass


def clear(place: Path) -> None:
    """Remove what was made ready in a place and is of no use any more.

    What a repository brought along may be nested deeper than rmtree can follow: it stays.
    """
    for each in os.scandir(place):
        if each.is_dir(follow_symlinks=False):
            with contextlib.suppress(RecursionError):
                shutil.rmtree(each.path, ignore_errors=True)
        elif each.name != LOCK:
            with contextlib.suppress(OSError):
                os.unlink(each.path)


def _acquire(place: Path, waiting: Callable[[str], None], patience: float) -> int:
    while True:
        handle = _opened(place)
        try:
            _wait(handle, waiting, patience)
            if _is_current(handle, place / LOCK):
                _say_who(handle)
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _say_who(handle: int) -> None:
    """What git is to know, and those who wait. A full disk keeps nobody from the lock."""
    command = " ".join(["portbook", *sys.argv[1:]])[:200].replace("\n", " ")
    text = f"{IGNORED}'{command}' (process {os.getpid()})".encode("utf-8", "replace")
    with contextlib.suppress(OSError):
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, text)
        os.ftruncate(handle, len(text))


def _opened(place: Path, tries: int = 20) -> int:
    """The lock file. A link that a repository brings along in its place is not followed.

    Windows refuses a name for the moment in which its file is being removed.
    """
    while True:
        try:
            _make_folder(place)
            made = None if os.path.lexists(place / LOCK) else _made(place)
            return os.open(place / LOCK, OPENED) if made is None else made
        except FileNotFoundError:
            # Whoever had the lock has just removed the place.
            if not place.parent.is_dir():
                raise
        except PermissionError:
            tries -= 1
            if not WINDOWS or not tries:
                raise
            time.sleep(PAUSES[-1])
        except OSError as failure:
            if failure.errno == errno.ENOSPC:
                with contextlib.suppress(OSError):
                    os.rmdir(place)
            raise


def _make_folder(path: Path) -> None:
    with contextlib.suppress(FileExistsError):
        os.mkdir(path)
    if not stat.S_ISDIR(os.lstat(path).st_mode):
        raise NotADirectoryError(errno.ENOTDIR, "it is no folder", str(path))


def _made(place: Path) -> int | None:
    """A new lock file, which git shows at no moment; None where somebody has made one meanwhile."""
    unseen = place / UNSEEN
    path = unseen / os.urandom(8).hex()
    handle = None
    try:
        _make_folder(unseen)
        handle = os.open(path, OPENED | os.O_CREAT | os.O_EXCL, 0o666)
        _say_who(handle)
        os.link(path, place / LOCK)
        # What is removed while it is open stays as a hidden file on FUSE and NFS.
        with contextlib.suppress(OSError):
            other = os.open(place / LOCK, OPENED)
            os.close(handle)
            handle = other
        return handle
    except OSError as failure:
        if handle is not None:
            os.close(handle)
        if isinstance(failure, FileExistsError):
            return None
        if isinstance(failure, FileNotFoundError) or failure.errno == errno.ENOSPC:
            raise
        # A file system without links (link(2), EPERM): there git may see it for a moment.
        return os.open(place / LOCK, OPENED | os.O_CREAT, 0o666)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(path)
        with contextlib.suppress(OSError):
            os.rmdir(unseen)


def _is_current(handle: int, lock: Path) -> bool:
    """Whether the file is still the one that others would open."""
    try:
        return os.path.samestat(os.fstat(handle), lock.stat())
    except FileNotFoundError:
        return False


def _leave(handle: int, place: Path) -> None:
    with contextlib.suppress(OSError):
        clear(place)
    if WINDOWS:
        # A file that anybody has open cannot be removed there: the last to leave removes it.
        _unlock(handle)
        os.close(handle)
    # Elsewhere while it is held: who waited for this very file finds it gone and takes a new one.
    with contextlib.suppress(OSError):
        os.unlink(place / LOCK)
        os.rmdir(place)
    if not WINDOWS:
        os.close(handle)


def _wait(handle: int, waiting: Callable[[str], None], patience: float) -> None:
    pause, asked = PAUSES[0], time.monotonic()
    told = False
    while not _try(handle):
        if not told and time.monotonic() - asked >= patience:
            told = True
            os.lseek(handle, 0, os.SEEK_SET)
            said = os.read(handle, 1000).decode("utf-8", "replace")
            waiting(said.removeprefix(IGNORED) or "another process")
        time.sleep(pause)
        pause = min(pause * 2, PAUSES[-1])


def _try(handle: int) -> bool:
    """Take the lock if nobody has it."""
    try:
        try:
            import fcntl
        except ImportError:
            import msvcrt

            os.lseek(handle, FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as failure:
        if failure.errno not in TAKEN:
            raise
        return False
    return True


def _unlock(handle: int) -> None:
    """Before the file is closed, as the manual of `_locking` asks for."""
    import msvcrt

    with contextlib.suppress(OSError):
        os.lseek(handle, FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]
