"""axe-core on the main pages, narrow and wide, light and dark: nothing serious or critical; and
a telephone shows every table whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.real.site.conftest import watched
from tests.support.programs import need_npm

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BOTH = ("", "project/hypernode/", "port/5432/", "changes/")
PAGES = {
    360: (*BOTH, "hosts/", "ranges/", "matrix/", "port/"),
    1440: (
        *(*BOTH, "host/hypernode-dev/", "range/postgres/", "findings/"),
        *("project/hypernode/flows/", "quick-start/"),
    ),
}
"""By the width at which they differ most from what the theme makes of them."""
ALSO_NARROW = (
    *("findings/", "project/iza/", "host/iza-mac/", "range/phoenix/"),
    "project/hypernode/flows/",
)
CUT = """[...document.querySelectorAll('.pb-scroll')]
    .filter(box => box.scrollWidth > box.clientWidth + 1)
    .map(box => box.getAttribute('aria-label'))"""
# Nobody reads where what passed stands, nor is there a film to load.
WANTED = "resultTypes: ['violations'], selectors: false, preload: false"
RUN = f"rules => axe.run(document, {{{WANTED}, ...rules}})"
RUN += ".then(found => JSON.stringify("
RUN += "found.violations.filter(each => ['serious', 'critical'].includes(each.impact))"
RUN += ".map(each => [each.id, each.nodes.slice(0, 3).map(node => node.html)])))"

THIN = """() => {
  for (const list of document.querySelectorAll("tbody, ul, ol")) {
    const seen = new Set();
    for (const each of [...list.children]) {
      const parts = [each, ...each.querySelectorAll("*")];
      const shape = parts.map(part => part.localName + part.getAttribute("class")).join();
      if (seen.has(shape)) each.remove();
      seen.add(shape);
    }
  }
}"""
"""Of rows and items that differ in their words alone, axe finds in each what it finds in one."""

DARK = "document.body.setAttribute('data-md-color-scheme', 'slate')"
"""What the theme does where the system is dark, without waiting for it."""
EVERY_RULE: dict[str, object] = {}
COLOURS: dict[str, object] = {"runOnly": ["color-contrast", "link-in-text-block"]}
"""The rules that see a colour scheme: all others find in the dark what they found in the light."""


@pytest.mark.parametrize("width", PAGES)
def test_axe_finds_nothing_serious(browser: Browser, home: str, width: int) -> None:
    axe = (need_npm("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    found = {}
    size = {"width": width, "height": 900}
    with watched(browser, viewport=size, color_scheme="light", reduced_motion="reduce") as page:
        for where in PAGES[width]:
            page.emulate_media(color_scheme="light")
            page.goto(home + where)
            assert width > 360 or cut_off(page) == [], where
            page.evaluate(axe)
            page.evaluate(THIN)
            assert page.locator("body").get_attribute("data-md-color-scheme") == "default"
            light = json.loads(page.evaluate(RUN, EVERY_RULE))
            page.emulate_media(color_scheme="dark")
            page.evaluate(DARK)
            dark = json.loads(page.evaluate(RUN, COLOURS))
            if light or dark:
                found[where] = (light, dark)
        for where in ALSO_NARROW if width == 360 else ():
            page.goto(home + where)
            assert cut_off(page) == [], where
    assert found == {}


def cut_off(page: Page) -> list[str]:
    """What of a page on a telephone is wider than the screen."""
    page.locator("h1").wait_for()
    found: list[str] = page.evaluate(CUT)
    wide = page.evaluate("document.documentElement.scrollWidth")
    return found if wide <= 360 else [*found, f"the page has {wide} pixels"]


def test_axe_finds_nothing_serious_in_a_large_map(browser: Browser, large: str) -> None:
    axe = (need_npm("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    with watched(browser, viewport={"width": 1440, "height": 900}) as page:
        for where in ("", "port/#10105"):
            page.goto(large + where)
            page.locator("tr[data-claim]").first.wait_for()
            page.evaluate(axe)
            page.evaluate(THIN)
            assert json.loads(page.evaluate(RUN, EVERY_RULE)) == []
