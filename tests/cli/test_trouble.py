"""What goes wrong outside of the map is told in a sentence, never as a fault of ours."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from portbook.cli import main
from tests.support.cli import portbook
from tests.support.files import make_files, read_files

MAP = "projects: {shop: {services: {web: 3000}}}\n"


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": MAP, "generated": "a file"})
    ran = portbook(tmp_path, "generate")
    assert ran.status in (1, 2)
    assert "generated" in ran.err


def test_a_disk_that_refuses_is_no_fault_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "generated/PORTS.md")

    make_files(tmp_path, {"ports.yaml": MAP})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("portbook.project.write", refused)
    with pytest.raises(SystemExit) as stop:
        main(["generate"])
    assert stop.value.code == 2
    assert "generated/PORTS.md cannot be written: permission denied" in capsys.readouterr().err


@pytest.mark.parametrize("done", [["move", "web", "3001"], ["import", "more.env"]])
def test_a_map_that_may_not_be_written_stays(done: list[str], tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": MAP, "more.env": "API_PORT=8000\n"})
    (tmp_path / "ports.yaml").chmod(0o444)
    ran = portbook(tmp_path, *done)
    assert ran.status == 2
    assert ran.err.endswith("ports.yaml cannot be written: it is read-only\n")
    assert "Usage" not in ran.err
    assert read_files(tmp_path).keys() == {"ports.yaml", "more.env"}


def test_a_diff_of_the_map_does_not_steer_the_terminal(tmp_path: Path) -> None:
    text = "projects: {shop: {services: {web: 3000}}} # \u202e\n"
    make_files(tmp_path, {"ports.yaml": text})
    ran = portbook(tmp_path, "move", "web", "3001", "--dry-run")
    assert ran.status == 0, ran.err
    assert "+projects: {shop: {services: {web: 3001}}}" in ran.out
    assert "\u202e" not in ran.out


def test_a_record_that_is_a_folder(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": MAP, "generated/.portbook.json/x": ""})
    ran = portbook(tmp_path, "generate")
    assert ran.status == 1
    assert ".portbook.json: is a folder" in ran.err


@pytest.mark.parametrize(
    ("settings", "status"), [(".", 1), ("templates", 1), ("..", 1), ("/etc", 1), ("out/x", 0)]
)
def test_where_the_output_may_go(tmp_path: Path, settings: str, status: int) -> None:
    make_files(tmp_path, {"ports.yaml": f"settings: {{output: {settings}}}\n{MAP}"})
    assert portbook(tmp_path, "generate").status == status


def test_an_unknown_target_is_found_by_check(tmp_path: Path) -> None:
    text = "projects: {shop: {targets: [caddyfle], services: {web: 3000}}}\n"
    make_files(tmp_path, {"ports.yaml": text})
    ran = portbook(tmp_path, "check")
    assert ran.status == 1
    assert "did you mean 'caddyfile'?" in ran.out
