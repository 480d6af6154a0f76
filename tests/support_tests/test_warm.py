"""A forked command is the command that a person starts."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from portbook.cli.commands import COMMANDS
from tests.support import cli
from tests.support.cli import CHECKOUT, afresh, portbook
from tests.support.files import make_files

MAP = "projects: {shop: {services: {web: 3000, api: {port: 3000, title: Ä ✓}}}}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("check", "--format", "sarif"),
        ("list",),
        ("list", "--json"),
        ("lsit",),
        ("next", "--why"),
        ("generate", "--check"),
        ("explain", "port-conflict"),
        ("-f", "missing.yaml", "check"),
        (),
    ],
)
def test_it_says_the_same(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    make_files(tmp_path, {"ports.yaml": MAP})
    ran = portbook(tmp_path, *arguments)
    assert ran == afresh(tmp_path, *arguments)
    assert ran.out or ran.err


def test_folder_and_environment_are_its_own(tmp_path: Path) -> None:
    folders = [tmp_path / str(number) for number in range(8)]
    for number, folder in enumerate(folders):
        make_files(folder, {"ports.yaml": f"projects: {{p{number}: {{services: {{a: 3000}}}}}}\n"})
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda folder: portbook(folder, "list", COLUMNS="40"), folders))
    for number, ran in enumerate(done):
        assert f"p{number}/a" in ran.out
        assert max(map(len, ran.out.splitlines())) <= 40


EACH = """
import os, sys
from portbook.cli.program import run

for command in sys.argv[1:]:
    if (child := os.fork()) == 0:
        status = run([command, "--help"])
        sys.stdout.flush()
        os._exit(status)
    assert os.waitpid(child, 0)[1] == 0, command
"""


def test_every_command_starts_by_itself(tmp_path: Path) -> None:
    """Forked where no command has been imported yet."""
    ran = subprocess.run(
        [sys.executable, "-c", EACH, *COMMANDS],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert not [name for name in COMMANDS if f"portbook {name}" not in ran.stdout]


def test_what_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_files(tmp_path, {"ports.yaml": MAP.replace("3000, api", "3001, api")})
    with monkeypatch.context() as patched:
        patched.setattr(cli, "SECONDS", 0.5)
        with pytest.raises(TimeoutError):
            portbook(tmp_path, "generate", "--watch")
    assert portbook(tmp_path, "check").status == 0


def test_the_server_goes_with_its_client() -> None:
    script = (
        "from tests.support.warm import Warm\nfrom pathlib import Path\nimport os\n"
        "print(Warm().run(Path.cwd(), ('--version',), dict(os.environ), 60))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT / "generator")},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ran.stdout.startswith("(0, 'portbook ")
    assert ran.stderr == ""
