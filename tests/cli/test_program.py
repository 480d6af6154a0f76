"""What every command has in common."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portbook.cli.commands import COMMANDS
from tests.support.cli import CHECKOUT, portbook


def test_help_and_version(tmp_path: Path) -> None:
    overview = portbook(tmp_path, "--help").out
    assert all(name in overview for name in COMMANDS)
    for name in COMMANDS:
        assert portbook(tmp_path, name, "--help").status == 0
    assert re.fullmatch(
        r"portbook \d+\.\d+\.\d+( \([0-9a-f]{10}\))?\n", portbook(tmp_path, "--version").out
    )


def test_a_misspelt_command(tmp_path: Path) -> None:
    ran = portbook(tmp_path, "chekc")
    assert ran.status == 2
    assert "Did you mean 'check'?" in ran.err


def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    import subprocess
    import sys

    command = f"{sys.executable} -m portbook list --json | head -c 1"
    ran = subprocess.run(
        command, shell=True, cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert ran.stderr == ""


def test_a_fault_of_ours_is_ready_to_paste(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    entry = importlib.import_module("portbook.cli.program")
    from portbook.cli.program import report

    try:
        raise RuntimeError("unforeseen")
    except RuntimeError as fault:
        text = report(fault)
    assert "RuntimeError: unforeseen" in text
    assert "portbook 0" in text
    assert str(Path.home()) not in text

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(entry.portbook, "main", broken)
    with pytest.raises(SystemExit) as stop:
        entry.main(["check"])
    assert stop.value.code == 3
