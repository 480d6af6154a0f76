"""What would have to change in the output folder, file by file, and where no file
may be written, whatever the map says. Reads, never writes."""

from __future__ import annotations

import contextlib
import difflib
import os
import re
import stat
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePath, PurePosixPath
from typing import NamedTuple

from portbook.text.paths import DEVICE, WORKPLACE
from portbook.text.record import RECORD, Record, digest, parse_record, record_text
from portbook.text.source import LARGEST, regular_bytes

ODD = ((stat.S_ISLNK, "is a symlink"), (stat.S_ISDIR, "is a folder"))
READ_ONLY = "is read-only"
MADE_BY = b"by 'portbook generate'"
MERGED = "holds conflict markers of a merge"
_MARKERS = re.compile(rb"^(<{7}|={7}|>{7})( |$)", re.MULTILINE)


class Change(NamedTuple):
    """`before` is None for a new file, `after` None for one to be removed."""

    path: str
    before: bytes | None
    after: bytes | None


@dataclass(frozen=True, slots=True)
class Plan:
    """`changes` may be carried out; `blocked` are paths with the reason why not, of which `edited`
    are those that `force` would carry out.

    `record` is the record's text afterwards, None where it stays as it is. Where a file of
    `guests` goes, its folder stays: it was not ours.
    """

    folder: Path
    changes: tuple[Change, ...]
    blocked: tuple[tuple[str, str], ...]
    record: Change | None
    unchanged: int
    edited: tuple[Change, ...] = ()
    guests: frozenset[str] = frozenset()

    @property
    def clean(self) -> bool:
        return not self.changes and not self.blocked and self.record is None


def make_plan(
    folder: Path,
    wanted: Iterable[tuple[str, str | bytes]],
    *,
    force: bool = False,
    ours: Callable[[str], bool] = lambda path: True,
    within: Path | None = None,
    notice: str = "",
) -> Plan:
    """Compare what is wanted with what is there.

    `ours` says which recorded paths this run answers for: others are neither removed nor
    forgotten. `force` overwrites what somebody edited, never what lies behind a symlink: none may
    be on the way from `within` to the folder. A file with another `notice` in its first line is of
    another map.
    """
    planner = Planner(folder, force, notice)
    planner.compare(wanted, ours, within)
    return planner.plan()


def read_record(folder: Path) -> Record:
    return parse_record((regular_bytes(folder / RECORD) or b"").decode(errors="replace"))


class Planner:
    """Compares wanted files with those of a folder, one after the other; `forced` are paths that
    may be overwritten whatever they hold."""

    def __init__(self, folder: Path, force: bool, notice: str) -> None:
        self.folder = folder
        self.root = str(folder)
        self.recorded = read_record(folder)
        self.force = force
        self.forced: Collection[str] = ()
        self.written: set[str] = set()
        self.entries: dict[str, str] = {}
        self.changes: list[Change] = []
        self.edited: list[Change] = []
        self.blocked: list[tuple[str, str]] = []
        self.unchanged = 0
        self.safe_folders: set[str] = set()
        self.linked = False
        self.notice = notice.encode()
        self.folded: dict[str, str] | None = None

    def compare(
        self,
        wanted: Iterable[tuple[str, str | bytes]],
        ours: Callable[[str], bool],
        within: Path | None = None,
    ) -> None:
        """Want all of it, and drop what else is recorded and `ours`."""
        top = within or self.folder.parent
        way = (self.folder, *self.folder.parents)
        self.linked = any(each.is_symlink() for each in way if top in each.parents)
        for path, text in wanted:
            self.want(path, text.encode() if isinstance(text, str) else text)
        for path in sorted(self.recorded.keys() - self.written):
            if ours(path):
                self.drop(path)
            else:
                self.keep(path)

    def adopt(self, path: str, suffix: str = "") -> None:
        """Know a file that was recorded under other capitals by its `path` from now on, where the
        file system takes both names for one: else the one would be removed as the other's old one.

        `suffix` stands behind both in the record.
        """
        key = path + suffix
        if key in self.recorded or not self.recorded:
            return
        if self.folded is None:
            self.folded = {each.casefold(): each for each in self.recorded}
        old = self.folded.get(key.casefold(), "")
        before = f"{self.root}/{old.removesuffix(suffix)}"
        with contextlib.suppress(OSError):
            if old in self.recorded and os.path.samefile(before, f"{self.root}/{path}"):
                self.recorded[key] = self.recorded.pop(old)

    def want(self, path: str, data: bytes) -> None:
        if path in self.written:
            self.block(path, "is generated twice, with different contents")
            return
        self.written.add(path)
        self.adopt(path)
        before = self.read(path)
        if isinstance(before, str):
            self.block(path, before)
            return
        if before == data:
            self.unchanged += 1
        else:
            if before is not None and self.read_only(path):
                self.block(path, READ_ONLY)
                return
            refusal = self.refusal(path, before) if before is not None else None
            if refusal:
                self.block(path, refusal)
                self.edited.append(Change(path, before, data))
                return
            self.changes.append(Change(path, before, data))
        self.entries[path] = digest(data)

    def drop(self, path: str) -> None:
        """A file of ours that nothing wants any more."""
        before = self.read(path)
        if before is None or isinstance(before, str):
            return
        if self.notice and b"Generated from " in before[:400] and self.notice not in before[:400]:
            self.block(path, "was generated from another map, which needs an output of its own")
            return
        # A record comes with a repository, and may name what nobody here ever wrote.
        says_ours = MADE_BY in before[:400]
        if self.read_only(path):
            self.block(path, READ_ONLY)
        elif digest(before) in self.recorded[path] or (self.force and says_ours):
            self.changes.append(Change(path, before, None))
        elif says_ours:
            self.block(path, "is no longer generated, but was edited by hand")
            self.edited.append(Change(path, before, None))
        else:
            self.block(path, "is no longer generated, nor as it was written: remove it yourself")

    def keep(self, path: str) -> None:
        self.entries[path] = max(self.recorded[path])

    def block(self, path: str, reason: str) -> None:
        self.blocked.append((path, reason))
        if path in self.recorded:
            self.keep(path)

    def refusal(self, path: str, before: bytes) -> str | None:
        """Why an existing file that differs may not be overwritten."""
        if self.force or path in self.forced or digest(before) in self.recorded.get(path, ()):
            return None
        if _MARKERS.search(before):
            return MERGED
        if path in self.recorded:
            return "was edited by hand"
        if MADE_BY in before[:400]:
            return "says that it is generated, but is not in the record"
        return "was not written by portbook"

    def unsafe(self, path: str) -> str | None:
        """Why a path may not be touched at all: it leads out of the folder."""
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or ".." in parts or "\0" in path or "\\" in path:
            return "leads out of the output folder"
        if (kept := reserved(path)) is not None:
            return kept
        if WORKPLACE in self.folder.absolute().parts:
            return "lies in the folder for temporary files, and would be deleted"
        if self.linked:
            return "lies behind a symlink"
        parent = self.root
        for part in parts[:-1]:
            parent = f"{parent}/{part}"
            if parent in self.safe_folders:
                continue
            if os.path.islink(parent):
                return "lies behind a symlink"
            self.safe_folders.add(parent)
        return None

    def read(self, path: str) -> bytes | str | None:
        """The file's bytes, None where there is none, or why it cannot be replaced."""
        return self.unsafe(path) or self.content(path)

    def content(self, path: str) -> bytes | str | None:
        full = f"{self.root}/{path}"
        try:
            state = os.lstat(full)
            if not stat.S_ISREG(state.st_mode):
                odd = (said for test, said in ODD if test(state.st_mode))
                return next(odd, "is not an ordinary file")
            if state.st_size > LARGEST:
                return f"is larger than {LARGEST // 1024 // 1024} MB"
            with open(full, "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None
        except NotADirectoryError:
            return "lies in what is a file"
        except OSError as failure:
            return f"cannot be read: {(failure.strerror or str(failure)).lower()}"

    def read_only(self, path: str) -> bool:
        """Whether a file's owner has taken away the right to write it: a rename does not ask."""
        return not os.stat(f"{self.root}/{path}").st_mode & stat.S_IWUSR

    def record_after(self) -> bytes | None:
        """The record's text; it goes with its last entry."""
        return record_text(self.entries.items()).encode() if self.entries else None

    def plan(self) -> Plan:
        before, record = self.content(RECORD), None
        if isinstance(before, str):
            self.blocked.append((RECORD, before))
        elif before != (after := self.record_after()):
            record = Change(RECORD, before, after)
        # A file that was ours goes before a region of ours comes into one of its name.
        changes, edited = (
            tuple(sorted(found, key=lambda each: (each.path, each.after is not None)))
            for found in (self.changes, self.edited)
        )
        blocked = tuple(sorted(self.blocked))
        return Plan(self.folder, changes, blocked, record, self.unchanged, edited)


def diff_lines(folder: Path, changes: Iterable[Change], limit: int | None = None) -> Iterator[str]:
    """The lines of every change's diff; `limit` lines for each file at most."""
    for change in changes:
        sides = change.before, change.after
        before, after = ((each or b"").decode("utf-8", "replace").splitlines() for each in sides)
        path = f"{folder.name}/{change.path}"
        old, new = ("/dev/null" if each is None else path for each in sides)
        lines = list(difflib.unified_diff(before, after, old, new, lineterm=""))
        yield from lines if limit is None else lines[:limit]
        if limit is not None and len(lines) > limit:
            yield f"... {len(lines) - limit} more lines"


_DEVICE = re.compile(DEVICE)
_GIT = re.compile(r"\.git|git~[0-9]+")
# Left out of names by HFS+ and by git when it compares (git's is_hfs_dotgit).
_IGNORABLE = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")

_FOLDERS = frozenset(
    (
        *(".ssh", ".gnupg", ".husky", ".githooks", ".vscode", ".idea", ".vim", ".emacs.d"),
        *("autostart", "launchagents", "launchdaemons", "cron.d", "cron.daily", "cron.hourly"),
        *("cron.weekly", "cron.monthly", "profile.d", "init.d", "sudoers.d", "site-packages"),
        *(".zed", ".fleet", ".cargo", ".helix"),
        *(".mise", ".ipython", ".julia", ".circleci", ".buildkite", ".woodpecker"),
    )
)
_AGENTS = frozenset((".claude", ".cursor", ".roo", ".gemini", ".codex"))
"""Folders of agents, but for the `worktrees` in them: checkouts, one for each task."""
_FOLDERS_BELOW = {
    ".config": frozenset(
        ("fish", "nvim", "zsh", "git", "systemd", "environment.d", "plasma-workspace", "mise")
    ),
    **dict.fromkeys((".github", ".gitea", ".forgejo"), frozenset(("workflows",))),
    ".local": frozenset(("bin",)),
    "etc": frozenset(("systemd", "ssh")),
    "programs": frozenset(("startup",)),
    "share": frozenset(("applications",)),
}
_FILES = re.compile(
    r"\.(?:ba|z|k|c|tc|mk|a|da)shrc|\.bash_(?:profile|login|logout|aliases)|\.profile|\.login|"
    r"\.z(?:shenv|profile|login|logout)|\.inputrc|\.x(?:initrc|profile|session|sessionrc|serverrc)|"
    r"\.pam_environment|\.gitconfig|\.gitmodules|\.g?vimrc|\.exrc|\.nvimrc|\.emacs|\.nanorc|"
    r"\.editorconfig|\.tmux\.conf|\.screenrc|\.gdbinit|\.lldbinit|\.(?:pdb|irb|pry|wget|curl|npm)rc|"
    r"\.pypirc|\.netrc|\.rhosts|\.hgrc|authorized_keys2?|known_hosts|crontab|rc\.local|sudoers|"
    r"(?:site|user)customize\.py|conftest\.py|.*\.pth|\.rprofile|\.dir-locals\.el|\.lvimrc|"
    r"\.(?:nvim|lazy)\.lua|\.?mise(?:\.[^/]*)?\.toml|\.bazelrc|\.yarnrc\.yml|\.pnpmfile\.cjs|bunfig\.toml|"
    r"\.pre-commit-config\.yaml|lefthook\.ya?ml|\.?mcp\.json|opencode\.json|"
    r"(?:\.gitlab-ci|\.travis|\.drone|\.woodpecker|azure-pipelines)\.ya?ml|jenkinsfile|"
    r"desktop\.ini|autorun\.inf"
)


def reserved(path: str) -> str | None:
    """Why no file may be generated at a path with `/`, in words that follow it; None if it may."""
    for part in path.split("/"):
        name = _IGNORABLE.sub("", part).casefold().rstrip(" .")
        if _GIT.fullmatch(name):
            return "is git's own"
        if name == WORKPLACE:
            return "is the folder for temporary files"
        # Behind a colon NTFS has another stream of the same file.
        ends_so = part not in (".", "..") and part[-1:] in (" ", ".")
        if ends_so or ":" in name or _DEVICE.fullmatch(name):
            return "is a name that Windows reserves"
    if path.rpartition("/")[2].casefold() == RECORD:
        return "is the record of what was written"
    return None


def started_by_itself(path: PurePath) -> bool:
    """Whether a program that is known here reads an absolute path by itself: a shell, ssh, git, an
    editor, an agent, a desktop, a version manager. A file there runs without anybody starting it.
    """
    folders = [part.casefold() for part in path.parts[:-1]]
    below = any(name in _FOLDERS_BELOW.get(above, ()) for above, name in pairwise(folders))
    agents = any(name in _AGENTS and then != "worktrees" for name, then in pairwise([*folders, ""]))
    known = below or agents or not _FOLDERS.isdisjoint(folders) or ".git" in folders
    return known or _FILES.fullmatch(path.name.casefold()) is not None
