"""Numbers that a host keeps for itself, and databases open to the network."""

from __future__ import annotations

import pytest

from tests.checks.findings import STAGES, findings, marked, shop


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (shop("a: {port: 80, bind: 0.0.0.0, host: mac}"), []),
        (shop("a: {port: 80, host: mac}"), [("privileged-port", "80")]),
        (shop("a: {port: 80, host: pc}"), []),
        (shop("a: {port: 80, only: [production]}", STAGES), []),
        (shop("a: '50020-50030'"), [("ephemeral-port", "'50020-50030'")]),
        (shop("a: {port: 40000, host: mac}"), []),
        (shop("a: {port: 5000, host: pc}, b: {port: 5040, host: pc}"),
         [("os-reserved-port", "5040")]),
        (shop("a: {kind: redis, port: 6379, bind: '::'}"), [("exposed-database", "6379")]),
    ],
)  # fmt: skip
def test_findings(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(each.code, marked(each)) for each in findings(text)] == expected
