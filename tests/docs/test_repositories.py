"""The page on many repositories runs as typed."""

from __future__ import annotations

from pathlib import Path

from tests.support.shown import runs_as_shown


def test_repositories_runs_as_shown(tmp_path: Path) -> None:
    cache = str(tmp_path / ".cache")
    assert runs_as_shown("repositories.md", tmp_path, XDG_CACHE_HOME=cache) == 9
