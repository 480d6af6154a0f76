"""A target is declared once: its record is found by the language, the checks, the docs and all."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from portbook.model.targets import TARGETS, environment_path

ADDED = """
import sys, types
from portbook.model import targets

def emit(context, project):
    from portbook.targets.context import Output
    yield Output(f"{project.name}/banner/banner.txt", f"{project.title}\\n")

sys.modules["banner"] = types.SimpleNamespace(emit=emit)
targets.TARGETS += (
    targets.Target("banner", "The title.", {"banner/banner.txt": "the banner"}, module="banner"),
)
"""
MAP = """
projects:
  shop:
    path: checkout
    services: {web: 3000}
    targets: [banner, {template: own.j2, to: banner/banner.txt}]
    install: [banner]
"""


def ran(folder: Path, code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", ADDED + code],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    ).stdout


def cli(folder: Path, *arguments: str) -> str:
    return ran(folder, f"from portbook.cli.program import main; main({list(arguments)!r})")


def test_a_target_added_from_one_module_is_found_everywhere(tmp_path: Path) -> None:
    (tmp_path / "checkout").mkdir()
    (tmp_path / "ports.yaml").write_text(MAP)
    with pytest.raises(subprocess.CalledProcessError) as failure:
        cli(tmp_path, "check")
    said = "of shop are both written to banner/banner.txt"
    assert f"the template own.j2 and the banner {said}" in failure.value.stdout
    (tmp_path / "ports.yaml").write_text(
        MAP.replace(", {template: own.j2, to: banner/banner.txt}", "")
    )
    cli(tmp_path, "generate")
    assert (tmp_path / "generated/shop/banner/banner.txt").read_text() == "Shop\n"
    cli(tmp_path, "install")
    assert (tmp_path / "checkout/banner/banner.txt").read_text() == "Shop\n"
    assert '"banner"' in cli(tmp_path, "schema")
    assert "<project>/banner/banner.txt: the banner" in cli(tmp_path, "explain", "banner")
    assert "| `banner` |" in ran(
        tmp_path, "from scripts.docs.pages import targets_page; print(targets_page())"
    )


def test_every_target_has_its_module() -> None:
    assert len({target.name for target in TARGETS}) == len(TARGETS)
    for target in TARGETS:
        module = import_module(target.emitter)
        assert target.files or target.map_files
        assert callable(getattr(module, target.emit)) if target.files else True
        assert callable(module.emit_map) if target.map_files else True


@pytest.mark.parametrize(
    ("pattern", "default", "staging"),
    [
        ("Procfile[.{environment}]", "Procfile", "Procfile.staging"),
        ("a/b[.{environment}].yaml", "a/b.yaml", "a/b.staging.yaml"),
        ("{environment}.conf", "staging.conf", "staging.conf"),
    ],
)
def test_paths_of_environments(pattern: str, default: str, staging: str) -> None:
    assert environment_path(pattern, "staging", default=True) == default
    assert environment_path(pattern, "staging", default=False) == staging
