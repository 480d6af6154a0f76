"""How much of a disk a pattern may lead to."""

from __future__ import annotations

from pathlib import Path

import pytest

from portbook.language.load import read
from portbook.text import paths
from portbook.text.source import Source
from tests.support.files import make_files

MAP = "projects: {shop: {services: {web: 3000}}}\n"


def test_what_a_pattern_means_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_files(tmp_path, {f"d{n}/{n}.yaml": MAP for n in range(30)})
    monkeypatch.setattr(paths, "MOST_ENTRIES", 20)
    monkeypatch.setattr(paths, "MOST_FILES", 20)
    for pattern in ("**/*.yaml", "*/*.yaml", "**"):
        text = f"include: '{pattern}'\nprojects: {{a: {{}}}}\n"
        reading = read(Source("ports.yaml", text, tmp_path / "ports.yaml"))
        assert "more than 20" in reading.problems[0].message


def test_no_folder_is_too_deep_to_be_told(tmp_path: Path) -> None:
    (tmp_path / ("d/" * 300)).mkdir(parents=True)
    for pattern in ("**/*.yaml", "d/" * 1500 + "*.yaml"):
        text = f"include: '{pattern}'\nprojects: {{a: {{}}}}\n"
        reading = read(Source("ports.yaml", text, tmp_path / "ports.yaml"))
        assert "more than 100 deep" in reading.problems[0].message
