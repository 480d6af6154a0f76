"""A map of thousands: a window over its rows, a complete page, one page for every number."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.real.site.building import PATH
from tests.real.site.conftest import LARGE, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

COUNT = LARGE * 20


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.locator("tr[data-claim]").first.wait_for()
    return page


def test_the_window_follows_the_scrolling(page: Page, large: str) -> None:
    opened(page, large)
    table = page.locator("table.pb-claims")
    assert table.get_attribute("aria-rowcount") == str(COUNT + 1)
    scroll = page.locator(".pb-map .pb-scroll")
    scroll.evaluate("box => { box.scrollTop = box.scrollHeight }")
    page.locator(f"tr[aria-rowindex='{COUNT + 1}']").wait_for()
    assert page.locator("tr[aria-rowindex='2']").count() == 0
    assert page.locator("tr[data-claim]").count() < 200
    last = page.locator("tr[data-claim]").last
    assert last.bounding_box()["y"] < scroll.bounding_box()["y"] + scroll.bounding_box()["height"]  # type: ignore[index]


def test_keys_move_through_the_window_without_losing_the_place(page: Page, large: str) -> None:
    opened(page, large)
    page.locator("tr[aria-rowindex='2'] td:first-child a").focus()
    for _ in range(250):
        page.keyboard.press("Tab")
    row = page.evaluate("document.activeElement.closest('tr')?.getAttribute('aria-rowindex')")
    assert int(row) > 30


def test_filter_sort_and_address_work_as_in_a_small_map(
    page: Page, large: str, browser: Browser
) -> None:
    opened(page, large)
    page.get_by_label("Find").fill("project-7 service-3")
    page.get_by_role("button", name="Port", exact=True).dblclick()
    shown = page.locator("tr[data-claim] td:first-child a").all_inner_texts()
    assert shown == sorted(shown, key=int, reverse=True)
    assert page.locator(".pb-count").inner_text().endswith(f"of {COUNT:,} claims")
    with watched(browser) as other:
        opened(other, page.url)
        assert other.locator("tr[data-claim] td:first-child a").all_inner_texts() == shown


def test_any_number_has_its_page(page: Page, large: str) -> None:
    opened(page, large)
    link = page.locator("td:first-child a").first
    number = link.inner_text()
    link.click()
    page.wait_for_url(f"{large}port/#{number}")
    page.locator("tr[data-claim]").wait_for()
    assert f"Port {number}" in page.locator("main").inner_text()
    page.get_by_role("spinbutton", name="Port").fill("9")
    page.get_by_text("9: free everywhere.").wait_for()
    assert page.url == f"{large}port/#9"


def test_pages_of_ports_are_left_out(large_folder: Path) -> None:
    assert [path.name for path in (large_folder / PATH / "port").iterdir()] == ["index.html"]
