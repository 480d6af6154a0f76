"""`explain` as a person types it."""

from __future__ import annotations

from pathlib import Path

from tests.support.cli import portbook


def test_explain(tmp_path: Path) -> None:
    assert "port-conflict" in portbook(tmp_path, "explain").out
    assert portbook(tmp_path, "explain", "port-conflict").status == 0
    ran = portbook(tmp_path, "explain", "port-conflct")
    assert ran.status == 2
    assert "Did you mean 'port-conflict'?" in ran.err
