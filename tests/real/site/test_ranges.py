"""A range's page: the next free block, worked out beside the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_number_inside_an_interval_finds_it_and_leads_to_its_page(page: Page, small: str) -> None:
    page.goto(small)
    page.locator("form.pb-filter [name=q]").fill("4021")
    assert page.locator("tr[data-claim]:visible").all_inner_texts()[0].startswith("4020–4021")
    assert page.locator("tr[data-claim]:visible").count() == 1
    page.goto(f"{small}port/")
    page.get_by_role("spinbutton", name="Port").fill("4021")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{small}port/4020/")
    page.goto(f"{small}port/")
    page.get_by_role("spinbutton", name="Port").fill("4022")
    page.keyboard.press("Enter")
    page.get_by_text("4022: free everywhere.").wait_for()
    page.get_by_text("Its neighbours: 4020–4021 shop/c").wait_for()
    assert page.get_by_text("In the range web (Web)").count() == 1


def test_the_next_free_block(page: Page, small: str) -> None:
    page.goto(f"{small}range/web/")
    answers = {}
    for size in (1, 2, 3, 9, 11, 12):
        page.get_by_label("How many").fill(str(size))
        answers[size] = page.locator("form.pb-block output").inner_text()
    # On a step of the range where there is room, else where there is room at all.
    assert answers == {
        1: "4010",
        2: "4010-4011",
        3: "4001-4003",
        9: "4001-4009",
        11: "4001-4011",
        12: "no 12 numbers in a row are free",
    }
