"""Carrying out a plan: the only code that writes generated files.

A file is written beside its place and renamed over it, so that a reader sees the old or the new
text, never half of one (rename(2)). A folder that does not exist yet is filled beside its place
and renamed as a whole, which costs one rename for all its files.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from portbook.disk.plan import Change, Plan
from portbook.text.paths import folders_above

__all__ = ["apply", "describe", "remove", "write_atomically"]


def apply(plan: Plan) -> None:
    """Write, remove, and at last record what was written.

    Until then the record holds the old hashes beside the new ones: whoever is interrupted, by a
    full disk or by hand, finds every file still known as ours.
    """
    record = plan.record
    if record is not None and plan.folder.is_dir() and plan.changes:
        write_atomically(plan.folder / record.path, (record.before or b"") + (record.after or b""))
    written = [change for change in plan.changes if change.after is not None]
    for top, group in _by_new_folder(plan.folder, written):
        if top is None:
            for change in group:
                write_atomically(plan.folder / change.path, change.after or b"")
        else:
            _write_folder(plan.folder, top, group)
    for change in plan.changes:
        if change.after is None:
            path = plan.folder / change.path
            _remove(path, path if change.path in plan.guests else plan.folder)
    if record is not None and record.after is not None:
        plan.folder.mkdir(parents=True, exist_ok=True)
        write_atomically(plan.folder / record.path, record.after)


def describe(change: Change) -> str:
    """What the change is, in one word."""
    if change.before is None:
        return "new"
    return "removed" if change.after is None else "changed"


def write_atomically(path: Path, data: bytes, *, folders: bool = False) -> None:
    """Replace a file's bytes, keeping its mode; leaves nothing behind when it fails.

    `folders`: those above it are made where they are missing.
    """
    if folders:
        path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.urandom(6).hex()}")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(handle, "wb") as file:
            with contextlib.suppress(FileNotFoundError):
                os.fchmod(handle, stat.S_IMODE(path.stat().st_mode))
            file.write(data)
        temporary.replace(path)
    except BaseException as failure:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
        if isinstance(failure, OSError) and failure.filename == str(temporary):
            failure.filename = str(path)  # the name that a person knows
        raise


def _by_new_folder(
    folder: Path, changes: Iterable[Change]
) -> Iterator[tuple[str | None, list[Change]]]:
    """Changes by the topmost folder that is missing ("" for the output folder); None last."""
    if not folder.exists():
        yield "", list(changes)
        return
    exists: dict[str, bool] = {"": True}
    groups: dict[str | None, list[Change]] = {}
    for change in changes:
        top = None
        for above in folders_above(change.path):
            if above not in exists:
                exists[above] = (folder / above).is_dir()
            if not exists[above]:
                top = above
                break
        groups.setdefault(top, []).append(change)
    last = groups.pop(None, [])
    yield from groups.items()
    yield None, last


def _write_folder(folder: Path, top: str, changes: list[Change]) -> None:
    target = folder / top if top else folder
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.urandom(6).hex()}")
    skipped = len(top) + 1 if top else 0
    made: set[str] = set()
    try:
        temporary.mkdir()
        for change in changes:
            path = f"{temporary}/{change.path[skipped:]}"
            parent = path.rpartition("/")[0]
            if parent not in made:
                os.makedirs(parent, exist_ok=True)
                made.add(parent)
            with open(path, "xb") as file:
                file.write(change.after or b"")
        temporary.rename(target)
    except BaseException:
        import shutil

        shutil.rmtree(temporary, ignore_errors=True)
        raise


def remove(path: Path) -> None:
    """Remove a file, if it is there."""
    path.unlink(missing_ok=True)


def _remove(path: Path, folder: Path) -> None:
    """Remove a file and the folders below `folder` that it leaves empty."""
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    parent = path.parent
    while folder in parent.parents:
        try:
            parent.rmdir()
        except OSError:
            return
        parent = parent.parent
