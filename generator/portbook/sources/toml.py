"""Parses TOML to the tree that YAML and JSON have, each node at the line of its key."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from portbook.text.diagnostic import Diagnostic, error
from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.text.source import Source

_Path = tuple[str | int, ...]
_HEADER = re.compile(r"\s*(\[{1,2})([^\[\]]+)\]{1,2}\s*(?:#.*)?")
_KEY = re.compile(r"\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"))*)\s*=\s*")
_LINE = re.compile(r"line (\d+), column (\d+)")
DEEPEST = 60
MOST_DOTS = 200
"""In a line: tomllib takes the square of a key's parts, minutes for 100 kB of `a.a.a...`."""


def toml_data(text: str) -> dict[str, Any]:
    """The text's values; ValueError where it is no TOML, RecursionError where it nests too deep."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > MOST_DOTS:
            raise ValueError(f"more than {MOST_DOTS} dots (at line {number}, column 1)")
    return tomllib.loads(text)


def parse_toml(source: Source) -> tuple[Node | None, list[Diagnostic]]:
    """The tree of a text, or the place where it is no TOML."""
    try:
        data = toml_data(source.text)
    except (ValueError, RecursionError) as broken:
        found = _LINE.search(str(broken))
        start = source.offset(int(found[1]), int(found[2])) if found else len(source.text)
        return None, [error("syntax", str(broken), source.place(start, start + 1))]
    return _node(data, (), source, _places(source.text), 0), []


def _places(text: str) -> dict[_Path, int]:
    """Where each key stands; a key within a longer value is found at the value's own."""
    places: dict[_Path, int] = {}
    tables: dict[_Path, int] = {}
    table: _Path = ()
    offset = 0
    for line in text.splitlines(keepends=True):
        if header := _HEADER.fullmatch(line.rstrip()):
            table = _parts(header[2])
            if header[1] == "[[":
                tables[table] = tables.get(table, -1) + 1
                table = (*table, tables[table])
            places.setdefault(table, offset)
        elif key := _KEY.match(line):
            places.setdefault((*table, *_parts(key[1])), offset + key.start(1))
        offset += len(line)
    return places


def _parts(written: str) -> _Path:
    return tuple(part.strip().strip("\"'") for part in written.split("."))


def _node(value: Any, path: _Path, source: Source, places: dict[_Path, int], depth: int) -> Node:
    start = next((places[path[:at]] for at in range(len(path), 0, -1) if path[:at] in places), 0)
    if depth > DEEPEST:
        value = ""
    if isinstance(value, dict):
        table = Mapping(source, start, flow=False)
        for name, inner in value.items():
            node = _node(inner, (*path, name), source, places, depth + 1)
            table.pairs.append((_scalar(name, node.start, source), node))
        return table
    if isinstance(value, list):
        row = Sequence(source, start, flow=False)
        row.items = [
            _node(each, (*path, at), source, places, depth + 1) for at, each in enumerate(value)
        ]
        return row
    return _scalar(str(value), start, source)


def _scalar(text: str, start: int, source: Source) -> Scalar:
    return Scalar(source, start, start, text, plain=True)
