"""A file system that tells no capitals apart and refuses Windows' names, as a real one: NTFS."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cli import portbook
from tests.support.files import make_files
from tests.support.programs import need
from tests.support.users import is_root

MAP = """\
projects:
  shop:
    path: shop
    services:
      web: {port: 3000, kind: vite, directory: Web}
      api: {port: 8000, kind: fastapi, directory: Api, env: {WEB: "{web.url}"}, uses: [db]}
      db: {image: postgres, kind: postgres, port: 5432}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    driver, maker = need("lowntfs-3g"), need("mkntfs")
    if not is_root() or not Path("/dev/fuse").exists():
        pytest.skip("a file system is mounted by root, through FUSE")
    image, there = tmp_path / "image", tmp_path / "there"
    there.mkdir()
    image.touch()
    os.truncate(image, 16 * 1024 * 1024)
    options = "ignore_case,windows_names"
    subprocess.run([maker, "-q", "-F", "-f", image], check=True, capture_output=True)
    subprocess.run([driver, "-o", options, image, there], check=True, capture_output=True)
    try:
        yield there
    finally:
        subprocess.run(["umount", "-l", there], check=True)


def test_a_change_of_capitals_loses_no_file(folder: Path) -> None:
    make_files(
        folder,
        {"ports.yaml": MAP, "shop/Readme.md": "# Shop\n", "shop/API/a": "", "shop/WEB/a": ""},
    )
    assert (folder / "PORTS.YAML").is_file()
    for text in (MAP, MAP.replace("Api", "api"), MAP.replace("Api", "aPI").replace("8000", "8001")):
        (folder / "ports.yaml").write_text(text)
        for command in ("generate", "install"):
            ran = portbook(folder, command)
            assert ran.status == 0, ran
            assert portbook(folder, command, "--check").status == 0, (text, command)
            assert "removed" not in ran.err
        assert "WEB=http://127.0.0.1:3000" in (folder / "generated/shop/api/.env").read_text()
        assert "WEB=http://127.0.0.1:3000" in (folder / "shop/api/.env").read_text()
    assert portbook(folder, "install", "--remove").status == 0
    left = {str(path.relative_to(folder / "shop")) for path in (folder / "shop").rglob("*.*")}
    assert left <= {"readme.md", ".portbook.tmp"}


def test_names_that_are_one_there_are_told_before_anything_is_written(folder: Path) -> None:
    targets = "[{template: a.j2, to: Report.md}, {template: a.j2, to: report.MD}]"
    text = f"projects: {{shop: {{services: {{web: 3000}}, targets: {targets}}}}}\n"
    make_files(folder, {"ports.yaml": text, "templates/a.j2": "x\n"})
    ran = portbook(folder, "generate")
    assert ran.status == 1
    assert "error[output-collision]" in ran.out + ran.err
    assert not (folder / "generated" / "shop").exists()
    for name in ("con", "aux.txt", "x.", "com1"):
        other = f"[{{template: a.j2, to: {name}}}]"
        (folder / "ports.yaml").write_text(text.replace(targets, other))
        ran = portbook(folder, "generate")
        assert ran.status == 1, name
        assert "Windows" in ran.out + ran.err, ran
