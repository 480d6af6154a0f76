"""What labels tell Traefik, and where its own command makes it listen."""

from __future__ import annotations

from portbook.sources.compose import read_compose
from portbook.sources.found import FoundRoute
from portbook.text.source import Source
from tests.sources.facts import ports

STACK = """\
services:
  proxy:
    image: traefik:v3
    command:
      - --entrypoints.web.address=:80
      - --entryPoints.websecure.address=:443/tcp
      - --entrypoints.metrics.address=0.0.0.0:8082
    ports: ["80:80", "8443:443"]
  api:
    image: shop/api
    labels:
      - traefik.enable=true
      - "traefik.http.routers.api.rule=Host(`shop.example`) && PathPrefix(`/api`)"
      - traefik.http.routers.api.entrypoints=websecure
      - traefik.http.routers.api.tls=true
      - traefik.http.services.api.loadbalancer.server.port=${API_PORT:-8000}
      - traefik.http.middlewares.cut.stripprefix.prefixes=/api
  web:
    image: shop/web
    expose: ["3000"]
    deploy:
      labels:
        traefik.http.routers.web.rule: Host(`shop.example`) || Host(`www.shop.example`)
        traefik.http.routers.web.entrypoints: web, gone
  two:
    image: shop/two
    labels:
      traefik.http.services.a.loadbalancer.server.port: 7001
      traefik.http.services.b.loadbalancer.server.port: "7002"
      traefik.http.services.c.loadbalancer.server.port: none
      traefik.http.routers.b.rule: PathPrefix(`/b`)
      traefik.http.routers.b.service: b@docker
"""


def test_labels_name_numbers_inside_containers_and_routes() -> None:
    found = read_compose(Source("compose.yaml", STACK))
    assert {(name, port, inner) for name, port, inner, _ in ports(found)} == {
        ("proxy", 80, 80),
        ("proxy", 8443, 443),
        ("proxy", None, 8082),
        ("api", None, 8000),
        ("web", None, 3000),
        ("two", None, 7001),
        ("two", None, 7002),
    }
    both = ("shop.example", "www.shop.example")
    assert [
        (each.target, each.prefix, each.port, each.listen, each.server_names, each.tls, each.strip)
        for each in found.of(FoundRoute)
    ] == [
        ("api", "/api", 8000, (443,), ("shop.example",), True, True),
        ("web", "/", 3000, (80,), both, False, False),
        ("two", "/b", 7002, (80, 443, 8082), (), False, False),
    ]
