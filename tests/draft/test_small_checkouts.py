"""Small checkouts, each a kind of thing that adopting got wrong once, to what their maps claim."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.support.cli import portbook
from tests.support.files import make_files

BUILT_TWICE = (
    "services:\n"
    "  one: {build: {context: ./services, dockerfile: Dockerfile.one}, ports: ['3001:31']}\n"
    "  two: {build: {context: ./services, dockerfile: Dockerfile.two}, ports: ['3002:32']}\n"
)
CHECKOUTS: dict[str, tuple[dict[str, str], set[str]]] = {
    "an image's nginx beside a Dockerfile of any name": (
        {
            "Caddyfile": ":80 {\n  respond ok\n}\n",
            "build/package/page-nginx.conf": "http { server { listen 80; root /x; } }\n",
            "build/package/page.dockerfile": "FROM nginx\nEXPOSE 80\n",
        },
        {"caddy *:80:None development"},
    ),
    "stacks of the folder .ci": (
        {".ci/compose.ci.yaml": "services: {redash: {image: x, ports: ['5000:5000']}}\n"},
        {"redash *:5000:5000 ci"},
    ),
    "a piece of a sentence is no service": (
        {
            "compose.yaml": "services: {hub: {image: x, ports: ['4201:80']}}\n",
            "docs/PORTS.md": (
                "# Ports\n\n> is referenced inconsistently (`4200` here, `4700` in other texts).\n"
                "\n`hub/app.yaml` declares `runtime.port: 80` and more.\n"
            ),
        },
        {"hub *:4201:80 development"},
    ),
    "a Dockerfile is that of the service which names it": (
        {
            "compose.yaml": BUILT_TWICE,
            "services/Dockerfile.one": "FROM x\nEXPOSE 31\n",
            "services/Dockerfile.two": "FROM x\nEXPOSE 32\n",
        },
        {"one *:3001:31 development", "two *:3002:32 development"},
    ),
    "what is built from a folder is not all that stands in its compose file": (
        {
            "compose.yaml": "services: {app: {image: app, ports: ['3000:30']}}\n",
            "smoke/compose.yaml": "services: {app: {build: .., ports: ['3100:30']}}\n",
            "Dockerfile": "FROM node\nEXPOSE 30\n",
        },
        {
            "app *:3000:30 development",
            "smoke-app *:3100:30 development",
        },
    ),
    "what shares a network is reached at the other's ports": (
        {
            "compose.yaml": (
                "services:\n  vpn: {image: x, ports: ['8080:8080']}\n"
                "  torrent: {image: y, network_mode: 'service:vpn'}\n"
            ),
            "PORTS.md": "| Port | Service |\n|------|---------|\n| 8080 | Torrent |\n",
        },
        {"vpn *:8080:8080 development"},
    ),
    "what Compose runs is in use": (
        {
            "compose.yaml": "services: {db: {image: postgres, ports: ['127.0.0.1:5433:5432']}}\n",
            "PORTS.md": "## Reserved block\n\n| Port | Service |\n|--|--|\n| 5433 | PostgreSQL |\n",
        },
        {"db 127.0.0.1:5433:5432 development"},
    ),
    "a variable without a value is no number": (
        {"compose.yaml": "services: {es: {image: x, ports: ['${ES_PORT}:9200', '1:1']}}\n"},
        {"es *:1:1 development"},
    ),
    "the .env template beside a stack is that stack's": (
        {
            "deploy/compose.prod.yaml": "services: {web: {image: x, ports: ['${P:-80}:8080']}}\n",
            "deploy/.env.example": "P=80\nWEB_PORT=3000\n",
        },
        {"web *:80:8080 production"},
    ),
    "a proxy's file says what it takes inside its container": (
        {
            "compose.ci.yaml": "services: {nginx: {image: nginx, ports: ['8080:80']}}\n",
            "nginx.conf": "server { listen 80; location / { return 204; } }\n",
        },
        {"nginx *:8080:80 ci"},
    ),
    "of packages with one default the first has it, and the others are to be decided": (
        {
            f"apps/{name}/package.json": json.dumps(
                {
                    "name": f"@x/{name}",
                    "scripts": {"dev": "next dev"},
                    "dependencies": {"next": "1"},
                }
            )
            for name in ("blog", "docs", "home")
        },
        {"blog 127.0.0.1:3000:None development"},
    ),
    "a variable of another spelling is of what one stack publishes under its number": (
        {
            "compose.yaml": "services: {db: {image: postgres}}\n",
            "compose.dev.yaml": "services: {iam: {image: x, ports: ['8081:8081']}}\n",
            ".env.example": "IAM_SVC_PORT=8081\n",
        },
        {"iam *:8081:8081 development"},
    ),
    "a template of any name beside a stack opens nothing of what the stack publishes": (
        {
            "compose.yaml": "services: {app: {image: x}}\n",
            "compose.edge.yaml": (
                "services: {nginx: {image: nginx, ports: ['${HTTPS_PORT}:443']}}\n"
            ),
            "nginx/a.conf": "server { listen 443 ssl; location / { return 204; } }\n",
            "env.example": "HTTPS_PORT=443\n",
        },
        {"nginx *:443:443 development"},
    ),
    "what a person starts by hand on the number of its container is no second claim": (
        {
            "compose.yaml": "services: {db: {image: postgres}}\n",
            "compose.prod.yaml": "services: {web: {build: web, ports: ['3000:3000']}}\n",
            "web/package.json": '{"name": "web", "scripts": {"dev": "next dev -p 3000"}}',
        },
        {"web *:3000:3000 production"},
    ),
    "a plain stack that publishes nothing is not the first of the others": (
        {
            "compose.yaml": "services: {web: {image: x}}\n",
            "compose.test.yaml": "services: {web: {ports: ['127.0.0.1:8000:80']}}\n",
        },
        {"web 127.0.0.1:8000:80 test"},
    ),
    "a hosted service whose machine is left to be filled in is nothing of the checkout's": (
        {
            "compose.yaml": "services: {web: {image: nginx, ports: ['8080:80']}}\n",
            ".env.example": "PUSHER_HOST=\nPUSHER_PORT=443\nPUSHER_SCHEME=https\n",
        },
        {"web *:8080:80 development"},
    ),
    "whole hundreds of a document are a range, unless something else knows the name": (
        {
            "compose.yaml": "services: {media: {image: x, ports: ['7000-7099:7000-7099']}}\n",
            "PORTS.md": (
                "# Ports\n\n```yaml\nservice_types:\n  frontend: 3000-3099\n"
                "  development: 4000-4999\n  media: 7000-7099\n```\n"
            ),
        },
        {"media *:7000:7000 development"},
    ),
    "a document's number is that of the proxy which publishes it": (
        {
            "home/compose.yaml": "services: {home: {image: acme/home}}\n",
            "nginx/compose.yaml": "services: {nginx: {image: nginx, ports: ['443:443']}}\n",
            "PORTS.md": "| Port | Service |\n|--|--|\n| 443 | Home |\n",
        },
        {"nginx *:443:443 development"},
    ),
    "exported data are no list of ports": (
        {
            "compose.yaml": "services: {web: {image: x, ports: ['80:80']}}\n",
            "data-export.json": '{"nodes": [{"name": "a", "position": [256, 304]}]}\n',
        },
        {"web *:80:80 development"},
    ),
    "a folder build may hold what people wrote": (
        {
            "build/docker/compose.yaml": "services: {web: {image: x, ports: ['80:80']}}\n",
            "web/build/stack.yaml": "services: {old: {image: x, ports: ['81:80']}}\n",
        },
        {"web *:80:80 development"},
    ),
    "one variable is never made of two services": (
        {
            "compose.yaml": "services: {api: {image: x, ports: ['8080:80', '8443:443']}}\n",
            "PORTS.md": "| Service | Port |\n|--|--|\n| api-https | 18443 |\n",
        },
        {"api *:8080:80 development", "api *:8443:443 development"}
        | {"api-https 127.0.0.1:18443:None development"},
    ),
    "a Caddyfile draws in all files that fit a pattern": (
        {
            "Caddyfile": "import sites/*.caddy\nimport **.none\nimport ** x\n",
            "sites/a.caddy": ":8081 {\n  respond ok\n}\n",
            "sites/b.caddy": ":8082 {\n  respond ok\n}\n",
            "sites/notes.txt": ":8083 {\n}\n",
        },
        {"caddy *:8081:None development", "caddy *:8082:None development"},
    ),
    "nginx files are those of the container that sees them, by whatever name": (
        {
            "compose.yaml": (
                "services:\n  edge: {image: nginx, ports: ['8080:80'], volumes: ['./conf:/c:ro']}\n"
                "  pages: {build: ./web, ports: ['8081:8090']}\n"
            ),
            "conf/site.conf": "server { listen 80; location / { return 204; } }\n",
            "web/nginx.conf": "server { listen 8090; location / { return 204; } }\n",
            "web/Dockerfile": "FROM nginx\n",
        },
        {"edge *:8080:80 development", "pages *:8081:8090 development"},
    ),
    "a container called nginx is no file of the only nginx": (
        {
            "a/compose.yaml": "services: {nginx: {image: acme/pages, ports: ['9870:80']}}\n",
            "b/compose.yaml": "services: {web: {image: nginx, ports: ['8080:80']}}\n",
            "b/nginx.conf": "server { listen 80; location / { return 204; } }\n",
        },
        {"nginx *:9870:80 development", "web *:8080:80 development"},
    ),
    "nginx listens on every IPv4 address where it names none": (
        {"nginx.conf": "server { listen 8443; location / { return 204; } }\n"},
        {"nginx 0.0.0.0:8443:None development"},
    ),
    "three stacks for development are three environments": (
        {
            "compose.yaml": "services: {web: {image: x, expose: ['80']}}\n",
            "compose.dev.yaml": "services: {web: {ports: ['8000:80']}}\n",
            "compose.local.yaml": "services: {web: {ports: ['127.0.0.1:8000:80']}}\n",
        },
        {"web *:8000:80 development", "web 127.0.0.1:8000:80 local-stack"},
    ),
    "rows with a host are of what Compose publishes, and a network of the host gives its numbers": (
        {
            "compose.yaml": (
                "services:\n  pihole: {image: pihole, ports: ['53:53/udp', '8053:80']}\n"
                "  assistant: {image: homeassistant/home-assistant, network_mode: host}\n"
            ),
            "PORTS.md": (
                "| Service | Port | Host |\n|---|---|---|\n| Pi-hole web | 8053 | pi |\n"
                "| Pi-hole DNS | 53/udp | pi |\n| Assistant | 8123 | pi |\n"
            ),
        },
        {
            "pihole *:8053:80 development",
            "pihole *:53:53 development",
            "assistant 127.0.0.1:8123:8123 development",
        },
    ),
    "a preview is a second port of the same page": (
        {
            "package.json": json.dumps(
                {
                    "name": "web",
                    "scripts": {"dev": "vite", "preview": "vite preview --port 4200"},
                    "devDependencies": {"vite": "7"},
                }
            ),
            "compose.yaml": "services: {api: {build: ./api, ports: ['8000:8000']}}\n",
        },
        {
            "web 127.0.0.1:5173:None development",
            "web 127.0.0.1:4200:None development",
            "api *:8000:8000 development",
        },
    ),
    "what tests start elsewhere leaves the usual number alone": (
        {
            "package.json": json.dumps(
                {
                    "name": "web",
                    "scripts": {"dev": "vite", "test:e2e": "vite --port 5999"},
                    "devDependencies": {"vite": "7"},
                }
            ),
        },
        {"web 127.0.0.1:5173:None development", "web 127.0.0.1:5999:None test"},
    ),
}


@pytest.mark.parametrize("kind", CHECKOUTS)
def test_a_checkout_is_read_as_it_is_used(kind: str, tmp_path: Path) -> None:
    files, expected = CHECKOUTS[kind]
    make_files(tmp_path / "app", files)
    ran = portbook(tmp_path, "init", "app")
    assert ran.status == 0, ran.err
    claims = json.loads(portbook(tmp_path, "list", "--json").out)["claims"]
    assert {_said(each) for each in claims if each["port"]} == expected


def _said(claim: dict[str, object]) -> str:
    numbers = f"{claim['bind']}:{claim['port']}:{claim['container_port']}"
    return f"{claim['service']} {numbers} {claim['environment']}"


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ("Web shop", "Web shop"),
        ("App", None),
        ("Staging", None),
        ("The port that is wanted by everybody.", None),
        ("(Next.js, see below", None),
        ("list[of", None),
    ],
)
def test_a_title_is_what_somebody_calls_a_thing(
    told: str, title: str | None, tmp_path: Path
) -> None:
    compose = "services: {web: {image: x, ports: ['8080:80']}}\n"
    table = f"| Port | Name | Service |\n|--|--|--|\n| 8080 | {told} | web |\n"
    make_files(tmp_path / "app", {"compose.yaml": compose, "PORTS.md": table})
    assert portbook(tmp_path, "init", "app").status == 0
    text = (tmp_path / "ports.yaml").read_text()
    web = yaml.safe_load(text)["projects"]["app"]["services"]["web"]
    assert web.get("title") == title, text


def test_a_link_to_a_compose_file_gives_the_folder(tmp_path: Path) -> None:
    files = {
        "infra/compose.yaml": "services: {web: {build: ./apps/web, ports: ['3000:3000']}}\n",
        "apps/web/Dockerfile": "FROM node\nEXPOSE 3000\n",
    }
    make_files(tmp_path / "app", files)
    (tmp_path / "app" / "compose.yaml").symlink_to("infra/compose.yaml")
    ran = portbook(tmp_path, "init", "app")
    assert ran.err.splitlines()[-1] == "1 published port in 1 stack is as before"
    text = (tmp_path / "ports.yaml").read_text()
    assert "compose: compose.yaml" in text
    assert "build: apps/web" in text


def test_sctp_is_said_apart_from_tcp(tmp_path: Path) -> None:
    table = (
        "| Service | Port | Protocol |\n|--|--|--|\n| amf | 38412 | SCTP |\n| amf | 38412 | TCP |\n"
    )
    make_files(tmp_path / "app", {"PORTS.md": table})
    ran = portbook(tmp_path, "init", "app")
    assert ran.status == 0, ran.err
    claims = json.loads(portbook(tmp_path, "list", "--json").out)["claims"]
    told = {(each["endpoint"], each["port"], each["transport"]) for each in claims}
    assert told == {("default", 38412, "tcp"), ("sctp", 38412, "sctp")}
