"""Two proxies with one route at one address."""

from __future__ import annotations

import pytest

from tests.checks.findings import codes_in, proxied

TLS = "tls: {certificate: /c.pem, key: /k.pem},"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (proxied("a.example", "b.example"), set()),
        (proxied("a.example", "A.EXAMPLE"), {"route-conflict"}),
        (proxied("a.example", "b.example", second=TLS), {"route-conflict"}),
    ],
)
def test_what_is_found(text: str, codes: set[str]) -> None:
    assert set(codes_in(text)) == codes
