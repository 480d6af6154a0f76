"""What an address is, seen from a process, a container, another host and a browser."""

from __future__ import annotations

import pytest

from portbook.language.load import read
from portbook.model.address import Asker, Problem
from portbook.model.expand import expand
from portbook.model.portmap import PortMap
from portbook.model.reference import parse_value
from portbook.text.source import Source

MAP = """
hosts:
  laptop: {os: macos}
  staging: {address: staging.example}
  web: {address: 10.0.0.7, domain: shop.example}
projects:
  shop:
    environments: {development: laptop, staging: staging, production: web}
    services:
      web: {kind: vite, port: 5173, environments: {staging: {bind: 0.0.0.0}}}
      api: {ports: {http: 8000, ws: {number: 8001, scheme: ws, path: /live}}, role: backend}
      any: {port: "0.0.0.0:9000", role: backend}
      six: {port: "[::1]:9001", role: backend}
      wide6: {port: "[2001:db8::1]:9002", role: backend}
      db: {kind: postgres, image: postgres, port: "5433:5432", database: {name: shop, user: me}}
      box: {image: box, port: {number: 7001, container: 7000, bind: 0.0.0.0, scheme: http}}
      inner: {image: box, port: {container: 7100, scheme: http}}
      span: {port: 50020-50030}
      far: {port: "0.0.0.0:9100", host: staging, role: backend}
      hidden: {port: 9101, host: staging, role: backend}
      tunnel: {port: {number: 9200, public: "https://t.example/x"}}
      cloud: {hosted: {by: Vercel, url: "https://shop.vercel.app/"}}
      lost: {hosted: Vercel}
      none: {role: worker}
      unknown: {port: null}
      theirs: {same_as: other/db}
    proxy:
      production:
        server_name: shop.example
        tls: {certificate: /c.pem, key: /k.pem}
        routes: {/: web, /api/: {to: api, strip: true}, /live/: api.ws, /any/: any}
      staging: {listen: 8088, routes: {/: web, /v1/: {to: api, strip: true}}}
  other:
    environments: {development: laptop}
    services:
      db: {kind: redis, image: redis, port: "0.0.0.0:6380:6379"}
      shy: {kind: redis, image: redis, port: "6381:6379"}
"""


@pytest.fixture(scope="module")
def portmap() -> PortMap:
    reading = read(Source("ports.yaml", MAP))
    assert reading.portmap is not None
    assert [problem.message for problem in reading.problems] == []
    return reading.portmap


def seen(
    portmap: PortMap, viewpoint: str, text: str, environment: str = "development", by: str = "web"
) -> str:
    where = portmap.projects["shop"].environments[environment]
    found = expand(portmap, Asker(where, where.services[by], viewpoint), parse_value(text))
    return f"! {found.code}" if isinstance(found, Problem) else found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{api.url}", "http://127.0.0.1:8000"),
        ("{api.ws.url}", "ws://127.0.0.1:8001/live"),
        ("{any.url}", "http://127.0.0.1:9000"),
        ("{six.url}", "http://[::1]:9001"),
        ("{six.address} {six.host}", "[::1]:9001 ::1"),
        ("{wide6.origin}", "http://[2001:db8::1]:9002"),
        ("{db.url}", "postgresql://me@127.0.0.1:5433/shop"),
        ("{db.port}/{db.container_port}", "5433/5432"),
        ("{span.port}-{span.port_end}", "50020-50030"),
        ("{span.url}", "! unknown-address"),
        ("{far.url}", "http://staging.example:9100"),
        ("{hidden.url}", "! unreachable-address"),
        ("{cloud.url}", "https://shop.vercel.app"),
        ("{cloud.port}", "443"),
        ("{lost.url}", "! unknown-address"),
        ("{none.port}", "! unknown-address"),
        ("{unknown.port}", "! unknown-address"),
        ("{inner.port}", "! unreachable-address"),
        ("{theirs.port}", "6380"),
        ("{other/db.port}", "6380"),
        ("{shop@staging/any.port}", "9000"),
        ("{missing.port}", "! unknown-reference"),
        ("{api.nope.port}", "! unknown-reference"),
        ("{nobody/api.port}", "! unknown-reference"),
        ("{shop@nowhere/api.port}", "! unknown-reference"),
        ("{self.port} {self.environment}", "5173 development"),
        ("{{literal}}", "{literal}"),
    ],
)
def test_from_a_process(portmap: PortMap, text: str, expected: str) -> None:
    assert seen(portmap, "process", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{db.url}", "postgresql://me@db:5432/shop"),
        ("{box.address}", "127.0.0.1:7000"),
        ("{inner.address}", "inner:7100"),
        ("{self.address}", "127.0.0.1:7000"),
        ("{any.url}", "http://host.docker.internal:9000"),
        ("{api.url}", "! unreachable-address"),
        ("{other/db.address}", "host.docker.internal:6380"),
        ("{other/shy.address}", "! unreachable-address"),
        ("{far.url}", "http://staging.example:9100"),
        ("{cloud.url}", "https://shop.vercel.app"),
    ],
)
def test_from_a_container(portmap: PortMap, text: str, expected: str) -> None:
    assert seen(portmap, "container", text, by="box") == expected


@pytest.mark.parametrize(
    ("environment", "text", "expected"),
    [
        ("development", "{api.url}", "http://localhost:8000"),
        ("development", "{api.ws.url}", "ws://localhost:8001/live"),
        ("development", "{tunnel.url}", "https://t.example/x"),
        ("development", "{cloud.origin}", "https://shop.vercel.app"),
        # A stripping route: its prefix before the endpoint's path.
        ("production", "{api.url}", "https://shop.example/api"),
        # A plain route: the endpoint's own path, else the prefix; TLS makes wss.
        ("production", "{api.ws.url}", "wss://shop.example/live"),
        ("production", "{any.url}", "https://shop.example/any"),
        ("production", "{web.url}", "https://shop.example"),
        ("production", "{web.origin}", "https://shop.example"),
        ("production", "{box.url}", "http://shop.example:7001"),
        ("production", "{six.url}", "! browser-address"),
        ("staging", "{api.url}", "http://staging.example:8088/v1"),
        ("staging", "{any.url}", "http://staging.example:9000"),
        ("staging", "{tunnel.url}", "https://t.example/x"),
    ],
)
def test_from_a_browser(portmap: PortMap, environment: str, text: str, expected: str) -> None:
    assert seen(portmap, "browser", text, environment) == expected


def test_a_browser_reaches_no_host_without_a_name() -> None:
    text = """
hosts: {laptop: {}, far: {}}
projects:
  shop:
    environments: {development: laptop, staging: far}
    services: {api: "0.0.0.0:8000"}
"""
    portmap = read(Source("ports.yaml", text)).portmap
    assert portmap is not None
    assert seen(portmap, "browser", "{api.url}", "staging", "api") == "! browser-address"


def test_same_as_that_leads_back_is_a_circle() -> None:
    text = "projects: {a: {services: {x: {same_as: b/y}}}, b: {services: {y: {same_as: a/x}}}}"
    portmap = read(Source("ports.yaml", text)).portmap
    assert portmap is not None
    where = portmap.projects["a"].default
    found = expand(portmap, Asker(where, None, "process"), parse_value("{x.port}"))
    assert isinstance(found, Problem)
    assert found.code == "reference-cycle"
