"""axe-core on the main pages, narrow and wide, light and dark: nothing serious or critical."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.real.site.conftest import watched
from tests.support.programs import need_npm

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGES = (
    "",
    "host/hypernode-dev/",
    "project/hypernode/",
    "port/5432/",
    "range/postgres/",
    "matrix/",
    "changes/",
    "quick-start/",
)
MORE = ("hosts/", "ranges/", "port/", "findings/", "reference/checks/")
"""Of the sorts above: looked at in two of the four ways."""
RUN = "axe.run(document, {resultTypes: ['violations']}).then(found => JSON.stringify("
RUN += "found.violations.filter(each => ['serious', 'critical'].includes(each.impact))"
RUN += ".map(each => [each.id, each.nodes.slice(0, 3).map(node => node.html)])))"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_serious(browser: Browser, home: str, width: int, scheme: str) -> None:
    axe = need_npm("axe-core") / "axe.min.js"
    found = {}
    size = {"width": width, "height": 900}
    with watched(browser, viewport=size, color_scheme=scheme, reduced_motion="reduce") as page:
        for where in PAGES + MORE if (width == 360) == (scheme == "light") else PAGES:
            page.goto(home + where)
            page.add_script_tag(path=axe)
            violations = json.loads(page.evaluate(RUN))
            if violations:
                found[where] = violations
    assert found == {}


def test_axe_finds_nothing_serious_in_a_large_map(browser: Browser, large: str) -> None:
    axe = need_npm("axe-core") / "axe.min.js"
    with watched(browser, viewport={"width": 1440, "height": 900}) as page:
        for where in ("", "port/#10105"):
            page.goto(large + where)
            page.locator("tr[data-claim]").first.wait_for()
            page.add_script_tag(path=axe)
            assert json.loads(page.evaluate(RUN)) == []
