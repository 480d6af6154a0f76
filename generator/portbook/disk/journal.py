"""Renames that belong together, noted before the first: whoever finds the note does the rest.

An edit of a map of several files is killed between two of its renames once in a blue moon; then
some of the files would be new and some old. The next run that takes the folder's lock finishes it,
if nobody has touched the files meanwhile.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

from portbook.text.paths import NOTE, leads_out, repository_of
from portbook.text.source import regular_bytes

MOST = 1 << 22
"""Bytes of a note: each file takes some hundred."""
Known: TypeAlias = "list[int] | None"


def note(place: Path, renames: Iterable[tuple[str, str]]) -> None:
    """Note in a workplace which files of it, written to their end, are to be renamed to where."""
    told = [
        [os.path.relpath(aside, place), _known(aside), os.path.relpath(path, place), _known(path)]
        for aside, path in renames
    ]
    with open(place / f"{NOTE}.new", "w", encoding="utf-8") as file:
        json.dump(told, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(file.name, place / NOTE)


def finish(place: Path) -> None:
    """Do what is left of the renames that are noted in a workplace; the caller holds its lock.

    A note that a repository brings along says nothing: it cannot know the numbers that the system
    gave to the files here, and is not of this user where somebody else wrote it.
    """
    if not os.path.lexists(place / NOTE):
        return
    with contextlib.suppress(OSError, ValueError, TypeError, RecursionError):
        owner = os.lstat(place / NOTE).st_uid
        ours = owner == getattr(os, "getuid", lambda: owner)()
        told = json.loads((regular_bytes(place / NOTE, MOST) if ours else None) or b"[]")
        left = [
            (place / aside, place / path, was, before)
            for aside, was, path, before in told
            if os.path.lexists(place / aside)
        ]
        root = repository_of(place.parent)
        if all(
            was is not None
            and _known(aside) == was
            and _known(path) == before
            and not leads_out(path, root)
            for aside, path, was, before in left
        ):
            for aside, path, _, _ in left:
                os.replace(aside, path)


def _known(path: str | Path) -> Known:
    """What identifies a file's current state: its inode number, size and last change of any sort
    (in nanoseconds; on Windows, when it was made). None where there is none."""
    try:
        state = os.lstat(path)
    except OSError:
        return None
    return [state.st_ino, state.st_size, state.st_ctime_ns]
