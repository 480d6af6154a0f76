"""Readers of every sort: without JavaScript, in the dark, with keys alone, on a telephone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.real.site.conftest import watched
from tests.support.cli import CHECKOUT, portbook

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def focused(page: Page) -> str:
    """What the keys are on, as a reader would name it."""
    return str(
        page.evaluate(
            "(document.activeElement.getAttribute('aria-label') ?? '')"
            " + '|' + document.activeElement.textContent.trim() + '|'"
            " + (document.activeElement.name ?? '')"
        )
    )


def test_without_javascript_the_map_is_a_complete_table(browser: Browser, home: str) -> None:
    claims = json.loads(portbook(CHECKOUT, "list", "--json").out)["claims"]
    with watched(browser, java_script_enabled=False) as page:
        page.goto(home)
        held = sum(claim["port"] is not None for claim in claims)
        assert page.locator("tr[data-claim]:visible").count() == held
        page.locator(".pb-unclaimed summary").click()
        assert page.locator("tr[data-claim]:visible").count() == len(claims)
        assert page.locator("form.pb-filter").is_hidden()
        page.locator("tr[data-claim] td:first-child a", has_text="5432").first.click()
        assert page.url == f"{home}port/5432/"
        assert page.locator("h1").is_visible()


def test_colours_follow_the_system_and_the_reader(browser: Browser, home: str) -> None:
    with watched(browser, color_scheme="dark") as page:
        page.goto(home)
        assert lightness(page) < 0.2
        # From the system's choice to light.
        page.locator("label[title*='light']:visible").first.click()
        assert lightness(page) > 0.9
        page.goto(f"{home}findings/")
        assert lightness(page) > 0.9
    with watched(browser, color_scheme="light") as page:
        page.goto(f"{home}findings/")
        assert lightness(page) > 0.9


def lightness(page: Page) -> float:
    colour = str(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    parts = [int(part) for part in colour.strip("rgb()").split(",")]
    return sum(parts) / len(parts) / 255


def test_the_keyboard_alone_filters_and_follows(page: Page, home: str) -> None:
    page.goto(home)
    page.locator("form.pb-filter").wait_for()
    for _ in range(40):
        page.keyboard.press("Tab")
        if focused(page).endswith("|q"):
            break
    assert focused(page).endswith("|q")
    page.keyboard.type("5432")
    for _ in range(40):
        page.keyboard.press("Tab")
        if "|5432|" in focused(page):
            break
    assert "|5432|" in focused(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/port/5432/")


def test_the_menu_opens_with_keys_where_the_page_is_narrow(browser: Browser, home: str) -> None:
    with watched(browser, viewport={"width": 360, "height": 740}) as page:
        page.goto(home)
        for _ in range(10):
            page.keyboard.press("Tab")
            if focused(page).startswith("Navigation|"):
                break
        assert focused(page).startswith("Navigation|")
        page.keyboard.press("Enter")
        page.locator(".md-nav__link:focus").wait_for()
        page.keyboard.press("Escape")
        assert focused(page).startswith("Navigation|")


def test_a_project_is_embedded_and_printed_whole(page: Page, home: str) -> None:
    page.goto(f"{home}project/hypernode/?embed")
    page.locator("body.pb-embed").wait_for()
    assert page.locator(".md-header:visible, .md-tabs:visible, .md-footer:visible").count() == 0
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    page.goto(f"{home}project/hypernode/flows/")
    assert page.locator(".md-tabs__item--active").inner_text() == "Projects"
    rows = page.request.get(f"{home}flows.csv").text().splitlines()
    assert rows[0].startswith("environment,outside,from_project")
    assert any("hypernode,postgres" in row for row in rows)


def test_a_cell_of_the_port_space_tells_who_holds_it(page: Page, home: str) -> None:
    page.goto(f"{home}host/hypernode-dev/")
    cell = page.locator("a.pb-cell[href*='port/5432/']").first
    cell.focus()
    assert "hypernode/postgres" in page.locator(".pb-tip").inner_text()
    page.keyboard.press("Escape")
    assert page.locator(".pb-tip").is_hidden()
    cell.hover()
    assert "hypernode/postgres" in page.locator(".pb-tip").inner_text()
    cell.click()
    page.wait_for_url("**/port/5432/")
