"""Procfiles: a golden case, and what holds for every line."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest
from honcho.environ import parse_procfile

from portbook.text.source import Source
from tests.support.nginx import generated

CASES = sorted(Path(__file__).parent.joinpath("golden", "procfile").iterdir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden(case: Path) -> None:
    expected = {
        path.relative_to(case).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(case.rglob("Procfile*"))
    }
    assert generated(Source.load(case / "ports.yaml"), "procfile") == expected


def commands(services: str) -> dict[str, str]:
    text = f"projects: {{shop: {{services: {{{services}}}}}}}"
    found = generated(Source("ports.yaml", text), "procfile")
    return dict(parse_procfile(found["shop/Procfile"]).processes)


def test_honcho_reads_the_lines_and_no_comment() -> None:
    assert commands("web-2: {port: 1, start: a}, w: {start: b, secrets: [S]}") == {
        "web-2": "export PORT=1 && a",
        "w": "b",
    }


def test_no_folder_is_an_option(tmp_path: Path) -> None:
    (tmp_path / "-rf").mkdir()
    line = commands("w: {port: 1, start: pwd, directory: -rf}")["w"]
    ran = subprocess.run(
        ["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert Path(ran.stdout.strip()).name == "-rf"


@pytest.mark.parametrize(
    "start",
    [
        'printf %s "$PORT"',
        "printf %s ${PORT}",
        "false || printf %s $PORT",
        "printf x > /dev/null; printf %s $PORT",
        "(printf %s $PORT)",
        "printf %s $PORT # a remark",
        "{ printf %s $PORT; }",
        "if true; then printf %s $PORT; fi",
        "printf %s `printf %s $PORT`",
    ],
)
def test_every_command_means_the_same(start: str) -> None:
    """Under foreman too, which counts ports itself and writes them in place of `$PORT`."""
    line = commands(f"a: {{port: 4711, start: {yaml_quoted(start)}}}")["a"]
    done = subprocess.run(
        ["sh", "-c", line.replace("$PORT", "5000")], capture_output=True, timeout=20, check=True
    )
    assert done.stdout == b"4711"


def yaml_quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def test_values_are_quoted_for_the_shell(tmp_path: Path) -> None:
    value = "a 'b\" \\ c & d"
    (tmp_path / "it's here").mkdir()
    env = f"{{GREETING: {yaml_quoted(value)}}}"
    start = yaml_quoted('printf "%s|%s" "$PWD" "$GREETING"')
    line = commands(f'a: {{directory: "it\'s here", env: {env}, start: {start}}}')["a"]
    done = subprocess.run(
        ["sh", "-c", line], cwd=tmp_path, capture_output=True, timeout=20, check=True
    )
    assert done.stdout.decode() == f"{tmp_path}/it's here|{value}"


def test_nothing_to_start_gives_no_file() -> None:
    text = "projects: {shop: {services: {web: 3000}}}"
    assert generated(Source("ports.yaml", text), "procfile") == {}


def test_a_line_is_a_line() -> None:
    text = 'projects: {shop: {services: {a: {start: "x\\ny: evil"}, b: {start: "x\\u2028y: z"}}}}'
    (written,) = generated(Source("ports.yaml", text), "procfile").values()
    assert parse_procfile(written).processes == {}
    assert shlex.split(written, comments=True) == []
