"""SARIF as its own validator judges it: by its findings, since it exits with 0 even on errors."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from portbook.cli.render import render
from portbook.language.load import read
from portbook.text.diagnostic import Diagnostic
from portbook.text.source import Source
from tests.support.programs import need, need_npm

MAP = """title: 日本 🎉
projects:
  shop:
    services:
      web: 3000
      web: 3001
      api: {port: 99999, tilte: "caf\u00e9", pinned: yes}
      db: {prot: 22:22, usess: [web]}
      "no": [1, 2]
"""
PAGES = {"bad-port": "# bad-port\n\nA number outside 1 to 65535.\n\nMore of it.\n"}


def judged(folder: Path, findings: list[Diagnostic]) -> list[dict[str, Any]]:
    multitool = need_npm("@microsoft/sarif-multitool")
    (folder / "found.sarif").write_text(render(findings, "sarif", False, 80, PAGES))
    command = ["validate", "found.sarif", "--output", "judged.sarif", "--log", "ForceOverwrite"]
    done = subprocess.run(
        [need("node"), multitool / "bin.js", *command],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert (folder / "judged.sarif").is_file(), done.stdout + done.stderr
    log = json.loads((folder / "judged.sarif").read_text(encoding="utf-8-sig"))
    return list(log["runs"][0].get("results") or [])


def findings() -> list[Diagnostic]:
    found = list(read(Source("my maps/ports.yaml", MAP)).problems)
    assert len(found) > 6
    assert any(each.fix for each in found)
    assert any(each.related for each in found)
    return found


@pytest.mark.parametrize("found", [findings(), []], ids=["findings", "nothing"])
def test_the_validator_misses_a_home_page_alone(tmp_path: Path, found: list[Diagnostic]) -> None:
    said = [each["message"]["id"] for each in judged(tmp_path, found)]
    # Its word for a missing home page; there is none to name.
    assert said == ["Warning_ProvideToolnformationUri"]


def test_the_validator_would_find_something(tmp_path: Path) -> None:
    """A column before the first is an error to it: it does look at our regions."""
    broken = Source("ports.yaml", "a: 1")
    place = broken.place(-5, 2)
    assert place.column < 1
    assert judged(tmp_path, [Diagnostic("bad-port", "error", "no", place)])
