"""One file written twice."""

from __future__ import annotations

import pytest

from tests.checks.findings import STAGES, findings, marked, shop


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (shop("a: {port: 8000, directory: Api, env: {X: 1}}, b: {port: 8001, directory: api,"
              " env: {X: 1}}"), [("output-collision", "api")]),
        (shop("a: {port: 8000, directory: x, env_file: .env.production, env: {X: 1}},"
              " b: {port: 8001, directory: x, env: {Y: 1}}", STAGES),
         [("output-collision", "x")]),
        (shop("a: 8000", "targets: [{template: t.j2, to: a/b}, {template: t.j2, to: a}], "),
         [("output-collision", "a")]),
    ],
)  # fmt: skip
def test_findings(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(each.code, marked(each)) for each in findings(text)] == expected
