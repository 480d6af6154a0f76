"""Files of a checkout that mention a number: where a move has to be followed by hand."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from generator.model.portmap import Project

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

__all__ = ["Found", "Search", "mentioned"]

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
    yield from _walked(folder, "", [])


def _walked(folder: Path, below: str, rules: list[tuple[str, GitIgnoreSpec]]) -> Iterator[str]:
    rules = [*rules, *_rules(folder, below)]
    try:
        listed = sorted(os.scandir(folder / below), key=lambda each: each.name)
    except OSError:
        return
    for each in listed:
        path = f"{below}{each.name}"
        if each.is_symlink():
            continue
        if each.is_dir():
            if each.name not in SKIPPED and not _is_ignored(f"{path}/", rules):
                yield from _walked(folder, f"{path}/", rules)
        elif each.is_file() and not _is_ignored(path, rules):
            yield path


def _rules(folder: Path, below: str) -> Iterator[tuple[str, GitIgnoreSpec]]:
    """The rules that begin in a folder; a broken file has none."""
    import pathspec

    path = folder / below / ".gitignore"
    if path.is_file():
        try:
            lines = path.read_text("utf-8", errors="replace").splitlines()
            yield below, pathspec.GitIgnoreSpec.from_lines(lines)
        except (OSError, ValueError):
            return


def _is_ignored(path: str, rules: list[tuple[str, GitIgnoreSpec]]) -> bool:
    """The innermost .gitignore that has something to say decides (gitignore(5))."""
    for below, spec in reversed(rules):
        said = spec.check_file(path.removeprefix(below)).include
        if said is not None:
            return said
    return False


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
