"""What the site marks as a claim is what `list --json` holds, both ways."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.real.site.building import PATH
from tests.support.cli import CHECKOUT, portbook

if TYPE_CHECKING:
    from playwright.sync_api import Page

CLAIM = re.compile(r'data-claim="([^"]*)"')


def listed(folder: Path) -> list[str]:
    claims = json.loads(portbook(folder, "list", "--json").out)["claims"]
    return [key(claim) for claim in claims]


def key(claim: dict[str, Any]) -> str:
    endpoint = f".{claim['endpoint']}/{claim['transport']}" if claim["endpoint"] else ""
    return f"{claim['host']}:{claim['project']}@{claim['environment']}/{claim['service']}{endpoint}"


def marked(page: Path) -> list[str]:
    return [html.unescape(name) for name in CLAIM.findall(page.read_text(encoding="utf-8"))]


def test_the_home_page_of_a_small_map_holds_every_claim_once(site: Path) -> None:
    wanted = listed(CHECKOUT)
    assert len(set(wanted)) == len(wanted) > 70
    assert sorted(marked(site / PATH / "index.html")) == sorted(wanted)


def test_no_page_marks_a_claim_that_is_not_listed(site: Path) -> None:
    wanted = set(listed(CHECKOUT))
    pages = list((site / PATH).rglob("*.html"))
    assert {name for page in pages for name in marked(page)} == wanted


def test_the_complete_page_of_a_large_map_holds_every_claim_once(large_folder: Path) -> None:
    assert sorted(marked(large_folder / PATH / "all" / "index.html")) == sorted(
        listed(large_folder)
    )
    assert marked(large_folder / PATH / "index.html") == []


def test_the_window_marks_claims_as_the_complete_page_does(
    page: Page, large: str, large_folder: Path
) -> None:
    page.goto(large)
    page.locator("tr[data-claim]").first.wait_for()
    shown = page.locator("tr[data-claim]").evaluate_all("rows => rows.map(r => r.dataset.claim)")
    complete = marked(large_folder / PATH / "all" / "index.html")
    assert shown == complete[: len(shown)]
    assert 20 < len(shown) < 200
