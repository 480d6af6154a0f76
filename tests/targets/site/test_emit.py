"""The published map: every claim is there, every link leads somewhere, no value becomes markup."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.cli import CHECKOUT
from tests.targets.site.sitepages import (
    HOSTILE,
    LARGE,
    OWN,
    broken,
    each_map,
    emitted,
    hostile_map,
    keys,
    pages_of,
    rendered,
)

GOLDEN = sorted((CHECKOUT / "tests" / "targets" / "golden").glob("*/*/ports.yaml"))


@each_map
def test_links_lead_somewhere(text: str) -> None:
    assert broken(emitted(text)) == []


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.parent.name)
def test_links_of_every_golden_map_lead_somewhere(path: Path) -> None:
    files = emitted(path.read_text(encoding="utf-8"))
    assert broken(files) == []
    shown = rendered("index.md", files["index.md"]).all("data-claim")
    assert sorted(shown) == sorted(keys(path.read_text(encoding="utf-8")))


@each_map
def test_raw_blocks_hold_no_blank_line(text: str) -> None:
    """CommonMark ends them there, and so does the plugin, which takes them past Markdown."""
    seen = 0
    for path, page in emitted(text).items():
        if not path.endswith(".md"):
            continue
        for block in page.split("\n\n"):
            if not block.startswith("<"):
                continue
            seen += 1
            name = re.match(r'<([a-z]+) class="pb-', block)
            assert name, (path, block[:200])
            assert block.rstrip().endswith(f"</{name[1]}>"), (path, block[-200:])
    assert seen


def test_same_map_same_bytes() -> None:
    for text in (OWN, LARGE):
        assert emitted(text) == emitted.__wrapped__(text)


@pytest.mark.parametrize("value", HOSTILE)
def test_values_are_text_never_markup(value: str) -> None:
    files = emitted(hostile_map(value.replace("{", "{{").replace("}", "}}")))
    assert broken(files) == []
    for path, page in pages_of(files).items():
        for tag, attributes in page.tags:
            assert tag not in ("script", "img", "iframe", "object", "i", "b"), (path, tag)
            assert not [name for name in attributes if name.startswith("on")], (path, attributes)
            assert not attributes.get("href", "").lower().startswith("javascript"), path


def test_no_value_turns_the_direction_of_the_page() -> None:
    """CVE-2021-42574: what a reader sees is what is written, files to take away left out."""
    for path, text in emitted(hostile_map("\u202eevil\u2066")).items():
        if path.endswith(".md") or path.startswith("data/"):
            assert not re.search("[\u202e\u2066]", text), path


def test_a_service_called_script_shows_as_that() -> None:
    text = 'projects: {shop: {services: {web: {title: "<script>alert(1)</script>", port: 3000}}}}\n'
    files = emitted(text)
    for path in ("index.md", "project/shop/index.md", "port/3000/index.md"):
        assert "<script>alert(1)</script>" in rendered(path, files[path]).text, path
