"""`portbook generate` as a person types it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.cli import CHECKOUT, portbook
from tests.support.files import make_files, read_files

SHOP = """\
projects:
  shop:
    services:
      web: {kind: vite, port: 3000, uses: [api]}
      api: {kind: fastapi, port: 8000, directory: api, env: {DATABASE_URL: "{db.url}"}}
      db: {kind: postgres, image: postgres, port: "5433:5432", database: {name: shop, user: me}}
  blog: {services: {site: 4000}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_files(tmp_path, {"ports.yaml": SHOP})


def test_one_map_to_every_file(folder: Path) -> None:
    ran = portbook(folder, "generate")
    assert (ran.status, ran.out) == (0, "")
    assert ran.err.startswith("generated: ")
    files = {path.removeprefix("generated/") for path in read_files(folder)} - {"ports.yaml"}
    assert {
        ".gitattributes",
        ".gitignore",
        ".portbook.json",
        ".portbook.stamp",
        "PORTS.md",
        "blog/.env",
        "blog/PORTS.md",
        "llms.txt",
        "ports.json",
        "ports.schema.json",
        "shop/.env",
        "shop/PORTS.md",
        "shop/api/.env",
        "shop/compose.yaml",
        "shop/cors.json",
    } == files


def test_the_second_time_nothing_is_touched(folder: Path) -> None:
    portbook(folder, "generate")
    before = {path: path.stat().st_mtime_ns for path in (folder / "generated").rglob("*")}
    ran = portbook(folder, "generate")
    assert "0 written" in ran.err
    assert {p: p.stat().st_mtime_ns for p in (folder / "generated").rglob("*")} == before


def test_every_file_says_what_made_it(folder: Path) -> None:
    portbook(folder, "generate")
    shapeless = {".portbook.json", ".portbook.stamp", "shop/cors.json"}
    files = read_files(folder / "generated")
    assert shapeless < set(files)
    for path, data in files.items():
        if path not in shapeless:
            first = data[:300].decode()
            assert "Generated from ports.yaml by 'portbook generate'" in first, path


def test_check_names_what_is_stale_and_what_mends_it(folder: Path) -> None:
    portbook(folder, "generate")
    assert portbook(folder, "generate", "--check").status == 0
    (folder / "ports.yaml").write_text(SHOP.replace("8000", "8123"))
    before = read_files(folder)
    ran = portbook(folder, "generate", "--check")
    assert ran.status == 1
    assert "generated/shop/.env: stale (changed)" in ran.out
    assert "-API_PORT=8000" in ran.out
    assert "+API_PORT=8123" in ran.out
    assert "Run 'portbook generate'" in ran.err
    assert read_files(folder) == before


def test_diff_shows_and_writes_nothing(folder: Path) -> None:
    ran = portbook(folder, "generate", "--diff")
    assert ran.status == 0
    assert "+API_PORT=8000" in ran.out
    assert not (folder / "generated").exists()


def test_an_edited_file_stops_it_until_forced(folder: Path) -> None:
    portbook(folder, "generate")
    env = folder / "generated" / "shop" / ".env"
    env.write_text("MINE=1\n")
    ran = portbook(folder, "generate")
    assert ran.status == 1
    assert "generated/shop/.env: was edited by hand; left as it is" in ran.err
    assert "--force" in ran.err
    assert env.read_text() == "MINE=1\n"
    assert portbook(folder, "generate", "--force").status == 0
    assert "API_PORT=8000" in env.read_text()


def test_diff_shows_what_an_edit_would_lose(folder: Path) -> None:
    portbook(folder, "generate")
    env = folder / "generated" / "shop" / ".env"
    env.write_text(env.read_text() + "MINE=1\n")
    ran = portbook(folder, "generate", "--diff")
    assert ran.status == 1
    assert "-MINE=1" in ran.out
    assert "Run 'portbook generate'" not in portbook(folder, "generate", "--check").err


def test_a_removed_projects_files_go_and_nobody_elses(folder: Path) -> None:
    portbook(folder, "generate")
    make_files(folder / "generated", {"shop/mine.txt": "mine"})
    (folder / "ports.yaml").write_text("projects: {blog: {services: {site: 4000}}}\n")
    assert portbook(folder, "generate").status == 0
    assert read_files(folder / "generated" / "shop") == {"mine.txt": b"mine"}


def test_only_the_named_project(folder: Path) -> None:
    portbook(folder, "generate")
    (folder / "ports.yaml").write_text(SHOP.replace("8000", "8123").replace("4000", "4123"))
    assert portbook(folder, "generate", "blog").status == 0
    assert "8000" in (folder / "generated/shop/.env").read_text()
    assert "4123" in (folder / "generated/blog/.env").read_text()


def test_an_unknown_project_is_a_usage_error(folder: Path) -> None:
    ran = portbook(folder, "generate", "shp")
    assert ran.status == 2
    assert "Did you mean 'shop'?" in ran.err


def test_a_map_with_errors_writes_nothing(folder: Path) -> None:
    (folder / "ports.yaml").write_text(SHOP.replace("site: 4000", "site: 3000"))
    ran = portbook(folder, "generate")
    assert ran.status == 1
    assert "error[port-conflict]" in ran.err
    assert not (folder / "generated").exists()


def test_a_project_with_an_error_keeps_its_files_and_nobody_elses(folder: Path) -> None:
    assert portbook(folder, "generate").status == 0
    was = read_files(folder / "generated")
    text = SHOP.replace("site: 4000", "site: 4111") + "  third: {services: {a: 70, b: 70}}\n"
    (folder / "ports.yaml").write_text(text)
    ran = portbook(folder, "generate")
    assert ran.status == 1
    assert "error[port-conflict]" in ran.err
    assert "third: left as they are because of their errors" in ran.err
    now = read_files(folder / "generated")
    changed = {path for path in {*was, *now} if was.get(path) != now.get(path)}
    # The document of the shop tells which numbers near its own are taken.
    assert changed == {"blog/.env", "blog/PORTS.md", "shop/PORTS.md", ".portbook.json"}
    assert portbook(folder, "generate", "--check").status == 1
    assert portbook(folder, "generate", "blog").status == 0
    # The next edit does not take what is there for the whole.
    (folder / "ports.yaml").write_text(text.replace("b: 70", "b: 71"))
    assert portbook(folder, "generate").status == 0
    assert "4111" in (folder / "generated" / "PORTS.md").read_text()


def test_an_error_of_the_whole_map_stops_everything(folder: Path) -> None:
    (folder / "ports.yaml").write_text(SHOP + "hosts: {Here: {}}\n")
    ran = portbook(folder, "generate")
    assert ran.status == 1
    assert not (folder / "generated").exists()


def test_the_map_is_found_from_a_folder_below(folder: Path) -> None:
    below = folder / "deep" / "er"
    below.mkdir(parents=True)
    assert portbook(below, "generate").status == 0
    assert (folder / "generated" / "PORTS.md").is_file()


def test_without_a_map(tmp_path: Path) -> None:
    ran = portbook(tmp_path, "generate")
    assert ran.status == 2
    assert "there is no ports.yaml here" in ran.err


def test_templates_of_ones_own(folder: Path) -> None:
    targets = "    targets: [{template: my.j2, to: etc/my.conf}]\n"
    text = SHOP.replace("    services:\n      web", f"{targets}    services:\n      web")
    make_files(
        folder,
        {
            "ports.yaml": text,
            "templates/my.j2": "{% for c in claims %}{{ c.service }}={{ c.port }} {% endfor %}",
        },
    )
    assert portbook(folder, "generate").status == 0
    made = (folder / "generated/shop/etc/my.conf").read_text()
    assert made == "web=3000 api=8000 db=5433 "


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("line\n{{ nothing }}\n", "my.j2:2: 'nothing' is undefined"),
        ("line\n{% if %}\n", "my.j2:2: Expected an expression"),
        ("{{ ''.__class__.__mro__ }}", "my.j2:1: "),
        (None, "my.j2: there is no such template"),
    ],
)
def test_a_template_that_fails_is_named_with_its_line(
    folder: Path, template: str | None, said: str
) -> None:
    text = SHOP.replace("blog: {", "blog: {targets: [{template: my.j2, to: my.conf}], ")
    make_files(folder, {"ports.yaml": text})
    if template is not None:
        make_files(folder, {"templates/my.j2": template})
    ran = portbook(folder, "generate")
    assert ran.status == 1
    assert said in ran.err
    assert not (folder / "generated").exists()


def test_a_shipped_template_can_be_replaced(folder: Path) -> None:
    make_files(folder, {"templates/PORTS.md.j2": "# Ours: {{ title }}\n"})
    ran = portbook(folder, "generate")
    assert ran.status == 0, ran.err
    assert (folder / "generated/shop/PORTS.md").read_text().startswith("# Ours: ")


def test_watch_writes_again_when_the_map_changes(folder: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "portbook", "generate", "--watch"],
        cwd=folder,
        env={"PYTHONPATH": str(CHECKOUT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        env = folder / "generated/shop/.env"
        wait_for(lambda: env.is_file() and "8000" in env.read_text())
        wait_for((folder / "generated/.portbook.json").is_file)
        (folder / "ports.yaml").write_text(SHOP.replace("8000", "8123"))
        wait_for(lambda: "8123" in env.read_text())
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130


def wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(200):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come to pass within 20 s")
