"""Findings, as the map's folder sees their files."""

from __future__ import annotations

from pathlib import Path


def test_findings_name_files_as_the_maps_folder_sees_them(tmp_path: Path) -> None:
    from portbook.checks import codes
    from portbook.project import load
    from portbook.targets.site.emit import emit_site

    path = tmp_path / "ports.yaml"
    path.write_text("projects: {a: {services: {x: 3000, y: 3000}}}\n")
    loaded = load(path)
    with_guide = dict(emit_site(loaded.context, loaded.problems, codes(), "reference/checks.md"))
    page = with_guide["findings/index.md"]
    assert "ports.yaml:1:" in page
    assert str(tmp_path) not in page
    assert 'href="../reference/checks/#port-conflict"' in page
    without = dict(emit_site(loaded.context, loaded.problems, codes()))
    assert "reference/checks" not in without["findings/index.md"]
    assert "port-conflict" in without["findings/index.md"]
