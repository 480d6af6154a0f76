"""Files of a checkout that mention a number: where a move has to be followed by hand."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from portbook.model.portmap import PortMap, Project
from portbook.sources.ignoring import Ignored

__all__ = ["Found", "Search", "Searches", "checkouts", "mentioned"]

MOST_FILES = 20_000
MOST_BYTES = 512 * 1024
MOST_LINES = 200
"""What is looked at, and what is told of it; `Search.whole` says whether that was all."""
SKIPPED = frozenset((".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__"))


class Found(NamedTuple):
    """A line, from 1, of a file below the checkout."""

    path: str
    line: int
    text: str


class Search(NamedTuple):
    found: list[Found]
    whole: bool


Searches = dict[str, tuple[str, Search]]
"""By project: its checkout as the map names it, and what mentions the number there."""


def checkouts(base: Path, portmap: PortMap, names: list[str], number: int | None) -> Searches:
    """The checkouts of some projects, as far as they exist, searched for a number.

    `base` is the folder that the paths of the map begin in.
    """
    found = {}
    for name in names:
        project = portmap.projects[name]
        if project.path and number is not None and (base / project.path).is_dir():
            found[name] = project.path, mentioned(base / project.path, project, number)
    return found


def mentioned(folder: Path, project: Project, number: int) -> Search:
    """Lines with the number as a word of its own: first in the files that services say hold it,
    then in every text file that .gitignore does not leave out. Symlinks are not followed."""
    word = re.compile(rf"(?<![0-9A-Za-z.]){number}(?![0-9A-Za-z]|\.[0-9])")
    named = [path for each in project.services.values() for path in each.configured_in]
    inside = [path for path in dict.fromkeys(named) if _is_inside(folder, path)]
    found: list[Found] = []
    seen = set()
    for count, path in enumerate(_paths(folder, inside)):
        if count >= MOST_FILES or len(found) >= MOST_LINES:
            return Search(found[:MOST_LINES], False)
        if path not in seen:
            seen.add(path)
            found += _lines(folder, path, word)
    return Search(found[:MOST_LINES], len(found) <= MOST_LINES)


def _is_inside(folder: Path, path: str) -> bool:
    whole = Path(os.path.normpath(folder / path))
    return whole.is_relative_to(os.path.normpath(folder)) and whole.is_file()


def _paths(folder: Path, named: list[str]) -> Iterator[str]:
    yield from (os.path.normpath(path).replace(os.sep, "/") for path in named)
    yield from _walked(folder, "", Ignored(folder))


def _walked(folder: Path, below: str, ignored: Ignored) -> Iterator[str]:
    ignored = ignored.below(folder / below, below)
    try:
        listed = sorted(os.scandir(folder / below), key=lambda each: each.name)
    except OSError:
        return
    for each in listed:
        path = f"{below}{each.name}"
        if each.is_symlink():
            continue
        if each.is_dir():
            if each.name not in SKIPPED and not ignored.folder(path):
                yield from _walked(folder, f"{path}/", ignored)
        elif each.is_file() and not ignored.file(path):
            yield path


def _lines(folder: Path, path: str, word: re.Pattern[str]) -> Iterator[Found]:
    try:
        if (folder / path).stat().st_size > MOST_BYTES:
            return
        data = (folder / path).read_bytes()
    except OSError:
        return
    if b"\0" in data:
        return
    text = data.decode("utf-8", errors="replace")
    if word.search(text):
        for number, line in enumerate(text.split("\n"), 1):
            if word.search(line):
                yield Found(path, number, line.strip()[:120])
