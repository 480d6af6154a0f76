"""Every claim is on the map, and nothing else is."""

from __future__ import annotations

from tests.targets.site.sitepages import (
    OWN,
    each_map,
    emitted,
    keys,
    pages_of,
    rendered,
)


@each_map
def test_every_claim_is_on_the_map_and_nothing_else_is(text: str) -> None:
    files = emitted(text)
    whole = "all/index.md" if "all/index.md" in files else "index.md"
    shown = rendered(whole, files[whole]).all("data-claim")
    assert sorted(shown) == sorted(keys(text))
    assert len(set(shown)) == len(shown)


def test_elements_marked_as_claims_are_claims_on_every_page() -> None:
    known = set(keys(OWN))
    marked = [page.all("data-claim") for page in pages_of(emitted(OWN)).values()]
    assert sum(map(bool, marked)) > 1
    assert all(set(each) <= known for each in marked)
