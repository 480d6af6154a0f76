"""The site's own search finds what people look for in a port map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("5432", "port/5432/"),
        ("gpu-worker", "project/hypernode/"),
        ("prsnl", "project/prsnl/"),
        ("VITE_BACKEND_API_URL", "project/hypernode/"),
    ],
)
def test_search_finds(page: Page, home: str, typed: str, leads_to: str) -> None:
    page.goto(home)
    page.locator("input.md-search__input").click()
    page.keyboard.type(typed)
    page.locator("a.md-search-result__link").first.wait_for()
    links = page.locator("a.md-search-result__link").evaluate_all("all => all.map(a => a.href)")
    assert any(link.startswith(home + leads_to) for link in links[:5]), links
