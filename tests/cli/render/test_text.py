"""The printers of findings, each beside what it must print."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest

from portbook.cli.render import FORMATS, render
from portbook.cli.render.text import window
from portbook.text.diagnostic import Diagnostic, error, warning
from portbook.text.source import Source, Splice

TEXT = """projects:
  shop:
    services:
      web: 3000
      api: 3000
"""
MAP = Source("ports.yaml", TEXT)


def place(source: Source, part: str, nth: int = 0) -> tuple[int, int]:
    at = [match.start() for match in re.finditer(re.escape(part), source.text)][nth]
    return at, at + len(part)


def conflict() -> Diagnostic:
    return error(
        "port-conflict",
        "3000/tcp on laptop is claimed by shop/web and shop/api",
        MAP.place(*place(MAP, "3000", 1)),
        (MAP.place(*place(MAP, "3000")), "first claimed here"),
        hint="3001 is free: portbook move shop/api 3001",
    )


def misspelt() -> Diagnostic:
    start, end = place(MAP, "web")
    return warning(
        "unknown-key", "100%: no key 'web'", MAP.place(start, end), fix=(Splice(start, end, "w"),)
    )


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


def test_sarif() -> None:
    page = "# port-conflict\n\nTwo claims that cannot\nboth be bound.\n\nMore."
    log = json.loads(render([conflict(), misspelt()], "sarif", False, 80, {"port-conflict": page}))
    (run,) = log["runs"]
    assert (log["version"], run["columnKind"]) == ("2.1.0", "unicodeCodePoints")
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["port-conflict", "unknown-key"]
    assert rules[0]["shortDescription"] == {"text": "Two claims that cannot both be bound."}
    assert rules[0]["help"]["markdown"] == page
    first, second = run["results"]
    assert (first["ruleId"], first["level"]) == ("port-conflict", "error")
    location = first["locations"][0]["physicalLocation"]
    assert location["artifactLocation"] == {"uri": "ports.yaml"}
    assert location["region"]["startLine"] == 5
    assert location["region"]["endColumn"] == 16
    assert first["relatedLocations"][0]["message"] == {"text": "First claimed here."}
    (change,) = second["fixes"][0]["artifactChanges"]
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 4, "startColumn": 7, "endLine": 4, "endColumn": 10},
            "insertedContent": {"text": "w"},
        }
    ]


def test_paths_become_uris() -> None:
    names = {
        "my maps/größe.yaml": "my%20maps/gr%C3%B6%C3%9Fe.yaml",
        "/a b/p.yaml": "file:///a%20b/p.yaml",
    }
    for name, uri in names.items():
        found = error("x", "m", Source(name, "x").place(0))
        log = json.loads(render([found], "sarif", False, 80, {}))
        location = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
        assert location["artifactLocation"] == {"uri": uri}


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_stable_and_encodable(form: str) -> None:
    source = Source("caf\udce9.yaml", "日本: \ud800")
    found = [error("x", "the key '\ud800' and %", source.place(0, 2))]
    printed = render(found, form, False, 80, {})
    assert printed == render(found, form, False, 80, {})
    assert printed.encode("utf-8", "strict" if form in ("json", "gitlab", "sarif") else "replace")
