"""Parses YAML to a tree of nodes that know their places.

The tree is built here from PyYAML's event stream, in one pass and without recursion: so depth and
aliases are bounded before anything nests (composing 200,000 brackets crashes PyYAML's C parser),
and it takes less time than `yaml.compose`. Scalars stay text: what they mean is decided by the
reader, after YAML 1.2's core schema.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from portbook.text.diagnostic import Diagnostic, error, warning
from portbook.text.lazily import lazily
from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.text.source import Source
from portbook.text.syntax import forbidden_character, syntax_error

try:
    from yaml import _yaml as libyaml
except ImportError:  # PyYAML built without libyaml
    libyaml = None  # type: ignore[assignment]


MAX_DEPTH = 64
"""No map needs more: the deepest key of the language lies ten levels down."""

MAX_EXPANDED = 3_000_000
"""Nodes that a text may stand for once its aliases are written out."""


# What a double-quoted escape can spell and no output can hold: controls but tab and line feed
# (a carriage return has no portable spelling in .env), and halves of surrogate pairs.
_UNFIT = lazily(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# What turns text around (CVE-2021-42574) or hides letters in it. Joiners and marks of a direction
# are spelling in Persian, Hebrew and emoji, and tags behind a black flag are a country's.
_HIDDEN = lazily(
    "[\u200b\u202a-\u202e\u2060-\u2069\ufeff]"
    "|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]"
)


def parse(source: Source, *, pure: bool = False) -> tuple[Node | None, list[Diagnostic]]:
    """The tree of a one-document text, None where there is none, and what was wrong.

    After a "syntax" or "too-deep" problem the tree holds what stood before it.
    `pure` uses PyYAML's Python parser even where the C one is present.
    """
    builder = Builder(source)
    return run(builder, pure), builder.problems


def run(builder: Builder, pure: bool) -> Node | None:
    """Builds to the end or to what stops it; gives the root of the last document."""
    source = builder.source
    parser: Any = _PureParser if pure or libyaml is None else libyaml.CParser
    try:
        builder.build(parser(source.text).get_event)
    except yaml.MarkedYAMLError as failure:
        # libyaml 0.2.6 (PyYAML 6.0.4) counts brackets while it looks ahead, and fails before the
        # first of them has become an event.
        mark = failure.problem_mark
        if mark is not None and "nesting depth" in str(failure.problem):
            builder.problems.append(_too_deep(source, mark.index))
        else:
            builder.problems.append(syntax_error(source, failure))
    except yaml.reader.ReaderError as failure:
        builder.problems.append(forbidden_character(source, failure))
    return builder.close()


class _PureParser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)


class _Stop(Exception):
    """The text is not worth reading further."""


class Builder:
    """Puts events together.

    `items` are the children so far of the innermost open collection, a mapping's keys and values
    in turn; `open` holds the collections that have not ended, each with its parent's children.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Diagnostic] = []
        self.items: list[Node] = []
        self.open: list[tuple[Mapping | Sequence, list[Node]]] = []
        self.anchors: dict[str, Node] = {}
        self.documents = 0
        self.end = 0  # where the last scalar, alias or flow collection ended
        self.given_up = False

    def build(self, get_event: Callable[[], Any]) -> None:
        """The loop. A large map is read as fast as this runs: scalars, nine in ten events, are
        taken on the spot."""
        source, items, end = self.source, self.items, 0
        marked = "&" in source.text or "!" in source.text
        foreign = not source.text.isascii()
        try:
            while True:
                event = get_event()
                kind = type(event)
                if kind is ScalarEvent:
                    # A plain scalar's style is "" for the C parser and None for the pure one.
                    style = event.style
                    end = event.end_mark.index
                    node = Scalar(source, event.start_mark.index, end, event.value, not style)
                    if (style == '"' or foreign) and not node.text.isprintable():
                        self.check_characters(node)
                    if marked and (event.anchor or event.tag):
                        self.anchor(event, node)
                    items.append(node)
                elif kind is StreamEndEvent:
                    return
                else:
                    self.end = end
                    self.add_event(kind, event)
                    items, end = self.items, self.end
        except _Stop:
            return
        finally:
            self.end = max(self.end, end)

    def add_event(self, kind: type, event: Any) -> None:
        if kind is MappingStartEvent or kind is SequenceStartEvent:
            self.start(event, Mapping if kind is MappingStartEvent else Sequence)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            self.finish(event.end_mark.index)
        elif kind is AliasEvent:
            self.alias(event)
        elif kind is DocumentStartEvent:
            self.document(event)

    def close(self) -> Node | None:
        """The root, once what a broken text left open is ended."""
        if self.given_up:
            return None
        while self.open:
            self.finish(self.end)
        return self.items[0] if self.items else None

    def document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            place = self.source.place(event.start_mark.index, event.end_mark.index)
            hint = "keep one document per file; 'include' combines several files"
            self.problems.append(error("syntax", "a second document begins here", place, hint=hint))
            raise _Stop

    def start(self, event: Any, kind: type[Mapping | Sequence]) -> None:
        start = event.start_mark.index
        if len(self.open) >= MAX_DEPTH:
            self.problems.append(_too_deep(self.source, start))
            raise _Stop
        node = kind(self.source, start, bool(event.flow_style))
        if event.anchor or event.tag:
            self.anchor(event, node)
        self.items.append(node)
        self.open.append((node, self.items))
        self.items = []

    def finish(self, end: int) -> None:
        items = self.items
        node, self.items = self.open.pop()
        if node.flow:
            self.end = end
        node.end = max(self.end, node.start)
        if self.anchors:
            self.weigh(node, items)
        if isinstance(node, Sequence):
            node.items = items
        else:
            self.pair(node, items)

    def weigh(self, node: Mapping | Sequence, items: list[Node]) -> None:
        """Without an anchor before them, a text's nodes stand for themselves alone."""
        node.weight = 1 + sum([item.weight for item in items])
        if node.weight > MAX_EXPANDED:
            message = "the aliases here stand for more than three million values"
            self.problems.append(error("too-deep", message, self.source.place(node.start)))
            self.given_up = True
            raise _Stop

    def pair(self, node: Mapping, items: list[Node]) -> None:
        """Keys and values in turn to a mapping's entries; a broken text may lack the last value."""
        keys, values = items[::2], items[1::2]
        names = {key.text if type(key) is Scalar else "<<" for key in keys}
        if len(names) == len(keys) == len(values) and "<<" not in names:
            node.pairs = list(zip(keys, values, strict=True))  # type: ignore[arg-type]
        else:
            self.pair_oddly(node, items)

    def pair_oddly(self, node: Mapping, items: list[Node]) -> None:
        """Where a key is given twice, is no scalar, or merges."""
        merged: list[Node] = []
        for key, value in zip(items[::2], items[1::2], strict=False):
            if not isinstance(key, Scalar):
                message = "a key must be a plain name, not a collection"
                self.problems.append(error("wrong-type", message, key.place))
            elif key.text == "<<" and key.plain:
                merged.append(value)
            else:
                node.pairs.append((key, value))
        for each in merged:
            self.merge(node, each)
        self.check_keys(node)
        node.join_merged()

    def check_characters(self, node: Scalar) -> None:
        unfit = _UNFIT.search(node.text)
        if unfit:
            message = f"the character U+{ord(unfit[0]):04X} cannot stand in a value"
            self.problems.append(error("bad-value", message, node.place))
            node.text = _UNFIT.sub("", node.text)
        hidden = _HIDDEN.search(node.text)
        if hidden:
            message = f"the character U+{ord(hidden[0]):04X} is in it, which nobody sees"
            hint = "remove it, unless it is there on purpose"
            self.problems.append(warning("bad-value", message, node.place, hint=hint))

    def merge(self, parent: Mapping, node: Node) -> None:
        still_open = [each for each, _ in self.open]
        for each in node.items if isinstance(node, Sequence) else [node]:
            if isinstance(each, Mapping) and each is not parent and each not in still_open:
                parent.merged.append(each)
            else:
                message = "a merge key takes a mapping or a list of them"
                self.problems.append(error("wrong-type", message, each.place))

    def anchor(self, event: Any, node: Node) -> None:
        if event.anchor:
            self.anchors[event.anchor] = node
        if event.tag:
            self.tag(event, node)

    def tag(self, event: Any, node: Node) -> None:
        start = event.start_mark.index
        place = self.source.place(
            start, start + len(self.source.text[start : start + 80].split(None, 1)[0])
        )
        hint = "leave the tag out; the language knows what each key holds"
        message = "tags are not used in ports.yaml"
        self.problems.append(error("bad-value", message, place, hint=hint))

    def alias(self, event: Any) -> None:
        place = self.source.place(event.start_mark.index, event.end_mark.index)
        self.end = place.end
        node = self.anchors.get(event.anchor)
        if node is None or any(node is each for each, _ in self.open):
            message = "this alias lies inside its own anchor"
            if node is None:
                message = f"there is no anchor &{event.anchor} before this alias"
            self.problems.append(error("bad-value", message, place))
            node = Scalar(self.source, place.start, place.end, "", True)
        self.items.append(node)

    def check_keys(self, node: Mapping) -> None:
        if len({key.text for key, _ in node.pairs}) == len(node.pairs):
            return
        first: dict[str, Scalar] = {}
        for key, _ in node.pairs:
            known = first.setdefault(key.text, key)
            if known is not key:
                message = f"the key '{key.text}' is given twice"
                related = (known.place, "first given here")
                self.problems.append(error("duplicate-key", message, key.place, related))
        node.pairs = [(key, value) for key, value in node.pairs if first[key.text] is key]


def _too_deep(source: Source, start: int) -> Diagnostic:
    message = f"nested more than {MAX_DEPTH} levels deep"
    return error("too-deep", message, source.place(start, start + 1))


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
