"""Repositories of Git with a map in them, each a work tree and the bare one that it pushes to."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

__all__ = ["NOBODY", "Repository", "committed", "git"]

NOBODY = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.org",
}


def git(folder: Path, *words: str) -> str:
    """What git prints, whoever runs it and whatever their configuration says."""
    done = subprocess.run(
        ["git", *words],
        cwd=folder,
        env={**os.environ, **NOBODY},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def committed(folder: Path) -> Path:
    """The folder, made a repository with all that lies there."""
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "x"]):
        git(folder, *words)
    return folder


class Repository:
    """`url` is the bare repository's, below `folder`."""

    def __init__(self, folder: Path, name: str, text: str) -> None:
        self.tree, self.bare = folder / name, folder / f"{name}.git"
        self.url = f"file://{self.bare}"
        folder.mkdir(exist_ok=True)
        self.git("init", "-q", "-b", "main", str(self.tree), at=folder)
        self.write(text, push=False)
        self.git("clone", "-q", "--bare", str(self.tree), str(self.bare), at=folder)
        self.git("remote", "add", "origin", str(self.bare))

    def git(self, *arguments: str, at: Path | None = None) -> str:
        return git(at or self.tree, *arguments)

    def write(self, text: str, *, push: bool = True, amend: bool = False) -> str:
        """Commit another text of the map; the commit's name."""
        (self.tree / "ports.yaml").write_text(text)
        return self.commit(push=push, amend=amend)

    def commit(self, *, push: bool = True, amend: bool = False) -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "text", *(["--amend"] if amend else []))
        if push:
            self.git("push", "-q", "--force", "origin", "main")
        return self.git("rev-parse", "HEAD")
