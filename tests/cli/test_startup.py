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


POSIX = ("fcntl", "pwd", "grp", "termios", "resource", "pty", "tty", "syslog", "curses")
"""Modules of the standard library that Windows has not (Python's documentation, "Availability")."""


def test_no_module_needs_what_windows_has_not(tmp_path: Path) -> None:
    """Every module is imported, and what only reads is run, where these cannot be; a lock takes
    `msvcrt` there, which has a test of its own."""
    make_files(tmp_path, {"ports.yaml": "projects: {shop: {services: {web: 3000}}}\n"})
    code = (
        "import importlib, pkgutil, sys\n"
        # What Python's own modules take where they can is theirs: they are imported before.
        "import asyncio, getpass, netrc, psutil, shutil, socketserver, subprocess, tarfile\n"
        f"sys.modules.update(dict.fromkeys({POSIX!r}))\n"
        "import portbook\n"
        "for each in pkgutil.walk_packages(portbook.__path__, 'portbook.'):\n"
        "    if not each.name.startswith(('portbook.mkdocs_plugin', 'portbook.mcp.server'))"
        " and not each.name.endswith('__main__'):\n"
        "        importlib.import_module(each.name)\n"
        "from portbook.cli.program import main\n"
        "for words in (['check'], ['list'], ['next'], ['status'], ['who', '3000'], ['help']):\n"
        "    try:\n        main(words)\n"
        "    except SystemExit as stop:\n        print(words[0], stop.code)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(CHECKOUT / "generator"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in ran.stderr, ran.stderr
    statuses = [line.rsplit(" ", 1)[1] for line in ran.stdout.splitlines() if line[-2:-1] == " "]
    assert (len(statuses), {*statuses} <= {"0", "1"}) == (6, True), ran.stdout + ran.stderr
