"""What agents are told works as it is told: the skill's commands, and the tools on the page."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

from portbook.cli.commands import COMMANDS
from portbook.mcp.tools import EDITS, READS
from tests.mcp.client import hand
from tests.support.cli import CHECKOUT, portbook
from tests.support.files import make_files
from tests.support.programs import SEARCH
from tests.support.repositories import NOBODY, committed

SKILL = (CHECKOUT / "skills/portbook/SKILL.md").read_text()
PAGE = (CHECKOUT / "docs/agents.md").read_text()


def test_every_tool_is_on_the_page() -> None:
    for tool in (*READS, *EDITS):
        assert f"`{tool.name}`" in PAGE


def test_every_command_that_is_named_exists() -> None:
    for text in (SKILL, PAGE):
        assert set(re.findall(r"`portbook ([a-z]+)", text)) <= set(COMMANDS)


def test_the_skills_table_works_as_written(tmp_path: Path) -> None:
    """A real task, by the skill alone: add a search engine, and move it out of the way."""
    text = "projects: {shop: {path: ., services: {web: 3000}}}\n"
    folder = make_files(tmp_path, {"ports.yaml": text, ".git/x": ""})
    named = {"PROJECT/SERVICE": "shop/search", "KIND": "meilisearch", "WORD": "search"}
    commands = re.findall(r"^\|[^|]*\| `portbook ([^`]+)`", SKILL, re.MULTILINE)
    assert len(commands) == 6
    order = ["add", "list", "move", "next", "check", "impact"]
    for command in sorted(commands, key=lambda each: order.index(each.split()[0])):
        words = [named.get(word, word) for word in command.split()]
        ran = portbook(folder, *words)
        assert ran.status == 0, (command, ran.err)
    assert portbook(folder, "generate").status == 0
    assert portbook(folder, "install").status == 0
    assert "SEARCH_PORT=7701" in (folder / ".env").read_text()


def test_a_worktree_is_made_as_typed(tmp_path: Path) -> None:
    """And its server of tools starts by the words of the page."""
    text = "projects: {shop: {path: ., services: {web: 3000}}}\n"
    shop = make_files(tmp_path / "shop", {"ports.yaml": text, ".gitignore": ".env\n"})
    (typed,) = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    env = {**os.environ, **NOBODY, "PATH": SEARCH}

    words = ["sh", "-euc", typed]
    ran = subprocess.run(
        words, cwd=committed(shop), env=env, capture_output=True, text=True, check=True, timeout=60
    )
    assert "shop agent-1: slot 1" in ran.stdout
    (servers,) = re.findall(r"^```json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    server = json.loads(servers)["mcpServers"]["portbook"]
    command = [server["command"], *server["args"]]
    with hand(shop.parent / "shop-agent-1", command=command, env=env) as client:
        assert client.call("find_ports")[0]["claims"][0]["port"] == 3100
