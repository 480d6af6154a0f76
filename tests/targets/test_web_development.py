"""What is written for web development, taken by the programs that it is for."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from websockets.sync.client import connect

from portbook.text.source import Source
from tests.support.echo import echo, websocket_echo
from tests.support.files import make_files
from tests.support.nginx import generated
from tests.support.ports import free_port
from tests.support.programs import NODE_MODULES, need, need_npm
from tests.support.servers import PATIENCE, serve

HOSTILE = 'It\'s */ "the" \\ ${x} {{y}} --> base'


def shop(web: int = 3000, api: int = 8010, chat: int = 8020) -> Source:
    return Source(
        "ports.yaml",
        f"""
hosts: {{laptop: {{}}, web: {{domain: shop.example}}}}
projects:
  shop:
    environments: {{development: laptop, pre-prod: web, none: web}}
    services:
      web:
        kind: vite
        title: {json.dumps(HOSTILE)}
        port: {web}
        start: node server.mjs
        uses: [api, chat]
      api: {{kind: express, port: {api}, directory: api, health: /health}}
      chat: {{kind: phoenix, port: {chat}, directory: chat}}
      db: {{kind: postgres, image: postgres, port: 5440}}
    proxy:
      pre-prod: {{server_name: shop.example, routes: {{/: web, /api/: {{to: api, strip: true}}}}}}
""",
    )


def ran(command: list[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )


def written(folder: Path, target: str, source: Source | None = None) -> dict[str, str]:
    files = generated(source or shop(), target)
    make_files(folder, dict(files))
    return files


def test_typescript_knows_each_number(tmp_path: Path) -> None:
    written(tmp_path, "typescript")
    (tmp_path / "use.ts").write_text(
        'import { ports, type Environment } from "./shop/typescript/ports.ts";\n'
        "const port: 8010 = ports.development.API_PORT;\n"
        'const where: Environment = "pre-prod";\n'
        "// @ts-expect-error: no such number\n"
        "const wrong: 8011 = ports.development.API_PORT;\n"
        "console.log(port, where, wrong);\n"
    )
    options = ["--noEmit", "--strict", "--allowImportingTsExtensions", "--lib", "es2022,dom"]
    compiler = need_npm("typescript") / "bin" / "tsc"
    done = ran([need("node"), compiler, *options, "use.ts"], tmp_path)
    assert (done.stdout, done.returncode) == ("", 0)


def test_python_knows_each_number(tmp_path: Path) -> None:
    written(tmp_path, "python")
    (tmp_path / "use.py").write_text(
        "from shop.python import ports\n"
        "number: int = ports.API_PORT\n"
        "text: str = ports.PreProd.PROXY_URL\n"
        "none: int = ports.None_.API_PORT\n"
        "print(number, text, none)\n"
    )
    done = ran([sys.executable, "use.py"], tmp_path)
    assert done.stdout == "8010 http://127.0.0.1 8010\n"
    checked = ran([need("mypy"), "--strict", "use.py"], tmp_path)
    assert checked.returncode == 0, checked.stdout
    (tmp_path / "wrong.py").write_text("from shop.python import ports\nports.API_PORT = 1\n")
    assert "final" in ran([need("mypy"), "wrong.py"], tmp_path).stdout


def test_devcontainers_read_their_ports(tmp_path: Path) -> None:
    (tmp_path / ".devcontainer").mkdir()
    [text] = written(tmp_path, "devcontainer").values()
    merged = text.replace("{", '{\n  "image": "debian:12",', 1)
    (tmp_path / ".devcontainer" / "devcontainer.json").write_text(merged)
    program = need_npm("@devcontainers/cli") / "devcontainer.js"
    command: list[str | Path] = [need("node"), program, "read-configuration"]
    # It asks docker for running containers; there are none.
    command += ["--workspace-folder", tmp_path, "--docker-path", need("true")]
    done = ran(command, tmp_path)
    found = json.loads(done.stdout.splitlines()[-1])["configuration"]
    assert found["forwardPorts"] == [3000, 8010, 8020, 5440]
    assert found["portsAttributes"]["3000"]["label"] == HOSTILE
    assert found["portsAttributes"]["8010"]["protocol"] == "http"


def test_shells_source_the_exports(tmp_path: Path) -> None:
    files = written(tmp_path, "envrc")
    assert set(files) == {
        "shop/envrc/.envrc",
        "shop/envrc/.envrc.pre-prod",
        "shop/envrc/.envrc.none",
    }
    shown = 'printf \'%s|\' "$API_PORT" "$WEB_URL"'
    done = ran(["sh", "-c", f". shop/envrc/.envrc; {shown}"], tmp_path)
    assert done.stdout == "8010|http://127.0.0.1:3000|"


def node_project(folder: Path) -> None:
    (folder / "node_modules").symlink_to(NODE_MODULES)
    (folder / "package.json").write_text('{"type": "module"}')


@contextmanager
def vite(folder: Path, port: int) -> Iterator[None]:
    program = need_npm("vite") / "bin" / "vite.js"
    with serve([need("node"), program], port, cwd=folder):
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


SERVER = """
import { createServer } from "node:http";
createServer((_, answer) => answer.end("ours")).listen(process.env.PORT, "127.0.0.1");
"""
CONFIG = """
import ports from "./shop/playwright/playwright.config.mjs";
export default { ...ports, testDir: "tests", reporter: "line" };
"""
TEST = """
import { expect, test } from "@playwright/test";
test("the right server", async ({ request }) => {
  expect(await (await request.get("/")).text()).toBe("ours");
});
"""


def test_playwright_starts_the_right_server_and_refuses_another(tmp_path: Path) -> None:
    web = free_port()
    text = f"""
projects:
  shop: {{services: {{web: {{kind: vite, port: {web}, start: node server.mjs, bind: localhost}}}}}}
"""
    written(tmp_path, "playwright", Source("ports.yaml", text))
    node_project(tmp_path)
    make_files(
        tmp_path,
        {"server.mjs": SERVER, "playwright.config.mjs": CONFIG, "tests/a.spec.mjs": TEST},
    )
    program = need_npm("@playwright/test") / "cli.js"
    command: list[str | Path] = [need("node"), program, "test"]
    right = ran(command, tmp_path)
    assert right.returncode == 0, right.stdout + right.stderr
    with echo("other", web):
        wrong = ran(command, tmp_path)
    assert wrong.returncode == 1
    assert "is already used" in wrong.stdout + wrong.stderr


@pytest.mark.parametrize("target", ["vite", "playwright"])
def test_what_has_nothing_to_say_is_not_written(target: str) -> None:
    text = "projects: {shop: {services: {db: {kind: postgres, image: postgres}}}}"
    assert generated(Source("ports.yaml", text), target) == {}
