"""Configuration files of single tools: each gives the ports that its program opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from portbook.sources.toolconfig import read_supabase
from portbook.sources.walking import walk
from portbook.text.source import Source
from tests.support.files import make_files

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


@pytest.mark.parametrize("port", ["0", "99999", "true", '"env(STUDIO_PORT)"'])
def test_a_section_whose_port_is_none_gives_no_service(port: str) -> None:
    text = f"api.port = 55321\ndb = {{port = {port}}}\n[studio]\nport = {port}\n"
    found = read_supabase(Source("supabase/config.toml", text))
    assert [(each.service, each.port) for each in found.claims] == [("supabase-api", 55321)]
    assert [each.name for each in found.services] == ["supabase-api"]
