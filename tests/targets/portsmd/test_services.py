"""The table of services."""

from __future__ import annotations

import re

from tests.targets.portsmd.pages import RENDERERS, Page, document_of


def test_services_keep_the_order_of_the_map() -> None:
    text = document_of({"zebra": 3002, "ant": 3001, "mole": 3003})
    assert re.findall(r"^\| `(\d+)` \|", text.partition("## Availability")[0], re.MULTILINE) == [
        *("3002", "3001", "3003"),
    ]


def test_only_is_shown_wherever_it_is_written() -> None:
    services = {
        "web": 3000,
        "debugger": {"port": 3001, "only": ["development"]},
        "metrics": {"port": 3002, "only": ["production"]},
        "both": {"port": 3003, "only": ["production", "development"]},
    }
    text = document_of(services, environments=["development", "production"])
    tables = Page(RENDERERS["cmark-gfm"](text)).tables
    header, *rows = tables[0]
    at = header.index("Only in")
    assert {row[0]: row[at] for row in rows} == {
        "3000": "",
        "3001": "development",
        "3002": "production",
        "3003": "development, production",
    }
