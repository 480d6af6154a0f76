"""Playwright starts the right server."""

from __future__ import annotations

from pathlib import Path

import pytest

from portbook.text.source import Source
from tests.support.echo import echo
from tests.support.files import make_files
from tests.support.nginx import generated
from tests.support.ports import free_port
from tests.support.programs import need, need_npm
from tests.targets.developed import node_project, ran, written

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


@pytest.mark.parametrize(
    "target",
    [
        "playwright",
    ],
)
def test_what_has_nothing_to_say_is_not_written(target: str) -> None:
    text = "projects: {shop: {services: {db: {kind: postgres, image: postgres}}}}"
    assert generated(Source("ports.yaml", text), target) == {}


def test_an_interval_is_waited_for_at_its_first_number() -> None:
    text = "projects: {shop: {services: {web: {port: 3000-3009, start: a, health: /up}}}}"
    (config,) = generated(Source("ports.yaml", text), "playwright").values()
    assert 'url: "http://127.0.0.1:3000/up"' in config
