"""Adds entries to mappings and lists as splices, in the style of their siblings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.text.source import Source, Splice

Entry = tuple[str, str]
"""A key and the text of its value, fit for one line of a flow or a block."""

Lines = list[Entry]

_ALIAS = re.compile(r"\s*:\s*(\*[^\s,\[\]{}]+)")
_MERGES = re.compile(r"<<\s*:")


def flow(entries: Lines) -> str:
    """Entries as a flow mapping."""
    return "{" + ", ".join(f"{name}: {text}" for name, text in entries) + "}"


def alias_of(source: Source, key: Scalar) -> tuple[int, int] | None:
    """Where an alias stands as a key's value: its node lies at its anchor, elsewhere."""
    match = _ALIAS.match(source.text, key.end)
    return match.span(1) if match else None


def value_span(key: Scalar, value: Node) -> tuple[int, int]:
    """Where a value is written, also when it is an alias."""
    return alias_of(key.source, key) or (value.start, value.end)


def line_break(source: Source, at: int) -> str:
    """The line break in use around an offset."""
    after = source.text.find("\n", at)
    found = after if after >= 0 else source.text.rfind("\n", 0, at)
    return "\r\n" if source.text[max(found - 1, 0) : found + 1] == "\r\n" else "\n"


def add_entries(node: Mapping, entries: Lines, after: str | None = None) -> Splice:
    """Insert entries behind the one named `after`, else behind the last."""
    return (_in_flow if node.flow else _in_block)(node, entries, after)


def _in_flow(node: Mapping, entries: Lines, after: str | None) -> Splice:
    added = ", ".join(f"{key}: {value}" for key, value in entries)
    behind = end_of_entry(node, after)
    if behind is not None:
        # An empty value ends at its colon.
        return Splice(behind, behind, f", {added}")
    text = node.source.text
    at = node.end - 1
    while text[at - 1] in " \t\r\n":
        at -= 1
    comma = "" if text[at - 1] in "{," else ", "
    space = " " if text[at - 1] == "," else ""
    return Splice(at, at, f"{comma}{space}{added}")


def _in_block(node: Mapping, entries: Lines, after: str | None) -> Splice:
    source = node.source
    behind = end_of_entry(node, after)
    end = node.end if behind is None else behind
    first = node.pairs[0][0].start if node.pairs else node.start
    merge = _MERGES.search(source.text, node.start, first)
    indent = column(source, merge.start() if merge else first)
    return new_lines(source, end, [f"{' ' * indent}{key}: {value}" for key, value in entries])


def end_of_entry(node: Mapping, after: str | None) -> int | None:
    """Where the entry named `after` ends, or the last one."""
    chosen = next((pair for pair in node.pairs if pair[0].text == after), None)
    if chosen is None:
        if not node.pairs:
            return None
        chosen = node.pairs[-1]
    return value_span(*chosen)[1]


def new_lines(source: Source, end: int, lines: list[str]) -> Splice:
    """Whole lines behind the line that `end` lies in; a block scalar ends where a line begins."""
    text = source.text
    broken = line_break(source, end)
    if end and text[end - 1] == "\n":
        while text[:end].endswith(("\n\n", "\n\r\n")) and not _keeps(text, end):
            end -= len(broken)
        return Splice(end, end, "".join(f"{line}{broken}" for line in lines))
    at = text.find("\n", end)
    if at < 0:
        return Splice(len(text), len(text), "".join(f"{broken}{line}" for line in lines))
    return Splice(at + 1, at + 1, "".join(f"{line}{broken}" for line in lines))


def _keeps(text: str, end: int) -> bool:
    """Whether the blank lines before `end` belong to a block scalar (`|+`)."""
    header = re.compile(r"[|>][0-9]?\+[0-9]?[ \t]*(#[^\n]*)?\r?$", re.MULTILINE)
    return header.search(text, max(0, end - 4000), end) is not None


def column(source: Source, at: int) -> int:
    """How many code points stand before an offset in its line."""
    return source.line_column(at)[1] - 1


def add_item(key: Scalar, value: Node, item: Lines) -> Iterator[Splice]:
    """Append a mapping to a list; a single item that stands without its list becomes one."""
    shown = flow(item)
    start, end = value_span(key, value)
    if isinstance(value, Sequence):
        yield _append(value, item)
    elif isinstance(value, Scalar) and value.is_null:
        space = "" if end > start else " "
        yield Splice(start, end, f"{space}[{shown}]")
    elif isinstance(value, Mapping) and not value.flow:
        yield from _listed(value, shown)
    else:
        yield Splice(start, start, "[")
        yield Splice(end, end, f", {shown}]")


def _append(value: Sequence, item: Lines) -> Splice:
    source = value.source
    if value.flow:
        comma = ", " if value.items else ""
        at = value.items[-1].end if value.items else value.end - 1
        return Splice(at, at, comma + flow(item))
    dash = source.text.rfind("-", value.start, value.items[-1].start)
    indent = " " * column(source, max(dash, value.start))
    last = value.items[-1]
    if isinstance(last, Mapping) and not last.flow:
        lines = [f"{name}: {text}" for name, text in item]
        shown = [f"{indent}- {lines[0]}", *(f"{indent}  {line}" for line in lines[1:])]
        return new_lines(source, value.end, shown)
    return new_lines(source, value.end, [f"{indent}- {flow(item)}"])


def _listed(value: Mapping, item: str) -> Iterator[Splice]:
    """A block mapping as the first item of a list: each of its lines goes two to the right."""
    text, source = value.source.text, value.source
    indent = " " * column(source, value.start)
    yield Splice(value.start, value.start, "- ")
    at = text.find("\n", value.start, value.end) + 1
    while at:
        if text[at : at + 1] not in ("", "\n", "\r"):
            yield Splice(at, at, "  ")
        at = text.find("\n", at, value.end) + 1
        if at >= value.end:
            break
    yield new_lines(source, value.end, [f"{indent}- {item}"])


Tree = str | dict[str, "Tree"]
"""A value as text that is fit for a flow, or the entries of a mapping."""

USUAL_STEP = 2


def insertions(node: Mapping, key: str, tree: Tree, *, nested: bool) -> Iterator[list[Splice]]:
    """Ways to add an entry, the usual place first: behind the last, behind the first, before it.

    At the end of a file without a last line break, a line more would change what stands above it.
    `nested`: a mapping is written as a block where that can be.
    """
    key = _as_quoted(node, key)
    if node.flow:
        text = as_flow(tree)
        if node.pairs and (own := _own_line(node, f"{key}: {text}")):
            yield own
        yield [add_entries(node, [(key, text)])]
        return
    if not node.pairs:
        yield [add_entries(node, [(key, as_flow(tree))])]
        return
    source, first = node.source, node.pairs[0][0]
    indent = column(source, first.start)
    lines = _block(key, tree, indent, _step(node), nested)
    gap = [""] if _has_gaps(node) else []
    end = end_of_entry(node, None)
    assert end is not None
    yield [new_lines(source, end, [*gap, *lines])]
    behind = end_of_entry(node, first.text)
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
