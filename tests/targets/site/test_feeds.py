"""What programs fetch is what the pages show."""

from __future__ import annotations

import json
from xml.etree import ElementTree

from tests.support.cli import CHECKOUT
from tests.targets.site.sitepages import (
    emitted,
)


def test_programs_fetch_what_the_pages_show() -> None:
    files = emitted((CHECKOUT / "ports.yaml").read_text(encoding="utf-8"))
    claims = json.loads(files["ports.json"])["claims"]
    for name, key, value in (
        ("port/5432", "port", 5432),
        ("project/prsnl", "project", "prsnl"),
        ("host/iza-mac", "host", "iza-mac"),
    ):
        found = json.loads(files[f"api/{name}.json"])["claims"]
        wanted = [each for each in claims if each[key] == value and (each["port"] or key != "host")]
        assert sorted(found, key=str) == sorted(wanted, key=str)
    feed = ElementTree.fromstring(files["changes/feed.xml"])
    atom = "{http://www.w3.org/2005/Atom}"
    dates = [each.findtext(f"{atom}updated", "") for each in feed.findall(f"{atom}entry")]
    assert dates == sorted(dates, reverse=True)
    assert feed.findtext(f"{atom}updated") == dates[0] == "2025-07-13T00:00:00Z"
