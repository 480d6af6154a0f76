"""What goes wrong outside of the map is told in a sentence, never as a fault of ours."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from portbook.cli.program import main
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


ODD = "3000-349①", "800²", "８００"


def test_digits_of_other_scripts_are_no_numbers(tmp_path: Path) -> None:
    published = ", ".join(f'"{each}:80"' for each in ODD)
    lines = "".join(f"| web | {each} |\n" for each in ODD)
    make_files(
        tmp_path,
        {
            "ports.yaml": MAP.replace("3000", f'"{ODD[0]}"'),
            "compose.yaml": f"services: {{a: {{image: x, ports: [{published}]}}}}\n",
            "a.env": "".join(f"A_PORT={each}\n" for each in ODD),
            "a.md": f"| Service | Port |\n|---|---|\n{lines}",
            "nginx.conf": "".join(f"server {{ listen {each}; }}\n" for each in ODD),
        },
    )
    for command in ("check", "next --range 3000-349①", "who 800²"):
        assert portbook(tmp_path, *command.split()).status in (1, 2), command
    for name in ("compose.yaml", "a.env", "a.md", "nginx.conf"):
        ran = portbook(tmp_path, "-f", f"{name}.map", "import", name, "--json")
        assert ran.status in (0, 1), ran.err


def test_a_map_that_hangs_in_the_air_still_has_pages(tmp_path: Path) -> None:
    for more in ("environments: {development: nowhere}", "targets: [{template: x.j2}]"):
        make_files(tmp_path, {"ports.yaml": MAP.replace("services", f"{more}, services")})
        assert portbook(tmp_path, "site", "--out", "pages").status == 0


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_no_file_of_ours(tmp_path: Path, closed: str) -> None:
    make_files(tmp_path, {"ports.yaml": MAP})
    command = f'exec "$0" -m portbook generate {closed}'
    ran = subprocess.run(
        ["sh", "-c", command, sys.executable],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (0, "")
    assert "Traceback" not in ran.stderr
    assert portbook(tmp_path, "generate", "--check").status == 0


def test_a_folder_that_is_missing_is_said_to_be(tmp_path: Path) -> None:
    make_files(tmp_path, {"a.env": "API_PORT=8000\n"})
    ran = portbook(tmp_path, "-f", "nowhere/ports.yaml", "init", ".")
    assert (ran.status, ran.err) == (2, "error: there is no folder nowhere.\n")
    assert not (tmp_path / "nowhere").exists()


def test_what_no_force_overwrites_recommends_none(tmp_path: Path) -> None:
    make_files(tmp_path, {"ports.yaml": MAP, "generated/shop/x": "", "theirs": "mine"})
    (tmp_path / "generated/shop/PORTS.md").symlink_to(tmp_path / "theirs")
    for command in (["generate"], ["generate", "--diff"], ["move", "web", "3001"]):
        ran = portbook(tmp_path, *command)
        assert ran.status == 1
        assert "is a symlink" in ran.err
        assert "--force" not in ran.err
    assert (tmp_path / "theirs").read_text() == "mine"
