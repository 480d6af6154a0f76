"""Two worktrees of one project at once: Vite, FastAPI and Redis twice, each browser on its own."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.cli import portbook
from tests.support.databases import redis_command
from tests.support.files import make_files
from tests.support.ports import free_port
from tests.support.programs import NODE_MODULES, need, need_npm
from tests.support.repositories import committed, git
from tests.support.servers import serve
from tests.support.started import start_portbook

API = """\
import json, os, socket
from pathlib import Path
from urllib.parse import urlsplit
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
origins = json.loads(os.environ["CORS_ORIGINS"])
app.add_middleware(CORSMiddleware, allow_origins=origins)


@app.get("/health")
def health():
    return {}


@app.get("/who")
def who():
    cache = urlsplit(os.environ["REDIS_URL"])
    with socket.create_connection((cache.hostname, cache.port)) as asked:
        asked.sendall(b"INCR seen\\r\\n")
        seen = asked.recv(100).decode().strip(":\\r\\n")
    return {"folder": Path.cwd().parent.name, "seen": seen}
"""
PAGE = '<!doctype html><title>waiting</title><script type="module" src="/main.js"></script>\n'
SCRIPT = """\
const answer = await fetch(`${import.meta.env.VITE_API_URL}/who`)
const { folder, seen } = await answer.json()
document.title = `${folder} ${seen}`
"""
CONFIG = "export default { cacheDir: '.vite', optimizeDeps: { noDiscovery: true } }\n"
PLAYWRIGHT = """\
import ports from './playwright/playwright.config.mjs'
const launchOptions = { executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] }
export default { ...ports, use: { ...ports.use, launchOptions }, testDir: 'e2e', reporter: 'line' }
"""
SPEC = """\
import { basename } from 'node:path'
import { expect, test } from '@playwright/test'
test('it is the server of this folder', async ({ page }) => {
  await page.goto('/')
  await expect(page).toHaveTitle(new RegExp(`^${basename(process.cwd())} `))
})
"""

IGNORED = "ports.local.yaml\n.portbook.json\ncors.json\n.vite\n__pycache__\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The project's repository, with its map."""
    web, api, cache = (free_port() for _ in range(3))
    vite = need_npm("vite") / "bin" / "vite.js"
    page = f"{need('node')} {vite} --host 127.0.0.1 --port $PORT --strictPort"
    back = f"{sys.executable} -m uvicorn main:app --host 127.0.0.1 --port $PORT"
    store = shlex.join(map(str, redis_command(0))).replace("--port 0", "--port $PORT")
    text = f"""\
projects:
  shop:
    path: .
    instances: {{step: 5}}
    targets: [playwright]
    services:
      web:
        {{kind: vite, directory: web, port: {web}, uses: [api], health: /, start: "{page}",
         env: {{VITE_API_URL: "{{api.url}}"}}}}
      api:
        {{kind: fastapi, directory: api, port: {api}, uses: [cache], health: /health,
         start: "{back}", env: {{REDIS_URL: "{{cache.url}}"}}}}
      cache: {{kind: redis, port: {cache}, start: "{store}"}}
"""
    files: dict[str, str | bytes] = {
        "ports.yaml": text,
        ".gitignore": f".env\nplaywright/\nnode_modules\ntest-results\n{IGNORED}",
        "package.json": '{"type": "module"}',
        "playwright.config.mjs": PLAYWRIGHT,
        "e2e/a.spec.mjs": SPEC,
        "web/index.html": PAGE,
        "web/main.js": SCRIPT,
        "web/vite.config.mjs": CONFIG,
        "api/main.py": API,
    }
    return committed(make_files(tmp_path / "shop", files))


def test_each_browser_reaches_the_server_of_its_own_copy(shop: Path) -> None:
    chromium = need("chromium")
    from playwright.sync_api import sync_playwright

    copy = shop.parent / "shop-fix"
    git(shop, "worktree", "add", "-q", str(copy), "-b", "fix")
    assert portbook(copy, "instance", "add").status == 0
    with ExitStack() as stack:
        running = [
            stack.enter_context(start_portbook(folder, "run", "shop")) for folder in (shop, copy)
        ]
        for each in running:
            each.hears("web   | is healthy")
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=chromium, args=["--no-sandbox"]
        )
        stack.callback(browser.close)
        for seen in ("1", "2"):  # each has a store of its own, too
            for folder in (shop, copy):
                url = portbook(folder, "instance", "env", "--format", "dotenv").out
                page = browser.new_page()
                page.goto(next(each for each in url.splitlines() if "WEB_URL" in each)[8:])
                page.wait_for_function("document.title != 'waiting'")
                assert page.title() == f"{folder.name} {seen}"
                page.close()
        for each in running:
            each.signal()
            assert each.ends() == 130
    assert portbook(copy, "instance", "remove", "fix").status == 0
    assert not (shop / "ports.local.yaml").exists()
    assert not [*copy.rglob(".env"), *copy.rglob(".portbook.json"), *copy.glob("playwright/*")]


def test_playwright_in_a_copy_refuses_the_server_of_another(shop: Path) -> None:
    """What is written for the copy starts the copy's own servers, beside those of the main
    checkout; where another's server has the number, no test runs against it."""
    copy = shop.parent / "shop-fix"
    git(shop, "worktree", "add", "-q", str(copy), "-b", "fix")
    (row,) = json.loads(portbook(copy, "instance", "add", "--json").out)["instances"]
    number = next(each["port"] for each in row["claims"] if each["service"] == "web")
    (copy / "node_modules").symlink_to(NODE_MODULES)
    command = [str(need("node")), str(need_npm("@playwright/test") / "cli.js"), "test"]

    def tested() -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "CHROMIUM": str(need("chromium"))}
        return subprocess.run(
            command, cwd=copy, env=env, capture_output=True, text=True, check=False, timeout=120
        )

    with start_portbook(shop, "run", "shop") as main:
        main.hears("web   | is healthy")
        right = tested()
        assert right.returncode == 0, right.stdout + right.stderr
        vite = need_npm("vite") / "bin" / "vite.js"
        other: list[str | Path] = [
            need("node"),
            vite,
            "--host",
            "127.0.0.1",
            "--port",
            str(number),
            "--strictPort",
        ]
        with serve(other, number, cwd=shop / "web"):
            wrong = tested()
        assert wrong.returncode == 1
        assert f"127.0.0.1:{number}/ is already used" in wrong.stdout + wrong.stderr
        assert "1 passed" not in wrong.stdout
        main.signal()
        assert main.ends() == 130
