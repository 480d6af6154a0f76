from __future__ import annotations

from pathlib import Path

from tests.support.files import make_files, read_files


def test_what_is_made_is_read_back(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"a/b/c.txt": "one\r\ntwo\n", "d.bin": b"\xff\x00"}
    assert read_files(make_files(tmp_path, files)) == {
        "a/b/c.txt": b"one\r\ntwo\n",
        "d.bin": b"\xff\x00",
    }
