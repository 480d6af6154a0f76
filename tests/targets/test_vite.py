"""Vite listens on the port of the map, and passes on what is for others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from websockets.sync.client import connect

from portbook.text.source import Source
from tests.support.echo import echo, websocket_echo
from tests.support.nginx import generated
from tests.support.ports import free_port
from tests.support.programs import need, need_npm
from tests.support.servers import PATIENCE, serve, wait_for_answer
from tests.targets.developed import node_project, ran, shop, written


@contextmanager
def vite(folder: Path, port: int) -> Iterator[None]:
    program = need_npm("vite") / "bin" / "vite.js"
    with serve([need("node"), program], port, cwd=folder):
        wait_for_answer(port)
        yield


def test_vite_listens_and_passes_on(tmp_path: Path) -> None:
    web, api, chat = (free_port() for _ in range(3))
    written(tmp_path, "vite", shop(web, api, chat))
    node_project(tmp_path)
    (tmp_path / "index.html").write_text("<p>the page")
    (tmp_path / "vite.config.mjs").write_text(
        'import { services } from "./shop/vite/vite.config.mjs";\n'
        # A cache of its own: node_modules is the same folder for every test.
        'export default { ...services["web"], clearScreen: false, cacheDir: ".vite",\n'
        "  optimizeDeps: { noDiscovery: true } };\n"
    )
    with echo("api", api), websocket_echo(chat), vite(tmp_path, web):
        for path, name, passed in (
            ("/api/a?x=1", "api", "/a?x=1"),
            ("/api", "api", "/"),
            ("/api?x=1", "api", "/?x=1"),
        ):
            answer = json.loads(asked(web, path))
            assert (answer["name"], answer["path"]) == (name, passed)
        assert b"the page" in asked(web, "/apish")
        url = f"ws://127.0.0.1:{web}/chat/room"
        with connect(url, proxy=None, open_timeout=PATIENCE) as websocket:
            websocket.send("hello")
            assert websocket.recv(timeout=PATIENCE) == "/room hello"
    with echo("other", web):
        program = need_npm("vite") / "bin" / "vite.js"
        assert "already in use" in ran([need("node"), program], tmp_path).stderr


def asked(port: int, path: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path, headers={"Accept": "text/html"})
    return connection.getresponse().read()


@pytest.mark.parametrize(
    "target",
    [
        "vite",
    ],
)
def test_what_has_nothing_to_say_is_not_written(target: str) -> None:
    text = "projects: {shop: {services: {db: {kind: postgres, image: postgres}}}}"
    assert generated(Source("ports.yaml", text), target) == {}
