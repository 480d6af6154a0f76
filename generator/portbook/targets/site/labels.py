"""Texts below the cells of a row: each in the first lane where it covers no other.

A text stands right of its leader; near the right edge, left of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["Label", "place_labels"]

GLYPH = 6.7
"""Width of a character at the drawing's 12 units, of the widest usual sans serif."""
MOST_LANES = 10


class Label(NamedTuple):
    """`x` is where its leader stands; `turned` means that the text ends there."""

    x: int
    text: str
    lane: int = 0
    turned: bool = False


def place_labels(labels: Iterable[Label], width: int) -> list[Label]:
    """The labels with their lanes, from the right, so that no leader crosses a text.

    A label for which there is no room is left out: its cell still tells by its title.
    """
    placed: list[Label] = []
    reached: list[float] = []
    for label in sorted(labels, key=lambda each: -each.x):
        wide = len(label.text) * GLYPH + 10
        turned = label.x + wide > width
        start, end = (label.x - wide, label.x) if turned else (label.x, label.x + wide)
        lane = next((at for at, edge in enumerate(reached) if end <= edge), len(reached))
        if lane >= MOST_LANES:
            continue
        if lane == len(reached):
            reached.append(0)
        # Leaders come down from above: whatever is lower keeps clear of this one's.
        reached[lane] = start
        for above in range(lane):
            reached[above] = min(reached[above], label.x)
        placed.append(label._replace(lane=lane, turned=turned))
    return placed[::-1]
