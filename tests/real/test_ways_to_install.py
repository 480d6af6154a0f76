"""Each way to install, typed as documented, then a map made and used in an empty folder.

The packages come from the wheels that `make test` laid by: nothing here asks an index.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from portbook.cli.version import version_line
from tests.support.built import packages
from tests.support.files import make_files
from tests.support.programs import need

WHEELS = Path(sys.prefix) / "wheels"
MAP = "projects: {shop: {services: {web: 3000, db: {image: postgres, kind: postgres}}}}\n"


class Desk:
    """An empty folder and an empty home, with what was built of this checkout beside them."""

    def __init__(self, folder: Path, wheel: Path, sdist: Path) -> None:
        self.folder, self.wheel, self.sdist = folder, wheel, sdist
        self.home = folder / "home"
        self.work = folder / "work"
        for each in (self.home, self.work):
            each.mkdir()

    def run(self, *command: str | Path) -> str:
        """Standard output of a command that has to succeed."""
        ran = subprocess.run(
            command,
            cwd=self.work,
            env=dict(self.environment()),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=110,
        )
        assert ran.returncode == 0, f"{command}\n{ran.stdout}{ran.stderr}"
        return ran.stdout

    def environment(self) -> Iterator[tuple[str, str]]:
        yield "PATH", os.environ["PATH"]
        yield "HOME", str(self.home)
        yield from (("PIP_NO_INDEX", "1"), ("PIP_FIND_LINKS", str(WHEELS)))
        yield from (("UV_NO_INDEX", "1"), ("UV_OFFLINE", "1"), ("UV_FIND_LINKS", str(WHEELS)))
        yield from (("UV_PYTHON", sys.executable), ("UV_PYTHON_DOWNLOADS", "never"))
        yield from (
            ("UV_TOOL_DIR", f"{self.folder}/tools"),
            ("UV_TOOL_BIN_DIR", f"{self.folder}/bin"),
        )
        yield from (("PIPX_HOME", f"{self.folder}/pipx"), ("PIPX_BIN_DIR", f"{self.folder}/bin"))
        yield "PIPX_MAN_DIR", f"{self.folder}/venv/share/man"
        yield "PIPX_DEFAULT_PYTHON", sys.executable

    def pip(self, what: Path) -> list[str | Path]:
        """`pip install WHAT` into an environment of its own: how to call what it installed."""
        # Laying pip into it takes half of the time, and is needed only where none is at hand.
        bare = find_spec("pip") is None
        venv.create(self.folder / "venv", with_pip=bare)
        own = self.folder / "venv" / "bin" / "python"
        pip = (own, "-m", "pip") if bare else (sys.executable, "-m", "pip", "--python", own)
        self.run(*pip, "install", "--quiet", what)
        return [self.folder / "venv" / "bin" / "portbook"]

    def uv_tool(self, what: Path) -> list[str | Path]:
        self.run(need("uv"), "tool", "install", "--quiet", what)
        return [self.folder / "bin" / "portbook"]

    def uvx(self, what: Path) -> list[str | Path]:
        return [need("uvx"), "--quiet", "--from", what, "portbook"]

    def pipx(self, what: Path) -> list[str | Path]:
        self.run(need("pipx"), "install", "--quiet", what)
        return [self.folder / "bin" / "portbook"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return packages(tmp_path_factory)


@pytest.fixture
def desk(tmp_path: Path, built: tuple[Path, Path]) -> Desk:
    if not WHEELS.is_dir():
        pytest.fail("there is no .venv/wheels: run make test, or make .venv/.wheels")
    return Desk(tmp_path, *built)


@pytest.mark.parametrize(
    ("way", "what"), [("pip", "wheel"), ("pipx", "wheel"), ("uv_tool", "wheel"), ("uvx", "sdist")]
)
def test_it_works_in_an_empty_folder(desk: Desk, way: str, what: str) -> None:
    portbook = getattr(desk, way)(getattr(desk, what))
    assert desk.run(*portbook, "--version").strip() == version_line()
    make_files(desk.work, {"ports.yaml": MAP})
    desk.run(*portbook, "check")
    desk.run(*portbook, "generate")
    assert "3000" in (desk.work / "generated" / "shop" / "PORTS.md").read_text(encoding="utf-8")
    desk.run(*portbook, "site", "--out", "pages")
    assert (desk.work / "pages" / "index.md").is_file()
    if way in ("pip", "pipx"):
        assert (desk.folder / "venv/share/man/man1/portbook.1").is_file()
    if way == "pip":
        code = "from importlib.util import find_spec as f; print(f('generator'), f('portbook'))"
        found = desk.run(desk.folder / "venv" / "bin" / "python", "-c", code)
        assert found.startswith("None ModuleSpec(")


def test_the_source_archive_holds_what_the_wheel_is_made_of(built: tuple[Path, Path]) -> None:
    with tarfile.open(built[1]) as archive:
        held = {name.split("/")[1] for name in archive.getnames()}
    assert held - {".gitignore"} == {
        *("LICENSE", "PKG-INFO", "README.md", "pyproject.toml"),
        *("docs", "generator", "scripts", "templates"),
    }
