"""Loads files of a checkout, bounded in size, and says what a file is called."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from pathlib import Path

from portbook.sources.jsonc import parse_json
from portbook.text.diagnostic import Diagnostic, error, warning
from portbook.text.nodes import text_at
from portbook.text.paths import Refused, leads_out, matching, repository_of
from portbook.text.source import Source, nowhere

LARGEST = 16 * 1024 * 1024
"""Bytes of a file that is read: a port document of 100,000 rows has ten million."""


def load(path: Path, name: str, largest: int = LARGEST) -> tuple[Source | None, list[Diagnostic]]:
    """A file's text with what is to be said of it; None where it cannot be read as text.

    UTF-16 with a byte order mark is decoded; what is not UTF-8 is read as Windows-1252.
    """
    try:
        data = opened(path, largest + 1)
    except FileNotFoundError:
        return None, [error("syntax", "there is no such file", nowhere(name))]
    except OSError as failure:
        reason = (failure.strerror or str(failure)).lower()
        return None, [error("syntax", f"cannot be read: {reason}", nowhere(name))]
    if len(data) > largest:
        message = f"the file is larger than {largest // 1024 // 1024} MB and was not read"
        return None, [error("syntax", message, nowhere(name), hint="name a smaller part of it")]
    return _decoded(data, path, name)


def _decoded(data: bytes, path: Path, name: str) -> tuple[Source | None, list[Diagnostic]]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Source(name, data.decode("utf-16", "replace"), path), []
    if b"\0" in data:
        hint = "name a text: a port document, a compose file, a .env file, an nginx file"
        return None, [error("syntax", "this is a binary file", nowhere(name), hint=hint)]
    try:
        return Source(name, data.decode("utf-8"), path), []
    except UnicodeDecodeError as failure:
        source = Source(name, data.decode("cp1252", "replace"), path)
        line = data.count(b"\n", 0, failure.start) + 1
        place = source.place(source.offset(line, 1))
        message = f"byte 0x{data[failure.start]:02x} is not UTF-8; read as Windows-1252"
        return source, [warning("syntax", message, place, hint="save the file as UTF-8")]


def opened(path: Path, most: int) -> bytes:
    """At most so many bytes of a regular file; a pipe or a device is refused, as it may never
    end."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("it is no regular file")
        return stream.read(most)


def may_include(source: Source, path: Path) -> bool:
    """Whether a file may draw in another: it lies, links followed, in the same repository.

    Where there is none, in the folder that somebody asked to have read, or from which the first
    file's name starts, or else beside it.
    """
    return source.path is not None and not leads_out(path, _kept_to(source, source.path))


def matching_files(source: Source, folder: Path, pattern: str) -> list[Path]:
    """The files that a pattern means from a folder, sorted; none where it leads out of what a file
    may draw in, or means a disk's worth of them. To glob(3), nginx's, and Go's Glob, Caddy's, two
    stars are one."""
    if source.path is None:
        return []
    with contextlib.suppress(Refused):
        found = matching(folder, re.sub(r"\*+", "*", pattern), _kept_to(source, source.path))
        return [folder / each for each in found if may_include(source, folder / each)]
    return []


def _kept_to(source: Source, path: Path) -> Path:
    repository = repository_of(path.parent)
    if (repository / ".git").exists():
        return repository
    return (source.root or _start(source)).resolve()


def _start(source: Source) -> Path:
    assert source.path is not None
    named = Path(source.name).parts
    whole = source.path.absolute().parts
    relative = ".." not in named and whole[-len(named) :] == named != whole
    return Path(*whole[: -len(named)]) if relative else source.path.parent


def path_beside(source: Source, relative: str) -> tuple[Path, str] | None:
    """Where a path that a file names lies, and how the person would name it; None for a text that
    is in no file, and for a path out of its repository."""
    if source.path is None or "\0" in relative or len(relative) > 1000:
        return None
    if not may_include(source, source.path.parent / relative):
        return None
    folder = os.path.dirname(source.name)  # noqa: PTH120
    return source.path.parent / relative, os.path.normpath(os.path.join(folder, relative))  # noqa: PTH118


UNNAMED = "app"
"""For a text that lies in no folder."""
LARGEST_PACKAGE = 256 * 1024


def service_of_folder(source: Source) -> str:
    """The package's name without its scope, else the folder's."""
    if source.path is None:
        return UNNAMED
    folder = source.path.parent
    package, _ = load(folder / "package.json", "package.json", LARGEST_PACKAGE)
    if package is not None:
        name = text_at(parse_json(package)[0], "name") or ""
        if name.strip("@/ "):
            return name.rpartition("/")[2].strip() or UNNAMED
    return folder.resolve().name.lstrip(".") or UNNAMED
