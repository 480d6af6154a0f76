"""What takes long to build, once for all workers of a run."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from portbook.disk.lock import locked
from tests.support.cli import CHECKOUT
from tests.support.programs import need


def built_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that the first of the workers makes, and the others take as it is."""
    base = factory.getbasetemp()
    top = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    waiting, folder = top / f"{name}.lock", top / name
    waiting.mkdir(exist_ok=True)
    with locked(waiting):
        if not folder.is_dir():
            make(top / f"{name}.part")
            (top / f"{name}.part").rename(folder)
    return folder


def packages(factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel and the source archive of this checkout."""

    def make(folder: Path) -> None:
        command = (need("hatchling"), "build", "-d", folder)
        subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, timeout=60)

    folder = built_once(factory, "dist", make)
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, sdist
