"""Every manual page: its examples do what it says, and every check has one."""

from __future__ import annotations

import importlib
import pkgutil

import portbook.checks
import pytest
from portbook.checks import CHECKS, codes, explain
from portbook.checks.pages import examples, page_of, title_of
from portbook.checks.subject import Check
from portbook.text.diagnostic import Diagnostic

from tests.checks.findings import findings

EACH = pytest.mark.parametrize("each", CHECKS, ids=[each.code for each in CHECKS])


def span(diagnostic: Diagnostic) -> tuple[int, int, int]:
    place = diagnostic.place
    assert place.line == place.end_line
    return place.line, place.column, place.end_column


@EACH
def test_the_failing_example_fails_there_and_nowhere_else(each: Check) -> None:
    example = examples(each)[0]
    found = findings(example.text)
    assert [diagnostic.code for diagnostic in found] == [each.code]
    assert tuple(span(diagnostic) for diagnostic in found) == example.marks


@EACH
def test_the_passing_example_passes(each: Check) -> None:
    example = examples(each)[1]
    assert example.marks == ()
    assert "projects:" in example.text
    assert findings(example.text) == []


@EACH
def test_the_page_says_what_why_and_what_to_do(each: Check) -> None:
    page = page_of(each)
    assert page.startswith(f"# {each.code} ({each.severity})\n\n")
    assert page.endswith("\n")
    assert not page.endswith("\n\n")
    prose = page.partition("\nFails:\n")[0].split("\n\n")[1:]
    assert len(prose) >= 2
    assert "\n" not in prose[0]
    assert len(title_of(each)) < 90
    assert not any(line.startswith(" ") for part in prose for line in part.split("\n"))


def test_every_module_s_checks_are_in_the_one_tuple() -> None:
    names = [module.name for module in pkgutil.iter_modules(portbook.checks.__path__)]
    found: list[Check] = []
    for name in names:
        found += getattr(importlib.import_module(f"portbook.checks.{name}"), "CHECKS", ())
    assert {each.code for each in found} == {each.code for each in CHECKS}
    assert len(CHECKS) == len({each.code for each in CHECKS}) == len(found)


def test_every_code_of_the_design_is_there() -> None:
    severities = {code: severity for code, severity, _ in codes()}
    warnings = [code for code, severity in severities.items() if severity == "warning"]
    assert warnings == [
        "loopback-split",
        "alternative-conflict",
        "out-of-range",
        "range-overlap",
        "privileged-port",
        "ephemeral-port",
        "os-reserved-port",
        "exposed-database",
        "cors-stale",
        "dangling-history",
        "deprecated-in-use",
        "missing-reason",
    ]
    assert [code for code, severity in severities.items() if severity == "off"] == [
        "range-squatter"
    ]
    assert len(severities) == 37


def test_an_unknown_code_has_no_page() -> None:
    with pytest.raises(KeyError):
        explain("port-conflct")
