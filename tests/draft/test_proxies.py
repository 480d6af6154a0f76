"""Proxies that a checkout has, each a way of writing one, to the `proxy` of the map made of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.support.cli import portbook
from tests.support.files import make_files

NGINX = """\
services:
  gate: {image: nginx, ports: ['8080:80', '8443:443']}
  api: {image: x}
  web: {image: x, expose: ['3000']}
"""
GATE = "server {{ listen 80; {0} }}\n"
TO_WEB = GATE.format("location / { proxy_pass http://web:3000; }")
VITE = '{"scripts": {"dev": "vite --port 8000"}}\n'
STRIPPED = {"to": "api", "strip": True}
NAMED = "server_name {0}.test; location / {{ proxy_pass http://{1}; }}"
CADDY = """\
services:
  caddy: {image: caddy, ports: ['80:80', '443:443']}
  api: {image: x}
"""
TRAEFIK = """\
services:
  edge:
    image: traefik:v3
    command: [--entrypoints.web.address=:80, --entrypoints.secure.address=:443]
    ports: ['80:80', '443:443']
  api:
    image: x
    labels:
      - traefik.http.routers.api.rule=Host(`api.test`) && PathPrefix(`/v1`)
      - traefik.http.routers.api.entrypoints=secure
      - traefik.http.routers.api.tls=true
      - traefik.http.services.api.loadbalancer.server.port=8000
  unnamed:
    image: x
    labels:
      - traefik.http.routers.u.rule=Host(`${NOBODY_SAYS}`)
      - traefik.http.services.u.loadbalancer.server.port=81
"""
PROXIES: dict[str, tuple[dict[str, str], object]] = {
    "paths of a container in front of containers": (
        {
            "compose.yaml": NGINX,
            "gate/default.conf": GATE.format(
                "location / { proxy_pass http://web:3000; }"
                " location /api/ { proxy_pass http://api:8000/; }"
                " location ~ [.]php$ { fastcgi_pass web:3000; }"
                " location /far/ { proxy_pass http://far.example; }"
            ),
        },
        {
            "development": {
                "service": "gate",
                "routes": {"/": "web", "/api/": STRIPPED},
            }
        },
    ),
    "a server with a certificate, and one that only sends there": (
        {
            "compose.yaml": NGINX,
            "gate/default.conf": "server { listen 80; return 301 https://a.test; }\n"
            "server { listen 443 ssl; server_name a.test; ssl_certificate /c.pem; "
            "ssl_certificate_key /k.pem; location / { proxy_pass http://web:3000; } }\n",
        },
        {
            "development": {
                "service": "gate",
                "server_name": ["a.test"],
                "listen": [8443],
                "tls": {"certificate": "/c.pem", "key": "/k.pem"},
                "routes": {"/": "web"},
            }
        },
    ),
    "servers that are told apart by name": (
        {
            "compose.yaml": NGINX,
            "gate/default.conf": "".join(
                GATE.format(NAMED.format(name, to))
                for name, to in (("a", "api:8000"), ("w", "web:3000"), ("a", "web:3000"))
            ),
        },
        {
            "development": [
                {
                    "name": f"{name}-test",
                    "service": "gate",
                    "server_name": [f"{name}.test"],
                    "routes": {"/": to},
                }
                for name, to in (("a", "api"), ("w", "web"))
            ]
        },
    ),
    "a program of the host before processes of the host": (
        {
            "site.conf": "server { listen 81; location /api/ { proxy_pass http://[::1]:8000; } }\n",
            "api/package.json": VITE,
        },
        {"development": {"service": "nginx", "routes": {"/api/": "api"}}},
    ),
    "what a container cannot reach is no route": (
        {
            "compose.yaml": NGINX,
            "gate/default.conf": GATE.format("location / { proxy_pass http://localhost:8000; }"),
            "api/package.json": VITE,
        },
        None,
    ),
    "the file of an environment is that one's": (
        {
            "compose.yaml": NGINX,
            "compose.prod.yaml": "services: {gate: {ports: !override ['80:80']}}\n",
            "gate/nginx.prod.conf": TO_WEB,
        },
        {"production": {"service": "gate", "routes": {"/": "web"}}},
    ),
    "a Caddyfile, whose certificates Caddy fetches by itself": (
        {
            "compose.yaml": CADDY,
            "Caddyfile": "shop.test {\nhandle_path /api/* {\nreverse_proxy api:8000\n}\n}\n",
        },
        {
            "development": {
                "service": "caddy",
                "server_name": ["shop.test"],
                "routes": {"/api/": STRIPPED},
            }
        },
    ),
    "a path that holds a secret is no route": (
        {
            "compose.yaml": NGINX,
            "gate/default.conf": GATE.format(
                "location /hooks/ghp_0123456789abcdefghijABCDEFGHIJ012345/ "
                "{ proxy_pass http://api:8000; } location / { proxy_pass http://web:3000; }"
            ),
        },
        {"development": {"service": "gate", "routes": {"/": "web"}}},
    ),
    "TLS and plain at one number: the first": (
        {
            "compose.yaml": NGINX,
            "gate/default.conf": TO_WEB
            + "server { listen 80 ssl; server_name s.test; ssl_certificate /c.pem; "
            "ssl_certificate_key /k.pem; location / { proxy_pass http://web:3000; } }\n",
        },
        {"development": {"service": "gate", "routes": {"/": "web"}}},
    ),
    "a file that two proxies see is nobody's": (
        {
            "compose.yaml": "services:\n"
            "  one: {image: nginx, ports: ['81:80'], volumes: ['./n:/etc/nginx/conf.d']}\n"
            "  two: {image: nginx, ports: ['82:80'], volumes: ['./n:/etc/nginx/conf.d']}\n"
            "  web: {image: x, expose: ['3000']}\n",
            "n/site.conf": TO_WEB,
        },
        None,
    ),
    "from a container to what the host opens for others, and not for itself": (
        {
            "compose.yaml": NGINX,
            "gate/default.conf": GATE.format(
                "location /a/ { proxy_pass http://host.docker.internal:8000; }"
                " location /b/ { proxy_pass http://host.docker.internal:8001; }"
            ),
            "a/package.json": '{"scripts": {"dev": "vite --host 0.0.0.0 --port 8000"}}',
            "b/package.json": '{"name": "b", "scripts": {"dev": "vite --port 8001"}}',
        },
        {"development": {"service": "gate", "routes": {"/a/": "a"}}},
    ),
    "a further number of what is behind, and one that it does not have": (
        {
            "compose.yaml": NGINX + "  hub: {image: x, ports: ['9000:9000', '9001:9001']}\n",
            "gate/default.conf": GATE.format(
                "location /ui/ { proxy_pass http://hub:9001; }"
                " location /no/ { proxy_pass http://hub:9002; }"
            ),
        },
        {"development": {"service": "gate", "routes": {"/ui/": "hub.port-9001"}}},
    ),
    "a proxy's interval and its udp are not where it is asked": (
        {
            "compose.yaml": "services:\n"
            "  gate: {image: nginx, ports: ['8000-8002:80-82', '8443:443/udp']}\n"
            "  web: {image: x, expose: ['3000']}\n",
            "gate/default.conf": "server { listen 81; listen 443; "
            "location / { proxy_pass http://web:3000; } }\n",
        },
        None,
    ),
    "labels for Traefik, none whose name nobody knows": (
        {"compose.yaml": TRAEFIK},
        {"development": {"service": "edge", "server_name": ["api.test"], "routes": {"/v1": "api"}}},
    ),
}


@pytest.mark.parametrize("kind", PROXIES)
def test_a_proxy_is_written_with_its_routes(kind: str, tmp_path: Path) -> None:
    files, expected = PROXIES[kind]
    make_files(tmp_path / "app", files)
    ran = portbook(tmp_path, "init", "app")
    assert ran.status == 0, ran.err
    text = (tmp_path / "ports.yaml").read_text()
    assert yaml.safe_load(text)["projects"]["app"].get("proxy") == expected, text
    assert portbook(tmp_path, "generate").status == 0
    listed = portbook(tmp_path, "list").out
    assert "listen-" not in listed, "the proxy's number is one that its service has"


def test_nothing_is_put_among_the_nginx_files_of_a_checkout(tmp_path: Path) -> None:
    make_files(tmp_path / "app", {"compose.yaml": NGINX, "nginx/gate.conf": TO_WEB})
    for words in (["init", "app"], ["generate"], ["install"]):
        ran = portbook(tmp_path, *words)
        assert ran.status == 0, ran.err
    written = (tmp_path / "ports.yaml").read_text()
    assert "install: [portsmd, dotenv, cors, compose]" in written
    make_files(tmp_path, {"ports.yaml": re.sub("    install: .*\n", "", written)})
    ran = portbook(tmp_path, "install")
    assert "nginx/development.conf: is left out: the checkout has files of its own there" in ran.err
    assert [each.name for each in (tmp_path / "app" / "nginx").iterdir()] == ["gate.conf"]


def test_a_proxy_moves_with_the_number_of_its_service(tmp_path: Path) -> None:
    make_files(tmp_path / "app", {"compose.yaml": NGINX, "nginx/gate.conf": TO_WEB})
    assert portbook(tmp_path, "init", "app").status == 0
    ran = portbook(tmp_path, "move", "gate", "9090")
    assert ran.status == 0, ran.err
    assert "9090" in portbook(tmp_path, "list").out
    assert portbook(tmp_path, "check").status == 0


def test_a_number_that_an_environment_does_not_publish_stays_inside(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "services: {api: {image: x, expose: ['8000']}}\n",
        "compose.override.yaml": "services: {api: {ports: ['8000:8000']}}\n",
        "compose.deploy.yaml": "services: {api: {environment: {A: b}}}\n",
    }
    make_files(tmp_path / "app", files)
    assert portbook(tmp_path, "init", "app").status == 0
    text = (tmp_path / "ports.yaml").read_text()
    assert "environments: {deploy: {port: {container: 8000, publish: false}}}" in text
