"""`mkdocs serve` shows the map again when anything that it is made from has changed."""

from __future__ import annotations

import os
import sys
import time
import urllib.request
from pathlib import Path

from portbook.mkdocs_plugin.files import watched_paths
from portbook.project import load
from tests.real.site.building import settings
from tests.support.files import make_files
from tests.support.ports import free_port
from tests.support.servers import serve

MAP = "include: [projects/*.yaml]\n"
SHOP = "projects: {shop: {services: {web: 3000}}}\n"


def test_what_is_watched(tmp_path: Path) -> None:
    make_files(
        tmp_path, {"ports.yaml": MAP, "projects/shop.yaml": SHOP, "templates/x.j2": "unused"}
    )
    watched = set(watched_paths(load(tmp_path / "ports.yaml")))
    names = {"ports.yaml", "projects/shop.yaml", "projects", "templates"}
    assert {tmp_path / name for name in names} <= watched
    assert any((path / "PORTS.md.j2").is_file() for path in watched)
    assert tmp_path not in watched


def test_a_map_that_cannot_be_read_is_watched(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": "{"})
    assert next(watched_paths(load(tmp_path / "ports.yaml"))) == tmp_path / "ports.yaml"


def fetch(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        text: str = answer.read().decode()
        return text


def comes(address: str, text: str) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if text in fetch(address):
            return True
        time.sleep(0.1)
    return False


def test_pages_follow_the_map_through_a_mistake(tmp_path: Path) -> None:
    port = free_port()
    make_files(
        tmp_path,
        {
            "ports.yaml": MAP,
            "projects/shop.yaml": SHOP,
            "mkdocs.yml": settings(),
            "docs/robots.txt": "",
        },
    )
    mkdocs = [sys.executable, "-m", "mkdocs", "serve", "--livereload"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    address = f"http://127.0.0.1:{port}/"
    with serve(
        [*mkdocs, "--dev-addr", f"127.0.0.1:{port}"], port, cwd=tmp_path, env=environment
    ) as server:
        assert comes(address, "3000")
        make_files(tmp_path, {"projects/shop.yaml": SHOP.replace("3000", "3001")})
        assert comes(address, "3001")
        make_files(tmp_path, {"projects/bank.yaml": "projects: {bank: {services: {web: 4711}}}"})
        assert comes(address, "4711")
        make_files(tmp_path, {"projects/shop.yaml": "projects: {"})
        time.sleep(2)
        assert server.poll() is None
        make_files(tmp_path, {"projects/shop.yaml": SHOP.replace("3000", "3002")})
        assert comes(address, "3002")
