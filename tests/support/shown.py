"""A page of the guide run as a person types it: files written, commands run, output compared."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.support.cli import CHECKOUT

__all__ = ["runs_as_shown"]

FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_SHOWN = "[...]"
"""A line that stands for what the command prints there."""
SECONDS = 60


def runs_as_shown(
    page: str, folder: Path, numbers: Mapping[str, int] | None = None, **environment: str
) -> int:
    """Run a page in a folder, free `numbers` in place of its own; how many commands it showed.

    A fence `file=NAME` is written to that file. In a console fence each line after `$` is run by
    bash, its output and errors being the lines below it.
    """
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    whole = {**os.environ, "PATH": path, "COLUMNS": "80", "HOME": str(folder), **environment}
    shown = 0
    text = (CHECKOUT / "docs" / page).read_text(encoding="utf-8")
    for number, free in (numbers or {}).items():
        text = text.replace(number, str(free))
    for match in FENCE.finditer(text):
        info = match["info"].split()
        for name in (word[5:] for word in info if word.startswith("file=")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(match["body"], encoding="utf-8")
        for command, expected in _steps(match["body"]) if info[:1] == ["console"] else ():
            ran = subprocess.run(
                ["bash", "-c", command], cwd=folder, env=whole, text=True, check=False,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS,
            )  # fmt: skip
            assert _as_shown(ran.stdout, expected), f"{page}: {command}\n{ran.stdout}"
            shown += 1
    return shown


def _steps(body: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        yield command, expected


def _as_shown(printed: str, expected: str) -> bool:
    pattern = re.escape(expected.rstrip("\n")).replace(re.escape(NOT_SHOWN), ".*")
    return re.fullmatch(pattern, printed.rstrip("\n"), re.DOTALL) is not None
