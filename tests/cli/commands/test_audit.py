"""`portbook audit` as a person types it, and as a program reads it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.cli import portbook
from tests.support.files import make_files

MAP = """\
projects:
  shop:
    path: ../shop
    services: {web: {port: 3100}, db: {kind: postgres, image: postgres, port: "5433:5432"}}
  blog:
    path: ../blog
    services: {site: 3200}
"""
FILES = {
    "map/ports.yaml": MAP,
    "shop/Procfile": "web: PORT=3100 run\n",
    "shop/compose.yaml": "services:\n  db:\n    image: postgres\n"
    "    ports: ['127.0.0.1:5433:5432']\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_files(tmp_path, FILES)
    return tmp_path / "map"


def test_agreement_is_silent_and_missing_checkouts_are_named(folder: Path) -> None:
    ran = portbook(folder, "audit")
    assert (ran.status, ran.out) == (0, "")
    assert "shop: 2 files of" in ran.err
    assert "nothing to report" in ran.err
    assert "blog: skipped, there is no folder" in ran.err


def test_a_disagreement_is_printed_with_both_places(folder: Path) -> None:
    make_files(folder.parent, {"shop/Procfile": "web: PORT=3101 run\n"})
    ran = portbook(folder, "audit", "shop")
    assert ran.status == 1
    lines = ran.out.splitlines()
    path = folder.parent / "shop" / "Procfile"
    said = "error[disagrees]: shop/web is 3101 here, 3100 in the map"
    assert lines[0] == f"{path}:1:11: {said}"
    assert lines[1:3] == ["    1 | web: PORT=3101 run", "      |           ^^^^"]
    assert lines[3] == "ports.yaml:4:28: 3100 in the map"
    assert lines[4] == "hint: write 3100 here, or 'portbook move shop/web 3101'"


def test_the_hints_are_commands_that_end_the_finding(folder: Path) -> None:
    text = "web: PORT=3101 run\nmail: PORT=8025 run\n"
    make_files(folder.parent, {"shop/Procfile": text})
    assert portbook(folder, "audit", "shop").status == 1
    assert portbook(folder, "move", "shop/web", "3101").status == 0
    ran = portbook(folder, "audit", "shop")
    assert ran.status == 0
    assert "hint: 'portbook add shop/mail --port 8025' claims it" in ran.out
    assert portbook(folder, "audit", "shop", "--strict").status == 1
    assert portbook(folder, "add", "shop/mail", "--port", "8025").status == 0
    assert portbook(folder, "audit", "shop", "--strict").status == 0


@pytest.mark.parametrize("form", ["json", "github", "sarif", "gitlab"])
def test_programs_get_the_findings(folder: Path, form: str) -> None:
    make_files(folder.parent, {"shop/Procfile": "web: PORT=3101 run\n"})
    ran = portbook(folder, "audit", "--format", form)
    assert ran.status == 1
    assert "disagrees" in ran.out
    assert "Procfile" in ran.out
    if form == "sarif":
        rules = json.loads(ran.out)["runs"][0]["tool"]["driver"]["rules"]
        assert rules[0]["help"]["text"].startswith("A file of the checkout gives a port")
    elif form == "json":
        (found,) = json.loads(ran.out)["diagnostics"]
        assert found["related"][0]["path"] == "ports.yaml"
        assert (found["line"], found["column"], found["end_column"]) == (1, 11, 15)


def test_json_without_findings_is_an_empty_list(folder: Path) -> None:
    ran = portbook(folder, "audit", "--json")
    assert (ran.status, json.loads(ran.out)) == (0, {"diagnostics": []})


def test_what_cannot_be_understood(folder: Path) -> None:
    ran = portbook(folder, "audit", "shpo")
    assert ran.status == 2
    assert "Did you mean 'shop'?" in ran.err
    make_files(folder, {"ports.yaml": "projects: [\n"})
    ran = portbook(folder, "audit")
    assert ran.status == 2
    assert "syntax" in ran.err
    make_files(folder, {"ports.yaml": MAP, "ports.local.yaml": "paths: 3\n"})
    assert portbook(folder, "audit").status == 2


def test_a_conflict_in_the_map_is_no_obstacle(folder: Path) -> None:
    make_files(folder, {"ports.yaml": MAP.replace("site: 3200", "site: 3100")})
    assert portbook(folder, "check").status == 1
    assert portbook(folder, "audit").status == 0


def test_explain_has_a_page_for_what_an_audit_finds(folder: Path) -> None:
    ran = portbook(folder, "explain", "cors-differs")
    assert ran.status == 0
    assert ran.out.startswith("# cors-differs\n\nA list of allowed origins")


def test_checkouts_within_each_other(tmp_path: Path) -> None:
    """A repository of several projects: the files of each are its own, and a compose file at the
    top may speak of all of them."""
    text = MAP.replace("../shop", ".").replace("../blog", "blog")
    compose = "services:\n  site:\n    build: blog\n    ports: ['127.0.0.1:3200:3200']\n"
    files = {
        "ports.yaml": text,
        "compose.yaml": FILES["shop/compose.yaml"],
        "Procfile": "web: PORT=3100 run\n",
    }
    make_files(
        tmp_path, {**files, "stack/compose.yaml": compose, "blog/Procfile": "site: PORT=3201 x\n"}
    )
    ran = portbook(tmp_path, "audit", "--json")
    found = json.loads(ran.out)["diagnostics"]
    assert [(each["path"], each["code"]) for each in found] == [("blog/Procfile", "disagrees")]
