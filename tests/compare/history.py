"""A Git repository with a map that changes, revision by revision."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.support.files import make_files
from tests.support.programs import need

__all__ = ["Repository"]


class Repository:
    """A new repository in `folder`; nothing of the machine's own Git configuration counts."""

    def __init__(self, folder: Path) -> None:
        need("git")
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        named = ("-c", "user.name=portbook", "-c", "user.email=portbook@example.invalid")
        done = subprocess.run(
            ["git", *named, *arguments],
            cwd=self.folder,
            env={**os.environ, **nobody},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def commit(self, name: str, files: dict[str, str]) -> None:
        """Write files, commit all there is, and tag the commit with a name."""
        make_files(self.folder, files)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", name)
        self.git("tag", name)
