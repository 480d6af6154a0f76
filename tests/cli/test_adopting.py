"""`portbook init` on checkouts as they are: nothing changes until somebody moves a port."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.cli import Ran, portbook
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


def test_a_stack_that_compose_refuses_as_it_is_proves_nothing(tmp_path: Path) -> None:
    twice = "services:\n  a: {image: x, container_name: n}\n  b: {image: x, container_name: n}\n"
    make_files(tmp_path, {**STACKS, "shop/old/compose.yaml": twice})
    ran = prove(tmp_path)
    assert ran.status == 0, ran.err
    assert "6 published ports in 2 stacks are as before" in ran.err.splitlines()[-1]


def test_a_missing_compose_is_named(tmp_path: Path) -> None:
    make_files(tmp_path, STACKS)
    ran = portbook(tmp_path, "init", "shop", "--prove", PATH=str(tmp_path))
    assert ran.status == 1
    assert "not proven: neither 'docker compose' nor 'docker-compose'" in ran.err.splitlines()[-1]
    dry = portbook(tmp_path, "init", "shop", "--prove", "--dry-run")
    assert (dry.status, "--dry-run" in dry.err) == (2, True)
