"""The page on several copies runs as typed, and so does the hook that it gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.cli import CHECKOUT
from tests.support.files import make_files
from tests.support.programs import SEARCH
from tests.support.repositories import committed, git
from tests.support.shown import runs_as_shown


def test_copies_run_as_shown(tmp_path: Path) -> None:
    folder = make_files(tmp_path, {"shop/x": ""}) / "shop"
    (folder / "x").unlink()
    assert runs_as_shown("copies.md", folder) == 10


def test_the_hook_gives_a_new_worktree_its_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (CHECKOUT / "docs/copies.md").read_text()
    (hook,) = re.findall(r"^```sh\n(#!/bin/sh\n.*?)^```$", page, re.MULTILINE | re.DOTALL)
    text = "projects: {shop: {services: {web: 3000}}}\n"
    shop = make_files(tmp_path / "shop", {"ports.yaml": text, ".gitignore": ".env\n"})
    monkeypatch.setenv("PATH", SEARCH)
    committed(shop)
    file = make_files(shop, {".git/hooks/post-checkout": hook}) / ".git/hooks/post-checkout"
    file.chmod(0o755)
    git(shop, "worktree", "add", "-q", "../fix", "-b", "fix")
    assert "WEB_PORT=3100" in (tmp_path / "fix/.env").read_text()
    git(shop, "checkout", "-q", "-b", "other")
    assert not (shop / ".env").exists(), "the main checkout is no copy"
