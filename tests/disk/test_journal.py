"""Renames that belong together are done to their end by the next run, on our own word alone."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from portbook.disk import journal
from portbook.disk.lock import locked
from portbook.text.paths import NOTE, WORKPLACE
from tests.support.cli import portbook
from tests.support.files import make_files, read_files

NAMES = ("ports.yaml", "more.yaml", "third.yaml")
OLD, NEW = (dict.fromkeys(NAMES, text) for text in (b"old", b"new"))


def killed(home: Path, done: int, reach: Path | None = None) -> Path:
    """What a run leaves that is killed after `done` of its three renames; its workplace."""
    home.mkdir(exist_ok=True)
    place = home / WORKPLACE
    make_files(reach or home, dict.fromkeys(NAMES, "old"))
    make_files(place, {str(at): "new" for at in range(len(NAMES))})
    renames = [(str(place / str(at)), str((reach or home) / name)) for at, name in enumerate(NAMES)]
    journal.note(place, renames)
    for each in renames[:done]:
        Path(each[0]).replace(each[1])
    return place


@pytest.mark.parametrize("done", range(4))
def test_the_next_run_does_what_is_left(tmp_path: Path, done: int) -> None:
    killed(tmp_path, done)
    with locked(tmp_path):
        pass
    assert read_files(tmp_path) == NEW


def test_who_only_reads_is_told(tmp_path: Path) -> None:
    place = killed(tmp_path, 1)
    make_files(tmp_path, {"ports.yaml": "projects: {}\n"})
    assert "'portbook generate' completes it" in portbook(tmp_path, "check").err
    assert (place / NOTE).exists()


def edited(home: Path) -> None:
    (home / "third.yaml").write_text("by hand")


def exchanged(home: Path) -> None:
    (home / WORKPLACE / "2").write_text("theirs")


def cut(home: Path) -> None:
    (home / WORKPLACE / NOTE).write_text('[["2", [1')


def deep(home: Path) -> None:
    (home / WORKPLACE / NOTE).write_text("[" * 100_000)


def large(home: Path) -> None:
    with (home / WORKPLACE / NOTE).open("wb") as file:
        file.truncate(1 << 34)


def a_pipe(home: Path) -> None:
    """It would be waited for."""
    (home / WORKPLACE / NOTE).unlink()
    os.mkfifo(home / WORKPLACE / NOTE)


CHANGES = [edited, exchanged, cut, deep, large, *([a_pipe] if hasattr(os, "mkfifo") else [])]


@pytest.mark.parametrize("change", CHANGES)
def test_where_anything_is_another_nothing_more_is_done(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    killed(tmp_path, 1)
    change(tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in NAMES}
    with locked(tmp_path):
        pass
    assert read_files(tmp_path) == before


def test_a_note_that_a_repository_brings_along_says_nothing(tmp_path: Path) -> None:
    """Even one that guesses every number but the time at which the system made the files."""
    place = killed(tmp_path, 0)
    told = json.loads((place / NOTE).read_text())
    for each in told:
        each[1][2] -= 1
    (place / NOTE).write_text(json.dumps(told))
    with locked(tmp_path):
        pass
    assert read_files(tmp_path) == OLD


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="Windows has no such owners")
def test_neither_does_one_of_another_user_or_one_that_leads_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").mkdir()
    killed(tmp_path / "a", 0, tmp_path / "elsewhere")
    with locked(tmp_path / "a"):
        pass
    assert read_files(tmp_path / "elsewhere") == OLD
    killed(tmp_path / "b", 0)
    monkeypatch.setattr(os, "getuid", lambda: tmp_path.stat().st_uid + 1)
    with locked(tmp_path / "b"):
        pass
    assert read_files(tmp_path / "b") == OLD


def test_git_sees_the_lock_at_no_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked before and after each call by which the lock is made and goes."""
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    asked: list[bytes] = []
    asking: list[int] = []

    def watched(name: str) -> None:
        really = getattr(os, name)

        def call(*given: object, **named: object) -> object:
            if not asking:
                asking.append(1)
                git = ["git", "status", "-s", "-uall"]
                asked.append(subprocess.check_output(git, cwd=tmp_path))
                asking.clear()
            return really(*given, **named)

        monkeypatch.setattr(os, name, call)

    for name in ("mkdir", "open", "write", "close", "link", "unlink", "rmdir"):
        watched(name)
    with locked(tmp_path):
        pass
    assert len(asked) > 8
    assert not any(asked)
