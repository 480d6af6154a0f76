"""JSON, with the comments and trailing commas of JSONC, to a tree of nodes that know their lines.

package.json is plain JSON (RFC 8259), devcontainer.json has comments (https://containers.dev,
"JSON with Comments"). The tree is built without recursion; what is broken ends it where it stands.
"""

from __future__ import annotations

import json
import re

from portbook.text.diagnostic import Diagnostic, error
from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.text.source import Source

DEEPEST = 200

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n\f\v\u00a0\ufeff]+)
    |(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<text>"(?:[^"\\\n]++|\\.)*+")
    |(?P<mark>[{}\[\]:,])
    |(?P<word>[A-Za-z0-9_+.$-]+)""",
    re.VERBOSE | re.DOTALL,
)


class _Broken(Exception):
    pass


class _Builder:
    """`open` holds the collections that have not ended; `key` the one that waits for a value."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.root: Node | None = None
        self.open: list[Mapping | Sequence] = []
        self.key: Scalar | None = None
        self.colon = False

    def token(self, sort: str, text: str, start: int) -> None:
        if sort in ("text", "word"):
            self.scalar(sort, text, start)
        elif text in "{[":
            node = (Mapping if text == "{" else Sequence)(self.source, start, True)
            self.value(node)
            if len(self.open) >= DEEPEST:
                raise _Broken(f"nested more than {DEEPEST} levels deep")
            self.open.append(node)
        elif text in "}]":
            self.close(text, start)
        elif text == ":":
            if self.key is None or self.colon:
                raise _Broken("a colon stands where none may")
            self.colon = True

    def scalar(self, sort: str, text: str, start: int) -> None:
        value = _unquoted(text) if sort == "text" else text
        node = Scalar(self.source, start, start + len(text), value, sort == "word")
        inside = self.open[-1] if self.open else None
        if isinstance(inside, Mapping) and self.key is None:
            self.key = node
        else:
            self.value(node)

    def value(self, node: Node) -> None:
        inside = self.open[-1] if self.open else None
        if inside is None:
            if self.root is not None:
                raise _Broken("something stands behind the end")
            self.root = node
        elif isinstance(inside, Sequence):
            inside.items.append(node)
        elif self.key is None or not self.colon:
            raise _Broken("a value stands where a name must")
        else:
            inside.pairs.append((self.key, node))
            self.key, self.colon = None, False

    def close(self, text: str, start: int) -> None:
        node = self.open.pop() if self.open else None
        if not isinstance(node, Mapping if text == "}" else Sequence):
            raise _Broken(f"'{text}' closes nothing")
        node.end = start + 1
        self.key, self.colon = None, False


def parse_json(source: Source) -> tuple[Node | None, list[Diagnostic]]:
    """The tree as far as the text is JSON, and what stopped it."""
    builder, at = _Builder(source), 0
    text = source.text
    try:
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise _Broken(f"{text[at]!r} is not JSON")
            if match.lastgroup not in ("space", "comment"):
                builder.token(match.lastgroup or "", match[0], at)
            at = match.end()
        if builder.open:
            raise _Broken("the text ends before what it opened is closed")
    except _Broken as broken:
        return builder.root, [error("syntax", str(broken), source.place(at, at + 1))]
    return builder.root, []


def _unquoted(text: str) -> str:
    if "\\" not in text:
        return text[1:-1]
    try:
        value = json.loads(text)
    except ValueError:
        return text[1:-1]
    return value if isinstance(value, str) else text[1:-1]
