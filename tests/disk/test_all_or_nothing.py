"""A full disk and a killed run leave all as it was, or all as it was to be."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.cli import portbook
from tests.support.faults import every_fault
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


def judge_full(root: Path, name: str, fault: str, step: int) -> None:
    for each in every_fault(folder_for(root, name), fault, step, *COMMANDS[name]):
        assert each["state"] in ("old", "new"), each
        if each["state"] == "old":
            assert each["status"] == 2, each
            assert "cannot be written: no space left on device" in each["err"]
        assert "Usage" not in each["err"]
        assert each["left"] == []


def judge_killed(root: Path, name: str, step: int) -> None:
    for each in every_fault(folder_for(root, name), "SIGKILL", step, *COMMANDS[name]):
        assert each["status"] == -9
        assert each["left"] == [], each
        assert each["then"] in ("old", "new"), each


@pytest.mark.parametrize(
    ("name", "fault", "step"), [("move", "once", 11), ("install", "full", 9), ("init", "once", 5)]
)
def test_a_full_disk_leaves_all_old_or_all_new(
    tmp_path: Path, name: str, fault: str, step: int
) -> None:
    judge_full(tmp_path / "a", name, fault, step)


@pytest.mark.soak
@pytest.mark.parametrize("name", COMMANDS)
def test_every_call_of_every_command_may_fail(tmp_path: Path, name: str) -> None:
    for fault in ("once", "full"):
        judge_full(tmp_path / fault, name, fault, 1)
    judge_killed(tmp_path / "killed", name, 1)


def test_what_a_killed_run_leaves_git_ignores_and_the_next_run_sweeps(tmp_path: Path) -> None:
    judge_killed(tmp_path / "a", "move", 11)


def test_a_run_that_is_asked_to_end_leaves_nothing(tmp_path: Path) -> None:
    for sign, status in (("SIGTERM", -15), ("SIGHUP", -1)):
        root = folder_for(tmp_path / sign, "move")
        for each in every_fault(root, sign, 25, *COMMANDS["move"]):
            assert each["status"] == status
            assert each["state"] in ("old", "new"), each
