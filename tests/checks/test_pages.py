"""Every manual page: its examples do what it says, and every check has one."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import portbook.checks
from portbook.checks import CHECKS, codes, explain, host_numbers, page_of, title_of
from portbook.checks.subject import Check, Finding, Subject, check
from portbook.derive.calls import Wiring
from portbook.language.load import read
from portbook.text.diagnostic import Diagnostic
from portbook.text.source import Source
from scripts.docs.pages import examples
from tests.checks.findings import findings


def span(diagnostic: Diagnostic) -> tuple[int, int, int]:
    place = diagnostic.place
    assert place.line == place.end_line
    return place.line, place.column, place.end_column


def test_the_failing_example_fails_there_and_nowhere_else() -> None:
    for each in CHECKS:
        example = examples(each)[0]
        found = findings(example.text)
        assert [diagnostic.code for diagnostic in found] == [each.code]
        assert tuple(span(diagnostic) for diagnostic in found) == example.marks, each.code


def test_the_passing_example_passes() -> None:
    for each in CHECKS:
        example = examples(each)[1]
        assert example.marks == ()
        assert "projects:" in example.text
        assert findings(example.text) == [], each.code


def test_the_page_says_what_why_and_what_to_do() -> None:
    for each in CHECKS:
        page = page_of(each)
        assert page.startswith(f"# {each.code} ({each.severity})\n\n")
        assert page.endswith("\n")
        assert not page.endswith("\n\n")
        prose = page.partition("\nFails:\n")[0].split("\n\n")[1:]
        assert len(prose) >= 2, each.code
        assert "\n" not in prose[0]
        assert len(title_of(each)) < 90
        assert not any(line.startswith(" ") for part in prose for line in part.split("\n"))


def test_every_module_s_checks_are_in_the_one_tuple() -> None:
    names = [module.name for module in pkgutil.iter_modules(portbook.checks.__path__)]
    found: list[Check] = []
    for name in names:
        module = importlib.import_module(f"portbook.checks.{name}")
        found += [each for each in vars(module).values() if isinstance(each, Check)]
        found += getattr(module, "CHECKS", ())
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
        "range-squatter",
        "undeclared-flow",
    ]
    assert len(severities) == 41


def test_an_unknown_code_has_no_page() -> None:
    with pytest.raises(KeyError):
        explain("port-conflct")


def test_a_check_added_to_one_module_is_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    @check("odd-port", "warning")
    def odd_port(subject: Subject) -> Iterator[Finding]:
        """An odd number.

        Fails:

            projects: {shop: {services: {web: 3001}}}

        Passes:

            projects: {shop: {services: {web: 3000}}}
        """
        for claim in subject.claims:
            if claim.port % 2:
                yield Finding("odd", claim.place, (claim.service,))

    monkeypatch.setattr(host_numbers, "odd_port", odd_port, raising=False)
    try:
        importlib.reload(portbook.checks)
        assert ("odd-port", "warning", "An odd number") in portbook.checks.codes()
        assert portbook.checks.explain("odd-port").startswith("# odd-port (warning)\n\nAn odd")
        text = "settings: {checks: {odd-port: error}}\nprojects: {shop: {services: {web: 3001}}}\n"
        portmap = read(Source("ports.yaml", text)).portmap
        assert portmap is not None
        found = portbook.checks.check(Wiring(portmap))
        assert [(each.code, each.severity) for each in found] == [("odd-port", "error")]
    finally:
        monkeypatch.undo()
        importlib.reload(portbook.checks)
