"""`impact` as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.commands.shop import FILES
from tests.support.cli import portbook
from tests.support.files import make_files, read_files

STAMP = "generated/.portbook.stamp"


def test_impact_names_everything_that_would_change(tmp_path: Path) -> None:
    text = str(FILES["ports.yaml"]).replace("  shop:\n", "  shop:\n    path: code\n")
    inside: dict[str, str | bytes] = {
        "code/.gitignore": "!\n*.log\nout/\n",
        "code/api/start.sh": "serve --port 8000\nserve --port 18000\n",
        "code/api/x.log": "8000\n",
        "code/out/y": "8000\n",
        "code/image.bin": b"\0 8000\n",
    }
    make_files(tmp_path, {**FILES, "ports.yaml": text, **inside})
    portbook(tmp_path, "generate")
    before = read_files(tmp_path)
    ran = portbook(tmp_path, "impact", "shop/api", "--json")
    assert ran.status == 0, ran.err
    found = json.loads(ran.out)
    assert (found["from"], found["to"]) == (8000, 8001)
    assert {"file": "shop/.env", "name": "API_PORT"} in found["variables"]
    assert {"proxy": "shop/proxy", "path": "/api/"} in found["routes"]
    assert found["projects"] == ["blog"]
    line = {"project": "shop", "path": "api/start.sh", "line": 1, "text": "serve --port 8000"}
    assert found["checkouts"] == [line]
    shown = portbook(tmp_path, "impact", "shop/api").out
    assert "shop/api: 8000 -> 8001 would change\n" in shown
    assert "other projects:\n  blog/site (uses)\n" in shown
    assert "code/api/start.sh:1: serve --port 8000" in shown
    assert read_files(tmp_path) == before
    assert portbook(tmp_path, "move", "shop/api", "8001").status == 0
    after = read_files(tmp_path)
    changed = {path for path in after if after[path] != before.get(path)}
    listed = {f"generated/{path}" for path in found["files"]}
    assert changed - {"ports.yaml", "generated/.portbook.json", STAMP} == listed


def test_a_raw_tcp_proxy_leads_to_it_by_no_path(tmp_path: Path) -> None:
    proxy = "proxy: {development: [{listen: 6000, to: db}]}"
    make_files(tmp_path, {"ports.yaml": f"projects: {{shop: {{services: {{db: 5432}}, {proxy}}}}}"})
    shown = portbook(tmp_path, "impact", "shop/db", "5433").out
    assert "routes:\n  shop/proxy\nrefers to it:\n  shop/proxy (TCP route)\n" in shown


def test_impact_points_to_no_line_of_our_own(tmp_path: Path) -> None:
    text = "projects: {shop: {path: ., install: [dotenv, portsmd], services: {api: 8000}}}\n"
    made = {".env": "OTHER=8000\n", "ports.yaml": text, "PORTS.md": "# Ours\n\nAsk for 8000.\n"}
    make_files(tmp_path, made)
    assert [portbook(tmp_path, each).status for each in ("generate", "install")] == [0, 0]
    assert "API_PORT=8000" in (tmp_path / ".env").read_text()
    found = json.loads(portbook(tmp_path, "impact", "api", "--json").out)["checkouts"]
    assert [(each["path"], each["line"]) for each in found] == [(".env", 1), ("PORTS.md", 3)]


def test_impact_of_what_a_page_calls(tmp_path: Path) -> None:
    make_files(tmp_path, FILES)
    found = json.loads(portbook(tmp_path, "impact", "shop/web", "--json").out)
    where = {"project": "shop", "environment": "development", "service": "api"}
    assert where in found["cors"]
