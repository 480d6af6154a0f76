"""Sites for the tests, built by the real MkDocs in a process that no network is open to."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from tests.support.cli import CHECKOUT
from tests.support.files import make_files
from tests.support.warm import Warm

__all__ = ["PATH", "SHORTEST", "build", "make_site", "run_mkdocs", "settings"]

PATH = "ports"
SHORTEST = "plugin, shortest"
"""The recipe of docs/site.md whose site several tests look at."""

OFFLINE = "tests.real.site.offline"
IMPORTED = (
    *("mkdocs.__main__", "mkdocs.commands.build", "mkdocs.contrib.search", "pymdownx.superfences"),
    *("material.plugins.search.plugin", "portbook.mkdocs_plugin"),
)
"""Most of a small build is the imports before it."""


def make_site(folder: Path, text: str) -> Path:
    """A folder with that map and nothing else, and in `PATH` the site of it."""
    make_files(folder, {"ports.yaml": text, "mkdocs.yml": settings(), "docs/robots.txt": ""})
    build(folder, folder / PATH)
    return folder


def settings() -> str:
    """This repository's mkdocs.yml for a map alone: without the guide and the hook for it."""
    text = (CHECKOUT / "mkdocs.yml").read_text(encoding="utf-8")
    text, nav = text.split("\nnav:\n")
    guide = nav.index("  - Guide:")
    return text.replace("hooks: [scripts/docs/fences.py]\n", "") + "\nnav:\n" + nav[:guide]


def build(folder: Path, to: Path, **environment: str) -> None:
    ran = run_mkdocs(folder, "build", "--strict", "--site-dir", str(to), **environment)
    assert ran.returncode == 0, ran.stderr
    assert "WARNING" not in ran.stderr, ran.stderr


def run_mkdocs(
    folder: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """`mkdocs ARGUMENTS` in a folder, with this checkout's plugin."""
    command = [sys.executable, "-m", OFFLINE, *arguments]
    env = {**os.environ, "PYTHONPATH": str(CHECKOUT), "NO_MKDOCS_2_WARNING": "1", **environment}
    if hasattr(os, "fork") and "PYTHONHASHSEED" not in environment:
        return subprocess.CompletedProcess(command, *_warm().run(folder, arguments, env, 100))
    return subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=100
    )


@cache
def _warm() -> Warm:
    return Warm(OFFLINE, *IMPORTED)
