"""The fields of one entry of a port list: numbers, intervals and texts by their keys."""

from __future__ import annotations

from portbook.sources.numbers import port_number, port_span
from portbook.text.nodes import Node, Scalar

__all__ = ["Fields", "number_in", "span_in", "text_in"]

Fields = dict[str, tuple[Scalar, Node]]
"""Bare keys to the key as it stands and its value."""


def number_in(node: Node) -> int | None:
    """The port that a value is; None for everything else."""
    return port_number(node.text) if isinstance(node, Scalar) else None


def span_in(node: Node) -> tuple[int, int] | None:
    """First and last number of a value, the same for a single port."""
    if not isinstance(node, Scalar):
        return None
    return port_span(node.text.replace(" ", "").replace("–", "-"))


def text_in(fields: Fields, keys: tuple[str, ...]) -> str | None:
    """The text of the first of these keys that has one, cut to 200 letters."""
    for key in keys:
        node = fields[key][1] if key in fields else None
        if isinstance(node, Scalar) and not node.is_null and node.text.strip():
            return " ".join(node.text.split())[:200]
    return None
