"""One name and one project for each service, in all files of a checkout."""

from __future__ import annotations

from pathlib import Path

from portbook.sources.found import FoundProject
from portbook.sources.walking import walk
from tests.support.files import make_files

SHOP = {
    "compose.yaml": "services:\n"
    "  backend:\n    build: ./api\n    ports: ['${SHOP_PORT:-8000}:8000']\n"
    "  db:\n    image: postgres:16\n    ports: ['127.0.0.1:5433:5432']\n",
    "compose.override.yaml": "services: {backend: {ports: ['9229:9229']}}\n",
    ".env.example": "SHOP_PORT=8000\nDATABASE_URL=postgres://a@localhost:5434/shop\n"
    "VITE_API_URL=http://localhost:8000\n",
    "api/package.json": '{"name": "shop-api", "dependencies": {"express": "4"}, '
    '"scripts": {"dev": "PORT=8000 node ."}}',
    "api/Dockerfile": "FROM node\nEXPOSE 8000\n",
    "web/package.json": '{"name": "@shop/web", "devDependencies": {"vite": "5"}, '
    '"scripts": {"dev": "vite"}}',
    "web/vite.config.js": "export default { server: { port: 5180, "
    "proxy: { '/api': 'http://localhost:8000' } } }",
}


def test_facts_of_one_service_bear_one_name(tmp_path: Path) -> None:
    found = walk(make_files(tmp_path, SHOP), "shop")
    named = {(each.path, each.line, each.service, each.port) for each in found.claims}
    assert named == {
        ("shop/.env.example", 1, "backend", 8000),
        ("shop/.env.example", 2, "db", 5434),
        ("shop/.env.example", 3, "backend", 8000),
        ("shop/api/Dockerfile", 2, "backend", None),
        ("shop/api/package.json", 1, "backend", 8000),
        ("shop/compose.override.yaml", 1, "backend", 9229),
        ("shop/compose.yaml", 4, "backend", 8000),
        ("shop/compose.yaml", 7, "db", 5433),
        ("shop/web/vite.config.js", 1, "web", 5180),
        ("shop/web/vite.config.js", 1, "backend", 8000),
    }


def test_services_get_their_kinds_and_folders(tmp_path: Path) -> None:
    found = walk(make_files(tmp_path, SHOP), "shop")
    kinds = {(each.name, each.kind, each.directory) for each in found.services if each.kind}
    assert kinds == {
        ("db", "postgres", None),
        ("backend", "express", "api"),
        ("web", "vite", "web"),
    }


def test_names_without_a_latin_letter_stay_apart(tmp_path: Path) -> None:
    rows = "| 前端 | 3000 |\n| 后端 | 4000 |\n| база | 5432 |\n"
    make_files(tmp_path, {"ports.md": f"| 服务 | 端口 |\n|---|---|\n{rows}"})
    found = walk(tmp_path)
    assert [(each.service, each.port) for each in found.claims] == [
        ("前端", 3000),
        ("后端", 4000),
        ("база", 5432),
    ]


def test_projects_of_one_list_stay_apart(tmp_path: Path) -> None:
    (tmp_path / "ports.yaml").write_text(
        "projects:\n  mill: {web: 3100}\n  loom: {web: 3200}\ngateway: {http: 3300, admin: 3301}\n"
    )
    found = walk(tmp_path)
    own = found.of(FoundProject)[0].name
    assert [(each.project, each.service, each.port) for each in found.claims] == [
        ("mill", "web", 3100),
        ("loom", "web", 3200),
        (own, "gateway", 3300),
        (own, "gateway", 3301),
    ]
