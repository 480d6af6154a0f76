"""The built wheel alone, in an empty folder: it carries the templates, MkDocs finds the plugin."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.real.site.building import settings
from tests.support.built import packages
from tests.support.cli import CHECKOUT
from tests.support.files import make_files

MAP = "projects: {shop: {services: {web: 3000, db: {image: postgres, kind: postgres}}}}\n"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What pip would put into site-packages."""
    folder = tmp_path_factory.mktemp("wheel")
    wheel, _ = packages(tmp_path_factory)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "packages")
    return folder / "packages"


def run(installed: Path, folder: Path, *arguments: str) -> str:
    """Runs `python ARGUMENTS` with the wheel before the checkout that .venv is linked to."""
    ran = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(installed), "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_every_shipped_template_is_in_it(installed: Path) -> None:
    for path in (CHECKOUT / "templates").rglob("*"):
        name = path.relative_to(CHECKOUT / "templates")
        assert (installed / "portbook" / "templates" / name).exists(), name


def test_it_generates_and_builds_a_site(installed: Path, tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": MAP, "mkdocs.yml": settings(), "docs/robots.txt": ""})
    code = "import portbook; print(portbook.__file__)"
    assert run(installed, tmp_path, "-c", code).startswith(str(installed))
    run(installed, tmp_path, "-m", "portbook", "generate")
    assert "3000" in (tmp_path / "generated" / "shop" / "PORTS.md").read_text()
    run(installed, tmp_path, "-m", "mkdocs", "build", "--strict")
    assert "3000" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert (tmp_path / "site" / "assets" / "portbook.css").is_file()
    assert 'aria-label="Search"' in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


def test_its_entry_points_are_those_of_the_linked_checkout(installed: Path) -> None:
    (built,) = installed.glob("portbook-*.dist-info/entry_points.txt")
    (linked,) = [
        path / "entry_points.txt"
        for entry in sys.path
        for path in Path(entry).glob("portbook-*.dist-info")
        if path.parent != installed
    ]
    assert set(built.read_text().split("\n")) == set(linked.read_text().split("\n"))
