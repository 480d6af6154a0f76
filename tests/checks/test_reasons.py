"""How severe a finding is, and who may allow it."""

from __future__ import annotations

import pytest

from portbook.audit import findings as in_checkouts
from portbook.audit import hosts
from portbook.checks.reasons import AUDITED
from tests.checks.findings import codes_in, findings, marked, shop

MAP = """
settings: {{checks: {{{checks}}}}}
projects:
  shop:
    services:
      web: {{port: 6000, allow: {allow}}}
"""


@pytest.mark.parametrize(
    ("checks", "severities"),
    [
        ("", ["error"]),
        ("browser-blocked-port: warning", ["warning"]),
        ("browser-blocked-port: error", ["error"]),
        ("browser-blocked-port: off", []),
        ("port-conflict: off", ["error"]),
    ],
)
def test_settings_decide_the_severity(checks: str, severities: list[str]) -> None:
    found = findings(MAP.format(checks=checks, allow="{}"))
    assert [each.severity for each in found] == severities


def test_settings_judge_what_the_reader_finds() -> None:
    text = "settings: {checks: {unknown-key: %s}}\nprojects: {shop: {ownr: Ada}}\n"
    assert [each.severity for each in findings(text % "warning")] == ["warning"]
    assert findings(text % "off") == []


def test_syntax_cannot_be_switched_off() -> None:
    text = "settings: {checks: {syntax: off}}\nprojects: {shop: {services: {web: 3000}}}}\n"
    assert [(each.code, each.severity) for each in findings(text)] == [("syntax", "error")]


def test_what_audit_finds_is_set_and_not_allowed() -> None:
    assert (
        codes_in(MAP.format(checks="disagrees: warning", allow="{browser-blocked-port: x}")) == []
    )
    found = findings(MAP.format(checks="", allow="{not-in-map: Old file}"))
    (told,) = [each for each in found if each.code == "bad-value"]
    assert "finding of 'audit'" in told.message
    assert set(AUDITED) == {*in_checkouts.PAGES, *hosts.PAGES}


def test_a_service_allows_with_a_reason() -> None:
    assert codes_in(MAP.format(checks="", allow="{browser-blocked-port: No browser comes}")) == []
    assert codes_in(MAP.format(checks="", allow="[browser-blocked-port]")) == ["missing-reason"]


def test_an_allowed_check_does_not_cover_another() -> None:
    allow = "{port-conflict: Not this one}"
    assert codes_in(MAP.format(checks="", allow=allow)) == ["browser-blocked-port"]


@pytest.mark.parametrize("allow", ["{browser-blocked: x}", "[browser-blocked]"])
def test_unknown_codes_are_told_with_the_nearest(allow: str) -> None:
    found = findings(MAP.format(checks="port-conflits: off", allow=allow))
    told = [(marked(each), each.hint) for each in found if each.code == "bad-value"]
    assert told == [
        ("port-conflits", "did you mean 'port-conflict'?"),
        ("browser-blocked", "did you mean 'browser-blocked-port'?"),
    ]


def test_findings_come_in_the_order_of_the_text() -> None:
    text = """
projects:
  shop:
    services:
      a: {port: 6000}
      b: {port: 81}
      c: {port: 6665}
"""
    assert [(each.place.line, each.code) for each in findings(text)] == [
        (5, "browser-blocked-port"),
        (6, "privileged-port"),
        (7, "browser-blocked-port"),
    ]


def test_a_finding_in_several_environments_is_told_once() -> None:
    text = """
hosts: {laptop: {}, server: {}}
projects:
  shop:
    environments: {development: laptop, production: server}
    services: {web: 6000}
"""
    assert codes_in(text) == ["browser-blocked-port"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (shop("a: 3000", top="exclusive: [[shop/a, shop@development]]\n"),
         [("missing-reason", "[shop/a, shop@development]")]),
    ],
)  # fmt: skip
def test_findings(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(each.code, marked(each)) for each in findings(text)] == expected
