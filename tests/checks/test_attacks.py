"""Ways around a check that somebody tried: each is found, and its honest neighbour is not."""

from __future__ import annotations

import pytest

from portbook.checks import check
from portbook.derive.calls import wire
from portbook.language.load import read
from portbook.text.source import Source

HOSTS = "hosts: {l: {}, s: {address: s.example}}\n"
PROXIED = """\
projects:
  shop:
    services:
      web: {{port: 3000}}
{services}
    proxy:
      development:
        - {{name: p, listen: 8080, server_name: {one}, {first} routes: {{/: web}}}}
        - {{name: q, listen: 8080, server_name: {other}, {second} routes: {{/: web}}}}
"""
TLS = "tls: {certificate: /c.pem, key: /k.pem},"


def proxied(one: str, other: str, *, first: str = "", second: str = "", services: str = "") -> str:
    return PROXIED.format(one=one, other=other, first=first, second=second, services=services)


TWO_CONTAINERS = """\
      n1: {kind: nginx, image: nginx, port: "8080:80"}
      n2: {kind: nginx, image: nginx, port: "8080:80"}"""


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
        (
            (
                "exclusive: [{members: [shop, shop], reason: r}]\n"
                "projects: {shop: {services: {a: 3000, b: 3000}}}"
            ),
            {"port-conflict"},
        ),
        (
            (
                "exclusive: [{members: [shop, shop/a], reason: r}]\n"
                "projects: {shop: {services: {a: 3000, b: 3000}}}"
            ),
            {"port-conflict"},
        ),
        (
            (
                "exclusive: [{members: [shop/b, shop/a], reason: r}]\n"
                "projects: {shop: {services: {a: 3000, b: 3000}}}"
            ),
            set(),
        ),
        (
            'projects: {shop: {services: {a: "0.0.0.0:3000", b: "[::1]:3000"}}}',
            {"loopback-split"},
        ),
        (proxied("a.example", "b.example"), set()),
        (proxied("a.example", "A.EXAMPLE"), {"route-conflict"}),
        (proxied("a.example", "b.example", second=TLS), {"route-conflict"}),
        (
            proxied(
                "a.example",
                "b.example",
                first="service: n1,",
                second="service: n2,",
                services=TWO_CONTAINERS,
            ),
            {"port-conflict", "unreachable-address"},
        ),
    ],
)
def test_what_is_found(text: str, codes: set[str]) -> None:
    reading = read(Source("ports.yaml", text))
    assert reading.portmap is not None
    assert not reading.problems
    assert {problem.code for problem in check(wire(reading.portmap))} == codes
