"""Compose files: golden cases, and what holds for every map."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from portbook.language.load import read
from portbook.text.source import Source
from tests.support.programs import need
from tests.targets.compose.written import CASES, files_of

LINT = "{extends: default, rules: {document-start: disable, line-length: disable}}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden(case: Path) -> None:
    expected = {
        file.name: file.read_text(encoding="utf-8")
        for file in case.iterdir()
        if file.name != "ports.yaml"
    }
    written = files_of((case / "ports.yaml").read_text(encoding="utf-8"))
    assert {path.split("/", 1)[1]: text for path, text in written.items()} == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_file_says_where_it_is_from(case: Path) -> None:
    for file in case.glob("compose*.yaml"):
        text = file.read_text(encoding="utf-8")
        assert text.startswith("# Generated from ports.yaml by 'portbook generate'")


def test_files_are_well_laid_out() -> None:
    files = [file for case in CASES for file in case.glob("compose*.yaml")]
    done = subprocess.run(
        [need("yamllint"), "--strict", "-f", "parsable", "-d", LINT, *files],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.stdout.decode() == ""
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize(
    ("kinds", "code"),
    [
        ("{command: {a: b}}", "wrong-type"),
        ("{needs: [A-B]}", "bad-name"),
        ("{needs: [A and B]}", "bad-name"),
        ("{needs: [a.b]}", "bad-name"),
        ("{image_env: {A or: b}}", "bad-name"),
        ("{image_env: [A]}", "wrong-type"),
    ],
)
def test_a_kind_that_says_it_wrongly(kinds: str, code: str) -> None:
    text = f"{{kinds: {{k: {kinds}}}, projects: {{shop: {{services: {{web: 3000}}}}}}}}"
    assert [each.code for each in read(Source("ports.yaml", text)).problems] == [code]


@pytest.mark.parametrize(
    "services",
    [
        "{web: 3000}",
        "{web: {container: w, port: 80}}",
        "{web: {image: w, port: 80, status: retired}}",
        "{web: {port: 80, compose: web}}",
    ],
)
def test_nothing_to_say_is_no_file(services: str) -> None:
    assert files_of(f"projects: {{shop: {{services: {services}}}}}") == {}
