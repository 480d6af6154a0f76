"""Reads a container's variables: its `environment`, and the files of its `env_file`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from portbook.sources.compose.stack import Stack
from portbook.sources.dotenv.entries import entries
from portbook.sources.files import load, path_beside
from portbook.sources.found import Interpolated
from portbook.text.nodes import Mapping, Node, Scalar
from portbook.text.source import Source

MOST_FILES = 20
LARGEST_ENV = 1024 * 1024


class Setting(NamedTuple):
    """`direct` where the service's own `environment` sets it, not a file of its `env_file`; `raw`
    is its value before variables are filled in."""

    name: str
    value: str
    source: Source
    line: int
    direct: bool = True
    raw: str = ""

    @property
    def interpolated(self) -> Interpolated | None:
        return interpolated(self.name, self.raw)

    @property
    def required(self) -> bool:
        """Whether Compose starts nothing without the variable of its name."""
        return self.raw.startswith((f"${{{self.name}:?", f"${{{self.name}?"))


_INTERPOLATED = re.compile(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?-([^${}]*))?\})")


def interpolated(name: str, value: str) -> Interpolated | None:
    """What a value as it is written is taken from, where it is one variable and nothing else."""
    found = _INTERPOLATED.fullmatch(value)
    return Interpolated(name, found[1] or found[2], found[3] or "") if found else None


def settings_of(stack: Stack, service: Node) -> list[Setting]:
    """`env_file` first, so that `environment` wins (Compose specification, 05-services.md)."""
    found: dict[str, Setting] = {}
    for node in stack.items(stack.get(service, "env_file"))[:MOST_FILES]:
        for each in _of_file(stack, node):
            found[each.name] = each
    found |= {each.name: each for each in pairs_of(stack, stack.get(service, "environment"))}
    return list(found.values())


def pairs_of(stack: Stack, given: Node | None) -> Iterator[Setting]:
    """Names with their values, given as a mapping or as a list of `NAME=value`."""
    for node in [given] if isinstance(given, Mapping) else stack.items(given):
        yield from _given(stack, node)


def _of_file(stack: Stack, node: Node) -> list[Setting]:
    path = stack.text(stack.get(node, "path") if isinstance(node, Mapping) else node)
    where = path_beside(node.source, path) if path else None
    if where is None:
        return []
    source, _ = load(*where, LARGEST_ENV)
    if source is None:
        return []
    return [
        Setting(each.key, each.value, source, each.line, direct=False)
        for each in entries(source, stack.sources[node.source].get)
        if not each.commented
    ]


def _given(stack: Stack, node: Node) -> list[Setting]:
    """An item of the list form, or all of a mapping; a name alone is taken from the shell."""
    if isinstance(node, Mapping):
        return [
            Setting(key.text, stack.text(value) or "", value.source, key.place.line, raw=value.text)
            for key, value in node.entries()
            if isinstance(value, Scalar) and stack.tags.get(value) != "!reset"
        ]
    name, equals, value = (stack.text(node) or "").partition("=")
    raw = node.text.partition("=")[2] if isinstance(node, Scalar) else ""
    line = node.place.line
    return [Setting(name, value, node.source, line, raw=raw)] if equals and name else []
