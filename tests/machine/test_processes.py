"""Processes as the system tells of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from portbook.machine import processes
from portbook.machine.processes import is_contained, look


@pytest.mark.parametrize(
    ("theirs", "ours", "contained"),
    [
        ("0::/system.slice/docker-4711.scope", "0::/user.slice", True),
        ("0::/machine.slice/libpod-4711.scope", "0::/user.slice", True),
        ("0::/user.slice/shell", "0::/user.slice", False),
        ("0::/docker/4711", "0::/docker/4711", False),  # we are in it ourselves
        (None, "0::/user.slice", False),
    ],
)
def test_who_started_it_stands_in_its_control_group(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    theirs: str | None,
    ours: str,
    contained: bool,
) -> None:
    monkeypatch.setattr(processes, "PROC", tmp_path)
    for name, group in (("7", theirs), ("self", ours)):
        (tmp_path / name).mkdir()
        if group is not None:
            (tmp_path / name / "cgroup").write_text(group)
    assert is_contained(7) is contained


def test_a_process_that_is_gone() -> None:
    assert look(2**22 + 1) is None  # above pid_max's own limit (proc(5))
