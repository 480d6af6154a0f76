"""`add` as a person, or fifty programs at once, type it."""

from __future__ import annotations

import concurrent.futures
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from portbook.disk.lock import locked
from tests.support.cli import CHECKOUT, portbook
from tests.support.files import make_files, read_files

MAP = (
    "ranges: {postgres: 5434-5499}\n"
    "projects:\n"
    "  shop: # ours\n"
    "    services:\n"
    "      web: 3000 # the page\n"
    "  blog: {services: {site: 3001}}\n"
)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ("shop/api", "      api: 3002\n"),
        ("shop/api --port 8000", "      api: 8000\n"),
        ("shop/db --kind postgres", "      db: {kind: postgres, range: postgres, port: 5434}\n"),
        ("shop/db --kind postgres --port 5432", "      db: {kind: postgres, port: 5432}\n"),
        (
            "shop/db --kind postgres --range postgres",
            "      db: {kind: postgres, range: postgres, port: 5434}\n",
        ),
        (
            "shop/db --image postgres:15 --port 5434:5432",
            '      db: {kind: postgres, image: postgres:15, port: "5434:5432"}\n',
        ),
        (
            "shop/db --image docker.io/library/postgres:15",
            (
                "      db: {kind: postgres, image: docker.io/library/postgres:15, range: postgres, "
                "port: 5434}\n"
            ),
        ),
        (
            "shop/db --image postgres:15 --kind redis",
            "      db: {kind: redis, image: postgres:15, port: 6379}\n",
        ),
        ("shop/x --image acme/x --port next:80", '      x: {image: acme/x, port: "3002:80"}\n'),
        (
            "shop/api --uses web --uses blog/site",
            "      api: {port: 3002, uses: [web, blog/site]}\n",
        ),
        ("shop/api --title It's --role worker", None),
    ],
)
def test_the_entry(tmp_path: Path, arguments: str, line: str | None) -> None:
    make_files(tmp_path, {"ports.yaml": MAP})
    ran = portbook(tmp_path, "add", *arguments.split())
    assert ran.status == 0, ran.err
    text = (tmp_path / "ports.yaml").read_text()
    place = MAP.index("  blog:")
    assert text.startswith(MAP[:place])
    assert text.endswith(MAP[place:])
    if line is not None:
        added = text[place : -len(MAP[place:])]
        assert added == line
    assert portbook(tmp_path, "check").status == 0
    assert portbook(tmp_path, "generate", "--check").status == 0


def test_it_is_written_as_its_neighbours_are(tmp_path: Path) -> None:
    block = (
        "projects:\r\n    shop:\r\n        services:\r\n            web:\r\n"
        "                port: 3000\r\n\r\n            api:\r\n                port: 8000\r\n"
    )
    make_files(tmp_path, {"ports.yaml": block.encode()})
    assert portbook(tmp_path, "add", "db", "--kind", "postgres", "--port", "5433").status == 0
    added = (
        "\r\n            db:\r\n                kind: postgres\r\n                port: 5433\r\n"
    )
    assert (tmp_path / "ports.yaml").read_bytes().decode() == block + added


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "projects: {shop: {services: {web: 3000}}}",
            "projects: {shop: {services: {web: 3000, api: 3001}}}",
        ),
        (
            "projects: {shop: {services: {\n  web: 3000, # page\n}}}\n",
            "projects: {shop: {services: {\n  web: 3000, # page\n  api: 3001,\n}}}\n",
        ),
        (
            "projects: {shop: {services: {\n  web: 3000 # page\n}}}\n",
            "projects: {shop: {services: {\n  web: 3000, # page\n  api: 3001\n}}}\n",
        ),
        (
            'projects:\n  shop:\n    services:\n      "web": 3000\n',
            'projects:\n  shop:\n    services:\n      "web": 3000\n      "api": 3001\n',
        ),
        ("projects: {shop: }\n", "projects: {shop: {services: {api: 3000}}}\n"),
        ("projects:\n  shop:\n    services:\n", "projects:\n  shop:\n    services: {api: 3000}\n"),
        (
            "projects:\n  shop:\n    title: S\n",
            "projects:\n  shop:\n    title: S\n    services:\n      api: 3000\n",
        ),
    ],
)
def test_the_forms_of_a_project(tmp_path: Path, before: str, after: str) -> None:
    make_files(tmp_path, {"ports.yaml": before})
    ran = portbook(tmp_path, "add", "shop/api")
    assert ran.status == 0, ran.err
    assert (tmp_path / "ports.yaml").read_text() == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (MAP, MAP + "  new: {services: {web: 3002}}\n"),
        (
            "projects:\n  shop:\n    services:\n      web: 3000\n",
            (
                "projects:\n  shop:\n    services:\n      web: 3000\n"
                "  new:\n    services:\n      web: 3001\n"
            ),
        ),
        (
            "projects: {a: {services: {b: 1024}}}\n",
            "projects: {a: {services: {b: 1024}}, new: {services: {web: 3000}}}\n",
        ),
        ("title: T\n", "title: T\nprojects:\n  new:\n    services:\n      web: 3000\n"),
    ],
)
def test_a_project_is_made_if_asked(tmp_path: Path, before: str, after: str) -> None:
    make_files(tmp_path, {"ports.yaml": before})
    ran = portbook(tmp_path, "add", "new/web")
    assert (ran.status, "'--create' makes it" in ran.err) == (1, True), ran.err
    ran = portbook(tmp_path, "add", "new/web", "--create")
    assert ran.status == 0, ran.err
    assert (tmp_path / "ports.yaml").read_text() == after


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ("shop/web", 1, "there is a service 'shop/web' already (ports.yaml:5:"),
        ("shp/api", 1, "did you mean 'shop'?"),
        ("api", 2, "say of which project"),
        ("shop/Api", 2, "'Api'"),
        ("shop/self", 2, "self"),
        ("shop/api --port 3001", 1, "3001/tcp on localhost is blog/site's"),
        ("shop/api --port 70000", 1, "70000"),
        ("shop/api --port x", 1, "'x'"),
        ("shop/api --kind postgrse", 2, "Did you mean 'postgres'?"),
        ("shop/api --range pg", 2, "there is no range 'pg'"),
        ("shop/api --role king", 1, "'king' is not a role"),
        ("shop/api --uses nobody", 1, "no service 'nobody'"),
        ("shop/api --directory /etc", 1, "/etc"),
    ],
)
def test_a_refusal_changes_nothing(tmp_path: Path, arguments: str, status: int, said: str) -> None:
    make_files(tmp_path, {"ports.yaml": MAP})
    before = read_files(tmp_path)
    ran = portbook(tmp_path, "add", *arguments.split())
    assert (ran.status, said in ran.err) == (status, True), ran.out + ran.err
    assert read_files(tmp_path) == before


def test_it_goes_into_the_file_where_the_project_is(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "ports.yaml": "include: [more/*.yaml]\nprojects: {shop: {services: {web: 3000}}}\n",
        "more/blog.yaml": "projects:\n  blog:\n    services: {site: 3001}\n",
    }
    make_files(tmp_path, files)
    ran = portbook(tmp_path, "add", "blog/feed", "--json")
    assert json.loads(ran.out)["port"] == 3002
    assert "more/blog.yaml" in json.loads(ran.out)["written"]
    assert (tmp_path / "more/blog.yaml").read_text().endswith("{site: 3001, feed: 3002}\n")
    assert (tmp_path / "ports.yaml").read_text() == files["ports.yaml"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("shop/db --kind postgres", "5434 on localhost, in the range postgres (5434-5499)"),
        ("blog/q --kind redis", "6400 on localhost, in the range blog-caches (6400-6409)"),
        ("shop/q --kind redis", "6379 on localhost"),
        ("shop/page --kind vite", "4000 on localhost, in the range frontend (4000-4009)"),
        ("shop/db --port 5433", "5433"),
    ],
)
def test_the_number_is_of_the_kinds_range(tmp_path: Path, arguments: str, said: str) -> None:
    text = (
        "ranges: {postgres: 5434-5499, frontend: 4000-4009}\n"
        "projects:\n  shop: {services: {web: 3000}}\n  blog:\n"
        "    ranges: {blog-caches: 6400-6409}\n"
        "    services: {cache: {kind: redis, range: blog-caches, port: 6401}}\n"
    )
    make_files(tmp_path, {"ports.yaml": text})
    service = arguments.split(maxsplit=1)[0]
    ran = portbook(tmp_path, "add", *arguments.split())
    assert ran.out.splitlines()[0] == f"{service}: {said}", ran.err
    taken = portbook(tmp_path, "list", "--json", "--port", said.split(maxsplit=1)[0]).out
    assert service.split("/")[1] in taken


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": MAP})
    before = read_files(tmp_path)
    ran = portbook(tmp_path, "add", "shop/api", "--dry-run")
    assert "+      api: 3002" in ran.out
    assert "would be written: ports.yaml" in ran.out
    assert read_files(tmp_path) == before


@pytest.mark.timeout(320)
def test_fifty_at_once_get_fifty_numbers(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": "projects:\n  shop:\n    services:\n      web: 3000\n"})

    def add(n: int) -> int:
        return portbook(tmp_path, "add", f"shop/s{n}").status

    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        assert list(pool.map(add, range(50))) == [0] * 50
    numbers = re.findall(r"s\d+: (\d+)", (tmp_path / "ports.yaml").read_text())
    assert sorted(map(int, numbers)) == list(range(3001, 3051))
    assert portbook(tmp_path, "check").status == 0
    assert portbook(tmp_path, "generate", "--check").status == 0
    assert not list(tmp_path.glob(".ports*"))


def test_generate_waits_for_an_edit(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": MAP})
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    with locked(tmp_path):
        command = [sys.executable, "-m", "portbook", "generate"]
        waiting = subprocess.Popen(
            command, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL
        )
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(timeout=1.5)
        assert portbook(tmp_path, "generate", "--check").status == 1
    assert waiting.wait(timeout=60) == 0
