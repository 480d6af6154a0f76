"""Working copies of a project with compose files: Docker Compose, started in each as it is typed,
finds nothing there that another copy has as well."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands.test_instance import worktree
from tests.support.cli import portbook
from tests.support.compose import resolved
from tests.support.files import make_files
from tests.support.repositories import committed

MAP = """\
projects:
  shop:
    path: .
    compose: {default: compose.yaml, tools: infra/compose.yaml}
    services:
      db: {kind: postgres, port: "5432:5432", compose: db, container: shop-db}
      mail: {port: "1025:1025", compose: tools/mail}
"""
COMPOSE = """\
name: shop
services:
  db:
    image: postgres
    container_name: shop-db
    ports: ["5432:5432"]
    volumes: ["data:/data", "logs:/logs", "given:/given", "own:/own", "shared:/shared"]
    networks: [back]
  worker:
    image: acme/worker
    container_name: "${PREFIX:-acme}-worker"
volumes:
  data: {name: shop-data}
  logs: {name: "${PREFIX:-acme} logs"}
  given: {name: "${COMPOSE_PROJECT_NAME}_given"}
  own:
  shared: {external: true, name: everybodys}
networks:
  back: {name: shop-net}
"""
FILES: dict[str, str | bytes] = {
    "ports.yaml": MAP,
    "compose.yaml": COMPOSE,
    "compose.override.yaml": "services: {db: {container_name: shop-store}}\n",
    "infra/compose.yaml": "services: {mail: {image: mailpit, ports: ['1025:1025']}}\n",
    ".gitignore": "compose.ports*\n.portbook.json\ncors.json\nports.local.yaml\n",
}
SHARED = {"everybodys"}
"""What the compose file says is somebody else's."""


def held(stack: dict[str, Any]) -> set[str]:
    """Names and numbers that two stacks of one engine cannot both have, or would share."""
    services = stack["services"].values()
    names = {each["container_name"] for each in services if "container_name" in each}
    names |= {str(port["published"]) for each in services for port in each.get("ports", ())}
    for section in ("volumes", "networks"):
        names |= {each["name"] for each in stack.get(section, {}).values()}
    return {stack["name"], *names}


def test_copies_share_nothing_but_what_is_external(tmp_path: Path) -> None:
    shop = make_files(tmp_path / "shop", FILES)
    # A file of the repository's: what the copy says stands behind it, and Compose takes the last.
    listed = "COMPOSE_PATH_SEPARATOR=;\nCOMPOSE_FILE=compose.yaml;compose.override.yaml"
    (shop / ".env").write_text(f"{listed}\nPREFIX=acme\n")
    committed(shop)
    folders = [shop, worktree(shop, "one"), worktree(shop, "two")]
    for copy in folders[1:]:
        assert portbook(copy, "instance", "add").status == 0
        assert portbook(copy, "instance", "add").status == 0, "again, with its own .env there"
    stacks = [resolved(folder) for folder in folders]
    for folder in folders[1:]:
        (usage,) = [
            line.removeprefix("# docker compose ").removesuffix(" up")
            for line in (folder / "compose.ports.tools.yaml").read_text().splitlines()
            if line.startswith("# docker compose ")
        ]
        stacks.append(resolved(folder, *shlex.split(usage)))
    stacks.append(resolved(shop / "infra"))
    for at, stack in enumerate(stacks):
        for other in stacks[at + 1 :]:
            assert held(stack) & held(other) <= SHARED, (stack["name"], other["name"])
    assert held(stacks[1]) == {
        *("shop-one", "5532", "shop-store-one", "acme-worker-one", "shop-data-one"),
        *("acme logs-one", "shop-one_given", "shop-one_own", "everybodys", "shop-net-one"),
        "shop-one_default",
    }
    assert stacks[3]["name"] == "shop-one_infra"
    (folders[1] / "sub").mkdir()
    below = resolved(folders[1] / "sub")
    assert below["name"] == "shop-one", "it reads the .env above"
    assert {"5432", "shop-store"} <= held(below), "but not COMPOSE_FILE there"
    ran = portbook(folders[1], "run", "db")
    assert "compose.override.yaml -f" in ran.err
    assert "compose.ports.yaml up -d db" in ran.err
    assert portbook(shop, "instance", "remove", "one").status == 0
    assert (folders[1] / ".env").read_text() == (shop / ".env").read_text()
    assert not [*folders[1].glob("compose.ports*")]


@pytest.mark.parametrize(
    ("project", "expected"),
    [
        ("compose: {tools: infra/a.yaml, own: a.yaml}", "a.yaml:compose.ports.own.yaml"),
        (
            "compose: {live: {files: [a.yaml], environment: live}, own: b.yaml}",
            "b.yaml:compose.ports.own.yaml",
        ),
        ("compose: {here: {files: [a.yaml], environment: dev}}", "a.yaml:compose.ports.yaml"),
        ("compose: {tools: infra/a.yaml}", None),
        ("compose: {own: a.yaml}\n    install: [dotenv]", None),
    ],
)
def test_the_stack_that_compose_takes_by_itself(
    tmp_path: Path, project: str, expected: str | None
) -> None:
    """The first of the copy's own folder and environment, where its overlay is installed."""
    text = f"""\
hosts: {{localhost: {{}}, far: {{address: far.example}}}}
projects:
  shop:
    path: .
    environments: {{dev: localhost, live: far}}
    {project}
    services: {{web: 3000}}
"""
    copy = worktree(committed(make_files(tmp_path / "shop", {"ports.yaml": text})), "fix")
    assert portbook(copy, "instance", "add").status == 0
    lines = (copy / ".env").read_text().splitlines()
    assert "COMPOSE_PROJECT_NAME=shop-fix" in lines
    wanted = ["COMPOSE_PATH_SEPARATOR=:", f"COMPOSE_FILE={expected}"] if expected else []
    assert [each for each in lines if each.startswith(("COMPOSE_F", "COMPOSE_PATH"))] == wanted
