"""A text that somebody wrote, and how an offset in it becomes a line and a column.

Lines end at `\\n` and `\\r\\n` alone, as they do for editors; columns count code points. Both are
derived from offsets only when a place is printed.
"""

from __future__ import annotations

import contextlib
import os
import stat
from bisect import bisect_right
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from portbook.text.lazily import lazily

LARGEST = 64 * 1024 * 1024
"""Bytes of a map: one of 20,000 services has six million."""


class Refusal(Exception):
    """Why something is not done: a reason for a person, and what to do instead."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UnreadableSource(Refusal):
    """The file cannot be had as text; `place` says where it stopped being one, if it began."""

    def __init__(self, message: str, place: Place, hint: str | None = None) -> None:
        super().__init__(message, hint)
        self.place = place


class Source:
    """A text with the name that diagnostics print for it.

    `name` is a path as the person would type it, `path` where it was read from (None for a text
    that is in no file). A byte order mark is not part of the text; `has_bom` remembers it for
    edits. `root` is the folder that somebody asked to have read, where the file was found in one:
    what it draws in has to lie there. `upstream` is the source of the map whose repository the
    text is from, empty for the map's own.
    """

    __slots__ = ("_lines", "has_bom", "name", "path", "root", "text", "upstream")

    def __init__(self, name: str, text: str, path: Path | None = None) -> None:
        self.name = name
        self.path = path
        self.root: Path | None = None
        self.upstream = ""
        self.has_bom = text.startswith("\ufeff")
        self.text = text[1:] if self.has_bom else text
        self._lines: list[int] | None = None

    @classmethod
    def load(cls, path: Path, name: str | None = None) -> Source:
        """Read a UTF-8 file, or raise UnreadableSource with the reason and the place."""
        name = name or str(path)
        try:
            with path.open("rb") as file:
                # A pipe is read as far as a file may be long.
                large = os.fstat(file.fileno()).st_size > LARGEST
                data = b"" if large else file.read(LARGEST + 1)
        except FileNotFoundError:
            hint = "write one, or name the map with -f FILE"
            raise UnreadableSource("there is no such file", nowhere(name), hint) from None
        except IsADirectoryError:
            hint = f"name the file in it: {name.rstrip('/')}/ports.yaml"
            raise UnreadableSource("this is a folder, not a file", nowhere(name), hint) from None
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise UnreadableSource(f"cannot be read: {reason}", nowhere(name)) from None
        if large or len(data) > LARGEST:
            message = f"the file is larger than {LARGEST // 1024 // 1024} MB, and was not read"
            raise UnreadableSource(message, nowhere(name), "split the map with 'include'")
        return cls(name, decode(data, name), path)

    def with_text(self, text: str) -> Source:
        """The same file with another text, its byte order mark kept."""
        after = Source(self.name, text, self.path)
        after.has_bom = self.has_bom
        return after

    @property
    def data(self) -> bytes:
        """The bytes of the file that holds the text, with its byte order mark."""
        return (("\ufeff" if self.has_bom else "") + self.text).encode()

    def line_column(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of an offset."""
        starts = self._line_starts()
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """Where a 1-based line and column lie, or the nearest place in the text."""
        starts = self._line_starts()
        line = min(line, len(starts))
        end = starts[line] - 1 if line < len(starts) else len(self.text)
        return min(starts[line - 1] + column - 1, end)

    def line_text(self, line: int) -> str:
        """A line by its 1-based number, without its line end."""
        starts = self._line_starts()
        end = starts[line] if line < len(starts) else len(self.text)
        return self.text[starts[line - 1] : end].rstrip("\r\n")

    def place(self, start: int, end: int | None = None) -> Place:
        return Place(self, start, start if end is None else end)

    def _line_starts(self) -> list[int]:
        if self._lines is None:
            starts = [0]
            find = self.text.find
            at = find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = find("\n", at + 1)
            self._lines = starts
        return self._lines


class Place:
    """A span of a source: code point offsets, the end exclusive."""

    __slots__ = ("end", "source", "start")

    def __init__(self, source: Source, start: int, end: int) -> None:
        self.source = source
        self.start = start
        self.end = end

    @property
    def line(self) -> int:
        return self.source.line_column(self.start)[0]

    @property
    def column(self) -> int:
        return self.source.line_column(self.start)[1]

    @property
    def end_line(self) -> int:
        return self.source.line_column(self.end)[0]

    @property
    def end_column(self) -> int:
        return self.source.line_column(self.end)[1]

    def __str__(self) -> str:
        line, column = self.source.line_column(self.start)
        return f"{self.source.name}:{line}:{column}"

    def __repr__(self) -> str:
        return f"<Place {self}>"


def regular_bytes(path: Path, most: int = LARGEST) -> bytes | None:
    """The bytes of a file of at most `most`, with no link in its place; None for anything else,
    such as a pipe, which would be waited for."""
    with contextlib.suppress(OSError):
        flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        with open(path, "rb", opener=lambda name, usual: os.open(name, usual | flags)) as file:
            state = os.fstat(file.fileno())
            if stat.S_ISREG(state.st_mode) and state.st_size <= most:
                return file.read()
    return None


_STEERING = lazily("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def as_typed(path: Path) -> str:
    """The path as a person in the current folder would type it, what steers a terminal spelled
    out."""
    shown = str(path)
    with contextlib.suppress(ValueError):  # it lies on another drive of Windows
        relative = os.path.relpath(path)
        shown = shown if relative.startswith("..") and path.is_absolute() else relative
    return _STEERING.sub(lambda each: each[0].encode("unicode_escape").decode(), shown)


def nowhere(name: str) -> Place:
    return Source(name, "").place(0)


def decode(data: bytes, name: str) -> str:
    """UTF-8 to text; what is not UTF-8 raises UnreadableSource at the first wrong byte."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        hint = "save it as UTF-8"
        raise UnreadableSource("this file is UTF-16; ports.yaml is UTF-8", nowhere(name), hint)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        readable = data[: error.start].decode("utf-8")
        shown = Source(name, readable + data[error.start :].decode("latin-1"))
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        hint = "the file looks like Latin-1 or Windows-1252: save it as UTF-8"
        at = len(shown.text) - len(data[error.start :])
        raise UnreadableSource(message, shown.place(at, at + 1), hint) from None


class OverlappingSplices(ValueError):
    """Two edits claim the same characters."""


class Splice(NamedTuple):
    """Replace the code points from `start` to `end` (exclusive) by `text`."""

    start: int
    end: int
    text: str


def splice(text: str, splices: Iterable[Splice]) -> str:
    """Apply edits given in any order; insertions at one offset keep the order given."""
    parts: list[str] = []
    done = 0
    for edit in sorted(splices, key=lambda edit: (edit.start, edit.end)):
        if edit.start < done:
            raise OverlappingSplices(f"two edits meet at offset {edit.start}")
        parts += text[done : edit.start], edit.text
        done = edit.end
    return "".join((*parts, text[done:]))
