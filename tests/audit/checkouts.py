"""Six checkouts that agree with a map, and thirty places where they can be made not to."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["FILES", "MAP", "PLANTS", "Plant", "planted"]

MAP = """\
projects:
  shop:
    path: shop
    services:
      web:
        kind: vite
        directory: web
        port: 5180
        alternatives: [5181]
        uses: [api]
      api:
        kind: fastapi
        build: api
        directory: api
        port: "8010:8000"
        uses: [db, cache]
        env: {DATABASE_URL: "{db.url}"}
        database: {name: shop}
      db: {kind: postgres, image: postgres:16, port: "5441:5432", database: {name: shop}}
      cache: {kind: redis, image: redis:7, port: "6390:6379"}
      mail: {kind: mailpit, image: axllent/mailpit, ports: {smtp: "1035:1025", ui: "8035:8025"}}
  library:
    path: library
    services:
      site:
        kind: django
        directory: .
        configured_in: [library/settings.py]
        port: 8020
        uses: [postgres]
      catalogue:
        kind: nextjs
        directory: catalogue
        port: 3020
        uses: [site]
      postgres: {kind: postgres, port: 5442}
  forum:
    path: forum
    services:
      phoenix:
        kind: phoenix
        configured_in: [config/dev.exs, config/runtime.exs]
        port: 4010
        uses: [database]
      database: {kind: postgres, port: 5443}
      metrics: {role: monitoring, port: 9568, configured_in: [config/dev.exs]}
  bank:
    path: bank
    services:
      ledger:
        kind: spring
        directory: ledger
        configured_in: [ledger/src/main/resources/application.yml]
        port: 8050
        uses: [events, store]
      console:
        kind: angular
        directory: console
        port: 4250
        uses: [ledger]
      events: {kind: rabbitmq, image: rabbitmq:3, ports: {amqp: "5675:5672"}}
      store: {kind: redis, port: 6395}
  chat:
    path: chat
    environments: {development: localhost, production: localhost}
    services:
      gateway:
        kind: express
        directory: gateway
        ports: {http: 4110, ws: {number: 4111, scheme: ws}}
        environments: {production: {ports: {http: 4210, ws: 4211}}}
      archive:
        kind: fastapi
        directory: archive
        port: 4120
        environments: {production: {port: 4220}}
    proxy:
      production:
        listen: 8480
        routes: {/: gateway, /archive/: archive}
  fleet:
    path: fleet
    services:
      tracker: {kind: express, build: tracker, directory: tracker, port: "7010:7000"}
      planner: {kind: rails, port: 7020}
      worker: {role: worker, port: 7030}
      admin: {kind: vite, directory: admin, port: 7040}
"""

FILES = {
    "shop/compose.yaml": """\
services:
  api:
    build: ./api
    ports:
      - "127.0.0.1:8010:8000"
    environment:
      DATABASE_URL: postgresql://shop@db:5432/shop
      CACHE_URL: redis://cache:6379/0
  db:
    image: postgres:16
    ports:
      - "127.0.0.1:${DB_PORT:-5441}:5432"
  cache:
    image: redis:7
    ports:
      - "127.0.0.1:6390:6379"
  mail:
    image: axllent/mailpit
    ports:
      - "127.0.0.1:1035:1025"
      - "127.0.0.1:8035:8025"
""",
    "shop/.env": """\
# local values
API_PORT=8010
CACHE_PORT=6390
API_CORS_ORIGINS=http://localhost:5180,http://localhost:5181
""",
    "shop/api/.env": "DATABASE_URL=postgresql://shop@localhost:5441/shop\n",
    "shop/api/Dockerfile": 'FROM python:3.12\nEXPOSE 8000\nCMD ["uvicorn", "app:app"]\n',
    "shop/web/package.json": """\
{
  "name": "web",
  "scripts": {
    "dev": "vite --port 5180"
  },
  "devDependencies": {"vite": "^6"}
}
""",
    "shop/web/vite.config.ts": """\
export default {
  server: {
    port: 5180,
    proxy: {
      "/api": "http://localhost:8010",
    },
  },
};
""",
    "library/library/settings.py": """\
import os

ALLOWED_HOSTS = ["localhost"]
PORT = int(os.environ.get("PORT", "8020"))
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "localhost",
        "PORT": "5442",
    }
}
CORS_ALLOWED_ORIGINS = [
    "http://localhost:3020",
]
# the port was 9999 once
SUPPORT_LIMIT = 5000
""",
    "library/catalogue/package.json": """\
{
  "name": "catalogue",
  "scripts": {
    "dev": "next dev -p 3020"
  },
  "dependencies": {"next": "15"}
}
""",
    "library/catalogue/.env.local": "NEXT_PUBLIC_SITE_URL=http://localhost:8020\n",
    "library/README.md": """\
# Library

| Service | Port |
|---|---|
| Site | 8020 |
| Catalogue | 3020 |
""",
    "forum/config/dev.exs": """\
import Config

config :forum, Forum.Repo,
  hostname: "localhost",
  port: 5443

config :forum, ForumWeb.Endpoint,
  http: [ip: {127, 0, 0, 1}, port: 4010],
  check_origin: false

config :forum, :metrics, port: 9568
""",
    "forum/config/runtime.exs": """\
import Config

port = String.to_integer(System.get_env("PORT") || "4010")
config :forum, ForumWeb.Endpoint, http: [port: port]
""",
    "forum/Procfile": "phoenix: PORT=4010 mix phx.server\n",
    "bank/ledger/src/main/resources/application.yml": """\
server:
  port: ${PORT:8050}
spring:
  rabbitmq:
    host: localhost
    port: 5675
  data:
    redis:
      port: 6395
app:
  cors:
    allowed-origins:
      - http://localhost:4250
""",
    "bank/console/package.json": """\
{
  "name": "console",
  "scripts": {
    "start": "ng serve --port 4250"
  },
  "dependencies": {"@angular/core": "19"}
}
""",
    "bank/docker-compose.yml": """\
services:
  events:
    image: rabbitmq:3
    ports:
      - target: 5672
        published: 5675
        host_ip: 127.0.0.1
""",
    "chat/.env": "GATEWAY_PORT=4110\nGATEWAY_WS_PORT=4111\nARCHIVE_URL=http://localhost:4120\n",
    "chat/.env.production": "GATEWAY_PORT=4210\nARCHIVE_PORT=4220\n",
    "chat/nginx.production.conf": """\
upstream gateway { server 127.0.0.1:4210; }
server {
  listen 8480;
  location / { proxy_pass http://gateway; }
  location /archive/ { proxy_pass http://127.0.0.1:4220; }
}
""",
    "chat/PORTS.md": """\
# Chat ports

| Service | Port | Notes |
|---|---|---|
| Gateway | 4110 | HTTP |
| Archive | 4120 | FastAPI |
""",
    "fleet/Procfile": "planner: bundle exec puma -p 7020\nworker: node worker.js --port 7030\n",
    "fleet/tracker/Dockerfile": "FROM node:22\nENV PORT=7000\nEXPOSE 7000\n",
    "fleet/k8s/tracker.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: tracker
spec:
  template:
    spec:
      containers:
        - name: tracker
          image: fleet/tracker
          ports:
            - containerPort: 7000
""",
    "fleet/.devcontainer/devcontainer.json": '{\n  "forwardPorts": [7010, 7020]\n}\n',
    "fleet/admin/vite.config.js": "export default {\n  server: { port: 7040 },\n};\n",
}


class Plant(NamedTuple):
    """`right` stands once in the file and becomes `wrong`; the finding is on the line of `at`, or
    of `wrong`, in `file` or, for what is nowhere, in the map."""

    path: str
    right: str
    wrong: str
    code: str = "disagrees"
    at: str | None = None
    file: str | None = None


_ORIGINS = "cors-differs"
_NEW = "not-in-map"

PLANTS = (
    Plant("shop/compose.yaml", ":8010:8000", ":8011:8000"),
    Plant("shop/compose.yaml", "DB_PORT:-5441", "DB_PORT:-5432"),
    Plant("shop/compose.yaml", "6390:6379", "6390:6380"),
    Plant("shop/compose.yaml", "cache:6379", "cache:6378"),
    Plant("shop/compose.yaml", ':8035:8025"\n', ':8035:8025"\n      - "1110:1110"\n', _NEW, "1110"),
    Plant("shop/.env", "API_PORT=8010", "API_PORT=5441"),
    Plant("shop/.env", "CACHE_PORT=6390", "CACHE_PORT=6379"),
    Plant("shop/.env", ",http://localhost:5181", "", _ORIGINS, "API_CORS"),
    Plant("shop/api/.env", "localhost:5441", "localhost:5433"),
    Plant("shop/api/Dockerfile", "EXPOSE 8000", "EXPOSE 8080"),
    Plant("shop/web/package.json", "--port 5180", "--port 5173"),
    Plant("shop/web/vite.config.ts", "localhost:8010", "localhost:8000"),
    Plant("library/library/settings.py", '"PORT", "8020"', '"PORT", "8000"'),
    Plant("library/library/settings.py", '"PORT": "5442"', '"PORT": "5432"'),
    Plant(
        "library/library/settings.py",
        '    "http://localhost:3020",\n',
        '    "http://localhost:3020",\n    "http://localhost:3999",\n',
        _ORIGINS,
        "CORS_ALLOWED",
    ),
    Plant("library/catalogue/.env.local", "localhost:8020", "localhost:8021"),
    Plant("library/README.md", "| Catalogue | 3020 |", "| Catalogue | 3021 |"),
    Plant("forum/config/dev.exs", "  port: 5443", "  port: 5432"),
    Plant("forum/config/dev.exs", "port: 4010", "port: 4000"),
    Plant("forum/config/dev.exs", "port: 9568", "port: 9569"),
    Plant("forum/config/runtime.exs", '"4010"', '"4001"'),
    Plant("bank/ledger/src/main/resources/application.yml", "port: 5675", "port: 5672"),
    Plant("bank/ledger/src/main/resources/application.yml", "port: 6395", "port: 6396"),
    Plant("bank/docker-compose.yml", "published: 5675", "published: 5672"),
    Plant("chat/.env.production", "GATEWAY_PORT=4210", "GATEWAY_PORT=4110"),
    Plant("chat/nginx.production.conf", "127.0.0.1:4220", "127.0.0.1:4221"),
    Plant("chat/PORTS.md", "| Archive | 4120 |", "| Archive | 4121 |"),
    Plant("fleet/Procfile", "--port 7030", "--port 7031"),
    Plant("fleet/.devcontainer/devcontainer.json", "7020]", "7020, 7099]", _NEW),
    Plant(
        "fleet/admin/vite.config.js",
        "server: { port: 7040 }",
        "server: {}",
        "not-found",
        "admin: {kind: vite",
        "ports.yaml",
    ),
)


def planted(plants: tuple[Plant, ...]) -> tuple[dict[str, str], set[tuple[str, int, str]]]:
    """The files with these faults, and what an audit has to find: file, line and code."""
    files = {**FILES, "ports.yaml": MAP}
    for plant in plants:
        assert files[plant.path].count(plant.right) == 1, plant
        files[plant.path] = files[plant.path].replace(plant.right, plant.wrong)
    expected = set()
    for plant in plants:
        file = plant.file or plant.path
        lines = files[file].splitlines()
        found = [n for n, line in enumerate(lines, 1) if (plant.at or plant.wrong) in line]
        assert len(found) == 1, plant
        expected.add((file, found[0], plant.code))
    return files, expected
