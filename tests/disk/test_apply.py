"""Under every fault that a disk can have, what was written is all old or all new."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest

from tests.support.cli import portbook
from tests.support.faults import every_faults
from tests.support.files import make_files

MAP = """\
include: [more.yaml]
projects:
  shop:
    path: shop
    services:
      web: {port: 3000, kind: vite, env: {API: "{api.url}"}}
      api: {port: 8000, uses: [blog/site]}
"""
MORE = "projects: {blog: {path: blog, services: {site: 3001}}}\n"
CLASH = MAP.replace("8000", "3001")
FILES = {
    "ports.yaml": MAP,
    "more.yaml": MORE,
    "shop/.env": "SECRET=mine\n",
    "blog/.env": "MINE=1",
    "blog/PORTS.md": "# Ours\n",
}
CLONE = {
    "compose.yaml": 'services: {db: {image: "postgres:16", ports: ["5432:5432"]}}\n',
    "other/.env": "PORT=8001\n",
}
COMMANDS = {
    "move": ["move", "shop/api", "8001"],
    "generate": ["generate"],
    "install": ["install"],
    "resolve": ["resolve", "--apply"],
    "init": ["init", ".", "other"],
    "add": ["add", "shop/db", "--kind", "postgres"],
    "rename": ["rename", "shop/api", "core", "--what", "service"],
    "rename of both files": ["rename", "blog/site", "page", "--what", "service"],
    "remove": ["remove", "blog", "--force"],
    "site": ["site", "--out", "pages/of/it"],
}


def folder_for(root: Path, name: str) -> Path:
    """A repository in which the command has something to do."""
    root.mkdir()
    if name == "init":
        make_files(root, CLONE)
    else:
        make_files(root, FILES if name != "resolve" else FILES | {"ports.yaml": CLASH})
        if name not in ("generate", "resolve"):
            assert portbook(root, "generate").status == 0
        if name == "generate":
            assert portbook(root, "generate").status == 0
            make_files(root, {"ports.yaml": MAP.replace("3000", "3100") + "      new: 3200\n"})
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    return root


def judge(root: Path, *trials: tuple[str, str, int]) -> None:
    """Each a command's name, a fault, and how many calls are passed over."""
    words = [
        [str(folder_for(root / str(at), name)), fault, str(step), *COMMANDS[name]]
        for at, (name, fault, step) in enumerate(trials)
    ]
    for (_, fault, _), found in zip(trials, every_faults(*words), strict=True):
        for each in found:
            assert each["then"] in ("old", "new"), (fault, each)
            assert "Usage" not in each["err"]
            if fault.startswith("SIG"):
                assert each["status"] == -signal.Signals[fault]
            elif each["state"] == "old":
                assert each["status"] == 2, each
                assert "cannot be written: no space left on device" in each["err"]
            if fault not in ("SIGTERM", "SIGHUP"):
                assert each["left"] == [], each


@pytest.mark.timeout(600)
def test_a_full_disk_a_kill_and_a_wish_to_end_leave_all_old_or_all_new(tmp_path: Path) -> None:
    """What a killed run leaves git ignores and the next run sweeps."""
    judge(
        tmp_path,
        ("move", "once", 11),
        ("install", "full", 9),
        ("init", "once", 5),
        ("rename of both files", "SIGKILL", 11),
        ("move", "SIGTERM", 25),
        ("move", "SIGHUP", 25),
    )


@pytest.mark.soak
@pytest.mark.parametrize("name", COMMANDS)
def test_every_call_of_every_command_may_fail(tmp_path: Path, name: str) -> None:
    judge(tmp_path, *((name, fault, 1) for fault in ("once", "full", "SIGKILL")))
