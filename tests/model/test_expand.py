"""A browser behind a proxy: whose scheme, whose host, and which route it is."""

from __future__ import annotations

import pytest

from portbook.language.load import read
from portbook.model.address import Asker
from portbook.model.expand import look_up
from portbook.model.reference import Reference, Target
from portbook.text.source import Source

MAP = """\
hosts: {{laptop: {{}}, web: {{address: 10.0.0.1}}, edge: {{address: 10.0.0.2}}}}
projects:
  auth:
    environments: {{development: laptop, production: web}}
    services: {{login: {{port: 9000, bind: 0.0.0.0}}}}
  shop:
    environments: {{development: laptop, staging: web, production: web}}
    services:
      api: {{port: 8000, ports: {{tls: {{number: 8443, scheme: https}}}}, bind: 0.0.0.0}}
      login: {{same_as: auth/login}}
      nginx: {{kind: nginx, host: edge, ports: {{}}}}
    proxy:
{proxy}
"""


def url(proxy: str, target: Target, environment: str) -> str:
    reading = read(Source("ports.yaml", MAP.format(proxy=f"      {proxy}")))
    assert not reading.problems
    assert reading.portmap is not None
    asking = reading.portmap.projects["shop"].environments[environment]
    found = look_up(reading.portmap, Asker(asking, None, "browser"), Reference(target, "url"))
    assert isinstance(found, str), found
    return found


@pytest.mark.parametrize(
    ("proxy", "target", "environment", "expected"),
    [
        (
            "development: {listen: 8080, routes: {/api/: api.tls}}",
            Target("api", "tls"),
            "development",
            "http://localhost:8080/api",
        ),
        (
            "production: {service: nginx, listen: 8080, routes: {/api/: api}}",
            Target("api"),
            "production",
            "http://10.0.0.2:8080/api",
        ),
        (
            "production: {server_name: shop.example, routes: {/api/: shop@staging/api}}",
            Target("api"),
            "production",
            "http://10.0.0.1:8000",
        ),
        (
            "production: {server_name: shop.example, routes: {/login/: login}}",
            Target("login"),
            "production",
            "http://shop.example/login",
        ),
    ],
    ids=["plain-proxy-tls-backend", "proxy-on-its-own-host", "other-environment", "same-as"],
)
def test_the_address(proxy: str, target: Target, environment: str, expected: str) -> None:
    assert url(proxy, target, environment) == expected
