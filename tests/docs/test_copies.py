"""The page on several copies runs as typed, and so does the hook that it gives."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.support.cli import CHECKOUT
from tests.support.files import make_files
from tests.support.shown import runs_as_shown


def test_copies_run_as_shown(tmp_path: Path) -> None:
    folder = make_files(tmp_path, {"shop/x": ""}) / "shop"
    (folder / "x").unlink()
    assert runs_as_shown("copies.md", folder) == 10


def test_the_hook_gives_a_new_worktree_its_numbers(tmp_path: Path) -> None:
    page = (CHECKOUT / "docs/copies.md").read_text()
    (hook,) = re.findall(r"^```sh\n(#!/bin/sh\n.*?)^```$", page, re.MULTILINE | re.DOTALL)
    text = "projects: {shop: {services: {web: 3000}}}\n"
    shop = make_files(tmp_path, {"shop/ports.yaml": text, "shop/.gitignore": ".env\n"}) / "shop"
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    named = ["-c", "user.name=a", "-c", "user.email=a@b.example"]

    def git(*words: str) -> None:
        subprocess.run(
            ["git", *named, *words], cwd=shop, env={**os.environ, "PATH": path}, check=True
        )

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "x")
    file = make_files(shop, {".git/hooks/post-checkout": hook}) / ".git/hooks/post-checkout"
    file.chmod(0o755)
    git("worktree", "add", "-q", "../fix", "-b", "fix")
    assert "WEB_PORT=3100" in (tmp_path / "fix/.env").read_text()
    git("checkout", "-q", "-b", "other")
    assert not (shop / ".env").exists(), "the main checkout is no copy"
