"""An endpoint's number in the forms it can be written in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from portbook.model.ports import span
from portbook.text.edit import Splice
from portbook.text.nodes import Mapping, Scalar

__all__ = ["Number", "in_mapping", "in_scalar"]

_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*[ \t]+)*")
_SHORT = re.compile(
    r"(?P<bind>(?:\[[^\]]*\]|\*|localhost|[0-9]+\.[0-9.]+):)?"
    r"(?P<host>[0-9]+(?:-[0-9]+)?)(?P<container>:[0-9]+(?:-[0-9]+)?)?(?P<transport>/[a-z+]+)?"
)


class Number(NamedTuple):
    """What is to be written: `port` to `last`.

    `container` is what an endpoint in a container is to keep inside it, said only where it must
    be; None where there is none, or where it follows the number on the host.
    """

    port: int
    last: int
    container: int | None = None
    container_end: int | None = None

    @property
    def host_text(self) -> str:
        return span(self.port, self.last)

    @property
    def text(self) -> str:
        """The short form, quoted where a plain one could be taken for something else."""
        if self.container is None and self.last == self.port:
            return self.host_text
        return f'"{self.host_text}{self.inner}"'

    @property
    def inner(self) -> str:
        if self.container is None:
            return ""
        return f":{span(self.container, self.container_end or self.container)}"


def in_scalar(node: Scalar, number: Number) -> Iterator[Splice]:
    """Change the number in a short form, and nothing else of it where that is possible."""
    text = node.source.text
    start = _PROPERTIES.match(text, node.start, node.end).end()  # type: ignore[union-attr]
    if start == node.end:
        space = " " if text[node.start - 1 : node.start] == ":" else ""
        yield Splice(start, start, space + number.text)
        return
    quoted = not node.plain and text[start] in "\"'"
    inner = start + 1 if quoted else start
    match = _SHORT.fullmatch(node.text)
    if match is None or text[inner : node.end - quoted] != node.text:
        yield Splice(start, node.end, number.text)
        return
    low, high = inner + match.start("host"), inner + match.end("host")
    said = number.host_text + ("" if match["container"] else number.inner)
    if node.plain and ":" in said:
        yield Splice(start, start, '"')
        yield Splice(low, high, said)
        yield Splice(node.end, node.end, '"')
    else:
        yield Splice(low, high, said)


def in_mapping(node: Mapping, number: Number) -> Iterator[Splice] | None:
    """Change the long form's `number`; None where it holds none that could be changed."""
    written = node.get("number")
    if not isinstance(written, Scalar):
        return None
    return in_scalar(written, number._replace(container=None))
