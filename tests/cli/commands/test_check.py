"""`check` as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.cli import portbook
from tests.support.files import make_files, read_files

TYPOS = (
    "projects:\r\n  shop:\r\n    services: # ours\r\n"
    "      web: {prot: 3000, tittle: T}\r\n      api: {port: 08000}\r\n"
)


def test_fixes_are_applied(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": TYPOS.encode()})
    before = read_files(tmp_path)
    ran = portbook(tmp_path, "check", "--fix", "--dry-run")
    assert ran.status == 1
    assert "+      web: {port: 3000, title: T}" in ran.out
    assert read_files(tmp_path) == before
    ran = portbook(tmp_path, "check", "--fix")
    assert ran.status == 0, ran.out
    assert "fixed: ports.yaml:4:13: unknown-key: prot -> port" in ran.err
    text = (tmp_path / "ports.yaml").read_bytes().decode()
    fixed = TYPOS.replace("prot", "port").replace("tittle", "title").replace("08000", "8000")
    assert text == fixed
    assert portbook(tmp_path, "check", "--fix").err == ""


def test_a_fix_that_would_break_something_else_is_not_made(tmp_path: Path) -> None:
    text = "projects: {shop: {services: {a: 3000, b: {prot: 3000}, c: {tittle: T}}}}\n"
    make_files(tmp_path, {"ports.yaml": text})
    ran = portbook(tmp_path, "check", "--fix")
    assert ran.status == 1
    assert "it would bring up port-conflict" in ran.err
    assert (tmp_path / "ports.yaml").read_text() == text.replace("tittle", "title")


def test_what_is_no_map_is_not_fixed(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": "projects: ["})
    assert portbook(tmp_path, "check", "--fix").status == 2
    assert portbook(tmp_path, "check", "--dry-run").status == 2


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
