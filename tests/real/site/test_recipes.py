"""Every way of docs/site.md to build the map, as typed there: colours and search in a browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.real.site.conftest import served, watched
from tests.real.site.recipes import RECIPES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

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


@pytest.mark.parametrize("recipe", RECIPES)
def test_colours_follow_the_scheme_and_search_finds(
    browser: Browser, recipes: Path, recipe: str
) -> None:
    own = recipe in ("plugin, in indigo", "plugin, theme of MkDocs")
    grounds = []
    with served(recipes / recipe) as built:
        for scheme in ("light", "dark"):
            search = scheme == "light" and not own
            options = {"color_scheme": scheme, "reduced_motion": "reduce"}
            # It fails where a page logs an error, or asks another server for a font.
            with watched(browser, search=search, **options) as page:
                page.goto(built)
                page.locator("form.pb-filter:not([hidden])").wait_for()
                found = page.evaluate(COLOURS)
                texts = {
                    name: found[name] for name in ("heading", "cell", "link", "find", "header")
                }
                assert min(texts.values()) >= 4.5, (scheme, texts)
                assert found["field"] >= 3
                assert found["line"] != "0px"
                grounds.append(found["ground"])
                if search:
                    exact_name_is_first(page)
    assert grounds[0] > 0.5
    # Where the settings choose no colours, the system's scheme is followed.
    assert (grounds[1] > 0.5) == own


def exact_name_is_first(page: Page) -> None:
    """In the theme's own search, before `shop-70`, which begins with it."""
    from playwright.sync_api import expect

    page.locator(".md-search__button, input.md-search__input").first.click()
    page.keyboard.type("shop-7")
    link = page.locator("dialog ol a, a.md-search-result__link").first
    expect(link).to_have_attribute("href", re.compile(r"/project/shop-7/(\?|$)"))
