"""A lock that keeps others waiting, and leaves nothing behind."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from portbook.disk import lock
from portbook.disk.lock import locked
from tests.support.files import make_files, read_files


def test_one_at_a_time(tmp_path: Path) -> None:
    counter = tmp_path / "count"
    counter.write_text("0")

    def add() -> None:
        for _ in range(20):
            with locked(tmp_path):
                number = int(counter.read_text())
                time.sleep(0.0005)
                counter.write_text(str(number + 1))

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counter.read_text() == "160"
    assert [path.name for path in tmp_path.iterdir()] == ["count"]


def test_a_failure_lets_go(tmp_path: Path) -> None:
    with pytest.raises(KeyError), locked(tmp_path):
        raise KeyError
    with locked(tmp_path) as place, locked(tmp_path) as again:
        assert place == again == tmp_path / ".portbook.tmp"
        assert {path.name for path in place.iterdir()} == {".gitignore"}
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_has_left_goes(tmp_path: Path) -> None:
    make_files(tmp_path, {".portbook.tmp/1": "half", ".portbook.tmp/2/a.env": "PORT=1"})
    with locked(tmp_path) as place:
        assert {path.name for path in place.iterdir()} == {".gitignore"}
    assert list(tmp_path.iterdir()) == []


def test_what_is_nested_too_deep_to_be_removed_stays(tmp_path: Path) -> None:
    (tmp_path / ".portbook.tmp").mkdir()
    here = os.open(tmp_path / ".portbook.tmp", os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("a", dir_fd=here)
        here, above = os.open("a", os.O_RDONLY, dir_fd=here), here
        os.close(above)
    os.close(here)
    with locked(tmp_path):
        pass
    # As it is, nothing else could remove it either.
    subprocess.run(["rm", "-rf", str(tmp_path / ".portbook.tmp")], check=True)


@pytest.mark.parametrize("what", [".portbook.tmp", ".portbook.tmp/.gitignore"])
def test_a_link_in_its_place_is_not_followed(tmp_path: Path, what: str) -> None:
    make_files(tmp_path, {"out/lock": "theirs", "out/file": "theirs", "here/x": ""})
    link = tmp_path / "here" / what
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(tmp_path / "out" / ("" if what == ".portbook.tmp" else "lock"))
    with pytest.raises(OSError, match=r"folder|symbolic"), locked(tmp_path / "here"):
        pass
    assert read_files(tmp_path / "out") == {"lock": b"theirs", "file": b"theirs"}


def test_who_waits_is_told_for_whom(tmp_path: Path) -> None:
    told: list[str] = []
    held = threading.Event()

    def wait() -> None:
        held.wait()
        with locked(tmp_path, told.append):
            pass

    thread = threading.Thread(target=wait)
    thread.start()
    with locked(tmp_path):
        held.set()
        while not told and thread.is_alive():
            time.sleep(0.01)
    thread.join()
    assert len(told) == 1
    assert told[0].startswith("'portbook")
    assert told[0].endswith(f"(process {os.getpid()})")


class Windows:
    """What `msvcrt` does to whoever finds the lock taken: it fails, and waits for nobody."""

    LK_LOCK, LK_NBLCK, LK_UNLCK = 1, 2, 0

    def __init__(self, taken: int, error: int) -> None:
        self.taken = taken
        self.error = error
        self.asked: list[int] = []

    def locking(self, handle: int, mode: int, count: int) -> None:
        self.asked.append(mode)
        assert os.fstat(handle)
        assert count == 1
        if mode == self.LK_NBLCK and len(self.asked) <= self.taken:
            raise OSError(self.error, "taken")


def on_windows(monkeypatch: pytest.MonkeyPatch, windows: Windows) -> list[float]:
    """Windows as far as the lock is concerned; returns the pauses that it makes."""
    paused: list[float] = []
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setitem(sys.modules, "msvcrt", windows)
    monkeypatch.setattr(lock, "WINDOWS", True)
    monkeypatch.setattr(time, "sleep", paused.append)
    return paused


@pytest.mark.parametrize("error", [errno.EACCES, errno.EDEADLK])
def test_on_windows_it_waits_as_long_as_it_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    windows = Windows(taken=50, error=error)
    paused = on_windows(monkeypatch, windows)
    with locked(tmp_path):
        assert len(paused) == 50
    assert windows.asked == [windows.LK_NBLCK] * 51 + [windows.LK_UNLCK]
    assert list(tmp_path.iterdir()) == []


def test_on_windows_another_failure_is_none_to_wait_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paused = on_windows(monkeypatch, Windows(taken=1, error=errno.EBADF))
    with pytest.raises(OSError, match="taken"), locked(tmp_path):
        pass
    assert paused == []


@pytest.mark.parametrize("refused", [3, 1000])
def test_on_windows_a_name_may_be_refused_for_a_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: int
) -> None:
    paused = on_windows(monkeypatch, Windows(taken=0, error=errno.EACCES))

    def refusing(name: str, at: int) -> None:
        really = getattr(os, name)

        def call(*given: Any) -> Any:
            if Path(given[at]).name == ".gitignore" and len(paused) < refused:
                raise PermissionError(errno.EACCES, "is being removed")
            return really(*given)

        monkeypatch.setattr(os, name, call)

    refusing("open", 0)
    refusing("link", 1)
    if refused > 20:
        with pytest.raises(PermissionError), locked(tmp_path):
            pass
        assert len(paused) == 19
    else:
        with locked(tmp_path):
            assert len(paused) == refused
