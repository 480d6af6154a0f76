"""Homepage has a link for what a browser opens."""

from __future__ import annotations

import yaml

from tests.support.nginx import generated
from tests.targets.operated import SHOP


def test_homepage_has_a_link_for_what_a_browser_opens() -> None:
    """Homepage itself is not to be had here: what its documentation shows is what is compared."""
    groups = yaml.safe_load(generated(SHOP, "homepage")["homepage/services.yaml"])
    titles = [title for group in groups for title in group]
    shown = 'Shop: it\'s "ours" # {{x}}'
    assert titles == [shown, f"{shown} (staging)", f"{shown} (production)"]
    assert groups[0][shown][0]["Web"] == {
        "href": "http://localhost:3000",
        "description": "All: pages",
        "siteMonitor": "http://localhost:3000",
    }
