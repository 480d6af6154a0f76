"""Extra origins that nobody serves."""

from __future__ import annotations

import pytest

from tests.checks.findings import findings, marked, shop


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (shop("a: {port: 8000, cors: {extra: ['https://elsewhere.example']}}"), []),
        (shop("a: {port: 8000, cors: {extra: ['http://s.example:1']}}"),
         [("cors-stale", "'http://s.example:1'")]),
    ],
)  # fmt: skip
def test_findings(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(each.code, marked(each)) for each in findings(text)] == expected
