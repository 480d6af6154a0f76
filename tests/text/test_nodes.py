"""Lookups in a large mapping."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portbook.text.diagnostic import Diagnostic
from portbook.text.source import Source
from portbook.text.tree import Mapping, Node, Scalar, Sequence, parse

Parsed = tuple[Node | None, list[Diagnostic]]


@pytest.fixture(params=["c", "pure"])
def tree(request: pytest.FixtureRequest) -> Callable[[str], Parsed]:
    return lambda text: parse(Source("ports.yaml", text), pure=request.param == "pure")


def plain(node: Node | None) -> Any:
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert node is None or isinstance(node, Scalar)
    return None if node is None else node.text


def test_lookups_in_a_large_mapping_see_the_first_key(tree: Callable[[str], Parsed]) -> None:
    root, _ = tree("\n".join(f"k{i % 40}: {i}" for i in range(80)))
    assert isinstance(root, Mapping)
    assert plain(root.get("k39")) == "39"
    assert root.get("missing") is None
