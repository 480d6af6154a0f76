"""What commands import: a slow start would be noticed by every `make`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.cli import CHECKOUT
from tests.support.files import make_files

HEAVY = ("jinja2", "psutil", "docker", "markdown_it", "mkdocs", "ftfy", "asyncio", "ssl")


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        ("--version", ()),
        ("check", ()),
        ("generate", ("jinja2", "asyncio", "markupsafe")),
        ("list", ()),
        ("next", ()),
    ],
)
def test_heavy_modules_stay_out(tmp_path: Path, arguments: str, allowed: tuple[str, ...]) -> None:
    make_files(tmp_path, {"ports.yaml": "projects: {shop: {services: {web: 3000}}}\n"})
    code = (
        "import sys\nfrom portbook.cli.program import main\n"
        f"try:\n    main({arguments.split()!r})\nexcept SystemExit:\n    pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        check=True,
    )
    modules = set(ran.stderr.splitlines())
    loaded = {module.partition(".")[0] for module in modules}
    assert not loaded & set(HEAVY).difference(allowed)
    # What looks at this machine, and asks a container engine, is for the commands about it.
    if arguments in ("check", "next"):
        assert not {"portbook.targets", "portbook.disk"} & modules
    assert not modules & {"portbook.machine", "portbook.cli.this_machine", "http.client"}
