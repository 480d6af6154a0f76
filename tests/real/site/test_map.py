"""The map as a reader uses it: typing, filtering, sorting, sharing and copying."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROWS = "table.pb-claims tbody tr[data-claim]:visible"


def ports(page: Page) -> list[str]:
    cells = page.locator(f"{ROWS} td:first-child a").all_text_contents()
    return [cell.strip() for cell in cells]


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.locator("form.pb-filter").wait_for()
    return page


def find(page: Page, text: str) -> None:
    page.get_by_label("Find").fill(text)


CHOOSE = """([name, rows]) => {
    const select = document.querySelector(`form.pb-filter select[name=${name}]`);
    return [...select.options].map(option => {
        select.value = option.value;
        select.dispatchEvent(new Event("input", {bubbles: true}));
        return document.querySelectorAll(rows).length;
    });
}"""


def test_what_is_typed_and_chosen_narrows_the_map(page: Page, home: str) -> None:
    opened(page, home)
    everything = page.locator(ROWS).count()
    claims = sum(bool(port.strip()) for port in ports(page))  # services without a port claim none
    find(page, "redis")
    some = page.locator(ROWS).count()
    find(page, "redis hypernode")
    few = page.locator(ROWS).count()
    assert everything > some > few > 0
    assert page.locator(".pb-count").inner_text() == f"{few} of {claims} claims"

    find(page, "3000-3999")
    assert ports(page)
    assert all(3000 <= int(port) <= 3999 for port in ports(page))

    find(page, "nobody-is-called-this")
    assert page.locator(ROWS).count() == 0
    assert page.locator(".pb-count").inner_text().startswith("0 of ")
    assert page.locator(".pb-map.pb-empty").count() == 1
    page.locator("form.pb-filter button[type=reset]").click()

    for name in ("project", "environment", "host", "role", "range", "status"):
        everything, *left = page.evaluate(CHOOSE, [name, "tr[data-claim]:not([hidden])"])
        assert len(left) >= 2, name
        assert all(0 < count <= everything for count in left), name
        page.locator("form.pb-filter button[type=reset]").click()


def test_a_row_is_found_copied_from_and_leads_to_its_page(page: Page, home: str) -> None:
    opened(page, home)
    find(page, "hypernode frontend development 3000")
    row = page.locator(ROWS).first
    row.get_by_role("button", name="Copy 3000", exact=True).click()
    page.locator("output", has_text="Copied 3000").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()") == "3000"
    row.get_by_role("button", name="Copy http").click()
    page.locator("output", has_text="Copied http").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()") == "http://localhost:3000"

    find(page, "5432")
    shown = ports(page)
    holders = shown.count("5432")
    # Then come those whose container listens on it.
    assert 0 < holders < len(shown)
    assert shown[:holders] == ["5432"] * holders
    page.locator(f"{ROWS} td:first-child a").first.click()
    page.wait_for_url(f"{home}port/5432/")
    assert "5432" in page.locator("h1").inner_text()


def test_a_filtered_view_is_shared_by_its_address(page: Page, home: str, browser: Browser) -> None:
    opened(page, home)
    page.get_by_label("Project").select_option("hypernode")
    page.get_by_label("Environment").select_option("development")
    find(page, "30")
    page.get_by_role("button", name="Port", exact=True).dblclick()
    shown = ports(page)
    assert len(shown) > 2
    assert shown == sorted(shown, key=int, reverse=True)
    with browser.new_page() as other:
        opened(other, page.url)
        assert ports(other) == shown
        assert other.get_by_label("Project").input_value() == "hypernode"
        assert other.get_by_label("Find").input_value() == "30"
        other.locator("form.pb-filter button[type=reset]").click()
        assert "?" not in other.url
        assert len(ports(other)) > len(shown)


def test_numbers_sort_as_numbers_and_unknown_ones_come_last(page: Page, home: str) -> None:
    opened(page, home)
    heading = page.locator("th[data-key=port]")
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    numbers = [int(re.match(r"\d+", port)[0]) for port in ports(page)]  # type: ignore[index]
    assert numbers == sorted(numbers)
    assert numbers != sorted(numbers, key=str)
    assert len(ports(page)) == page.locator(ROWS).count()
    page.locator(".pb-unclaimed summary").click()
    assert page.locator(ROWS).last.locator("td:first-child a").count() == 0


def test_filter_and_headings_stay_and_a_row_that_was_linked_to_is_seen(
    page: Page, home: str
) -> None:
    opened(page, home)
    for width in (820, 1000, 1250, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        box = page.locator(".pb-map > .pb-scroll")
        # The page moves where the table fits, the table's own box where it is wider.
        fits = box.evaluate("box => box.querySelector('table').offsetWidth <= box.clientWidth")
        page.evaluate("scrollTo(0, 2500)")
        box.evaluate("box => box.scrollTo(0, 1500)")
        assert fits == (box.evaluate("box => box.scrollTop") == 0), width
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        find_box = page.get_by_label("Find").bounding_box()
        heading = page.locator("th[data-key=port]").first.bounding_box()
        assert find_box
        assert heading
        assert 40 < find_box["y"] < heading["y"] < (200 if fits else 260), width
        moved = page.evaluate("scrollY")
        box.evaluate("box => box.scrollTo(0, 0)")
        page.evaluate("scrollTo(0, 0)")
    assert fits
    assert moved > 2000
    page.goto(f"{home}project/iza/#svc-ollama")
    row = page.locator("tr:target")
    place = row.bounding_box()
    assert place
    assert 90 < place["y"] < 800
    background = "row => getComputedStyle(row).backgroundColor"
    assert row.evaluate(background) != page.locator("tbody tr").first.evaluate(background)
