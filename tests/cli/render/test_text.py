"""Findings as a person reads them."""

from __future__ import annotations

import json
import re

import pytest

from portbook.cli.render import render
from portbook.cli.render.text import window
from portbook.text.diagnostic import Diagnostic, error
from portbook.text.source import Source
from tests.cli.render.findings import conflict, misspelt

GOLDEN = """\
ports.yaml:5:12: error[port-conflict]: 3000/tcp on laptop is claimed by shop/web and shop/api
    5 |       api: 3000
      |            ^^^^
ports.yaml:4:12: first claimed here
hint: 3001 is free: portbook move shop/api 3001

ports.yaml:4:7: warning[unknown-key]: 100%: no key 'web'
    4 |       web: 3000
      |       ^^^

1 error, 1 warning in ports.yaml
"""


def test_text() -> None:
    assert render([conflict(), misspelt()], "text", False, 80, {}) == GOLDEN


def test_colours_are_only_added() -> None:
    coloured = render([conflict(), misspelt()], "text", True, 80, {})
    assert "\x1b[1;31merror[port-conflict]\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == GOLDEN


@pytest.mark.parametrize(
    ("found", "name", "summary"),
    [
        ([conflict()], None, "1 error in ports.yaml"),
        ([conflict(), conflict()], None, "2 errors in ports.yaml"),
        ([misspelt()], "maps/ports.yaml", "1 warning in maps/ports.yaml"),
        ([error("x", "y", Source("a", "b").place(0)), conflict()], None, "2 errors in 2 files"),
    ],
)
def test_summary(found: list[Diagnostic], name: str | None, summary: str) -> None:
    assert render(found, "text", False, 80, {}, name=name).endswith(f"\n\n{summary}\n")


def test_nothing_found() -> None:
    assert render([], "text", False, 80, {}) == ""
    assert json.loads(render([], "json", False, 80, {})) == {"diagnostics": []}
    assert render([], "github", False, 80, {}) == ""
    assert json.loads(render([], "gitlab", False, 80, {})) == []
    assert json.loads(render([], "sarif", False, 80, {}))["runs"][0]["results"] == []


def test_a_file_that_is_not_there_has_no_line_to_show() -> None:
    found = error("syntax", "there is no such file", Source("ports.yaml", "").place(0), hint="init")
    expected = "ports.yaml:1:1: error[syntax]: there is no such file\nhint: init\n"
    assert render([found], "text", False, 80, {}) == f"{expected}\n1 error in ports.yaml\n"


@pytest.mark.parametrize(
    ("line", "part", "width", "expected"),
    [
        ("a: bcd", "bcd", 40, "a: bcd|   ^^^"),
        ("\ta: b", "b", 40, "    a: b|       ^"),
        ("日本: 語x", "語", 40, "日本: 語x|      ^^"),
        ("e\u0301: x", "x", 40, "e\u0301: x|   ^"),
        ("a: \x1b[2J!", "!", 40, "a: \\x1b[2J!|          ^"),
        ("x" * 20 + "HERE" + "y" * 20, "HERE", 20, "…xxxxxxHEREyyyyyyyy…|       ^^^^"),
        ("x" * 20 + "HERE", "HERE", 16, "…xxxxxHERE|      ^^^^"),
        ("HERE" + "y" * 40, "HERE", 10, "HEREyyyyy…|^^^^"),
        ("日" * 20 + "!", "!", 12, "…日日!|     ^"),
        ("a" * 12, "a" * 12, 12, "a" * 12 + "|" + "^" * 12),
        ("a" * 30, "a" * 30, 12, "a" * 11 + "…|" + "^" * 11),
    ],
)
def test_window(line: str, part: str, width: int, expected: str) -> None:
    start = line.index(part)
    shown, before, under = window(line, start, start + len(part), width)
    assert f"{shown}|{' ' * before}{'^' * under}" == expected


def test_a_line_of_fifty_megabytes_fits_eighty_columns() -> None:
    source = Source("ports.yaml", f"a: '{'x' * 50_000_000}' !")
    found = error("syntax", "no", source.place(len(source.text) - 1, len(source.text)))
    lines = render([found], "text", False, 80, {}).splitlines()
    assert lines[1].endswith("xxx' !")
    assert max(map(len, lines)) <= 80


def test_the_end_of_a_line_has_a_caret() -> None:
    source = Source("ports.yaml", "a: [\n")
    text = render([error("syntax", "no", source.place(4, 5))], "text", False, 80, {})
    assert "    1 | a: [\n      |     ^\n" in text
