"""Carrying out a plan: the only code that writes generated files.

All is written aside first, where a full disk shows while nothing has changed yet, and renamed to
its place when the last byte is there: a reader sees a file's old or its new text, never half of
one (rename(2)), and a run that fails leaves all as it was. A folder that does not exist yet is
filled aside and renamed as a whole, which costs one rename for all its files.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from portbook.disk import journal
from portbook.disk.lock import clear, locked, sweep, undisturbed
from portbook.disk.plan import Plan
from portbook.text.paths import NOTE


def apply(*plans: Plan, texts: Iterable[tuple[Path, bytes]] = (), home: Path | None = None) -> None:
    """Write and remove all of it, or nothing: `texts` that people write, then what is generated
    from them, and at last the record of what was written.

    Until then the record holds the old hashes beside the new ones: whoever is killed finds every
    file still known as ours, and those that say less than the map are only stale. Of `texts` all
    are new or none, since `home`, the folder of the map, has a note of them.
    """
    with _Transaction() as all_of_it:
        for plan in plans:
            if plan.record is not None and plan.folder.is_dir() and plan.changes:
                both = (plan.record.before or b"") + (plan.record.after or b"")
                all_of_it.write(plan.folder / plan.record.path, both, plan.folder)
        before = len(all_of_it.steps)
        for path, data in texts:
            all_of_it.write(path, data, home, durable=True)
        together = all_of_it.steps[before:]
        for plan in plans:
            last = [plan.record] if plan.record is not None else []
            for change in (*plan.changes, *last):
                path, guest = plan.folder / change.path, change.path in plan.guests
                if change.after is None:
                    all_of_it.remove(path, plan.folder)
                else:
                    all_of_it.write(path, change.after, plan.folder, durable=guest)
        all_of_it.commit(home, together)
    for plan in plans:
        gone = [e.path for e in plan.changes if e.after is None and e.path not in plan.guests]
        for each in gone:
            _remove_empty((plan.folder / each).parent, plan.folder)
        sweep(plan.folder.absolute())


def write_atomically(path: Path, data: bytes, *, durable: bool = False) -> None:
    """Replace a file's bytes, keeping its mode; leaves nothing behind when it fails.

    Folders above it are made where they are missing. `durable`: a power cut leaves the old bytes
    or the new ones.
    """
    with _Transaction() as one:
        one.write(path, data, durable=durable)
        one.commit()


def remove(path: Path) -> None:
    """Remove a file, if it is there."""
    path.unlink(missing_ok=True)


class _Step(NamedTuple):
    """A rename: `aside` to `path`, or for a removal the other way round. `kept` is the old file."""

    aside: str
    path: str
    kept: str | None = None
    removes: bool = False

    def do(self) -> None:
        try:
            os.replace(*((self.path, self.aside) if self.removes else (self.aside, self.path)))
        except FileNotFoundError:
            if not self.removes:
                raise

    def undo(self) -> None:
        """Also of a step that was not done yet: an interruption comes at any place."""
        with contextlib.suppress(OSError):
            if self.removes:
                os.rename(self.aside, self.path)
            elif self.kept is not None:
                os.replace(self.kept, self.path)
            elif not os.path.lexists(self.aside):
                os.rename(self.path, self.aside)


class _Transaction:
    """Files that are written aside, and renamed all together or not at all."""

    def __init__(self) -> None:
        self._locks = contextlib.ExitStack()
        self._places: dict[str, Path] = {}
        self._tops: dict[str, str | None] = {}
        self._new: dict[str, str] = {}
        self.steps: list[_Step] = []
        self._count = 0

    def __enter__(self) -> _Transaction:
        return self

    def __exit__(self, *_: object) -> None:
        with undisturbed():
            for place in self._places.values():
                clear(place)
            self._locks.close()

    def write(
        self, path: Path, data: bytes, home: Path | None = None, *, durable: bool = False
    ) -> None:
        """Write a file aside: below `home`, a folder on the same file system, or beside it."""
        full = os.path.abspath(path)
        try:
            top = self._missing(os.path.dirname(full))
            if top is None:
                mode = _mode_of(full)
                aside = self._temporary_path(full, home)
                kept = None if mode is None else self._keep(full, home)
                self.steps.append(_Step(aside, full, kept))
            else:
                if top not in self._new:
                    self._new[top] = self._temporary_path(top, home)
                    self.steps.append(_Step(self._new[top], top))
                aside, mode = self._new[top] + full[len(top) :], None
                os.makedirs(os.path.dirname(aside), exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            handle = os.open(aside, flags, 0o666)
            with open(handle, "wb") as file:
                if mode is not None:
                    os.chmod(aside, mode)
                file.write(data)
                if durable:
                    file.flush()
                    os.fsync(handle)
        except OSError as failure:
            failure.filename = str(path)  # the name that a person knows
            raise

    def remove(self, path: Path, home: Path) -> None:
        full = os.path.abspath(path)
        self.steps.append(_Step(self._temporary_path(full, home), full, removes=True))

    def commit(self, home: Path | None = None, together: Sequence[_Step] = ()) -> None:
        done: list[_Step] = []
        with undisturbed():
            place = None
            if home is not None and together[1:] and os.access(home, os.W_OK):
                place = self._locks.enter_context(locked(home))
                journal.note(place, [(step.aside, step.path) for step in together])
            try:
                for step in self.steps:
                    done.append(step)
                    step.do()
            except BaseException as failure:
                if place is not None:
                    # Nobody is to do them again.
                    (place / NOTE).unlink(missing_ok=True)
                for step in reversed(done):
                    step.undo()
                if isinstance(failure, OSError):
                    failure.filename, failure.filename2 = done[-1].path, None
                raise

    def _missing(self, folder: str) -> str | None:
        """The topmost folder that is not there of those on the way to one; None: all are."""
        if folder not in self._tops:
            there = os.path.isdir(folder) or folder == os.path.dirname(folder)
            found = None if there else self._missing(os.path.dirname(folder)) or folder
            self._tops[folder] = found
        return self._tops[folder]

    def _temporary_path(self, path: str, home: Path | None) -> str:
        """A new name in the workplace of `home`, else of the path's own folder."""
        folder = os.path.dirname(path)
        if folder not in self._places:
            # What is mounted below `home` cannot be renamed to from there (EXDEV).
            same = home is not None and home.is_dir() and os.access(home, os.W_OK)
            same = same and os.stat(folder).st_dev == os.stat(home or folder).st_dev
            base = home if same and home is not None else Path(folder)
            self._places[folder] = self._locks.enter_context(locked(base))
        self._count += 1
        return f"{self._places[folder]}/{self._count}"

    def _keep(self, path: str, home: Path | None) -> str:
        """The file as it is under a second name, from which a failure brings it back."""
        kept = self._temporary_path(path, home)
        try:
            os.link(path, kept)
        except OSError as failure:
            if failure.errno == errno.ENOSPC:
                raise
            shutil.copy2(path, kept)  # file systems without links (link(2), EPERM)
        return kept


def _mode_of(path: str) -> int | None:
    """The permissions of a file, None where there is none. Whoever has taken away its owner's
    right to write does not want it replaced either."""
    try:
        mode = stat.S_IMODE(os.stat(path).st_mode)
    except FileNotFoundError:
        return None
    if not mode & stat.S_IWUSR:
        raise PermissionError(errno.EACCES, "it is read-only", path)
    return mode


def _remove_empty(folder: Path, root: Path) -> None:
    """Remove a folder below `root`, and those above it, as far as they are empty."""
    while root in folder.parents:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
