"""Addresses that nobody can reach."""

from __future__ import annotations

import pytest

from tests.checks.findings import codes_in, findings, marked, shop


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            shop("a: {port: 1024, image: i, env: {B: '{b.url}'}}, b: {port: 1025}"),
            [("unreachable-address", "{b.url}")],
        ),
        (
            shop("a: {port: 1024, image: i, env: {B: '{b.address}'}},"
                 " b: {kind: postgres, image: p, port: {container: 5432}}"),
            [],
        ),
        (
            shop("a: {port: 1024, env: {B: '{b.address}'}},"
                 " b: {kind: postgres, image: p, port: {container: 5432}}"),
            [("unreachable-address", "{b.address}")],
        ),
        (shop("a: {port: 1024, env: {B: '{b.url}'}}, b: {port: 1025, role: cache}"),
         [("unknown-address", "{b.url}")]),
        (shop("a: {port: 1024, env: {B: '{b.url}'}}, b: '5000-5001'"),
         [("unknown-address", "{b.url}")]),
        (shop("a: {port: 1024, env: {P: '{a.port} {b.port}'}}, b: {port: null}"),
         [("unknown-address", "{b.port}")]),
        (
            shop("a: 1024, b: {port: null}",
                 "proxy: {development: {listen: 8080, routes: {/: a, /b/: b}}}, "),
            [("unknown-address", "b")],
        ),
    ],
)  # fmt: skip
def test_findings(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(each.code, marked(each)) for each in findings(text)] == expected


MAP = """\
projects:
  shop:
    services:
      db: {{kind: postgres, image: postgres, secrets: {secrets}}}
      web: {{kind: vite, port: 3000, env: {{VITE_X: "{value}"}}}}
      api: {{image: acme/api, port: 8000, secrets: [PW], env: {{DB: "x://a:{{self.secret.PW}}@b"}}}}
"""


@pytest.mark.parametrize("value", ["{db.url}", "{db.origin}", "{db.secret.K}"])
@pytest.mark.parametrize(
    "secrets", ["[K]", "{K: {value: v, environments: [development], reason: local}}"]
)
def test_neither_secrets_nor_databases_reach_a_browser(value: str, secrets: str) -> None:
    assert found(value, secrets) == ["browser-address"]


def test_a_database_port_may() -> None:
    assert found("{db.port}", "[K]") == []


def found(value: str, secrets: str) -> list[str]:
    return codes_in(MAP.format(value=value, secrets=secrets))
