"""Every way of docs/site.md to build the map, as typed there: its colours as a browser has them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.real.site.building import PATH, run_mkdocs
from tests.real.site.conftest import served, watched
from tests.support.cli import CHECKOUT, portbook
from tests.support.files import make_files
from tests.support.programs import need

if TYPE_CHECKING:
    from playwright.sync_api import Browser

GUIDE = (CHECKOUT / "docs" / "site.md").read_text(encoding="utf-8")
SHORTEST, OWN = re.findall(r"```yaml\n# mkdocs.yml\n(.*?)```", GUIDE, re.DOTALL)
SEARCHED = SHORTEST.replace("[portbook]", "[search, portbook]")
MATERIAL = "theme: {name: material, font: false"
MAP = """
projects:
  shop:
    ranges: {web: {ports: 3000-3099, purpose: Pages}}
    services: {web: {kind: vite, port: 3000, range: web, uses: [db]}, db: "5433:5432"}
"""
RECIPES = {
    "plugin, shortest": ("mkdocs", SHORTEST),
    "plugin, in indigo": ("mkdocs", SHORTEST + MATERIAL + ", palette: {primary: indigo}}\n"),
    "plugin, theme of MkDocs": ("mkdocs", SEARCHED + "theme: {name: mkdocs, highlightjs: false}\n"),
    "plugin, generated as documents": ("mkdocs", SHORTEST + "docs_dir: generated\n"),
    "pages, Zensical, as written": ("zensical", ""),
    "pages, Zensical, own": ("zensical", OWN),
    "pages, MkDocs, own": ("mkdocs", OWN),
}
COLOURS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgba = colour => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const ground = element => {
    for (let at = element; at; at = at.parentElement) {
      const found = rgba(getComputedStyle(at).backgroundColor);
      if (found[3] === 255) return found;
    }
    return [255, 255, 255, 255];
  };
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const of = (name, property = "color") => {
    const element = document.querySelector(name);
    return contrast(rgba(getComputedStyle(element)[property]), ground(element.parentElement));
  };
  return {
    ground: light(ground(document.querySelector("h1"))),
    heading: of("h1"), cell: of(".pb-claims td.pb-purpose"), link: of(".pb-claims a"),
    find: of(".pb-find input"), field: of(".pb-find input", "borderTopColor"),
    header: of(".pb-claims thead th"),
    line: getComputedStyle(document.querySelector(".pb-claims td")).borderBottomWidth,
  };
}"""


@pytest.fixture(scope="module", params=RECIPES)
def built(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    builder, settings = RECIPES[request.param]
    folder = make_files(tmp_path_factory.mktemp("recipe"), {"ports.yaml": MAP})
    if settings:
        make_files(folder, {"mkdocs.yml": settings})
    if "plugin" in settings:
        (folder / "docs").mkdir()
        portbook(folder, "generate")
    else:
        assert portbook(folder, "site", "--out", "pages").status == 0
    ran = run_mkdocs(folder, "build", "--strict") if builder == "mkdocs" else zensical(folder)
    assert ran.returncode == 0, ran.stderr
    (folder / "site").rename(folder / PATH)
    with served(folder) as address:
        yield address


def zensical(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(need("zensical")), "build"]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=100
    )


def test_colours_are_there_and_follow_the_scheme(browser: Browser, built: str) -> None:
    grounds = []
    # `watched` fails where a page logs an error, or asks another server for a font.
    for scheme in ("light", "dark"):
        with watched(browser, color_scheme=scheme, reduced_motion="reduce") as page:
            page.goto(built)
            page.locator("form.pb-filter:not([hidden])").wait_for()
            found = page.evaluate(COLOURS)
        texts = {name: found[name] for name in ("heading", "cell", "link", "find", "header")}
        assert min(texts.values()) >= 4.5, (scheme, texts)
        assert found["field"] >= 3
        assert found["line"] != "0px"
        grounds.append(found["ground"])
    assert grounds[0] > 0.5
