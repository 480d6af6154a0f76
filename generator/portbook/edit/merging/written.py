"""A value as somebody wrote it, to be written again in another file's style."""

from __future__ import annotations

import re

from portbook.edit.insert import Tree, as_flow
from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.text.quoting.yaml import yaml_string

__all__ = ["tree_of"]

_BARE = re.compile(r"[A-Za-z0-9.]+").fullmatch


def tree_of(node: Node | None) -> Tree:
    """The value without its comments: those belong to lines that are not taken over."""
    if isinstance(node, Mapping):
        return {key.text: tree_of(value) for key, value in node.entries()}
    if isinstance(node, Sequence):
        return "[" + ", ".join(as_flow(tree_of(each)) for each in node.items) + "]"
    return _scalar(node) if isinstance(node, Scalar) else ""


def _scalar(node: Scalar) -> str:
    """As written where that is a number or the like; text in the quotes that it needs here: what
    stands bare in a block may mean something between brackets."""
    if node.is_null:
        return "null"
    written = node.source.text[node.start : node.end]
    return written if node.plain and _BARE(written) else yaml_string(node.text)
