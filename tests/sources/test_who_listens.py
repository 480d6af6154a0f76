"""Who listens where: of each small checkout, the numbers that its programs open and no others.

A variable counts where its program reads it, a file's setting where its program takes it.
"""

from __future__ import annotations

import json
from pathlib import Path

from portbook.sources.walking import walk
from tests.support.files import make_files


def package(script: str, *needs: str) -> str:
    dependencies = dict.fromkeys(needs, "1")
    return json.dumps({"name": "web", "scripts": {"dev": script}, "dependencies": dependencies})


NEXT, VITE = package("next dev", "next"), package("vite", "vite")
ANGULAR = '{"projects": {"shop-ui": {"architect": {"serve": {"options": {"port": 4300}}}}}}'
SUPABASE = """\
[api]
port = 55321
[db]
port = 55322
shadow_port = 55320
[db.pooler]
enabled = false
port = 55329
[studio]
port = 55323 # the table editor
"""
DDEV = """\
name: shop
router_http_port: "8080"
host_db_port: "33060"
web_extra_exposed_ports: [{name: vite, container_port: 5173, http_port: 5172, https_port: 5173}]
"""
MISE = """\
[env]
PORT = "4310"
ADMIN_PORT = 4311
NODE_ENV = "development"
[tasks.docs]
run = ["npm ci", "mkdocs serve --dev-addr 127.0.0.1:8123"]
"""
SPRING = """\
server: {port: "${PORT:8085}"}
management: {server: {port: 9085}}
spring: {application: {name: orders}}
"""
LAUNCH = """\
{"iisSettings": {"iisExpress": {"applicationUrl": "http://localhost:11111"}},
 "profiles": {
  "http": {"commandName": "Project", "applicationUrl": "http://localhost:5210"},
  "https": {"commandName": "Project",
            "applicationUrl": "https://localhost:7210;http://localhost:5210"},
  "IIS": {"commandName": "IISExpress", "applicationUrl": "http://localhost:11111"}}}
"""
PHOENIX = """\
config :shop, ShopWeb.Endpoint,
  # http: [port: 4999],
  http: [ip: {127, 0, 0, 1}, port: String.to_integer(System.get_env("PORT") || "4010")],
  https: [port: 4011, cipher_suite: :strong]
"""
PROCESSES = """\
version: "0.5"
processes:
  web: {command: "vite --port 3210"}
  api: {command: "uvicorn main:app", environment: [PORT=8210, DEBUG=1]}
  worker: {command: "celery worker"}
"""
CASES: dict[str, tuple[dict[str, str], set[int | None]]] = {
    "Next.js reads no PORT from .env": ({"package.json": NEXT, ".env": "PORT=4000\n"}, {3000}),
    "its option beats all": (
        {"package.json": package("next dev -p 4100", "next"), ".env": "PORT=4000\n"},
        {4100},
    ),
    "a variable before the command is its environment": (
        {"package.json": package("PORT=4200 next dev", "next"), ".env": "PORT=4000\n"},
        {4200},
    ),
    "Vite reads none either": ({"package.json": VITE, ".env": "PORT=4000\n"}, {5173}),
    "but its configuration": (
        {"package.json": VITE, "vite.config.ts": "export default {server: {port: 3100}}"},
        {3100},
    ),
    "which may ask for the variable": (
        {
            "package.json": VITE,
            ".env": "PORT=4000\n",
            "vite.config.ts": "export default {server: {port: Number(env.PORT) || 3100}}",
        },
        {4000, 3100},
    ),
    "what a browser dials is no listener": (
        {
            "package.json": VITE,
            "vite.config.ts": "export default {server: {port: 3100, hmr: {clientPort: 443}}}",
        },
        {3100},
    ),
    "Create React App loads the file": (
        {
            "package.json": package("react-scripts start", "react-scripts"),
            ".env": "PORT=4000\n",
        },
        {4000},
    ),
    "and a backend may": (
        {"package.json": package("node server.js", "express"), ".env": "PORT=4000\n"},
        {4000},
    ),
    "the last of two lines counts": ({".env": "API_PORT=4000\nAPI_PORT=4001\n"}, {4001}),
    "a variable that names another is no second listener": (
        {".env": "WEB_PORT=4000\nAPP_PORT=${WEB_PORT}\nUI_PORT=$WEB_PORT\n"},
        {4000},
    ),
    "an alias of what stands nowhere says nothing": ({".env": "APP_PORT=${WEB_PORT}\n"}, set()),
    "Vue CLI loads the file": (
        {
            "package.json": package("vue-cli-service serve", "@vue/cli-service"),
            ".env": "PORT=4000\n",
        },
        {4000},
    ),
    "Astro reads none": (
        {"package.json": package("astro dev", "astro"), ".env": "PORT=4000\n"},
        {4321},
    ),
    "SvelteKit is Vite's": (
        {"package.json": package("vite dev", "@sveltejs/kit", "vite"), ".env": "PORT=4000\n"},
        {5173},
    ),
    "Vite's own flag": ({"package.json": package("vite --port 4300", "vite")}, {4300}),
    "Nuxt's configuration": (
        {
            "package.json": package("nuxt dev", "nuxt"),
            "nuxt.config.ts": "export default defineNuxtConfig({devServer: {port: 4400}})",
        },
        {4400},
    ),
    "webpack's configuration, by a constant": (
        {
            "package.json": package("webpack serve", "webpack-dev-server"),
            "webpack.config.js": "const PORT = 4500\nmodule.exports = {devServer: {port: PORT}}",
        },
        {4500},
    ),
    "Storybook beside the application": (
        {
            "package.json": json.dumps(
                {
                    "name": "web",
                    "scripts": {"dev": "next dev -p 4100", "storybook": "storybook dev -p 6007"},
                }
            )
        },
        {4100, 6007},
    ),
    "Flask loads the file": (
        {"Procfile": "web: flask run\n", ".env": "FLASK_RUN_PORT=5050\n"},
        {5050},
    ),
    "Django's argument": ({"Procfile": "web: python manage.py runserver 0.0.0.0:8001\n"}, {8001}),
    "a Caddyfile's addresses": (
        {"Caddyfile": ":4600\nreverse_proxy localhost:4601\n"},
        {4600, 4601},
    ),
    "docker run in a Makefile": (
        {"Makefile": "PORT ?= 4700\ndb:\n\tdocker run -p $(PORT):5432 postgres\n"},
        {4700},
    ),
    "and in a script": (
        {"run.sh": "docker run \\\n  -p 4701:5432 postgres\n", ".env": "X=1\n"},
        {4701},
    ),
    "and in package.json": (
        {"package.json": json.dumps({"name": "web", "scripts": {"db": "docker run -p 4702:80 x"}})},
        {4702},
    ),
    "a justfile's and a Taskfile's commands": (
        {
            "justfile": "p := '4703'\ndb:\n    podman run -p {{p}}:80 x\n",
            "Taskfile.yml": "tasks: {web: 'docker run -p 4704:80 y'}\n",
        },
        {4703, 4704},
    ),
    "what a recipe asks or ends is no listener": (
        {"Makefile": "stop:\n\tlsof -ti:4800 | xargs kill\n\tcurl localhost:4801\n"},
        set(),
    ),
    "Traefik's labels name numbers inside": (
        {
            "compose.yaml": "services:\n  web:\n    image: x\n    labels: ["
            "traefik.http.services.w.loadbalancer.server.port=4900]\n"
        },
        {None},
    ),
}


TOOLS: dict[str, tuple[str, set[tuple[str, int]]]] = {
    "ui/angular.json": (ANGULAR, {("shop-ui", 4300)}),
    "supabase/config.toml": (
        SUPABASE,
        {("supabase-api", 55321), ("supabase-db", 55322), ("supabase-studio", 55323)},
    ),
    ".ddev/config.yaml": (
        DDEV,
        {("ddev-router", 8080), ("db", 33060), ("vite", 5172), ("vite", 5173)},
    ),
    "tools/mise.toml": (MISE, {("tools", 4310), ("admin", 4311), ("docs", 8123)}),
    "orders/src/main/resources/application.yml": (SPRING, {("orders", 8085), ("orders", 9085)}),
    "bills/src/main/resources/application-dev.properties": (
        "# server.port=1\nserver.port = 8086\nserver.port.other=2\n",
        {("bills", 8086)},
    ),
    "Api/Properties/launchSettings.json": (LAUNCH, {("api", 5210), ("api", 7210)}),
    "shop/config/dev.exs": (PHOENIX, {("shop", 4010), ("shop", 4011)}),
    "process-compose.yaml": (PROCESSES, {("web", 3210), ("api", 8210)}),
}


def test_the_number_that_the_program_listens_on(tmp_path: Path) -> None:
    for at, (name, (files, expected)) in enumerate(CASES.items()):
        folder = tmp_path / str(at) / "web"
        make_files(folder, files)
        claims = walk(folder, "web").claims
        said = {each.port for each in claims if not each.assumed}
        assert (said or {each.port for each in claims}) == expected, name


def test_each_format_gives_what_its_program_opens(tmp_path: Path) -> None:
    for name, (text, expected) in TOOLS.items():
        folder = tmp_path / name.replace("/", "_") / "app"
        make_files(folder, {name: text})
        found = walk(folder, "app")
        assert {(each.service, each.port) for each in found.claims} == expected, name
        assert found.problems == [], name


def test_damaged_files_give_nothing_and_end_nothing(tmp_path: Path) -> None:
    for name, (text, expected) in TOOLS.items():
        for at in range(0, len(text), max(1, len(text) // 12)):
            folder = tmp_path / f"{name.replace('/', '_')}-{at}" / "app"
            make_files(folder, {name: text[:at]})
            claims = walk(folder, "app").claims
            assert all(each.assumed or str(each.port) in text for each in claims), name
            assert len(claims) <= len(expected), name
