"""Lookups in a large mapping."""

from __future__ import annotations

from collections.abc import Callable

from portbook.text.nodes import Mapping
from tests.text.trees import Parsed, plain


def test_lookups_in_a_large_mapping_see_the_first_key(tree: Callable[[str], Parsed]) -> None:
    root, _ = tree("\n".join(f"k{i % 40}: {i}" for i in range(80)))
    assert isinstance(root, Mapping)
    assert plain(root.get("k39")) == "39"
    assert root.get("missing") is None
