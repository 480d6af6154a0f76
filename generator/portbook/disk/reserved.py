"""Paths that no target of a map may write, whatever the map says."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import PurePath

from portbook.disk.lock import WORKPLACE
from portbook.disk.record import RECORD

# https://learn.microsoft.com/windows/win32/fileio/naming-a-file, "Naming Conventions"
_WINDOWS = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\..*)?")
_GIT = re.compile(r"\.git|git~[0-9]+")
# Left out of names by HFS+ and by git when it compares (git's is_hfs_dotgit).
_IGNORABLE = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")

_FOLDERS = frozenset(
    (
        *(".ssh", ".gnupg", ".husky", ".githooks", ".vscode", ".idea", ".vim", ".emacs.d"),
        *("autostart", "launchagents", "launchdaemons", "cron.d", "cron.daily", "cron.hourly"),
        *("cron.weekly", "cron.monthly", "profile.d", "init.d", "sudoers.d", "site-packages"),
    )
)
_FOLDERS_BELOW = {
    ".config": frozenset(
        ("fish", "nvim", "zsh", "git", "systemd", "environment.d", "plasma-workspace")
    ),
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
    r"(?:site|user)customize\.py"
)


def reserved(path: str) -> str | None:
    """Why no file may be generated at a path with `/`, in words that follow it; None if it may."""
    for part in path.split("/"):
        name = _IGNORABLE.sub("", part).casefold().rstrip(" .")
        if _GIT.fullmatch(name):
            return "is git's own"
        if name == WORKPLACE:
            return "is where files are made ready"
        if _WINDOWS.fullmatch(name) or (part not in (".", "..") and part[-1:] in (" ", ".")):
            return "is a name that Windows reserves"
    if path.rpartition("/")[2].casefold() == RECORD:
        return "is the record of what was written"
    return None


def started_by_itself(path: PurePath) -> bool:
    """Whether a shell, ssh, git, an editor or a desktop reads an absolute path by itself.

    A file there runs without anybody starting it.
    """
    folders = [part.casefold() for part in path.parts[:-1]]
    below = any(name in _FOLDERS_BELOW.get(above, ()) for above, name in pairwise(folders))
    known = below or not _FOLDERS.isdisjoint(folders) or ".git" in folders
    return known or _FILES.fullmatch(path.name.casefold()) is not None
