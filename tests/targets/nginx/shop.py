"""A shop behind a proxy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from portbook.model.portmap import Environment, Proxy

ROUTES = ["/: site", "/api/: {to: api, strip: true}", "/ws/: api.ws", "/bare: site"]
SERVICES = ["site: 3000", "api: {ports: {http: 8000, ws: {number: 8001, scheme: ws}}}"]
LISTENS = ["8080", '"[::1]:8081"', '"0.0.0.0:8082"']


def shop(
    routes: Sequence[str], services: Sequence[str] = SERVICES, listens: Sequence[str] = LISTENS
) -> str:
    proxy = f"{{listen: [{', '.join(listens)}], routes: {{{', '.join(routes)}}}}}"
    return f"""
projects:
  shop:
    services: {{{", ".join(services)}}}
    proxy: {{development: {proxy}}}
"""


def with_proxy(environment: Environment, proxy: Proxy) -> Environment:
    return replace(environment, proxies=(proxy,))
