"""Paths that a text names: the folders that lead to one, and how far one may lead."""

from __future__ import annotations

import fnmatch
import os
import stat
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

MOST_ENTRIES = 100_000
"""Entries of folders that a pattern is compared with."""

MOST_FILES = 5_000
"""Files that one pattern may match."""

DEEPEST = 100
"""Folders on the way to them."""

DEVICE = (
    r"([Cc][Oo][Nn]([Ii][Nn]\$|[Oo][Uu][Tt]\$)?|[Pp][Rr][Nn]|[Aa][Uu][Xx]|[Nn][Uu][Ll]|"
    r"([Cc][Oo][Mm]|[Ll][Pp][Tt])[0-9¹²³])(\.[^/]*)?"
)
"""A name that Windows gives no file (Win32, "Naming Files, Paths, and Namespaces"), whatever its
ending; for the schema, too, whose patterns know no flag for upper and lower case."""

DOCKERFILE = r"(?:docker|container)file(?:[._-][^/]*)?|[^/]*\.(?:docker|container)file"
"""The name of a file that an image is built by, in whatever case."""

WORKPLACE, NOTE = ".portbook.tmp", "journal"
"""Where files are made ready in the folder that they are for, and in it the note of those that are
renamed together: both are there only while somebody writes, or once a writer was killed."""

_MAGIC = frozenset("*?[")


class Refused(Exception):
    """A path or pattern that is not followed; the message is the reason, after its name."""


def folders_above(path: str) -> Iterator[str]:
    """The folders on the way to a file, from the top; `/` between the parts."""
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)


def repository_of(folder: Path) -> Path:
    """The nearest folder from here up that holds `.git`, links resolved; without one the folder."""
    here = folder.resolve()
    for each in (here, *here.parents):
        # A worktree and a submodule have a file of this name (gitrepository-layout(5)).
        if os.path.lexists(each / ".git"):
            return each
    return here


def leads_out(path: Path, root: Path) -> bool:
    """Whether a path, its links followed, ends outside of a resolved folder.

    What cannot be looked up, such as a circle of links, counts as outside.
    """
    try:
        return not path.resolve().is_relative_to(root)
    except (OSError, RuntimeError, ValueError):
        return True


def refusal(path: Path, folder: Path, largest: int) -> str | None:
    """Why a file is not taken from a folder that came with a map, in words that follow its name:
    it leads out of it, is no regular file, or has more bytes than `largest`."""
    try:
        status = path.stat()
    except OSError:
        return "is a link that leads nowhere"
    if leads_out(path, folder.resolve()):
        return "is a link out of the folder of templates"
    if not stat.S_ISREG(status.st_mode):
        return "is not a regular file"
    return f"is larger than {largest:,} bytes" if status.st_size > largest else None


def matching(base: Path, pattern: str, root: Path) -> list[str]:
    """The regular files below `root` that a pattern means from `base`, sorted.

    Like `glob`: `**` is any number of folders and no wildcard means a name that begins with a dot;
    unlike it, no link is followed out of `root`, and neither files nor entries are without number.
    Refused where the pattern leads out, or means too much.
    """
    parts = pattern.split("/")
    # Up to the first wildcard.
    fixed = "/".join(takewhile(lambda part: not _MAGIC & set(part), parts))
    fixed = fixed or ("/" if pattern.startswith("/") else ".")
    if "\0" in pattern or leads_out(base / fixed, root):
        raise Refused(f"leads out of {root.name or root}, and is not read")
    if pattern.count("/") > DEEPEST:
        raise Refused(f"means folders that lie more than {DEEPEST} deep")
    search = _Search(base, root)
    found = sorted({path for path in search.expand("", parts) if path})
    return [path for path in found if (base / path).is_file()]


class _Search:
    def __init__(self, base: Path, root: Path) -> None:
        self.base = base
        self.root = root
        self.entries = self.files = 0
        self.done: set[tuple[str, int]] = set()

    def expand(self, prefix: str, parts: list[str]) -> Iterator[str]:
        if (prefix, len(parts)) in self.done:
            return
        self.done.add((prefix, len(parts)))
        part, *rest = parts
        if part == "**":
            if rest:
                yield from self.expand(prefix, rest)
            for name, folder in self.listed(prefix):
                if folder:
                    yield from self.expand(f"{prefix}{name}/", parts)
                elif not rest:
                    yield self.counted(prefix + name)
        elif _MAGIC & set(part):
            for name, folder in self.listed(prefix, hidden=part.startswith(".")):
                if fnmatch.fnmatchcase(name, part) and (folder or not rest):
                    yield from self.next(prefix + name, rest)
        else:
            yield from self.next(prefix + part, rest)

    def next(self, path: str, rest: list[str]) -> Iterator[str]:
        if rest:
            yield from self.expand(f"{path}/", rest)
        else:
            yield self.counted(path)

    def counted(self, path: str) -> str:
        self.files += 1
        if self.files > MOST_FILES:
            raise Refused(f"means more than {MOST_FILES:,} files")
        return path

    def listed(self, prefix: str, *, hidden: bool = False) -> Iterator[tuple[str, bool]]:
        """The entries of a folder, each with whether it is a folder that may be entered."""
        if prefix.count("/") > DEEPEST:
            raise Refused(f"means folders that lie more than {DEEPEST} deep")
        folder = self.base / prefix
        if leads_out(folder, self.root):
            return
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    self.entries += 1
                    if self.entries > MOST_ENTRIES:
                        raise Refused(f"means a folder of more than {MOST_ENTRIES:,} entries")
                    if hidden or not entry.name.startswith("."):
                        yield entry.name, entry.is_dir(follow_symlinks=False)
        except OSError:
            return
