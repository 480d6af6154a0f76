"""The site's own search: what people look for in a port map, and the page that comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.real.site.conftest import watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FIRST = {
    "5432": "port/5432/",
    "3000": "port/3000/",
    "8080": "port/8080/",
    "6379": "port/6379/",
    "443": "port/443/",
    "port 3000": "port/3000/",
    "port 8000": "port/8000/",
    "4000": "port/4000/",
    "11434": "port/11434/",
    "5433": "port/5433/",
    "9200": "port/9200/",
    "27017": "port/27017/",
    "prsnl": "project/prsnl/",
    "hypernode": "project/hypernode/",
    "axolop": "project/axolop/",
    "iza": "project/iza/",
    "sertantai-auth": "project/sertantai-auth/",
    "sertantai controls": "project/sertantai-controls/",
    "Hypernode Ecosystem": "project/hypernode/",
    "Axolop CRM": "project/axolop/",
    "IZA OS": "project/iza/",
    "phoenix": "range/phoenix/",
    "range phoenix": "range/phoenix/",
    "range postgres": "range/postgres/",
    "prsnl/frontends": "range/prsnl/frontends/",
    "iza/monitoring": "range/iza/monitoring/",
    "iza-mac": "host/iza-mac/",
    "host hypernode-web": "host/hypernode-web/",
    "prsnl-server": "host/prsnl-server/",
    "changes": "changes/",
    "findings": "findings/",
    "ranges": "ranges/",
    "hosts": "hosts/",
    "ports": "port/",
    "projects": "matrix/",
    "VITE_BACKEND_API_URL": "project/hypernode/",
    "gpu-worker": "range/hypernode/workers/",
    "dragonfly": "port/6379/",
    "ollama": "port/11434/",
    "chroma": "port/8001/",
    "quick start": "quick-start/",
    "portainer": "port/9443/",
}
LINKS = "a.md-search-result__link"


def test_the_page_that_is_meant_comes_first(browser: Browser, home: str) -> None:
    with watched(browser, search=True) as page:
        searches(page, home)


def searches(page: Page, home: str) -> None:
    page.goto(home)
    field = page.locator("input.md-search__input")
    field.click()
    found = {}
    for typed in FIRST:
        field.fill("")
        field.press("End")
        page.wait_for_function(f"!document.querySelector('{LINKS}')")
        field.fill(typed)
        field.press("End")
        link = page.locator(LINKS).first.get_attribute("href") or ""
        found[typed] = link.removeprefix(home).partition("?")[0].partition("#")[0]
    assert found == FIRST
    # An extract is of sentences: a row of a table is one, its cells parted by commas.
    field.fill("portainer")
    field.press("End")
    extract = page.locator(".md-search-result__article", has_text="9443").first.inner_text()
    assert "portainer.https, IZA OS, development, iza-mac, tool, reserved" in extract
    assert ". ." not in extract
    assert ".." not in extract
