"""The tab key in real shells: bash, zsh and fish, with the lines that `completion` prints."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cli import CHECKOUT, portbook
from tests.support.files import make_files
from tests.support.programs import need
from tests.support.terminal import Terminal

MAP = """\
ranges: {databases: 5434-5499}
hosts: {laptop: {}, server: {address: server.example}}
kinds: {houseware: {port: 9999}}
projects:
  shop:
    environments: {development: laptop, staging: server}
    services: {web: 3000, apricot: {ports: {http: 8000, metrics: 8001}}}
  blog: {environments: {development: laptop}, services: {site: 3001}}
"""
LOCAL = "instances: {shop: {login-fix: {slot: 1, path: gone}}}\n"
CASES = [
    ("portbook stat", "status"),
    ("portbook check --str", "--strict"),
    ("portbook generate bl", "blog"),
    ("portbook move shop/apr", "shop/apricot"),
    ("portbook move shop/apricot.me", "shop/apricot.metrics"),
    ("portbook list -p sh", "shop"),
    ("portbook list -e sta", "staging"),
    ("portbook list --host ser", "server"),
    ("portbook list --role datab", "database"),
    ("portbook next --range datab", "databases"),
    ("portbook next --kind housew", "houseware"),
    ("portbook explain port-conf", "port-conflict"),
    ("portbook instance remove log", "login-fix"),
    ("portbook status --instance log", "login-fix"),
    ("portbook run blog/s", "blog/site"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a map, and a `portbook` on the PATH of its shells."""
    make_files(tmp_path, {"work/ports.yaml": MAP, "work/ports.local.yaml": LOCAL})
    program = tmp_path / "bin" / "portbook"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m portbook "$@"\n')
    program.chmod(0o755)
    return tmp_path


def environment(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("LANG", "LC_ALL") if name in os.environ}
    return {
        **kept,
        "HOME": str(folder),
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(CHECKOUT / "generator"),
        "TERM": "xterm",
    }


@pytest.fixture(params=["bash", "zsh"])
def shell(request: pytest.FixtureRequest, folder: Path) -> Iterator[Terminal]:
    name = request.param
    program = str(need("zsh")) if name == "zsh" else (shutil.which("bash") or "bash")
    script = portbook(folder, "completion", name)
    assert script.status == 0
    begin = "autoload -U compinit && compinit -u\n" if name == "zsh" else ""
    (folder / "complete").write_text(f"{begin}{script.out}\nPS1='ready> '\n")
    options = ["-f"] if name == "zsh" else ["--norc", "--noprofile"]
    terminal = Terminal(folder / "work", [program, *options, "-i"], environment(folder))
    terminal.types(". ../complete; echo be''gun\n")
    terminal.shows("begun")
    yield terminal
    terminal.close()


def test_a_shell_completes_what_the_map_knows(shell: Terminal) -> None:
    """Each word is begun, completed by the tab key, and looked at as a command would get it."""
    for line, whole in CASES:
        # What is typed becomes words of `echo`, so that what the shell made of it is printed.
        shell.types(f"{line}\t")
        shell.shows(whole)
        shell.types("\x01echo '<' \x05'>'\n")
        assert f"< {' '.join([*line.split()[:-1], whole])}" in shell.shows(">\r\n"), line


def test_fish_completes_what_the_map_knows(folder: Path) -> None:
    script = portbook(folder, "completion", "fish")
    (folder / "complete").write_text(script.out)
    asked = "".join(f"echo '=' (complete -C '{line}')\n" for line, _ in CASES)
    ran = subprocess.run(
        [str(need("fish")), "--no-config", "-c", f"source ../complete\n{asked}"],
        cwd=folder / "work",
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert ran.stderr == ""
    for (line, whole), told in zip(CASES, ran.stdout.splitlines(), strict=True):
        assert whole in told.split(), line


def test_a_map_that_cannot_be_read_completes_nothing(folder: Path) -> None:
    for text in ("projects: [", ""):
        (folder / "work/ports.yaml").write_text(text)
        ran = portbook(
            folder / "work",
            _PORTBOOK_COMPLETE="bash_complete",
            COMP_WORDS="portbook move sh",
            COMP_CWORD="2",
        )
        assert (ran.status, ran.out.strip(), ran.err) == (0, "", "")
