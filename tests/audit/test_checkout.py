"""What portbook itself puts into a checkout is nothing that somebody wrote by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from portbook.audit.checkout import Checkout
from tests.audit.auditing import audited, places
from tests.audit.checkouts import MAP, planted
from tests.support.cli import portbook
from tests.support.files import make_files


def test_installed_files_agree(tmp_path: Path) -> None:
    files, _ = planted(())
    make_files(tmp_path, files)
    assert portbook(tmp_path, "generate").status == 0
    ran = portbook(tmp_path, "install")
    assert (tmp_path / "shop" / ".portbook.json").is_file(), ran.err
    assert audited(tmp_path) == []


def test_installed_files_are_not_held_against_a_map_that_has_moved_on(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": MAP, "shop/web/x.txt": "", "shop/api/x.txt": ""})
    portbook(tmp_path, "install", "shop")
    text = MAP.replace('port: "5441:5432"', 'port: "5449:5432"')
    (tmp_path / "ports.yaml").write_text(text)
    assert audited(tmp_path) == []


def test_a_line_beside_our_region_is_read(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": MAP, "shop/web/x.txt": "", "shop/.env": "SECRET=1\n"})
    portbook(tmp_path, "install", "shop")
    path = tmp_path / "shop" / ".env"
    text = path.read_text()
    assert ">>> portbook >>>" in text
    path.write_text(f"{text}MAIL_UI_PORT=9\nCACHE_PORT=6399\n")
    line = text.count("\n") + 2
    assert places(tmp_path, audited(tmp_path)) == {
        ("shop/.env", line, "disagrees"),
        ("shop/.env", line - 1, "disagrees"),
    }


def test_the_map_itself_and_its_output_are_no_files_of_a_checkout(tmp_path: Path) -> None:
    text = "include: [more/*.yaml]\nprojects:\n  shop: {services: {web: 3000}}\n"
    more = "projects: {}\n"
    make_files(
        tmp_path,
        {
            "ports.yaml": text,
            "more/ports-x.yaml": more,
            "package.json": '{"scripts": {"dev": "vite --port 3000"}}',
        },
    )
    assert portbook(tmp_path, "generate").status == 0
    assert audited(tmp_path) == []


def test_regions_are_known_by_their_lines(tmp_path: Path) -> None:
    text = "A=1\n# >>> portbook >>> [0123456789abcdef]\nB=2\n# <<< portbook <<<\nC=3\n"
    make_files(tmp_path, {".env": text, "x.env": "PORT=1 # portbook: ignore\nPORT=2\n"})
    checkout = Checkout(tmp_path, str(tmp_path))
    assert [n for n in range(1, 6) if checkout.silenced(".env", n)] == [2, 3, 4]
    assert [n for n in (1, 2) if checkout.silenced("x.env", n)] == [1]


SECRETIVE = """\
projects:
  shop:
    path: .
    services:
      api: {directory: api, port: 8000, configured_in: [api/app.toml], uses: [db]}
      db: {kind: postgres, image: postgres, port: "5433:5432"}
"""
LINES = [
    "DATABASE_URL=postgres://shop:hunter2@localhost:5432/shop",
    "API_URL=http://localhost:8001/?token=hunter2",
    "API_URL=http://:hunter2@localhost:8001/",
]


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif", "gitlab"])
@pytest.mark.parametrize("line", LINES)
def test_no_form_prints_a_secret(tmp_path: Path, form: str, line: str) -> None:
    files = {
        "ports.yaml": SECRETIVE,
        ".env": f"{line}\n",
        "compose.yaml": 'services: {db: {image: postgres, ports: ["127.0.0.1:5432:5432"], '
        "environment: {POSTGRES_PASSWORD: hunter2}}}\n",
        "api/app.toml": 'db = {port = 5432, password = "hunter2"}\nport = 8000\n',
        "api/compose.yaml": "services: {x: {ports: [1:1], environment: {API_KEY: hunter2}}\n",
    }
    ran = portbook(make_files(tmp_path, files), "audit", "--format", form)
    assert ran.status == 1
    assert "disagrees" in ran.out
    assert "hunter2" not in ran.out + ran.err
