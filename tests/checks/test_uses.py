"""Circles of services that need each other."""

from __future__ import annotations

import pytest

from tests.checks.findings import codes_in, findings, marked, shop


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (shop("a: {port: 1024, uses: [a]}"), [("reference-cycle", "a")]),
        (
            shop("a: {same_as: shop/b}, b: {same_as: shop/a}"),
            [("reference-cycle", "shop/b"), ("reference-cycle", "shop/a")],
        ),
        (shop("a: {port: 1024, env: {B: '{b.url}'}}, b: {port: 1025, env: {A: '{a.url}'}}"), []),
    ],
)  # fmt: skip
def test_findings(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(each.code, marked(each)) for each in findings(text)] == expected


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (
            (
                "projects: {shop: {services: {a: {port: 3000, uses: [blog/b]}}},"
                " blog: {services: {b: {port: 3001, uses: [shop/a]}}}}"
            ),
            {"reference-cycle"},
        ),
    ],
)
def test_what_is_found(text: str, codes: set[str]) -> None:
    assert set(codes_in(text)) == codes
