"""Tells whether anything can have changed since files were last written, without doing the work.

A stamp beside the record holds the digests of all that the output is made from: the map, what it
includes, the user's templates, and this program. Where it still holds, and every recorded file has
the bytes that were written, there is nothing to do. The stamp is of one machine and is not
committed; without it the work is simply done.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import time
from pathlib import Path

from portbook.disk.apply import remove, write_atomically
from portbook.disk.plan import read_record
from portbook.language.load import Reading
from portbook.targets.gitfiles import STAMP
from portbook.targets.templates import shipped_folder
from portbook.text.paths import Refused, matching, repository_of
from portbook.text.record import RECORD, digest
from portbook.text.source import LARGEST, regular_bytes
from portbook.upstream.tree_cache import cache_path, is_large, packed

PROGRAM = Path(__file__).resolve().parents[1]
USUAL_OUTPUT = "generated"
"""Only here is a stamp looked for: where else a map writes is known once it is read."""


Inputs = dict[str, object]


def inputs_of(
    map_path: Path, output: Path, sources: tuple[Path, ...], patterns: tuple[str, ...]
) -> Inputs:
    """Digests of all that the output is made from; `patterns` are the map's includes, which may
    match another file next time."""
    base = map_path.parent
    names = sorted(os.path.relpath(source, base) for source in sources)
    return {
        "map": map_path.name,
        "output": os.path.relpath(output, base),
        "sources": {name: _digest(base / name) for name in names},
        "patterns": {pattern: _matches(base, pattern) for pattern in patterns},
        "templates": _digests(base / "templates"),
        "program": _program(),
    }


def write_stamp(output: Path, inputs: Inputs) -> None:
    """Say beside the record what it was made from."""
    text = _stamp_text(output, inputs).encode()
    stamp = output / STAMP
    # Without a stamp the next run does its work: nothing else is lost.
    with contextlib.suppress(OSError):
        if output.is_dir() and (not stamp.is_file() or regular_bytes(stamp) != text):
            write_atomically(stamp, text)


def is_fresh(map_path: Path, output: Path) -> int | None:
    """How many files are as they were written; None where the work has to be done."""
    try:
        stamp = (regular_bytes(output / STAMP) or b"").decode()
        told = json.loads(stamp)
        sources = tuple(map_path.parent / name for name in told["sources"])
        inputs = inputs_of(map_path, output, sources, tuple(told["patterns"]))
        if stamp != _stamp_text(output, inputs):
            return None
        record = read_record(output)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    root = str(output)
    folders = {root}
    for path in record:
        # With those on the way to them from the root.
        at = f"{root}/{path}".rpartition("/")[0]
        while len(at) > len(root) and at not in folders:
            folders.add(at)
            at = at.rpartition("/")[0]
    if any(map(os.path.islink, folders)):
        return None
    for path, hashes in record.items():
        full = f"{root}/{path}"
        if os.path.islink(full) or _digest(full) not in hashes:
            return None
    return len(record)


KEPT_DAYS = 30


def cache_trees(reading: Reading) -> None:
    """Put by what parsing made of large texts in which nothing is wrong, and drop what is old."""
    wrong = {problem.place.source for problem in reading.problems}
    roots = reading.portmap.origin.nodes if reading.portmap is not None else ()
    sound = [each for each in roots if is_large(each.source) and each.source not in wrong]
    paths = ((root, cache_path(root.source)) for root in sound)
    fresh = [(path, data) for root, path in paths if not path.is_file() and (data := packed(root))]
    # Without a cache, on a full disk or in a folder of somebody else's, all is as good.
    with contextlib.suppress(OSError):
        for path, data in fresh:
            write_atomically(path, data)
        for each in fresh[0][0].parent.iterdir() if fresh else ():
            if each.stat().st_mtime < time.time() - KEPT_DAYS * 24 * 3600:
                remove(each)


def _stamp_text(output: Path, inputs: Inputs) -> str:
    return json.dumps({**inputs, "record": _digest(output / RECORD)}, indent=1) + "\n"


def _digest(path: Path | str) -> str | None:
    try:
        state = os.stat(path)
        if not stat.S_ISREG(state.st_mode) or state.st_size > LARGEST:
            return None
        with open(path, "rb") as file:
            return digest(file.read())
    except OSError:
        return None


def _matches(base: Path, pattern: str) -> list[str]:
    try:
        return matching(base, pattern, repository_of(base))
    except Refused:
        return []


def _digests(folder: Path) -> dict[str, str | None]:
    """Of every file below, and where each link leads: no template lies outside of the folder."""
    found: dict[str, str | None] = {}
    for here, below, names in os.walk(folder) if not folder.is_symlink() else ():
        for path in (f"{here}/{name}" for name in (*below, *names)):
            said = os.readlink(path) if os.path.islink(path) else _digest(path)
            found[os.path.relpath(path, folder)] = said
    return dict(sorted(found.items()))


def _program() -> str:
    """A digest of this program's files by name, size and time: another version is other work."""
    seen = hashlib.sha256()
    walked = [*os.walk(PROGRAM), *os.walk(shipped_folder())]
    for folder, _, names in sorted(walked):
        for name in sorted(names):
            if name.endswith((".py", ".j2")):
                state = os.stat(f"{folder}/{name}")
                seen.update(f"{folder}/{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return seen.hexdigest()
