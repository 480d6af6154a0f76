"""The page on adopting is what happens, by Docker Compose; its end is its beginning."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from tests.docs.test_docs import DOCS, fences, steps
from tests.support.cli import portbook
from tests.support.files import make_files, read_files
from tests.support.programs import need

NOT_SHOWN = "[...]"


def test_adopting_runs_as_shown(tmp_path: Path) -> None:
    compose = str(need("docker-compose").parent)
    path = os.pathsep.join([compose, os.environ["PATH"]])
    files: dict[str, str] = {}
    shown = []
    for info, body in fences(DOCS / "adopting.md"):
        words = dict(word.split("=") for word in info.split() if "=" in word)
        if "file" in words:
            files[words["file"]] = body
            make_files(tmp_path, {words["file"]: body})
        for step in steps(body) if info == "console" else ():
            program, *arguments = shlex.split(step.command)
            shown.append(step.command)
            if program == "cat":
                text = (tmp_path / arguments[0]).read_text(encoding="utf-8")
            else:
                ran = portbook(tmp_path, *arguments, PATH=path)
                assert ran.status == 0, ran.err
                text = ran.out + ran.err
            if step.expected != [NOT_SHOWN]:
                assert text.rstrip("\n").splitlines() == step.expected, step.command
    assert len(shown) == 11
    assert read_files(tmp_path / "shop") == {
        name.removeprefix("shop/"): text.encode() for name, text in files.items()
    }
