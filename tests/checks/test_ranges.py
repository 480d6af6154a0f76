"""Ports beside their range, and ranges within each other."""

from __future__ import annotations

import pytest

from tests.checks.findings import findings, marked, shop


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (shop("a: {port: 80, range: r, host: pc}", top="ranges: {r: {ports: 90-99, host: mac}}\n"),
         []),
        (shop("a: {port: '3098-3101', range: r}", top="ranges: {r: 3090-3099}\n"),
         [("out-of-range", "'3098-3101'")]),
        (shop("a: 3000", "ranges: {x: 4000-4009, y: 4005}, "), [("range-overlap", "4005")]),
        (shop("a: 3000", "ranges: {x: 4000-4009}, ", "ranges: {y: 4005}\n"), []),
    ],
)  # fmt: skip
def test_findings(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(each.code, marked(each)) for each in findings(text)] == expected
