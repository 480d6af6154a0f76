"""The page on conflicts shows what `resolve` prints on this repository's own map."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

from tests.docs.test_docs import DOCS, fences, steps
from tests.support.cli import CHECKOUT, portbook

NOT_SHOWN = "[...]"


def test_resolving_runs_as_shown(tmp_path: Path) -> None:
    shutil.copy(CHECKOUT / "ports.yaml", tmp_path)
    shown = 0
    for info, body in fences(DOCS / "resolving.md"):
        words = dict(word.split("=") for word in info.split() if "=" in word)
        if "file" in words:
            (tmp_path / words["file"]).write_text(body)
        for step in steps(body) if info == "console" else ():
            ran = portbook(tmp_path, *shlex.split(step.command)[1:])
            shown += 1
            if step.expected == [NOT_SHOWN]:
                assert ran.status == 0, ran.err
                continue
            text = ran.out + ran.err
            assert text.rstrip("\n").splitlines() == step.expected, step.command
    assert shown == 5
    assert portbook(tmp_path, "generate", "--check").status == 0
