"""Histories that end at another port, and references to what is retired."""

from __future__ import annotations

import pytest

from tests.checks.findings import STAGES, findings, marked, shop


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (shop("a: {port: 2, host: pc, history: [{to: 2, date: 2025}, {to: 1, date: 2024}]}"), []),
        (shop("a: {port: null, history: [{to: 2}]}"), []),
        (shop("a: {port: 3000, history: [{to: 3000}, {to: 3, environment: production}]}",
              STAGES), [("dangling-history", "3")]),
        (shop("a: {port: 3000, status: retired}, b: {port: 3001, env: {A: '{a.port}'}}"),
         [("deprecated-in-use", "'{a.port}'")]),
        (shop("a: {port: 3000, status: deprecated}, b: {port: 3001, status: retired, uses: [a]}"),
         []),
    ],
)  # fmt: skip
def test_findings(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(each.code, marked(each)) for each in findings(text)] == expected
