"""The page on many hosts runs as typed."""

from __future__ import annotations

from pathlib import Path

from tests.support.shown import runs_as_shown


def test_hosts_runs_as_shown(tmp_path: Path) -> None:
    assert runs_as_shown("many-hosts.md", tmp_path) == 1
