"""Merges two values of compose files as Compose does, key by key.

Nodes are never copied or changed: joining makes new mappings of the nodes as written.
"""

from __future__ import annotations

from portbook.text.nodes import Mapping, Node, Scalar, Sequence

REPLACED = ("command", "entrypoint", "test")
LISTS = ("environment", "env_file", "labels", "dns", "tmpfs", "profiles", "expose")
"""Keys that take a mapping or one value for a list: both sides are made lists first."""
NAMES = ("depends_on", "networks")
"""Keys that take a list for a mapping with nothing in it."""


def join(base: Node, over: Node, tags: dict[Node, str], key: str = "") -> Node | None:
    """`over` laid over `base`; None where it was reset away."""
    tag = tags.get(over)
    if tag == "!reset":
        return None
    if tag == "!override" or key in REPLACED:
        return over
    if isinstance(over, Scalar) and over.is_null:
        return base
    if key in NAMES:
        base, over = _named(base), _named(over)
    elif key == "build":
        base, over = _built(base), _built(over)
    if key not in LISTS and isinstance(base, Mapping) and isinstance(over, Mapping):
        return _joined(base, over, tags)
    if key in LISTS or (isinstance(base, Sequence) and isinstance(over, Sequence)):
        return _appended(base, over)
    return over


def without_resets(node: Node, tags: dict[Node, str]) -> Node:
    """A service without the keys that its own file resets."""
    if not isinstance(node, Mapping) or not tags:
        return node
    if not any(tags.get(value) == "!reset" for _, value in node.entries()):
        return node
    pairs = [(key, value) for key, value in node.entries() if tags.get(value) != "!reset"]
    return _mapping(node, pairs)


def _joined(base: Mapping, over: Mapping, tags: dict[Node, str]) -> Mapping:
    """Only what a service's ports, names and addresses hang on is joined deeper than one level."""
    merged = {key.text: (key, value) for key, value in base.entries()}
    for key, value in over.entries():
        if key.text not in merged:
            if tags.get(value) != "!reset":
                merged[key.text] = (key, value)
            continue
        joined = join(merged[key.text][1], value, tags, key.text)
        if joined is None:
            del merged[key.text]
        else:
            merged[key.text] = (key, joined)
    return _mapping(over, list(merged.values()))


def _mapping(like: Node, pairs: list[tuple[Scalar, Node]]) -> Mapping:
    made = Mapping(like.source, like.start, False)
    made.end = like.end
    made.pairs = pairs
    return made


def _appended(base: Node, over: Node) -> Sequence:
    made = Sequence(over.source, over.start, False)
    made.end = over.end
    made.items = [*_items(base), *_items(over)]
    return made


def _items(node: Node) -> list[Node]:
    return node.items if isinstance(node, Sequence) else [node]


def _named(node: Node) -> Node:
    if not isinstance(node, Sequence):
        return node
    names = [each for each in node.items if isinstance(each, Scalar)]
    return _mapping(node, [(each, each) for each in names])


def _built(node: Node) -> Node:
    if not isinstance(node, Scalar):
        return node
    key = Scalar(node.source, node.start, node.start, "context", True)
    return _mapping(node, [(key, node)])
