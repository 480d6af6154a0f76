"""Values of the map are text, whatever they look like, in HTML, Markdown, scripts and templates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.real.site.building import PATH, make_site
from tests.real.site.conftest import served

if TYPE_CHECKING:
    from playwright.sync_api import Page

SCRIPT = "<script>document.title='taken'</script>"
BROKEN = "\\\"><img src=x onerror=document.title='taken'>"
MAP = f"""
title: "{SCRIPT}"
hosts: {{laptop: {{title: "{SCRIPT}"}}}}
ranges: {{web: {{ports: 3000-3999, purpose: "{SCRIPT}{BROKEN}", notes: "{SCRIPT}"}}}}
projects:
  shop:
    title: "{SCRIPT}"
    description: "{BROKEN} {{{{{{{{7*7}}}}}}}} [x](javascript:document.title='taken')"
    environments: {{development: laptop}}
    notes: "{SCRIPT} [x](javascript:document.title='taken')"
    history: [{{date: 2025-01-02, change: "{SCRIPT}"}}]
    services:
      web:
        title: "{SCRIPT}"
        description: "{BROKEN} <!--portbook:0--> | *a* `b` _c_ ](x) </table></script>"
        kind: vite
        port: 3000
        range: web
        uses: [api]
        env: {{VITE_API_URL: "{{api.url}}", VITE_TEXT: "</script><script>alert(1)</script>"}}
        history: [{{from: 2999, to: 3000, reason: "{BROKEN}"}}]
      api: {{title: "{BROKEN}", port: 8000, notes: "{SCRIPT}", start: "echo '{SCRIPT}'"}}
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_site(tmp_path_factory.mktemp("hostile"), MAP)


@pytest.fixture(scope="module")
def address(hostile: Path) -> Iterator[str]:
    with served(hostile) as found:
        yield found


def pages(folder: Path) -> list[str]:
    found = sorted((folder / PATH).rglob("index.html"))
    return [path.parent.relative_to(folder / PATH).as_posix() + "/" for path in found]


def test_no_value_becomes_an_element(page: Page, hostile: Path, address: str) -> None:
    assert len(pages(hostile)) >= 9
    for where in pages(hostile):
        page.goto(address + where)
        assert page.title() != "taken", where
        assert page.locator("img[src=x], a[href^='javascript:document']").count() == 0, where
        inline = page.locator("main script").all_text_contents()
        assert not any("taken" in text or "alert" in text for text in inline), where
        page.locator("body").evaluate("body => body.querySelectorAll('a').forEach(a => a.focus())")
        assert page.title() != "taken", where


def test_a_service_called_script_shows_as_that(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("form.pb-filter").wait_for()
    assert SCRIPT in page.locator("tr[data-claim]", has_text="3000").first.inner_text()
    page.get_by_label("Find").fill("<script>")
    assert page.locator("tr[data-claim]:visible").count() > 0


def test_search_shows_it_as_text_too(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("input.md-search__input").click()
    page.keyboard.type("document")
    page.locator("a.md-search-result__link").first.wait_for()
    page.locator(".md-search-result__more summary").first.or_(page.locator("body")).first.focus()
    assert page.title() != "taken"
    assert page.locator(".md-search-result script, .md-search-result img").count() == 0
