"""The command line as a person types it: a process of its own, in a folder."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Ran", "portbook"]

CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str


def portbook(folder: Path, *arguments: str, **environment: str) -> Ran:
    """Runs `portbook ARGUMENTS` in `folder`; further keywords are environment variables."""
    ran = subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), "COLUMNS": "80", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "Traceback" not in ran.stderr, ran.stderr
    return Ran(ran.returncode, ran.stdout, ran.stderr)
