"""Runs docs/quick-start.md as typed and puts what was printed below each command.

    .venv/bin/python scripts/quick-start.py

The tests compare the page with what the commands print; this writes it down anew.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
PAGE = CHECKOUT / "docs" / "quick-start.md"
FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        PAGE.write_text(FENCE.sub(lambda match: play(match, folder), PAGE.read_text()))


def play(match: re.Match[str], folder: Path) -> str:
    info, body = match["info"], match["body"]
    if "file=" in info:
        (folder / info.partition("file=")[2].split()[0]).write_text(body)
    if not info.startswith("console"):
        return match[0]
    commands = [line for line in body.splitlines() if line.startswith("$ ")]
    played = "".join(f"{line}\n{said(line[2:], folder)}" for line in commands)
    return f"```{info}\n{played}```"


def said(command: str, folder: Path) -> str:
    words = shlex.split(command)
    if words[0] == "portbook":
        words = [sys.executable, "-m", "portbook", *words[1:]]
    ran = subprocess.run(
        words,
        cwd=folder,
        env={"PYTHONPATH": str(CHECKOUT / "generator"), "COLUMNS": "80", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    text = (ran.stdout + ran.stderr).rstrip("\n")
    return f"{text}\n" if text else ""


if __name__ == "__main__":
    main()
