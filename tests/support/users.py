"""An ordinary user for the tests that run as root: programs and a Python it can read."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from tests.support.cli import CHECKOUT, Ran
from tests.support.programs import in_ci, need

__all__ = ["as_user", "is_root", "open_folder", "user_invocation", "user_portbook"]

USER = 65534
"""`nobody`: Linux's overflow user, which every distribution has and which owns no file."""
PACKAGES = ("click", "yaml", "psutil", "markdown_it", "mdurl", "jinja2", "markupsafe")
SYSTEM_PYTHON = Path("/usr/bin/python3")


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def as_user(command: Sequence[str | Path]) -> list[str | Path]:
    """The command as an ordinary user's: as it is, unless the tests run as root."""
    if not is_root():
        return list(command)
    setpriv = need("setpriv")
    return [setpriv, f"--reuid={USER}", f"--regid={USER}", "--clear-groups", *command]


@contextmanager
def open_folder() -> Iterator[Path]:
    """A temporary folder that everybody may read and write, and with a short path; pytest's own
    belong to one user, and a unix socket's path has 108 bytes at most (unix(7))."""
    with tempfile.TemporaryDirectory(prefix="pb-") as name:
        folder = Path(name).resolve()
        folder.chmod(0o777)
        yield folder


@cache
def _environment() -> str:
    """PYTHONPATH of a copy of portbook and what it needs: the checkout may lie in root's home.

    Compiled parts of another Python's version are left alone by those that have a plain twin;
    psutil's serve every version.
    """
    home = tempfile.mkdtemp(prefix="pb-env-")
    Path(home).chmod(0o755)
    import atexit

    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for package in PACKAGES:
        spec = importlib.util.find_spec(package)
        assert spec is not None
        assert spec.origin is not None
        shutil.copytree(Path(spec.origin).parent, Path(home, package))
    shutil.copytree(CHECKOUT / "generator" / "portbook", Path(home, "portbook"))
    shutil.copytree(CHECKOUT / "templates", Path(home, "portbook", "templates"))
    subprocess.run(["chmod", "-R", "a+rX", home], check=True)
    return home


def user_portbook(folder: Path, *arguments: str, **environment: str) -> Ran:
    """`portbook ARGUMENTS` as an ordinary user, with the system's Python."""
    command, given = user_invocation(folder, *arguments, **environment)
    ran = subprocess.run(
        command,
        cwd=folder,
        env=given,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "Traceback" not in ran.stderr, ran.stderr
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def user_invocation(
    folder: Path, *arguments: str, **environment: str
) -> tuple[list[str | Path], dict[str, str]]:
    """The words and the environment of `portbook ARGUMENTS` for an ordinary user."""
    if not _has_python():
        message = "the system's Python is missing or older than 3.11"
        pytest.fail(message) if in_ci() else pytest.skip(message)
    command = as_user([SYSTEM_PYTHON, "-m", "portbook", *arguments])
    return command, {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": _environment(),
        "PYTHONDONTWRITEBYTECODE": "1",
        "COLUMNS": "80",
        **environment,
    }


@cache
def _has_python() -> bool:
    code = "import sys; sys.exit(sys.version_info < (3, 11))"
    command = [str(SYSTEM_PYTHON), "-c", code]
    return SYSTEM_PYTHON.exists() and subprocess.run(command, check=False).returncode == 0
