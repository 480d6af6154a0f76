"""Flows of a map with every viewpoint, against a list made by hand."""
# ruff: noqa: E501 - a row is a line

from __future__ import annotations

from portbook.derive.calls import Wiring
from portbook.derive.flows import Flow, crossing, flows_of
from portbook.language.load import read
from portbook.text.source import Source

MAP = """
hosts:
  laptop: {os: macos}
  web1: {address: 10.0.0.1, domain: shop.example}
  web2: {address: "2001:db8::2"}
  db1: {address: 10.0.0.2}
projects:
  shop:
    environments: {development: laptop, production: web1}
    services:
      web: {kind: vite, port: 3000, uses: [api], env: {VITE_API: "{api.url}", VITE_LIVE: "{live.url}"}}
      admin: {kind: vite, port: 3001, uses: [api, db]}
      api:
        kind: express
        image: api
        port: "3002:80"
        uses: [db]
        env: {DB: "{db.url}", MAIL: "{mail.address}", CALLER: "{web.origin}", SELF: "{self.url}"}
      live: {image: live, ports: {ws: {number: 3003, container: 9, scheme: ws, bind: 0.0.0.0}}}
      db:
        kind: postgres
        image: postgres
        port: 5432
        environments: {production: {host: db1, bind: 0.0.0.0}}
      mail: {port: 25, hosted: {by: Mailer, url: "https://mail.example/v1"}}
      dns: {port: "53/tcp+udp", bind: 0.0.0.0, host: [web1, db1], only: [production]}
      edge: {port: 9000, host: [web1, web2], only: [production], uses: [dns, billing/core]}
      rtp: {port: 50020-50030, role: backend}
      phone: {uses: [rtp, old, soon, cache-of-billing]}
      old: {port: 6000, status: retired}
      soon: {port: 6001, status: planned}
      cache-of-billing: {same_as: billing/cache}
    proxy:
      production:
        server_name: shop.example
        listen: [80, 443]
        routes: {/: web, /api/: api}
  billing:
    environments: {development: laptop, production: db1}
    services:
      core: {port: 9100, bind: 0.0.0.0}
      cache: {kind: redis, image: redis, port: 6379}
"""

DEVELOPMENT = """
outside > shop/api laptop/localhost 3002 tcp: shop/web: VITE_API, shop/admin: uses api
outside > shop/live.ws laptop/localhost 3003 tcp: shop/web: VITE_LIVE
shop/admin laptop > shop/api laptop/127.0.0.1 3002 tcp: uses api
shop/admin laptop > shop/db laptop/127.0.0.1 5432 tcp: uses db
shop/api laptop > shop/db laptop/db 5432 tcp: uses db, DB
shop/api laptop > shop/mail None/mail.example 443 tcp: MAIL
shop/phone laptop > shop/rtp laptop/127.0.0.1 50020-50030 tcp: uses rtp
shop/phone laptop > billing/cache laptop/127.0.0.1 6379 tcp: uses cache-of-billing
"""

PRODUCTION = """
outside > shop/proxy web1/shop.example 80 tcp via shop/proxy: shop/web: VITE_API, shop/admin: uses api, proxy for shop.example
outside > shop/proxy.listen-443 web1/shop.example 443 tcp via shop/proxy: shop/web: VITE_API, shop/admin: uses api, proxy for shop.example
outside > shop/live.ws web1/shop.example 3003 tcp: shop/web: VITE_LIVE
shop/admin web1 > shop/api web1/127.0.0.1 3002 tcp: uses api
shop/admin web1 > shop/db db1/10.0.0.2 5432 tcp: uses db
shop/api web1 > shop/db db1/10.0.0.2 5432 tcp: uses db, DB
shop/api web1 > shop/mail None/mail.example 443 tcp: MAIL
shop/edge web1 > shop/dns web1/127.0.0.1 53 tcp: uses dns
shop/edge web1 > shop/dns web1/127.0.0.1 53 udp: uses dns
shop/edge web2 > shop/dns web1/10.0.0.1 53 tcp: uses dns
shop/edge web2 > shop/dns web1/10.0.0.1 53 udp: uses dns
shop/edge web1 > billing/core db1/10.0.0.2 9100 tcp: uses billing/core
shop/edge web2 > billing/core db1/10.0.0.2 9100 tcp: uses billing/core
shop/phone web1 > shop/rtp web1/127.0.0.1 50020-50030 tcp: uses rtp
shop/phone web1 > billing/cache db1/None 6379 tcp: uses cache-of-billing
shop/proxy web1 > shop/web web1/127.0.0.1 3000 tcp via shop/proxy: route /
shop/proxy web1 > shop/api web1/127.0.0.1 3002 tcp via shop/proxy: route /api/
"""

CROSSING = {
    "outside > shop/proxy web1",
    "outside > shop/proxy.listen-443 web1",
    "outside > shop/live.ws web1",
    "shop/admin web1 > shop/db db1",
    "shop/api web1 > shop/db db1",
    "shop/edge web2 > shop/dns web1",
    "shop/edge web1 > billing/core db1",
    "shop/edge web2 > billing/core db1",
}


def flows() -> list[Flow]:
    reading = read(Source("ports.yaml", MAP))
    assert reading.portmap is not None
    return flows_of(Wiring(reading.portmap))


def shown(flow: Flow) -> str:
    via = f" via {flow.via}" if flow.via else ""
    number = f"{flow.target.address} {flow.ports} {flow.transport}{via}"
    return f"{ends(flow)}/{number}: {', '.join(flow.why)}"


def ends(flow: Flow) -> str:
    source = f"{flow.source.name} {flow.source.host or ''}".strip()
    return f"{source} > {flow.target.name} {flow.target.host}"


def test_every_viewpoint_makes_its_flows() -> None:
    for environment, expected in (("development", DEVELOPMENT), ("production", PRODUCTION)):
        found = [shown(each) for each in flows() if each.environment == environment]
        assert sorted(found) == sorted(expected.strip().splitlines())


def test_only_what_leaves_a_machine_crosses() -> None:
    found = {ends(each) for each in crossing(flows()) if each.environment == "production"}
    assert {each for each in found if not each.endswith("None")} == CROSSING
