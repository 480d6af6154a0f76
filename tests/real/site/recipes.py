"""Every way of docs/site.md to build the map, as typed there, for one small map."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.real.site.building import PATH, SHORTEST, run_mkdocs
from tests.support.cli import CHECKOUT, portbook
from tests.support.files import make_files
from tests.support.programs import need

__all__ = ["RECIPES", "make_recipes", "zensical"]

GUIDE = (CHECKOUT / "docs" / "site.md").read_text(encoding="utf-8")
PLUGIN, OWN = re.findall(r"```yaml\n# mkdocs.yml\n(.*?)```", GUIDE, re.DOTALL)
SEARCHED = PLUGIN.replace("[portbook]", "[search, portbook]")
MATERIAL = "theme: {name: material, font: false"
MAP = """
ranges: {web: {ports: 4000-4030, purpose: Web, first: 4000, step: 10}}
projects:
  shop:
    services:
      a: {kind: vite, port: 4000, range: web, uses: [db]}
      b: 4012
      c: "4020-4021"
      db: "5433:5432"
  shop-70: {services: {web: 3001}}
  shop-7: {services: {web: 3000}}
"""
RECIPES = {
    SHORTEST: ("mkdocs", PLUGIN),
    "plugin, in indigo": ("mkdocs", PLUGIN + MATERIAL + ", palette: {primary: indigo}}\n"),
    "plugin, theme of MkDocs": ("mkdocs", SEARCHED + "theme: {name: mkdocs, highlightjs: false}\n"),
    "plugin, generated as documents": ("mkdocs", PLUGIN + "docs_dir: generated\n"),
    "pages, Zensical, as written": ("zensical", ""),
    "pages, Zensical, own": ("zensical", OWN),
    "pages, MkDocs, own": ("mkdocs", OWN),
}


def make_recipes(top: Path) -> None:
    """A folder for each of them, and in its `PATH` the site."""
    for name, (builder, settings) in RECIPES.items():
        folder = make_files(top / name, {"ports.yaml": MAP})
        if settings:
            make_files(folder, {"mkdocs.yml": settings})
        if "plugin" in settings:
            (folder / "docs").mkdir()
            portbook(folder, "generate")
        else:
            assert portbook(folder, "site", "--out", "pages").status == 0
        build = zensical if builder == "zensical" else mkdocs
        ran = build(folder)
        assert ran.returncode == 0, ran.stderr
        (folder / "site").rename(folder / PATH)


def mkdocs(folder: Path) -> subprocess.CompletedProcess[str]:
    return run_mkdocs(folder, "build", "--strict")


def zensical(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(need("zensical")), "build"]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=100
    )
