"""A new named entry in a mapping, written as its siblings are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portbook.edit.entries import (
    add_entries,
    behind_of,
    column,
    flow,
    line_break,
    new_lines,
    value_span,
)
from portbook.text.edit import Splice
from portbook.text.nodes import Mapping, Node

__all__ = ["Tree", "as_flow", "block_style", "insertions"]

Tree = str | dict[str, "Tree"]
"""A value as text that is fit for a flow, or the entries of a mapping."""

USUAL_STEP = 2


def insertions(node: Mapping, key: str, tree: Tree, nested: bool) -> Iterator[list[Splice]]:
    """Ways to add an entry, the usual place first: behind the last, behind the first, before it.

    At the end of a file without a last line break, a line more would change what stands above it.
    `nested`: a mapping is written as a block where that can be.
    """
    key = _as_quoted(node, key)
    if node.flow:
        text = as_flow(tree)
        if node.pairs and (own := _own_line(node, f"{key}: {text}")):
            yield own
        yield list(add_entries(node, [(key, text)]))
        return
    if not node.pairs:
        yield list(add_entries(node, [(key, as_flow(tree))]))
        return
    source, first = node.source, node.pairs[0][0]
    indent = column(source, first.start)
    lines = _block(key, tree, indent, _step(node), nested)
    gap = [""] if _has_gaps(node) else []
    end = behind_of(node, None)
    assert end is not None
    yield [new_lines(source, end, [*gap, *lines])]
    behind = behind_of(node, first.text)
    assert behind is not None
    yield [new_lines(source, behind, [*gap, *lines])]
    start = first.start - indent
    broken = line_break(source, first.start)
    yield [Splice(start, start, "".join(f"{line}{broken}" for line in [*lines, *gap]))]


def as_flow(tree: Tree) -> str:
    if isinstance(tree, str):
        return tree
    return flow([(key, as_flow(value)) for key, value in tree.items()])


def block_style(nodes: list[Node]) -> bool | None:
    """Whether the last mapping among siblings is a block; None where there is no mapping."""
    found = [each for each in nodes if isinstance(each, Mapping)]
    return not found[-1].flow if found else None


def _block(key: str, tree: Tree, indent: int, step: int, nested: bool) -> list[str]:
    head = f"{' ' * indent}{key}:"
    if isinstance(tree, str) or not nested:
        return [f"{head} {as_flow(tree)}"]
    inner = [
        line
        for name, value in tree.items()
        for line in _block(name, value, indent + step, step, nested)
    ]
    return [head, *inner]


def _step(node: Mapping) -> int:
    """By how much blocks are indented: what stands in this one, or this one in its own."""
    source = node.source
    own = column(source, node.pairs[0][0].start)
    for _, value in node.pairs:
        if isinstance(value, Mapping) and not value.flow and value.pairs:
            inner = column(source, value.pairs[0][0].start)
            if value.source is source and inner > own:
                return inner - own
    at = source.text.rfind("\n", 0, node.pairs[0][0].start)
    above = re.findall(r"^( *)[^\s#]", source.text[: max(at, 0)], re.MULTILINE)
    less = [len(each) for each in above if len(each) < own]
    return own - less[-1] if less else USUAL_STEP


def _has_gaps(node: Mapping) -> bool:
    """Whether a blank line stands between the last two entries."""
    if len(node.pairs) < 2:
        return False
    before, after = value_span(*node.pairs[-2])[1], node.pairs[-1][0].start
    return re.search(r"\n[ \t]*\r?\n", node.source.text[before:after]) is not None


def _own_line(node: Mapping, entry: str) -> list[Splice]:
    """In a flow that has a line for each entry, the new one gets a line too."""
    source, last = node.source, node.pairs[-1]
    end = value_span(*last)[1]
    text, rest = source.text, source.text[end : node.end]
    begins = text.rfind("\n", 0, last[0].start) + 1
    line = rest.find("\n")
    if text[begins : last[0].start].strip() or line < 0 or begins <= node.start:
        return []
    comma = re.match(r"\s*,", rest[:line])
    indent = text[begins : last[0].start]
    added = new_lines(source, end, [f"{indent}{entry}{',' if comma else ''}"])
    return [added] if comma else [Splice(end, end, ","), added]


def _as_quoted(node: Mapping, key: str) -> str:
    """The key in quotes where all of its siblings are."""
    marks = {node.source.text[each.start] for each, _ in node.pairs}
    return f"{(mark := marks.pop())}{key}{mark}" if marks in ({"'"}, {'"'}) else key
