"""What a move is told to change is worked out of no more files than it takes."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest

from portbook.cli.impact_report import NAMING
from portbook.cli.program import run
from portbook.model.targets import TARGETS, TEMPLATES
from portbook.targets import emit

MAP = """\
settings: {targets: [envrc, csv]}
projects:
  shop:
    targets: [{template: extra.j2, to: .env.extra}]
    services:
      web: {kind: vite, port: 3000, uses: [api]}
      api: {port: 8000, env: {PAGE: "{web.url}"}}
"""
MOVE = ("move", "shop/web", "3001", "--dry-run")


def test_a_dry_run_makes_a_file_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "templates").mkdir()
    template = "EXTRA={{ environments[0].services.web.primary.port }}\n"
    (tmp_path / "templates/extra.j2").write_text(template)
    (tmp_path / "ports.yaml").write_text(MAP)
    monkeypatch.chdir(tmp_path)
    made: list[Collection[str] | None] = []

    def counted(context: Any, only: Any = None, of: Any = None) -> Any:
        made.append(of)
        return whole(context, only, of)

    whole = emit.emit
    monkeypatch.setattr(emit, "emit", counted)
    assert run([*MOVE]) == 0
    assert made == [None, NAMING]
    before = capsys.readouterr().out.partition("variables: ")[2]
    assert "EXTRA" in before
    assert "CORS lists: shop/api in development" in before
    assert run(["generate"]) == 0
    made.clear()
    capsys.readouterr()
    assert run([*MOVE]) == 0
    assert made == [None]
    assert capsys.readouterr().out.partition("variables: ")[2] == before


def test_names_and_origins_stand_in_no_other_files() -> None:
    assert set(NAMING) <= {TEMPLATES, *(each.name for each in TARGETS)}
    for target in TARGETS:
        names = [path.rpartition("/")[2] for path in target.files]
        told = any(name.startswith(".env") or name == "cors.json" for name in names)
        assert told <= (target.name in NAMING), target.name
