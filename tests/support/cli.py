"""The command line as a person types it: a process of its own, in a folder."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.support.warm import Warm

__all__ = ["CHECKOUT", "Ran", "afresh", "portbook"]

CHECKOUT = Path(__file__).parents[2]
SECONDS = 60
AT_START = ("LANG", "LC_", "PYTHON")
"""How the variables begin that an interpreter reads before anything else."""


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str


def portbook(folder: Path, *arguments: str, **environment: str) -> Ran:
    """Runs `portbook ARGUMENTS` in `folder`; further keywords are environment variables."""
    if not hasattr(os, "fork") or any(name.startswith(AT_START) for name in environment):
        return afresh(folder, *arguments, **environment)
    return _ran(*_warm().run(folder, arguments, _whole(environment), SECONDS))


def afresh(folder: Path, *arguments: str, **environment: str) -> Ran:
    """The same by an interpreter that imports everything for this command."""
    ran = subprocess.run(
        [sys.executable, "-m", "portbook", *arguments],
        cwd=folder,
        env=_whole(environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    return _ran(ran.returncode, ran.stdout, ran.stderr)


@cache
def _warm() -> Warm:
    return Warm()


def _whole(environment: dict[str, str]) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(CHECKOUT), "COLUMNS": "80", **environment}


def _ran(status: int, out: str, err: str) -> Ran:
    assert "Traceback" not in err, err
    return Ran(status, out, err)
