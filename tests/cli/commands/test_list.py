"""`list` as a person types it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.support.cli import CHECKOUT, portbook
from tests.support.files import make_files


def test_list_is_sorted_and_fits_80_columns(tmp_path: Path) -> None:
    ran = portbook(CHECKOUT, "list", "-p", "hypernode")
    lines = ran.out.splitlines()
    assert ran.status == 0
    assert lines[0].split()[:2] == ["PORT", "SERVICE"]
    assert any("hypernode/backend-api.ws" in line for line in lines)
    assert max(map(len, lines)) <= 80
    assert re.fullmatch(r"left out at 80 columns: [a-z, ]*url; --json has them all\n", ran.err)


@pytest.mark.parametrize(
    ("words", "hints"),
    [("shopp", ["shop"]), ("databse shop", ["database"]), ("xyzzy", []), ("web database", [])],
)
def test_list_suggests(tmp_path: Path, words: str, hints: list[str]) -> None:
    text = "projects: {shop: {services: {web: 3000, db: {kind: postgres}}}}\n"
    make_files(tmp_path, {"ports.yaml": text})
    ran = portbook(tmp_path, "list", *words.split())
    told = "".join(f"hint: did you mean '{each}'?\n" for each in hints)
    assert (ran.status, ran.out, ran.err) == (0, "", f"nothing in the map matches\n{told}")


@pytest.mark.parametrize(
    ("arguments", "services"),
    [
        (["--port", "3000"], {"web"}),
        (["--port", "1-65535"], {"web", "db"}),
        (["--role", "database"], {"db"}),
        (["-p", "shop", "POSTGRES"], {"db"}),
        (["nothing like this"], set()),
    ],
)
def test_list_is_filtered(tmp_path: Path, arguments: list[str], services: set[str]) -> None:
    text = "projects: {shop: {services: {web: 3000, db: {kind: postgres}, jobs: {role: worker}}}}\n"
    make_files(tmp_path, {"ports.yaml": text})
    ran = portbook(tmp_path, "list", "--json", *arguments)
    assert {row["service"] for row in json.loads(ran.out)["claims"]} == services


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-p", "shp"], "there is no project 'shp'. Did you mean 'shop'?"),
        (["--role", "databse"], "Did you mean 'database'?"),
        (["--host", "nowhere"], "there is no host 'nowhere'. There are: localhost."),
    ],
)
def test_a_misspelt_filter_is_no_empty_map(tmp_path: Path, arguments: list[str], said: str) -> None:
    make_files(tmp_path, {"ports.yaml": "projects: {shop: {services: {web: 3000}}}\n"})
    ran = portbook(tmp_path, "list", *arguments)
    assert ran.status == 2
    assert said in ran.err


def test_a_service_without_a_port_has_nulls(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": "projects: {a: {services: {jobs: {role: worker}}}}\n"})
    [row] = json.loads(portbook(tmp_path, "list", "--json").out)["claims"]
    assert row["port"] is None
    assert row["url"] is None
    assert row["service"] == "jobs"
