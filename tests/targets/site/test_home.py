"""The home page of a large map."""

from __future__ import annotations

from tests.targets.site.sitepages import (
    LARGE,
    emitted,
)


def test_a_large_home_page_is_a_window() -> None:
    files = emitted(LARGE)
    home = files["index.md"]
    assert 'data-windowed="true"' in home
    assert "data-claim" not in home
    assert "exclude: true" in files["all/index.md"].split("---")[1]
    assert len(files["project/project-1/index.md"]) < 16_000
