"""A tree of nodes as the tests of nodes and of their parser compare it."""

from __future__ import annotations

from typing import Any

from portbook.text.diagnostic import Diagnostic
from portbook.text.nodes import Mapping, Node, Scalar, Sequence

Parsed = tuple[Node | None, list[Diagnostic]]


def plain(node: Node | None) -> Any:
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert node is None or isinstance(node, Scalar)
    return None if node is None else node.text
