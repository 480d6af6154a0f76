"""The command line as people are used to it: its forms, its help, its manual page."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import click
import pytest

from portbook import __released__, __version__
from portbook.cli.commands import COMMANDS, GROUPS
from portbook.cli.program import portbook as root
from tests.support.cli import CHECKOUT, portbook
from tests.support.files import make_files
from tests.support.programs import need
from tests.support.terminal import Terminal

MAP = "projects: {shop: {services: {web: 3000}}}\n"
CLEAN = "1 claim of 1 project on 1 host: nothing to report\n"


@pytest.mark.parametrize(
    ("arguments", "status", "out", "err"),
    [
        ("check", 0, CLEAN, ""),
        ("check ports.yaml", 0, CLEAN, ""),
        ("check -f ports.yaml", 0, CLEAN, ""),
        ("-f ports.yaml check", 0, CLEAN, ""),
        ("-f gone.yaml check -f ports.yaml", 0, CLEAN, ""),
        ("check -q", 0, "", ""),
        ("-q check", 0, "", ""),
        ("-q generate", 0, "", ""),
        ("generate --quiet --check", 0, "", ""),
        ("check -v", 0, CLEAN, "the map is FOLDER/ports.yaml\n"),
        ("instance list -f gone.yaml", 2, "gone.yaml:1:1: error[syntax]", ""),
        ("check gone.yaml", 2, "gone.yaml:1:1: error[syntax]", ""),
        ("check one two", 2, "", "error: got unexpected extra argument (two)\nUsage: portbook"),
        ("check --strct", 2, "", "error: no such option '--strct'. Did you mean '--strict'?\n"),
        ("list -p shp", 2, "", "error: there is no project 'shp'. Did you mean 'shop'?\n"),
        ("generate ports.yaml", 2, "", "error: there is no project 'ports.yaml'. -f ports.yaml"),
        ("next --range api", 2, "", "error: there is no range 'api'. The map has none.\n"),
        (
            "check --format xml",
            2,
            "",
            (
                "error: invalid value for '--format': 'xml' is not one of 'text', 'json',\n"
                "  'github', 'sarif', 'gitlab'.\nUsage: portbook check"
            ),
        ),
        ("stop --timeout x 1", 2, "", "error: invalid value for '--timeout': 'x' is not a number."),
        ("help check", 0, "Usage: portbook check [OPTIONS] [FILE]\n", ""),
        ("help instance add", 0, "Usage: portbook instance add [OPTIONS] [NAME]\n", ""),
        ("help chekc", 2, "", "error: no such command 'chekc'. Did you mean 'check'?\n"),
        ("help check it", 2, "", "error: 'portbook check' has no parts"),
        ("-V", 0, "portbook ", ""),
    ],
)
def test_forms(tmp_path: Path, arguments: str, status: int, out: str, err: str) -> None:
    make_files(tmp_path, {"ports.yaml": MAP})
    if status == 0 and "generate" in arguments:
        portbook(tmp_path, "generate")
    ran = portbook(tmp_path, *arguments.split())
    both = ran.out + ran.err
    assert ran.status == status, both
    assert (ran.out + (ran.err if "gone" in out else "")).startswith(out), both
    assert ran.err.replace(str(tmp_path), "FOLDER").startswith(err), both
    if "-q" in arguments:
        assert both == ""


def test_help_is_grouped_and_every_example_can_be_typed(tmp_path: Path) -> None:
    assert portbook(tmp_path, "help").out == portbook(tmp_path, "--help").out
    overview = portbook(tmp_path, "help").out
    assert max(map(len, overview.splitlines())) <= 80
    for title, entries in GROUPS.items():
        assert f"\n{title}:  portbook {next(iter(entries.values())).example}\n" in overview
    context = root.make_context("portbook", ["schema"])
    for name, entry in COMMANDS.items():
        words = shlex.split(entry.example)
        assert words[0] == name
        command = root.get_command(context, name)
        assert command is not None
        command.make_context(name, words[1:], parent=context)
        assert f"Example: portbook {entry.example}" in portbook(tmp_path, name, "-h").out


def test_options_that_set_one_value_have_no_default() -> None:
    # click before 8.3 gives None in place of the default of the one where the other is a flag.
    usual = (click.Option(["--one", "it"]), click.Option(["--one", "it"], flag_value="one"))
    without = {each.is_flag: each.to_info_dict()["default"] for each in usual}
    context = root.make_context("portbook", ["schema"])
    for name in COMMANDS:
        command = root.get_command(context, name)
        assert command is not None
        setters = Counter(each.name for each in command.params)
        for each in command.params:
            default = each.to_info_dict()["default"]
            own = without[getattr(each, "is_flag", False)]
            assert setters[each.name] == 1 or default == own, (name, each.opts, default)


def test_the_changelog_and_the_package_agree_on_the_version() -> None:
    headings = re.findall(r"^## (.+)$", (CHECKOUT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[:2] == ["Unreleased", f"{__version__} - {__released__}"]


@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_help_is_coloured_on_a_terminal(environment: dict[str, str], coloured: bool) -> None:
    terminal = Terminal(
        CHECKOUT / "generator",
        [sys.executable, "-m", "portbook", "help", "check"],
        {**os.environ, "TERM": "xterm", **environment},
    )
    assert terminal.ends() == 0
    text = terminal.everything
    assert ("\x1b[" in text, "--strict" in text, "Example" in text) == (coloured, True, True)


def test_the_manual_page_is_of_these_commands(tmp_path: Path) -> None:
    page = portbook(tmp_path, "help", "--man").out
    assert (CHECKOUT / "docs/portbook.1").read_text() == page, (
        "portbook help --man > docs/portbook.1 writes it anew"
    )
    assert set(re.findall(r"^\.SS ([a-z]+)", page, re.MULTILINE)) == set(COMMANDS)


def test_mandoc_reads_the_manual_page() -> None:
    command = [
        str(need("mandoc")),
        "-T",
        "lint",
        "-W",
        "warning",
        str(CHECKOUT / "docs/portbook.1"),
    ]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "")


def test_check_watches(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": MAP})
    with subprocess.Popen(
        [sys.executable, "-m", "portbook", "check", "--watch"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT / "generator")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as ran:
        assert ran.stdout is not None
        assert ran.stdout.readline() == CLEAN
        time.sleep(0.05)  # another time of modification
        (tmp_path / "ports.yaml").write_text("projects: {shop: {services: {web: 99999}}}\n")
        assert "99999 is not a port" in ran.stdout.readline()
        ran.terminate()
