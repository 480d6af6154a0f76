"""The page on editing shows what its commands print on this repository's own map."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

from tests.docs.test_docs import DOCS, fences, steps
from tests.support.cli import CHECKOUT, portbook

COMMANDS = {"next", "add", "impact", "move", "rename", "remove"}


def test_editing_runs_as_shown(tmp_path: Path) -> None:
    shutil.copy(CHECKOUT / "ports.yaml", tmp_path)
    assert portbook(tmp_path, "generate").status == 0
    shown = set()
    for info, body in fences(DOCS / "editing.md"):
        words = dict(word.split("=") for word in info.split() if "=" in word)
        if "file" in words:
            (tmp_path / words["file"]).write_text(body)
        for step in steps(body) if info == "console" else ():
            program, *arguments = shlex.split(step.command)
            if program == "cat":
                text = (tmp_path / arguments[0]).read_text()
            else:
                ran = portbook(tmp_path, *arguments)
                text = ran.out + ran.err
                shown.add(arguments[0])
            assert text.rstrip("\n").splitlines() == step.expected, step.command
    assert shown >= COMMANDS
    assert portbook(tmp_path, "generate", "--check").status == 0
