"""The .env beside a compose file, or the example of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from portbook.sources.compose import read_compose
from portbook.sources.found import Found
from portbook.text.source import Source
from tests.support.files import make_files


def read(text: str, name: str = "compose.yaml") -> Found:
    return read_compose(Source(name, text))


def test_a_text_without_a_file_reads_nothing_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_files(tmp_path, {".env": "P=1\n", "o.yaml": "services: {b: {ports: ['2:2']}}\n"})
    monkeypatch.chdir(tmp_path)
    found = read("include: [o.yaml]\nservices:\n  a:\n    ports: ['${P}:1']\n")
    assert [(each.port, each.random, each.variable) for each in found.claims] == [(None, True, "P")]


@pytest.mark.parametrize(
    "name", [".env.example", ".env.sample", "env.template", "docker.env.dist", ".env.example.txt"]
)
def test_an_example_stands_in_for_a_missing_env(tmp_path: Path, name: str) -> None:
    make_files(tmp_path, {name: "P=81\n", "compose.yaml": "services: {a: {ports: ['${P}:1']}}\n"})
    path = tmp_path / "compose.yaml"
    found = read_compose(Source.load(path))
    assert [(each.port, each.variable) for each in found.claims] == [(81, "P")]


def test_a_default_wins_over_an_example(tmp_path: Path) -> None:
    compose = "services:\n  a:\n    ports: ['${A:-1001}:1', '${B}:2', '${C:?set it}:3']\n"
    make_files(tmp_path, {"compose.yaml": compose, ".env.example": "A=9\nB=1002\nC=1003\n"})
    found = read_compose(Source("compose.yaml", compose, tmp_path / "compose.yaml"))
    assert [each.port for each in found.claims] == [1001, 1002, 1003]


def test_the_env_wins_over_its_example(tmp_path: Path) -> None:
    files = {
        ".env": "P=1\n",
        ".env.example": "P=2\nQ=3\n",
        "compose.yaml": "services: {a: {ports: ['${P}:1', '${Q}:1']}}\n",
    }
    found = read_compose(Source.load(make_files(tmp_path, files) / "compose.yaml"))
    assert [each.port for each in found.claims] == [1, 3]
