"""`init --prove`: Docker Compose says whether every stack is as before."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.support.cli import Ran, portbook
from tests.support.compose import resolved
from tests.support.files import make_files, read_files
from tests.support.programs import need

STACKS = {
    "shop/compose.yaml": (
        "services:\n"
        "  web:\n    image: nginx\n    ports: ['${WEB_PORT:-8080}:80', '[::1]:8443:443']\n"
        "  db:\n    image: postgres\n    ports: ['127.0.0.1:5433:5432']\n    env_file: db.env\n"
        "  worker: {image: x}\n"
    ),
    "shop/deploy/compose.prod.yaml": (
        "services:\n"
        "  web: {image: nginx, ports: ['80:80']}\n"
        "  dns: {image: dns, ports: ['53:53/udp', '6000-6002:60']}\n"
    ),
}


def prove(folder: Path) -> Ran:
    program = need("docker-compose")
    path = os.pathsep.join([str(program.parent), os.environ["PATH"]])
    return portbook(folder, "init", "shop", "--prove", PATH=path)


def test_the_last_line_says_that_nothing_changes(tmp_path: Path) -> None:
    make_files(tmp_path, STACKS)
    ran = portbook(tmp_path, "init", "shop")
    assert ran.status == 0, ran.err
    assert ran.err.splitlines()[-1] == "6 published ports in 2 stacks are as before"
    again = portbook(tmp_path, "init", "shop")
    assert again.err.splitlines()[-1] == "6 published ports in 2 stacks are as before"


def test_compose_proves_it_in_a_copy(tmp_path: Path) -> None:
    make_files(tmp_path, STACKS)
    before = read_files(tmp_path / "shop")
    ran = prove(tmp_path)
    said = "6 published ports in 2 stacks are as before, says Docker Compose"
    assert ran.err.splitlines()[-1] == said
    assert ran.status == 0
    assert read_files(tmp_path / "shop") == before


@pytest.mark.parametrize(
    ("service", "port", "differing"),
    [
        ("db", "5434", ["no longer publishes 127.0.0.1:5433", "newly publishes 127.0.0.1:5434"]),
        ("dns.default", "54", ["no longer publishes *:53:53/udp", "newly publishes *:54:53/udp"]),
    ],
)
def test_compose_says_what_differs(
    service: str, port: str, differing: list[str], tmp_path: Path
) -> None:
    make_files(tmp_path, STACKS)
    portbook(tmp_path, "init", "shop")
    moved = portbook(tmp_path, "move", service, port)
    assert moved.status == 0, moved.err
    ran = prove(tmp_path)
    assert ran.status == 1
    assert "in 2 stacks, of which 2 would not be as before" in ran.err.splitlines()[-1]
    for each in differing:
        assert f"{service.partition('.')[0]} {each}" in ran.err


REFUSED = {
    "a template that is to become one": {
        "compose.yaml": (
            "services:\n  web:\n    image: x\n    ports: ['1:1']\n{% if db %}\n  db: {image: y}\n"
        )
    },
    "a template whose blanks are mappings to YAML": {
        "compose.yaml": "services: {web: {image: x, ports: ['1:1']}}\nname:\n  {{ name }}\n"
    },
    "two containers of one name": {
        "compose.yaml": (
            "services:\n  a: {image: x, container_name: n}\n  b: {image: x, container_name: n}\n"
        )
    },
    "a service beside what is included under its name": {
        "compose.yaml": (
            "include: [parts/db.yaml]\n"
            "services:\n  db: {image: x, ports: ['5435:5432']}\n  web: {image: x}\n"
        ),
        "parts/db.yaml": "services: {db: {image: postgres}}\n",
    },
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_stack_that_compose_refuses_as_it_is_proves_nothing(kind: str, tmp_path: Path) -> None:
    make_files(tmp_path, {**STACKS, **{f"shop/old/{n}": t for n, t in REFUSED[kind].items()}})
    ran = prove(tmp_path)
    assert ran.status == 0, ran.err
    assert "6 published ports in 2 stacks are as before" in ran.err.splitlines()[-1]


def test_no_overlay_is_made_where_no_stack_can_be_read(tmp_path: Path) -> None:
    text = "services:\n  web:\n    image: x\n    ports:\n      - {{ port }}:80\n"
    page = "FROM node\nEXPOSE 8000\n"
    make_files(tmp_path, {"app/compose.yaml": text, "app/page/Dockerfile": page})
    for words in (("init", "app"), ("generate",)):
        assert portbook(tmp_path, *words).status == 0
    assert not [*(tmp_path / "generated").rglob("compose*")]


def test_compose_refuses_a_service_beside_what_is_included_under_its_name(tmp_path: Path) -> None:
    make_files(tmp_path, REFUSED["a service beside what is included under its name"])
    with pytest.raises(AssertionError, match="conflicts with imported resource"):
        resolved(tmp_path)


def test_a_missing_compose_is_named(tmp_path: Path) -> None:
    make_files(tmp_path, STACKS)
    ran = portbook(tmp_path, "init", "shop", "--prove", PATH=str(tmp_path))
    assert ran.status == 1
    assert "not proven: neither 'docker compose' nor 'docker-compose'" in ran.err.splitlines()[-1]
    dry = portbook(tmp_path, "init", "shop", "--prove", "--dry-run")
    assert (dry.status, "--dry-run" in dry.err) == (2, True)


INTERPOLATED = {
    "shop/.env": "HAND_PORT=7201\n",
    "shop/compose.yaml": (
        "services:\n"
        "  web:\n    image: x\n    ports: ['${WEB_PORT:-8080}:80']\n"
        "    environment: {API: 'http://localhost:${API_PORT:-8000}'}\n"
        "  api: {build: ./api, ports: ['127.0.0.1:${API_PORT:-8000}:8000', '${DEBUG-9229}:9229']}\n"
        "  hand: {image: x, ports: ['${HAND_PORT:-7200}:72']}\n"
        # These variables say more than where a port is published.
        "  both: {image: x, ports: ['${BOTH_PORT:-7000}:${BOTH_PORT:-7000}']}\n"
        "  told: {image: x, ports: ['${TOLD:-7100}:7100'], environment: ['PORT=${TOLD:-7100}']}\n"
        "  passed: {image: x, ports: ['${GIVEN:-7150}:7150'], environment: [GIVEN]}\n"
        "  one: {image: x, profiles: [a], ports: ['${EITHER:-7300}:73']}\n"
        "  other: {image: x, profiles: [b], ports: ['${EITHER:-7300}:73']}\n"
        "  checked: {image: x, ports: ['${C:-74}:74'], healthcheck: {test: 'nc localhost:${C}'}}\n"
    ),
    "shop/infra/compose.yaml": "services: {db: {image: postgres, ports: ['${DB:-5432}:5432']}}\n",
    "shop/told/compose.yaml": "services: {t: {image: x, ports: ['${T:-7500}:75']}}\n",
    "shop/told/dev/compose.yaml": "services: {d: {image: x, env_file: [../.env]}}\n",
    "shop/files/compose.yaml": (
        "services: {f: {image: x, ports: ['${FILES:-7400}:74'], env_file: [.env]}}\n"
    ),
}
MOVED = {"web": 8090, "api": 8001, "api.port-9229": 9230, "hand": 7202, "db": 5433, "told": 7101}


def test_a_port_that_compose_fills_in_moves_in_the_env_file(tmp_path: Path) -> None:
    make_files(tmp_path, INTERPOLATED)
    assert portbook(tmp_path, "init", "shop").status == 0
    text = (tmp_path / "ports.yaml").read_text()
    named = re.findall(r"(?<=variables: \{)[^}]*", text)
    others = {"port: WEB_PORT", "port: API_PORT, port-9229.port: DEBUG", "port: HAND_PORT"}
    assert set(named) == {*others, "port: DB"}
    for service, port in MOVED.items():
        moved = portbook(tmp_path, "move", f"shop/{service}", str(port))
        assert moved.status == 0, moved.err
    installed = portbook(tmp_path, "install")
    assert installed.status == 0, installed.err
    assert "line 1 sets HAND_PORT otherwise: Compose uses ours, the last" in installed.err
    shop = tmp_path / "shop"
    assert {key: told(shop)[key] for key in ("web", "api", "hand", "told")} == {
        "web": (["8090"], {"API": "http://localhost:8001"}),
        "api": (["8001", "9230"], {}),
        "hand": (["7202"], {}),
        "told": (["7100"], {"PORT": "7100"}),
    }
    assert told(shop / "infra")["db"] == (["5433"], {})
    overlaid = told(shop, "-f", "compose.yaml", "-f", "compose.ports.yaml")
    assert overlaid["told"] == (["7101"], {"PORT": "7100"})
    portbook(tmp_path, "install", "--remove")
    assert read_files(shop) == {
        name.removeprefix("shop/"): text.encode() for name, text in INTERPOLATED.items()
    }


def told(folder: Path, *files: str) -> dict[str, tuple[list[str], dict[str, str]]]:
    """What Compose publishes of each service, and what it tells its container."""
    return {
        name: ([port["published"] for port in body["ports"]], body.get("environment") or {})
        for name, body in resolved(folder, *files, "--profile", "*")["services"].items()
    }


def test_a_block_of_a_document_is_in_no_overlay(tmp_path: Path) -> None:
    block = "```yaml\nservices:\n  myapp:\n    build: .\n    ports: ['5000:5000']\n```\n"
    files = {
        "shop/compose.yaml": "services: {web: {image: x, ports: ['8080:80']}}\n",
        "shop/mail/compose.yaml": "services: {mail: {image: x, ports: ['8025:25']}}\n",
        "shop/docs/PORTS.md": f"# A new app on port 5000\n\n{block}",
    }
    make_files(tmp_path, files)
    ran = prove(tmp_path)
    assert ran.status == 0, ran.err
    assert portbook(tmp_path, "generate").status == 0
    overlays = [p.read_text() for p in (tmp_path / "generated").glob("shop/compose.ports*.yaml")]
    assert len(overlays) == 2
    assert "myapp" not in "".join(overlays)
