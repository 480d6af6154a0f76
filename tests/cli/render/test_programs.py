"""Findings for programs: JSON, GitHub and GitLab."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest

from portbook.cli.render import FORMATS, render
from portbook.text.diagnostic import error
from portbook.text.source import Source
from tests.cli.render.findings import MAP, TEXT, conflict, misspelt, place


def test_json() -> None:
    assert json.loads(render([conflict()], "json", False, 80, {})) == {
        "diagnostics": [
            {
                "code": "port-conflict",
                "severity": "error",
                "message": "3000/tcp on laptop is claimed by shop/web and shop/api",
                "path": "ports.yaml",
                "line": 5,
                "column": 12,
                "end_line": 5,
                "end_column": 16,
                "related": [
                    {"path": "ports.yaml", "line": 4, "column": 12, "message": "first claimed here"}
                ],
                "hint": "3001 is free: portbook move shop/api 3001",
            }
        ]
    }


def test_github() -> None:
    assert render([conflict(), misspelt()], "github", False, 80, {}).splitlines() == [
        (
            "::error file=ports.yaml,line=5,endLine=5,col=12,endColumn=16,title=port-conflict::"
            "3000/tcp on laptop is claimed by shop/web and shop/api%0A"
            "ports.yaml:4:12: first claimed here%0Ahint: 3001 is free: portbook move shop/api 3001"
        ),
        (
            "::warning file=ports.yaml,line=4,endLine=4,col=7,endColumn=10,title=unknown-key::"
            "100%25: no key 'web'"
        ),
    ]


def test_github_escapes_what_would_end_a_property() -> None:
    source = Source("a,b:c%.yaml", "x")
    printed = render([error("x", "m", source.place(0))], "github", False, 80, {})
    assert "file=a%2Cb%3Ac%25.yaml," in printed


def test_gitlab() -> None:
    (found,) = json.loads(render([conflict()], "gitlab", False, 80, {}))
    assert re.fullmatch("[0-9a-f]{40}", found.pop("fingerprint"))
    assert found == {
        "description": "3000/tcp on laptop is claimed by shop/web and shop/api",
        "check_name": "port-conflict",
        "severity": "major",
        "location": {"path": "ports.yaml", "lines": {"begin": 5, "end": 5}},
    }


def test_fingerprints_stay_when_lines_move_and_differ_in_one_report() -> None:
    moved = Source("ports.yaml", "# one\n# two\n" + TEXT)
    findings = [
        [error("bad-port", "0 is not a port", source.place(*place(source, part))) for part in parts]
        for source, parts in ((MAP, ("web", "api")), (moved, ("web", "api")))
    ]
    printed = [json.loads(render(each, "gitlab", False, 80, {})) for each in findings]
    names = [[each["fingerprint"] for each in report] for report in printed]
    assert names[0] == names[1]
    assert all(one != other for one, other in pairwise(names[0]))


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_stable_and_encodable(form: str) -> None:
    source = Source("caf\udce9.yaml", "日本: \ud800")
    found = [error("x", "the key '\ud800' and %", source.place(0, 2))]
    printed = render(found, form, False, 80, {})
    assert printed == render(found, form, False, 80, {})
    assert printed.encode("utf-8", "strict" if form in ("json", "gitlab", "sarif") else "replace")
