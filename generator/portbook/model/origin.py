"""Where in the text of the map a part of the model was written."""

from __future__ import annotations

from typing import NamedTuple

from portbook.text.nodes import Mapping, Node, Sequence
from portbook.text.source import Place


class Origin(NamedTuple):
    """Where a thing was written: its nodes, the one that wins first (overlay before base)."""

    nodes: tuple[Node, ...] = ()

    def place(self, *path: str | int, key: bool = False) -> Place:
        """The place of the value at a path of keys and indexes, or of its last key.

        Where no node holds the whole path, the deepest place of the first node that begins it.
        """
        best: tuple[int, Place] | None = None
        for node in self.nodes:
            depth, place = _descend(node, path, key)
            if best is None or depth > best[0]:
                best = (depth, place)
        assert best is not None
        return best[1]

    def node(self, *path: str | int) -> Node | None:
        """The node at a path, None where nothing is written there."""
        for start in self.nodes:
            node: Node | None = start
            for step in path:
                node = _child(node, step)
            if node is not None:
                return node
        return None


def _child(node: Node | None, step: str | int) -> Node | None:
    if isinstance(node, Mapping) and isinstance(step, str):
        return node.get(step)
    if isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    # One item may stand without its list.
    return node if step == 0 and not isinstance(node, Sequence) else None


def _descend(node: Node, path: tuple[str | int, ...], key: bool) -> tuple[int, Place]:
    for depth, step in enumerate(path):
        child = _child(node, step)
        if child is None:
            return depth, node.place
        if key and depth == len(path) - 1 and isinstance(node, Mapping):
            written = node.key(str(step))
            return depth + 1, (written or child).place
        node = child
    return len(path), node.place


NO_ORIGIN = Origin()
