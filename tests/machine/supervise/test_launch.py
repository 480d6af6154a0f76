"""Taking the shell out of the way changes nothing but that."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from portbook.machine.supervise.launch import CannotStart, folder_of, without_shell
from tests.machine.maps import map_of

TAKEN_OUT = {
    "cat file": "exec cat file",
    "cat 'a b' \"$HOME\" > out 2>&1 < file": "exec cat 'a b' \"$HOME\" > out 2>&1 < file",
    "grep -c 'a && b; c' file": "exec grep -c 'a && b; c' file",
    "./script a b": "exec ./script a b",
    "NAME=a.b OTHER= ./script $NAME": "exec env NAME=a.b OTHER= ./script $NAME",
    "cat file # a remark": "exec cat file # a remark",
    "ls *": "exec ls *",
}
LEFT_ALONE = [
    "cat file && ls",
    "cat file; ls",
    "cat file | wc -l",
    "cat file & wait",
    "(cat file)",
    "{ cat file; }",
    "if true; then cat file; fi",
    "cat file\nls",
    "cat `echo file`",
    'NAME="$HOME x" ./script',
    "NAME=$HOME ./script",
    "$HOME/script",
    "cd folder",
    "echo here",
    "exec cat file",
    "exit 3",
    "no-such-program a",
    "cat 'file",
    "NAME=a",
    "! cat file",
    "",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "file").write_text("a\na && b; c\n")
    (tmp_path / "folder").mkdir()
    script = tmp_path / "script"
    script.write_text('#!/bin/sh\nprintf \'%s\\n\' "$NAME" "$OTHER" "$@"; exit 5\n')
    script.chmod(0o755)
    return tmp_path


def ran(command: str, folder: Path) -> tuple[int, bytes]:
    done = subprocess.run(
        ["sh", "-c", command], cwd=folder, capture_output=True, check=False, timeout=20
    )
    written = folder / "out"
    return done.returncode, done.stdout + (written.read_bytes() if written.exists() else b"")


@pytest.mark.parametrize("command", TAKEN_OUT)
def test_one_program_alone_needs_no_shell(command: str, folder: Path) -> None:
    changed = without_shell(command, os.environ)
    assert changed == TAKEN_OUT[command]
    assert ran(changed, folder) == ran(command, folder)


@pytest.mark.parametrize("command", LEFT_ALONE)
def test_all_else_is_left_to_the_shell(command: str) -> None:
    assert without_shell(command, os.environ) == command


def test_the_folder_is_the_services(tmp_path: Path) -> None:
    text = "projects: {shop: {path: co, services: {web: {directory: w, start: x}}}}"
    portmap, here = map_of(text, tmp_path)
    web = portmap.projects["shop"].default.services["web"]
    with pytest.raises(CannotStart, match=r"the folder of shop/web is not there: .*/co/w"):
        folder_of(portmap, here, web, needed=True)
    (tmp_path / "co/w").mkdir(parents=True)
    assert folder_of(portmap, here, web, needed=True) == tmp_path / "co/w"
