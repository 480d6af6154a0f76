"""YAML of any program's, with several documents and tags, to trees of nodes."""

from __future__ import annotations

from typing import Any, NamedTuple

from portbook.text.diagnostic import Diagnostic
from portbook.text.nodes import Node
from portbook.text.source import Source
from portbook.text.tree import Builder, run

__all__ = ["Stream", "parse_stream"]


class Stream(NamedTuple):
    """The documents of a text, those of its nodes that bear a tag with that tag as it is resolved
    (`!reset`), and what was wrong."""

    documents: list[Node]
    tags: dict[Node, str]
    problems: list[Diagnostic]


def parse_stream(source: Source, *, pure: bool = False) -> Stream:
    """Like `parse`, for files that may hold several documents and tags; an anchor holds within its
    document alone."""
    builder = _StreamBuilder(source)
    last = run(builder, pure)
    documents = [*builder.before, *([] if last is None else [last])]
    return Stream(documents, builder.tags, builder.problems)


class _StreamBuilder(Builder):
    """Keeps tags, and in `before` the documents that have ended."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.before: list[Node] = []
        self.tags: dict[Node, str] = {}

    def document(self, event: Any) -> None:
        self.before += self.items
        self.items = []
        self.anchors = {}

    def tag(self, event: Any, node: Node) -> None:
        self.tags[node] = event.tag
