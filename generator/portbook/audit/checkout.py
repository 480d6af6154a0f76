"""Loads the files of a checkout for an audit, each once, without generated ones."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from pathlib import Path

from portbook.disk.plan import read_record
from portbook.sources.files import load
from portbook.text.diagnostic import Diagnostic
from portbook.text.record import RECORD
from portbook.text.region import OPENS, Unclear, find
from portbook.text.secrets import masked
from portbook.text.source import Place, Source

LARGEST = 4 * 1024 * 1024
"""Bytes of one file that is read: what the importers read of a checkout's."""
_DIGITS = re.compile(r"[0-9]+")
_IGNORE = "portbook: ignore"
"""Words in a line, as a rule in a comment, that take it out of the audit."""
_LONGEST_LINE = 10_000
"""Characters of a line in which a number's column is looked for."""


class Checkout:
    """`shown` is the folder as a person would type it; `map_files` are absolute paths of the map
    and what it includes, `others` the folders below that are other projects' checkouts or the
    map's output."""

    def __init__(
        self,
        folder: Path,
        shown: str,
        map_files: Collection[Path] = (),
        others: Collection[Path] = (),
    ) -> None:
        self.folder, self.shown = folder, shown
        self._map_files = {_real(each) for each in map_files}
        self._others = [real for each in others if (real := _real(each)) != _real(folder)]
        # A file of which only a region is ours stands there with a word behind its path.
        self._record = frozenset(read_record(folder))
        self._sources: dict[str, Source | None] = {}
        self._trouble: dict[str, list[Diagnostic]] = {}
        self._ignored: dict[str, frozenset[int]] = {}
        self._regions: dict[str, tuple[int, int]] = {}

    def relative(self, shown: str) -> str:
        """A path that a person would type to one from the checkout's root, with `/`."""
        return os.path.relpath(shown, self.shown).replace(os.sep, "/")

    def named(self, path: str) -> str:
        """The other way: how a person would type it."""
        return path if self.shown in ("", ".") else f"{self.shown.rstrip('/')}/{path}"

    def source(self, path: str) -> Source | None:
        """The text of a file without its secrets; None where it cannot be read as one."""
        if path not in self._sources:
            found, trouble = load(self.folder / path, self.named(path), LARGEST)
            self._sources[path] = masked(found) if found is not None else None
            self._trouble[path] = trouble
        return self._sources[path]

    def trouble(self, path: str) -> list[Diagnostic]:
        """What is wrong with a file as a text."""
        self.source(path)
        return self._trouble[path]

    def is_file(self, path: str) -> bool:
        """Whether there is such a file, in the checkout and not behind a link out of it."""
        found = self.folder / path
        try:
            inside = found.is_file() and found.resolve().is_relative_to(self.folder.resolve())
        except (OSError, ValueError):
            return False
        return inside and not path.startswith("../")

    def has_installed(self, path: str) -> bool:
        """Whether `install` wrote the file here."""
        return path in self._record and self.is_file(path)

    def passed_over(self, path: str) -> bool:
        """Whether the file is no hand-written one of this project."""
        real = _real(self.folder / path)
        if real in self._map_files or any(real.is_relative_to(each) for each in self._others):
            return True
        if path in self._record:
            return True
        for parent in real.parents:
            if parent == _real(self.folder):
                break
            if (parent / RECORD).is_file():
                return True
        source = self.source(path)
        notice = _NOTICE.search(source.text[:1000]) if source else None
        return notice is not None and OPENS not in notice.string[: notice.start()]

    def silenced(self, path: str, line: int) -> bool:
        """Whether a line is within a region of ours, or asks not to be looked at."""
        source = self.source(path)
        if source is None:
            return False
        first, last = self._region(path, source)
        if path not in self._ignored:
            lines = source.text.split("\n") if _IGNORE in source.text else []
            listed = (number for number, text in enumerate(lines, 1) if _IGNORE in text)
            self._ignored[path] = frozenset(listed)
        return first <= line <= last or line in self._ignored[path]

    def is_shared(self, path: str) -> bool:
        """Whether a region of the file is ours."""
        source = self.source(path)
        return source is not None and self._region(path, source)[0] > 0

    def _region(self, path: str, source: Source) -> tuple[int, int]:
        if path not in self._regions:
            data = source.text.encode("utf-8", "replace")
            try:
                region = find(data)
            except Unclear:
                region = None
            lines = (0, -1)
            if region is not None:
                first = data.count(b"\n", 0, region.start) + 1
                lines = (first, data.count(b"\n", 0, region.end))
            self._regions[path] = lines
        return self._regions[path]

    def shown_place(self, place: Place) -> Place:
        """A place that a reader gave, in the text without secrets."""
        path = self.relative(place.source.name)
        source = self.source(path) if self.is_file(path) else None
        return source.place(place.start, place.end) if source is not None else place

    def place(self, path: str, line: int, number: int | None, *, last: bool = False) -> Place:
        """Where a number stands on a line, else the line; `last` for its last place there."""
        source = self.source(path)
        if source is None:
            return Source(self.named(path), "").place(0)
        start = source.offset(line, 1)
        text = source.text[start : start + _LONGEST_LINE].partition("\n")[0].rstrip("\r")
        found = [match for match in _DIGITS.finditer(text) if match[0] == str(number)]
        if found:
            match = found[-1 if last else 0]
            return source.place(start + match.start(), start + match.end())
        indent = len(text) - len(text.lstrip())
        return source.place(start + indent, start + len(text.rstrip()))


_NOTICE = re.compile(r"Generated from .{1,300} by 'portbook generate'")


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))
