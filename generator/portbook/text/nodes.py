"""The nodes of a YAML tree, with their positions."""

from __future__ import annotations

from portbook.text.source import Place, Source

NULLS = ("", "~", "null", "Null", "NULL")
"""What stands for nothing where it has no quotes (YAML 1.2's core schema)."""
FEW = 8
"""Up to so many entries are searched one by one: an index costs more."""


class Node:
    """A part of the tree: `start` and `end` are offsets into its source, the end exclusive.

    The end of a block collection is the end of its last child. `weight` counts the nodes that
    it stands for once aliases are written out.
    """

    __slots__ = ("end", "source", "start")
    source: Source
    start: int
    end: int
    weight: int

    @property
    def place(self) -> Place:
        return Place(self.source, self.start, self.end)


class Scalar(Node):
    """`plain` is true where the text stands without quotes, not as a block."""

    __slots__ = ("plain", "text")
    weight = 1

    def __init__(self, source: Source, start: int, end: int, text: str, plain: bool) -> None:
        self.source = source
        self.start = start
        self.end = end
        self.text = text
        self.plain = plain

    @property
    def is_null(self) -> bool:
        return self.plain and self.text in NULLS


class Sequence(Node):
    __slots__ = ("flow", "items", "weight")

    def __init__(self, source: Source, start: int, flow: bool) -> None:
        self.source = source
        self.start = self.end = start
        self.flow = flow
        self.items: list[Node] = []
        self.weight = 1


class Mapping(Node):
    """`pairs` are the entries as written; `merged` the nodes given with the merge key `<<`."""

    __slots__ = ("_all", "_index", "flow", "merged", "pairs", "weight")

    def __init__(self, source: Source, start: int, flow: bool) -> None:
        self.source = source
        self.start = self.end = start
        self.flow = flow
        self.pairs: list[tuple[Scalar, Node]] = []
        self.merged: list[Mapping] = []
        self.weight = 1
        self._all: list[tuple[Scalar, Node]] | None = None
        self._index: dict[str, tuple[Scalar, Node]] | None = None

    def entries(self) -> list[tuple[Scalar, Node]]:
        """The entries with the merged ones behind them: a key of one's own wins, then the
        earlier merge (https://yaml.org/type/merge.html)."""
        return self.pairs if self._all is None else self._all

    def get(self, name: str) -> Node | None:
        found = self._find(name)
        return found[1] if found else None

    def key(self, name: str) -> Scalar | None:
        found = self._find(name)
        return found[0] if found else None

    def join_merged(self) -> None:
        """Called once, when the mapping is whole; those it merges are whole by then, so that a
        long chain of merges needs no recursion."""
        if not self.merged:
            return
        joined = {entry[0].text: entry for entry in self.pairs}
        for other in self.merged:
            for entry in other.entries():
                joined.setdefault(entry[0].text, entry)
        self._all = list(joined.values())

    def _find(self, name: str) -> tuple[Scalar, Node] | None:
        entries = self.entries()
        if len(entries) <= FEW:
            return next((entry for entry in entries if entry[0].text == name), None)
        if self._index is None:
            self._index = {entry[0].text: entry for entry in reversed(entries)}
        return self._index.get(name)


def descend(node: Node | None, *keys: str) -> Node | None:
    """What stands under the keys, one below the other; None where a mapping or a key is missing."""
    for key in keys:
        node = node.get(key) if isinstance(node, Mapping) else None
    return node


def text_at(node: Node | None, *keys: str) -> str | None:
    """The scalar under the keys; None where there is none, or null."""
    found = descend(node, *keys)
    return found.text if isinstance(found, Scalar) and not found.is_null else None


def items_at(node: Node | None, *keys: str) -> list[Node]:
    """The items of the list under the keys; none where there is no list."""
    found = descend(node, *keys)
    return found.items if isinstance(found, Sequence) else []


def entries_at(node: Node | None, *keys: str) -> list[tuple[Scalar, Node]]:
    """The entries of the mapping under the keys; none where there is no mapping."""
    found = descend(node, *keys)
    return found.entries() if isinstance(found, Mapping) else []
