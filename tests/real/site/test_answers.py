"""The Find field answers above the table, and counts what is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

QUERIES = {
    "5432": ("Port 5432: taken on 5 hosts, free on 4.", "port/5432/"),
    "port 3000": ("Port 3000: taken on 6 hosts, free on 3.", "port/3000/"),
    ":8080": ("Port 8080: taken on 3 hosts, free on 6.", "port/8080/"),
    "8003": ("Port 8003: taken on 1 host, free on 8.", "port/8003/"),
    "9": ("Port 9: free everywhere.", ""),
    "free phoenix": ("Range phoenix (Phoenix backends): 97 free, next 4003", "range/phoenix/"),
    "next free prsnl/frontends": ("Range prsnl/frontends", "range/prsnl/frontends/"),
    ":free 5000": ("iza-mac: next free 5001", "host/iza-mac/"),
    "DATABASE_URL": ("hypernode/backend-api", "project/hypernode/#svc-backend-api"),
    "NO_SUCH_NAME": ("No service has a variable NO_SUCH_NAME.", ""),
    "prsnl": ("Project prsnl", "project/prsnl/"),
    "Hypernode Ecosystem": ("Project hypernode", "project/hypernode/"),
    "iza-mac": ("Host iza-mac", "host/iza-mac/"),
    "phoenix": ("Range phoenix", "range/phoenix/"),
}


def test_find_answers_and_numbers_agree(page: Page, home: str) -> None:
    page.goto(home)
    field = page.get_by_label("Find")
    reply = page.locator(".pb-reply")
    for question, (said, where) in QUERIES.items():
        field.fill(question)
        reply.get_by_text(said).first.wait_for()
        links = reply.locator("a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
        assert where in links or not where, question
    field.fill(":8080")
    reply.get_by_text("Port 8080").wait_for()
    free = (
        reply.locator("li", has_text="free on ").inner_text().removeprefix("free on ").split(", ")
    )
    holder = reply.locator("li").first.inner_text()
    assert len(free) == 6
    assert not [name for name in free if name in holder]
    field.fill("DATABASE_URL")
    page.locator(".pb-count", has_text="9 of").wait_for()
    field.fill("")
    reply.wait_for(state="hidden")
    assert page.locator(".pb-count").inner_text().startswith("94 claims")
    published = page.request.get(f"{home}ports.json").json()
    services = sum(len(project["services"]) for project in published["projects"])
    claims = sum(claim["port"] is not None for claim in published["claims"])
    said = f"{len(published['projects'])} projects, {services} services, {claims} claims"
    shown = page.locator(".pb-summary").inner_text()
    assert shown == f"{said} on {len(published['hosts'])} hosts"
