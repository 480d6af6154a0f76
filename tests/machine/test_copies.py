"""A worktree by the file that stands in place of .git."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from portbook.machine.copies import worktree_of
from tests.support.files import make_files


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_what_came_in_place_of_git_s_own_file(tmp_path: Path) -> None:
    """A checkout that was unpacked may hold anything of that name."""
    (tmp_path / "pipe").mkdir()
    os.mkfifo(tmp_path / "pipe/.git")
    make_files(
        tmp_path,
        {
            "nul/.git": "gitdir: a\0b\n",
            "bytes/.git": "gitdir: here\n",
            "bytes/here/commondir": b"\xff\xfe",
            "none/.git": "gitdir: here\n",
            "deep/.git": "gitdir: " + "x/" * 3000,
        },
    )
    assert [worktree_of(each) for each in sorted(tmp_path.iterdir())] == [None] * 5
