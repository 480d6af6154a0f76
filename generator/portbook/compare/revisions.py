"""Reads a map from a revision of its Git repository, with its includes."""

from __future__ import annotations

import fnmatch
import os
import posixpath
import subprocess
from functools import cached_property
from pathlib import Path

from portbook.language.upstreams import Pins
from portbook.text.source import Refusal, Source, UnreadableSource, decode, nowhere
from portbook.upstream.lock import LOCK_NAME, BadLock, parse_lock


class NoRevision(Refusal):
    """Git cannot show the map of a revision; the reason is for a person."""


class Revision:
    """The files of a commit, seen from the map's folder.

    `folder` is where that lies in the repository, with `/`, empty for its top.
    """

    def __init__(self, top: Path, folder: str, commit: str) -> None:
        self.top = top
        self.folder = folder
        self.commit = commit

    def holds(self, path: str) -> bool:
        return self.key(path) in self.names

    def matching(self, pattern: str) -> list[str]:
        wanted = self.key(pattern).split("/")
        start = self.folder or "."
        found = (name for name in self.names if _matches(name.split("/"), wanted))
        return sorted(posixpath.relpath(name, start) for name in found)

    def load(self, path: str, name: str) -> Source:
        data = _git(self.top, "cat-file", "blob", f"{self.commit}:{self.key(path)}")
        if data is None:
            raise UnreadableSource("there is no such file", nowhere(name))
        return Source(name, decode(data, name), Path(path))

    def pins(self) -> Pins:
        """As the lock of that commit has them; no folder takes the place of a source there."""
        folder = self.top / self.folder
        if not self.holds(LOCK_NAME):
            return Pins(folder, {}, {}, {})
        source = self.load(LOCK_NAME, LOCK_NAME)
        try:
            return Pins(folder, parse_lock(source.text), {}, {})
        except BadLock as failure:
            raise UnreadableSource(failure.message, source.place(0)) from None

    def renamed(self, path: str) -> tuple[Revision, str] | None:
        """The file that Git takes for an earlier one of this name, seen from its own folder."""
        told = _git(
            self.top,
            "diff",
            "-z",
            "--find-renames",
            "--diff-filter=R",
            "--name-status",
            self.commit,
        )
        # R and how alike they are, the old name, the new one (git-diff(1)).
        parts = [part.decode(errors="surrogateescape") for part in (told or b"").split(b"\0")]
        before = {new: old for old, new in zip(parts[1::3], parts[2::3], strict=False)}
        old = before.get(self.key(path))
        if old is None:
            return None
        folder, name = posixpath.split(old)
        return Revision(self.top, folder, self.commit), name

    def key(self, path: str) -> str:
        return posixpath.normpath(posixpath.join(self.folder, path))

    @cached_property
    def names(self) -> frozenset[str]:
        """Every file of the commit; links and submodules are none."""
        listed = _git(self.top, "ls-tree", "-r", "-z", "--full-tree", self.commit) or b""
        entries = (entry.partition(b"\t") for entry in listed.split(b"\0") if entry)
        return frozenset(
            name.decode(errors="surrogateescape")
            for mode, _, name in entries
            if mode.startswith(b"100")
        )


def revision_of(path: Path, name: str) -> Revision:
    """The commit that `name` means in the repository that holds the map at `path`."""
    folder = path.resolve().parent
    try:
        top = _run(folder, "rev-parse", "--show-toplevel")
    except FileNotFoundError:
        raise NoRevision("the git command is not here", "install Git") from None
    if b"dubious ownership" in top.stderr:
        message = f"Git refuses the repository of {path.name}, which is somebody else's"
        raise NoRevision(message, "see safe.directory in git-config(1)")
    if top.returncode:
        raise NoRevision(f"{path.name} is in no Git repository", "diff compares its revisions")
    commit = _git(
        folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
    )
    if commit is None:
        raise _no_commit(folder, name)
    root = Path(_line(top.stdout))
    inside = folder.relative_to(root.resolve()).as_posix()
    return Revision(root, "" if inside == "." else inside, _line(commit))


def _no_commit(folder: Path, name: str) -> NoRevision:
    shallow = _git(folder, "rev-parse", "--is-shallow-repository")
    if shallow is not None and _line(shallow) == "true":
        message = f"there is no revision '{name}' in this clone, which is shallow"
        return NoRevision(message, "'git fetch --unshallow' gets the rest")
    return NoRevision(f"there is no revision '{name}'", "git log shows what there is")


def _git(folder: Path, *arguments: str) -> bytes | None:
    """What the command prints; None where it fails."""
    done = _run(folder, *arguments)
    return done.stdout if done.returncode == 0 else None


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    words, env = ["git", *arguments], {**os.environ, "LC_ALL": "C"}
    return subprocess.run(words, cwd=folder, env=env, capture_output=True, check=False)


def _line(output: bytes) -> str:
    return output.decode(errors="surrogateescape").rstrip("\r\n")


def _matches(path: list[str], pattern: list[str]) -> bool:
    """Whether a pattern means a path, as `glob` reads it on the disk: `**` is any number of
    folders, and no wildcard means a name that begins with a dot."""
    if not pattern or not path:
        return not pattern and not path
    first, *rest = pattern
    hidden = path[0].startswith(".")
    if first == "**":
        return _matches(path, rest) or (
            not hidden and _matches(path[1:], pattern if path[1:] else [])
        )
    if hidden and not first.startswith("."):
        return False
    return fnmatch.fnmatchcase(path[0], first) and _matches(path[1:], rest)
