"""check, list, explain and schema as a person types them; what every command has in common."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from portbook.cli.commands import COMMANDS
from tests.support.cli import CHECKOUT, portbook
from tests.support.files import make_files

CLASH = """\
projects:
  shop: {services: {web: 3000}}
  blog: {services: {site: 3000}}
"""


def test_check_tells_both_places_and_the_mend(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": CLASH})
    ran = portbook(tmp_path, "check")
    assert ran.status == 1
    assert ran.out.startswith("ports.yaml:3:27: error[port-conflict]: 3000/tcp on localhost")
    assert "ports.yaml:2:26: first claimed here" in ran.out
    assert "portbook move blog/site" in ran.out
    assert all(len(line) <= 80 for line in ran.out.splitlines()[1:4])


def test_check_on_a_clean_map(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": "projects: {shop: {services: {web: 3000}}}\n"})
    ran = portbook(tmp_path, "check", "--strict")
    assert (ran.status, ran.out) == (0, "1 claim of 1 project on 1 host: nothing to report\n")


def test_strict_fails_on_a_warning(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": "projects: {shop: {services: {web: 80}}}\n"})
    assert portbook(tmp_path, "check").status == 0
    ran = portbook(tmp_path, "check", "--strict")
    assert ran.status == 1
    assert "warning[privileged-port]" in ran.out


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (None, 2, "there is no such file"),
        (b"", 2, "the file holds no map"),
        (b"# only a comment\n", 2, "the file holds no map"),
        (b"projects: [\n", 2, "expected"),
        (b"a:\n\t- b\n", 2, "a tab cannot indent YAML"),
        (b"- a\n- b\n", 2, "a list stands where the map belongs"),
        ("projects: {shop: {title: Caf\u00e9}}".encode("latin-1"), 2, "is not UTF-8"),
        (b"projects: {shop: {services: {web: 99999}}}\n", 1, "99999 is not a port"),
        (b"\xef\xbb\xbfprojects: {shop: {services: {web: 3000}}}\r\n", 0, "nothing to report"),
    ],
)
def test_every_sort_of_file(tmp_path: Path, content: bytes | None, status: int, said: str) -> None:
    if content is not None:
        make_files(tmp_path, {"ports.yaml": content})
    ran = portbook(tmp_path, "-f", "ports.yaml", "check")
    assert (ran.status, said in ran.out) == (status, True), ran.out + ran.err


def test_a_folder_is_no_map(tmp_path: Path) -> None:
    (tmp_path / "ports.yaml").mkdir()
    ran = portbook(tmp_path, "-f", "ports.yaml", "check")
    assert ran.status == 2
    assert "this is a folder" in ran.out


def test_check_as_json(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": CLASH})
    found = json.loads(portbook(tmp_path, "check", "--json").out)["diagnostics"]
    assert [each["code"] for each in found] == ["port-conflict"]
    first = found[0]
    assert (first["path"], first["line"], first["column"]) == ("ports.yaml", 3, 27)
    assert (first["end_line"], first["end_column"]) == (3, 31)
    assert first["related"][0]["line"] == 2
    assert set(first) == {
        "code",
        "severity",
        "message",
        "path",
        "line",
        "column",
        "end_line",
        "end_column",
        "related",
        "hint",
    }


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
    assert (ran.status, ran.out, ran.err) == (0, "", f"nothing in the map is like that\n{told}")


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


def test_explain(tmp_path: Path) -> None:
    assert "port-conflict" in portbook(tmp_path, "explain").out
    assert portbook(tmp_path, "explain", "port-conflict").status == 0
    ran = portbook(tmp_path, "explain", "port-conflct")
    assert ran.status == 2
    assert "Did you mean 'port-conflict'?" in ran.err


def test_schema_is_json(tmp_path: Path) -> None:
    schema = json.loads(portbook(tmp_path, "schema").out)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_help_and_version(tmp_path: Path) -> None:
    overview = portbook(tmp_path, "--help").out
    assert all(name in overview for name in COMMANDS)
    for name in COMMANDS:
        assert portbook(tmp_path, name, "--help").status == 0
    assert re.fullmatch(
        r"portbook \d+\.\d+\.\d+( \([0-9a-f]{10}\))?\n", portbook(tmp_path, "--version").out
    )


def test_a_misspelt_command(tmp_path: Path) -> None:
    ran = portbook(tmp_path, "chekc")
    assert ran.status == 2
    assert "Did you mean 'check'?" in ran.err


def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    import subprocess
    import sys

    command = f"{sys.executable} -m portbook list --json | head -c 1"
    ran = subprocess.run(
        command, shell=True, cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert ran.stderr == ""


def test_a_fault_of_ours_is_ready_to_paste(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    entry = importlib.import_module("portbook.cli.program")
    from portbook.cli.program import report

    try:
        raise RuntimeError("unforeseen")
    except RuntimeError as fault:
        text = report(fault)
    assert "RuntimeError: unforeseen" in text
    assert "portbook 0" in text
    assert str(Path.home()) not in text

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(entry.portbook, "main", broken)
    with pytest.raises(SystemExit) as stop:
        entry.main(["check"])
    assert stop.value.code == 3
