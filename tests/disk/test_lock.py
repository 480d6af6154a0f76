"""A lock that keeps others waiting, and leaves nothing behind."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from generator.disk.lock import locked


def test_one_at_a_time(tmp_path: Path) -> None:
    counter = tmp_path / "count"
    counter.write_text("0")

    def add() -> None:
        for _ in range(20):
            with locked(counter):
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
    with pytest.raises(KeyError), locked(tmp_path / "x"):
        raise KeyError
    with locked(tmp_path / "x"):
        assert [path.name for path in tmp_path.iterdir()] == [".x.lock"]
    assert list(tmp_path.iterdir()) == []
