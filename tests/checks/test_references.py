"""Names that stand for nothing, and the nearest that does."""

from __future__ import annotations

import pytest

from tests.checks.findings import findings, marked, shop


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (shop("web: {port: 3000, kind: vit}"), [("unknown-reference", "vit")]),
        (shop("web: {port: 3000, kind: pg}"), []),
        (shop("web: {port: 3000, host: sever}"), [("unknown-reference", "sever")]),
        (shop("web: {port: 3000, range: api}"), [("unknown-reference", "api")]),
        (shop("web: {port: 3000, only: [prod]}"), [("unknown-reference", "prod")]),
        (shop("web: {port: 3000, environments: {prod: {}}}"), [("unknown-reference", "prod")]),
        (shop("web: {port: 3000, uses: [api.ws]}, api: 8000"), [("unknown-reference", "api.ws")]),
        (shop("web: {same_as: blog/site}"), [("unknown-reference", "blog/site")]),
        (
            shop("web: {same_as: blog/site}, api: {port: 8000, uses: [web]}"),
            [("unknown-reference", "blog/site")],
        ),
        (shop("web: {port: 3000, env: {A: 'x {ap.url} y'}}"), [("unknown-reference", "{ap.url}")]),
        (
            shop("web: {port: 3000, env: {A: '{self.secret.KEY}'}}"),
            [("unknown-reference", "{self.secret.KEY}")],
        ),
        (
            shop("web: {port: 3000, history: [{to: 3000, endpoint: ws}]}"),
            [("unknown-reference", "ws")],
        ),
        (shop("web: {port: 3000, health: {endpoint: ws}}"), [("unknown-reference", "ws")]),
        (shop("web: 3000", "proxy: {prod: {}}, "), [("unknown-reference", "prod")]),
        (
            shop("web: 3000", "proxy: {development: {listen: 8080, routes: {/: wb}}}, "),
            [("unknown-reference", "wb")],
        ),
        (shop("web: 3000", "environments: {development: lap}, "), [("unknown-reference", "lap")]),
        (
            shop("web: 3000", top="exclusive: [{members: [shop@prod, shop/api], reason: x}]\n"),
            [("unknown-reference", "shop@prod"), ("unknown-reference", "shop/api")],
        ),
        (shop("web: 3000", top="ranges: {r: {ports: 4000-4001, host: lap}}\n"),
         [("unknown-reference", "lap")]),
    ],
)  # fmt: skip
def test_findings(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(each.code, marked(each)) for each in findings(text)] == expected


@pytest.mark.parametrize(
    ("services", "hint"),
    [
        ("web: {port: 3000, uses: [apii]}, api: 8000", "did you mean 'api'?"),
        ("web: {port: 3000, uses: [shpo/api]}, api: 8000", "did you mean 'shop'?"),
        ("web: {port: 3000, kind: postgers}", "did you mean 'postgres'?"),
        ("web: {port: 3000, host: nowhere}", "there is: laptop, server, mac, pc"),
    ],
)
def test_the_nearest_name_is_suggested(services: str, hint: str) -> None:
    assert [each.hint for each in findings(shop(services))] == [hint]
