"""Names of pages, and what they begin with."""

from __future__ import annotations

from tests.targets.site.sitepages import (
    HOSTILE,
    OWN,
    broken,
    emitted,
    hostile_map,
)


def test_a_page_says_that_it_is_generated() -> None:
    for path, text in emitted(OWN).items():
        assert (
            "ports.yaml by 'portbook" in text[:500] or "/files/" in path or path == "flows.csv"
        ), path


def test_front_matter_titles_hold_no_markup() -> None:
    """Material undoes entities inside <title>."""
    for value in HOSTILE:
        for path, text in emitted(hostile_map(value.replace("{", "").replace("}", ""))).items():
            if path.endswith(".md"):
                front = text.split("---\n")[1]
                title = front.split("title: ")[1].split("\n")[0]
                assert not set("<>&") & set(title), (path, title)


def test_a_name_index_does_not_become_its_folders_own_page() -> None:
    text = "projects: {index: {services: {web: 3000}}}\nranges: {index: {ports: 3000-3009}}\n"
    files = emitted(text)
    assert {"project/index/index.md", "range/index/index.md"} <= set(files)
    assert broken(files) == []
