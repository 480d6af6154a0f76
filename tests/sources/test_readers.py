"""A reader is declared once: its record is found by `import`, `init` and `audit`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.cli import CHECKOUT
from tests.support.files import make_files

ADDED = """
import sys, types
from portbook.sources import readers
from portbook.sources.found import Found, FoundClaim

def read(source):
    found = Found()
    for line, text in enumerate(source.text.splitlines(), 1):
        name, number = text.split(" at ")
        found.facts.append(FoundClaim(source.name, line, name, int(number)))
    return found

sys.modules["portbook.sources.berths"] = types.SimpleNamespace(read=read)
readers.READERS += (readers.Reader("berths", "lists of berths", "berths:read", r"[^/]*\\.berths"),)
"""


def cli(folder: Path, *arguments: str) -> str:
    code = f"from portbook.cli.program import main; main({list(arguments)!r})"
    ran = subprocess.run(
        [sys.executable, "-c", ADDED + code],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={"PYTHONPATH": str(CHECKOUT / "generator"), "COLUMNS": "200"},
    )
    return ran.stdout + ran.stderr


def test_a_reader_added_from_one_module_is_found_everywhere(tmp_path: Path) -> None:
    make_files(tmp_path, {"shop/all.berths": "api at 8123\nweb at 3123\n", "x": "nothing"})
    assert "shop/all.berths: 2 ports" in cli(tmp_path, "import", "shop/all.berths")
    (tmp_path / "ports.yaml").unlink()
    assert "lists of berths" in cli(tmp_path, "import", "x"), "what is known is listed"
    cli(tmp_path, "init", "shop")
    written = (tmp_path / "ports.yaml").read_text()
    assert ("8123" in written, "3123" in written) == (True, True), written
    make_files(tmp_path, {"shop/all.berths": "api at 8124\nweb at 3123\n"})
    said = cli(tmp_path, "audit")
    assert "shop/all.berths:1" in said
    assert "8124" in said
