"""Checkouts that were just adopted: what an audit finds right after `init`, one kind each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.cli import portbook
from tests.support.files import make_files

TWO_ADDRESSES = """\
services:
  node:
    image: x
    ports:
      - ${IP:-}:${ONE_PORT:-9000}:${ONE_PORT:-9000}
      - ${IP:-}:${TWO_PORT:-9090}:${TWO_PORT:-9090}
"""
CHECKOUTS: dict[str, tuple[dict[str, str], set[str]]] = {
    "a .env file beside a stack speaks of that stack's services": (
        {
            "compose.yaml": "services: {app: {image: x, ports: ['3000:3000']}}\n",
            "chat/compose.yaml": "services: {chat: {image: y, ports: ['${APP_PORT:-8065}:80']}}\n",
            "chat/.env": "APP_PORT=8065\n",
        },
        set(),
    ),
    "each of an entry's variables stands beside its own container port": (
        {"compose.yaml": TWO_ADDRESSES, "deploy.env": "ONE_PORT=9000\nTWO_PORT=9010\n"},
        {"deploy.env:2 app/node.port-9090 is 9010 here, 9090 in the map"},
    ),
    "a variable may be the number inside the container": (
        {
            "compose.yaml": "services: {n8n: {image: n8nio/n8n, ports: ['15678:5678']}}\n",
            ".env.example": "N8N_PORT=5678\n",
        },
        set(),
    ),
    "PORT is nothing to a proxy or a store, whatever lies in their folders": (
        {
            "compose.yaml": (
                "services: {gate: {build: ./gate, ports: ['8080:80']},"
                " redis: {build: ./redis, image: redis, ports: ['6379:6379']}}\n"
            ),
            "gate/nginx.conf": "server { listen 80; location / { return 204; } }\n",
            "gate/auth.js": "const PORT = 3100;\n",
            "redis/Makefile": "PORT ?= 8001\n",
        },
        set(),
    ),
    "a program's client of another one is no web client": (
        {
            "compose.yaml": (
                "services: {api: {build: api, ports: ['8080:8080']},"
                " registry: {image: x, ports: ['8761:8761']},"
                " frontend: {image: y, ports: ['3000:3000']}}\n"
            ),
            "api/pom.xml": "<project/>\n",
            "api/src/main/resources/application.yml": (
                "server: {port: 8080}\n"
                "eureka: {client: {service-url: {defaultZone: 'http://localhost:8761/eureka'}}}\n"
            ),
        },
        set(),
    ),
    "a list of names with what stands beside each of them is no list of addresses": (
        {
            "compose.yaml": (
                "services:\n  db: {image: postgres}\n  api: {image: x, expose: ['9464']}\n"
                "  watch: {image: y, environment: {JOBS: 'api:9460,db:9461,node:9463'}}\n"
            ),
        },
        set(),
    ),
    "nobody answers at the ports that tests call for that": (
        {
            "compose.yaml": "services: {llm: {image: x, ports: ['5002:80']}}\n",
            "tests/a.test.js": "const LLM_URL = process.env.LLM_URL || 'http://127.0.0.1:1'\n",
        },
        set(),
    ),
    "what a proxy opens inside its container is nobody's on the host": (
        {
            "compose.yaml": (
                "services: {caddy: {image: caddy, ports: ['80:80'], volumes: ['./c:/etc/caddy']}}\n"
            ),
            "c/Caddyfile": "{\n  admin 127.0.0.1:2019\n}\n:80 {\n  respond ok\n}\n",
        },
        set(),
    ),
    "what ports.yaml would not take may well stand in a compose file": (
        {"compose.yaml": 'services: {a: {image: x, command: "echo a\\r", ports: ["80:80"]}}\n'},
        set(),
    ),
    "pages that lead to each other are no back end with a list of origins": (
        {
            "apps/admin/package.json": '{"scripts": {"dev": "vite --port 3001"}}\n',
            "apps/web/package.json": '{"scripts": {"dev": "vite --port 3000"}}\n',
            "apps/web/.env": "VITE_ADMIN_URL=http://localhost:3001\n",
            "apps/api/.env.example": "CORS_ALLOWED_ORIGINS=http://localhost:3001\n",
        },
        set(),
    ),
    "paths of several proxies are told apart by what they lead to": (
        {
            "compose.yaml": (
                "services:\n"
                "  one: {image: nginx, ports: ['81:80'], volumes: ['./one:/etc/nginx']}\n"
                "  two: {image: nginx, ports: ['82:80'], volumes: ['./two:/etc/nginx']}\n"
                "  api: {image: x}\n  web: {image: x}\n"
            ),
            "one/a.conf": "server { listen 80; location / { proxy_pass http://api:8000; } }\n",
            "two/a.conf": "server { listen 80; location / { proxy_pass http://web:3000; } }\n",
        },
        set(),
    ),
    "an image for the tests beside a package is another one": (
        {
            "compose.yaml": (
                "services:\n  e2e:\n    build: {context: ., dockerfile: web/Dockerfile.e2e}\n"
                "    ports: ['9323:9323']\n"
            ),
            "web/Dockerfile.e2e": "FROM x\n",
            "web/package.json": '{"scripts": {"dev": "vite"}, "devDependencies": {"vite": "5"}}\n',
            "web/config.ts": "const url = process.env.BASE_URL ?? 'http://localhost:5173'\n",
        },
        set(),
    ),
    "what an address calls through a proxy is behind it": (
        {
            "compose.yaml": (
                "services:\n  caddy: {image: caddy, ports: ['8443:443']}\n"
                "  prometheus: {image: prom/prometheus, ports: ['9090:9090']}\n"
            ),
            "Makefile": "PROMETHEUS_URL := https://localhost:8443/prometheus/\n",
        },
        set(),
    ),
    "a browser's variable that names nothing calls another program than its folder's": (
        {
            "compose.yaml": "services: {api: {image: x, ports: ['8000:8000']}}\n",
            "web/package.json": '{"scripts": {"dev": "vite"}, "devDependencies": {"vite": "5"}}\n',
            "web/.env": "VITE_WS_URL=localhost:8000\n",
        },
        set(),
    ),
    "a package's dev server is none of the container that is built of it": (
        {
            "compose.yaml": "services: {web: {build: ./web, ports: ['4173:4173']}}\n",
            "web/Dockerfile": "FROM node\nEXPOSE 4174\n",
            "web/package.json": '{"scripts": {"dev": "vite"}, "devDependencies": {"vite": "5"}}\n',
            "web/vite.config.js": "export default { server: { port: 3000 } }\n",
            "web/nginx.conf": "server { listen 80; }\n",
        },
        {"web/vite.config.js:1 3000 is no port of app in the map"},
    ),
    "what no start of the program opens stands in files of every new project": (
        {
            "api/Properties/launchSettings.json": (
                '{"iisSettings": {\n  "sslPort": 44349},\n"profiles": {"http": '
                '{"commandName": "Project", "applicationUrl": "http://localhost:5000"}}}\n'
            ),
            "supabase/config.toml": "[db]\nport = 54322\nshadow_port = 54320\n",
        },
        set(),
    ),
    "a folder that bears a variable's name with more has a number of its own": (
        {
            "compose.yaml": "services: {mcp: {image: x, ports: ['3003:3003']}}\n",
            "apps/notion-mcp/package.json": '{"dependencies": {"express": "4"}}\n',
            "apps/notion-mcp/.env.example": "MCP_PORT=3013\n",
        },
        set(),
    ),
    "PORT of another service's folder, and of a file that was put aside": (
        {
            "compose.yaml": "services: {api: {build: ./api, ports: ['5000:5000']}}\n",
            "api/Dockerfile": "FROM x\n",
            "old/deprecated/api/.env.example": "PORT=8100\n",
            "labs/api/Dockerfile": "FROM x\nEXPOSE 8100\n",
        },
        set(),
    ),
    "a gateway's settings call what is behind it, never itself": (
        {
            "compose.yaml": "services: {users: {image: x, ports: ['8081:8081']}}\n",
            "gateway/src/main/resources/application.properties": (
                "server.port=8080\nspring.application.name=gateway\n"
                "spring.cloud.gateway.routes[0].uri=http://localhost:8081\n"
            ),
        },
        set(),
    ),
    "a cluster's numbers in a pipeline, and options of commands in a text": (
        {
            "compose.yaml": "services: {prometheus: {image: x, ports: ['9090:9090']}}\n",
            ".github/workflows/ci.yml": "env:\n  PROMETHEUS_URL: http://localhost:30090\n",
            "README.md": "# Ports\n\n```sh\ndocker logs prometheus --tail 40\n```\n",
        },
        set(),
    ),
    "one file that hands on `/` to two places": (
        {
            "compose.yaml": (
                "services:\n  gate: {image: nginx, ports: ['81:81'], volumes: ['./n:/etc/nginx']}\n"
                "  api: {image: x, ports: ['8000:8000']}\n"
            ),
            "n/a.conf": (
                "server { listen 81; location / { proxy_pass http://api:8000; } }\n"
                "server { listen 82; location / { proxy_pass http://host.docker.internal:90; } }\n"
            ),
        },
        set(),
    ),
    "of several that a word may mean none is chosen for having no number": (
        {
            "compose.yaml": "services: {lens-server: {image: x, ports: ['8082:8080']}}\n",
            ".env.dev": "LENS_SERVER_HTTPS_PORT=18443\n",
            "Makefile": "LENS_PORT := 18083\n",
        },
        set(),
    ),
    "rows that give several services one number tell what is inside their containers": (
        {
            "compose.yaml": (
                "services:\n  blog: {image: x, ports: ['8110:5000']}\n"
                "  shop: {image: y, ports: ['8120:5000']}\n"
                "  desk: {image: z, ports: ['8130:5000']}\n"
            ),
            "README.md": (
                "# Ports\n\n| Service | Port |\n|--|--|\n| Blog | 4000 |\n| Shop | 4000 |\n"
                "| Desk | 4000 |\n"
            ),
        },
        set(),
    ),
    "what is listed as a proxy's numbers is not what stands behind it": (
        {
            "compose.yaml": "services: {grafana: {image: grafana/grafana, ports: ['3000:3000']}}\n",
            "README.md": (
                "## Proxy ports\n\n| Service | Address |\n|--|--|\n"
                "| Grafana | `http://192.168.5.7:8085` |\n"
            ),
        },
        set(),
    ),
    "a template is no broken file": (
        {
            "compose.yaml": "services: {web: {image: nginx, ports: ['80:80']}}\n",
            "conf/nginx.conf.j2": "server {\n  listen {{ HTTP_PORT }} default_server;\n}\n",
            "conf/nginx.conf": 'worker_processes {{ .Env.WORKERS | default "4" }};\n',
        },
        set(),
    ),
    "a CI job that sets a number and calls it has a machine of its own": (
        {
            "compose.yaml": "services: {panel: {image: x, ports: ['8080:80']}}\n",
            ".github/workflows/ci.yml": (
                'env:\n  PANEL_PORT: "18080"\n  PANEL_URL: http://127.0.0.1:18080\n'
            ),
        },
        set(),
    ),
    "a stage's name sets a service apart": (
        {
            "compose.yaml": "services: {production-engine: {image: x, ports: ['39000:39000']}}\n",
            "dev.sh": "ENGINE_PORT=38082\n",
            "src/test/java/EngineIT.java": "  private static final int ENGINE_HTTP_PORT = 38082;\n",
        },
        set(),
    ),
    "an arrow of a drawing ends on another machine": (
        {
            "compose.yaml": "services: {ssh: {image: x, ports: ['2222:2222']}}\n",
            "README.md": "# Ports\n\n```\n│ client ────► 127.0.0.1:22 (SSH)\n```\n",
        },
        set(),
    ),
    "a node port in a text is the cluster's": (
        {
            "compose.yaml": "services: {kibana: {image: kibana:8, ports: ['5601:5601']}}\n",
            "README.md": "# Ports\n\n- NodePort of Kibana: 32077\n- Kibana (k8s): 32077\n",
        },
        set(),
    ),
    "a program's own settings say what it listens on inside": (
        {
            "compose.yaml": "services: {gate: {build: gate, ports: ['8080:8000']}}\n",
            "gate/pom.xml": "<project/>\n",
            "gate/src/main/resources/application.yml": (
                "spring: {application: {name: gate}}\nserver: {port: '${PORT:8000}'}\n"
            ),
        },
        set(),
    ),
    "a call of a store that no stack publishes": (
        {
            "compose.yaml": "services: {cache: {image: redis}, web: {image: x, ports: ['1:1']}}\n",
            "web/.env.docker.example": "UPSTASH_REST_URL=http://localhost:6379\n",
        },
        set(),
    ),
    "texts of an archive tell how it was once": (
        {
            "compose.yaml": "services: {api: {image: x, ports: ['8000:8000']}}\n",
            "docs/_archive/old/PORT_MAP.md": "| Port | Service |\n|--|--|\n| 3004 | Further |\n",
        },
        set(),
    ),
    "what a container's name is called at is inside of it": (
        {
            "compose.yaml": (
                "services: {evolution-api: {image: x, container_name: shop_evolution_api,"
                " ports: ['9416:8080'], environment: {"
                "SERVER_URL: '${EVOLUTION_SERVER_URL:-http://shop_evolution_api:8080}'}}}\n"
            ),
            "chat/evolution.env.example": "EVOLUTION_SERVER_URL=http://shop_evolution_api:8080\n",
        },
        set(),
    ),
    "a row of what is never published": (
        {
            "compose.yaml": "services: {pbx: {image: x, ports: ['5061:5061']}}\n",
            "docs/README.md": "x\n",
            "README.md": (
                "# Ports\n\n| Port | Service | Use |\n|--|--|--|\n| 5061 | PBX | TLS |\n"
                "| 5038 | PBX | events, never published |\n"
            ),
        },
        set(),
    ),
    "a title that any service of its sort may have is no name": (
        {
            "compose.yaml": (
                "services:\n  learn-frontend: {image: x, ports: ['3006:3008']}\n"
                "  chat-frontend: {image: y, ports: ['3007:3008']}\n"
            ),
            "PORTS.md": "| Port | Service | Title |\n|--|--|--|\n| 3006 | Frontend | Shell |\n",
            "stack.md": "# Ports\n\n| App | Frontend |\n|--|--|\n| Chat | 9002 |\n",
            "README.md": "# Ports\n\n| App | Frontend |\n|--|--|\n| Chat | 9002 |\n",
        },
        {"README.md:5 9002 is no port of app in the map"},
    ),
    "a piece of a sentence before a number names nothing": (
        {
            "compose.yaml": "services: {hub: {image: x, ports: ['4201:80']}}\n",
            "docs/PORTS.md": "# Ports\n\n> is told otherwise across texts (`4200` here).\n",
        },
        set(),
    ),
    "a test's default speaks of the stack for the tests": (
        {
            "compose.yaml": "services: {nginx: {image: nginx, ports: ['80:80']}}\n",
            "tests/compose.test.yaml": "services: {site: {image: nginx, ports: ['8080:80']}}\n",
            "tests/test_a.py": "URL = os.getenv('NGINX_URL', 'http://localhost:8080')\n",
        },
        set(),
    ),
    "the number inside under another name than on the host": (
        {
            "compose.yaml": (
                "services: {broker: {image: 'eclipse-mosquitto:2', ports: ['8883:8883']}}\n"
            ),
            "meter/.env.example": "MQTT_BROKER=broker\nMQTT_PORT=1883\nMQTT_TLS_PORT=8883\n",
        },
        set(),
    ),
}


@pytest.mark.parametrize("kind", CHECKOUTS)
def test_what_was_just_adopted_agrees(kind: str, tmp_path: Path) -> None:
    files, expected = CHECKOUTS[kind]
    make_files(tmp_path / "app", files)
    assert portbook(tmp_path, "init", "app").status == 0
    found = json.loads(portbook(tmp_path, "audit", "--json").out)["diagnostics"]
    told = {f"{each['path'][4:]}:{each['line']} {each['message']}" for each in found}
    assert told == expected, (tmp_path / "ports.yaml").read_text()


def test_what_an_installed_overlay_moves_is_no_error(tmp_path: Path) -> None:
    make_files(tmp_path, {"compose.yaml": "services: {app: {image: x, ports: ['3000:3000']}}\n"})
    commands = ("init .", "move app 3001 --reason moved", "install")
    for each in commands:
        assert portbook(tmp_path, *each.split()).status == 0, each
    ran = portbook(tmp_path, "audit")
    assert ran.status == 0, ran.err
    assert "warning[disagrees]" in ran.out
    assert "start it by the command in compose.ports.yaml, which lays 3001 over it" in ran.out
    (tmp_path / "compose.ports.yaml").unlink()
    assert "error[disagrees]" in portbook(tmp_path, "audit").out
