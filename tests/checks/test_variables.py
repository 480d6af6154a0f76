"""One variable written twice, and values that not every reader takes."""

from __future__ import annotations

import pytest

from tests.checks.findings import findings, marked, shop


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (shop("api: 8000, web: {port: 3000, env: {API_PORT: 9}}"), [("env-collision", "API_PORT")]),
        (shop("api: {ports: {default: 8000, ws: 8001}}, api-ws: 8002"),
         [("env-collision", "8002")]),
        (shop("a: {port: 8000, env: {N: 'Café'}}"), [("unportable-value", "'Café'")]),
    ],
)  # fmt: skip
def test_findings(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(each.code, marked(each)) for each in findings(text)] == expected


def test_text_beyond_ascii_is_only_a_warning() -> None:
    text = "settings: {checks: {%s}}\n" + shop("a: {port: 8000, env: {N: 'Café'}}")
    assert [each.severity for each in findings(text % "")] == ["warning"]
    assert [each.severity for each in findings(text % "unportable-value: error")] == ["error"]
