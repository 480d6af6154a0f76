"""Headings, and the anchors that they have."""

from __future__ import annotations

import re
from pathlib import Path

from portbook.targets.portsmd.cells import FIXED, Headings
from portbook.text.quoting.markdown import slug
from tests.targets.portsmd.pages import CASES


def test_headings_have_one_anchor_each() -> None:
    for case in CASES:
        for path in case.rglob("PORTS.md"):
            text = re.sub(
                r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
            )
            anchors = [slug(each) for each in re.findall(r"^#+ (.*)$", text, re.MULTILINE)]
            assert len(anchors) == len(set(anchors)), path


def test_shipped_headings_are_all_reserved() -> None:
    template = Path(__file__).parents[3].joinpath("templates", "PORTS.md.j2").read_text("utf-8")
    found = {slug(each) for each in re.findall(r"^##+ ([^{\n]*)$", template, re.MULTILINE) if each}
    assert found == FIXED


def test_a_group_does_not_take_our_anchor() -> None:
    headings = Headings()
    assert headings.heading("Ranges") == "Ranges 2"
    assert headings.heading("Web") == "Web"
    assert headings.heading("web") == "web 2"
