"""Real programs for the tests: their paths, or a named skip, or in CI a failure."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

CHECKOUT = Path(__file__).parents[2]
NODE_MODULES = CHECKOUT / "node_modules"

# Taken at import: the tests themselves run with CI scrubbed from the environment.
_CI = os.environ.get("CI", "")
# This environment's own commands first; Debian keeps servers where a user's PATH does not look.
SEARCH = os.pathsep.join(
    [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"]
)


def in_ci() -> bool:
    """Whether this run has to have every real program; remembered from before the scrubbing."""
    return _CI.lower() not in ("", "0", "false")


def need(name: str) -> Path:
    """The path of a real program, else the test is skipped, or in CI fails.

    `name` is one of programs.txt (`ruby-dotenv` gives ruby, `nginx-stream` nginx), `node`, or a
    command of the locked test packages such as `docker-compose`.
    """
    path = _find(name)
    if path is None:
        mend = "sudo make test-tools" if name in _listed() else "make test"
        _missing(name, mend)
    return path


def need_npm(package: str) -> Path:
    """The folder of an npm package of package.json; whoever calls it needs `node` as well."""
    need("node")
    folder = NODE_MODULES / package
    if not (folder / "package.json").is_file():
        _missing(f"npm package {package}", "make test")
    return folder


def _missing(what: str, mend: str) -> NoReturn:
    message = f"{what} is not here; install it with: {mend}"
    if in_ci():
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def refused(command: Sequence[str | Path], folder: Path) -> str:
    """What a program has against something, asked in a folder that it may write to; "" where it
    takes it."""
    env = {**os.environ, "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=1200
    )
    return f"{done.stdout}{done.stderr}" or "failed" if done.returncode else ""


@cache
def _find(name: str) -> Path | None:
    probe = _listed().get(name)
    found = shutil.which(probe.split()[0] if probe else name, path=SEARCH)
    if found is None and name == "chromium":
        # The whole browser shows the same, and takes nearly twice as long.
        probe, found = None, shutil.which(name, path=SEARCH)
    if found is None:
        return None
    if probe and not _succeeds(["sh", "-c", probe]):
        return None
    if name == "node" and not _succeeds([found, "-e", _NODE_20]):
        return None
    return Path(found)


_NODE_20 = "process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)"


@cache
def _listed() -> dict[str, str]:
    """Name to probe, from the list that scripts/test-tools installs."""
    lines = Path(__file__).with_name("programs.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split(" | ", 2) for line in lines if line and not line.startswith("#")]
    return {name: probe for name, _, probe in rows}


def _succeeds(command: list[str]) -> bool:
    done = subprocess.run(
        command,
        env={**os.environ, "PATH": SEARCH},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )
    return done.returncode == 0
