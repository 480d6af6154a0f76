"""Edits of a text as splices: everything outside them stays byte for byte."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class OverlappingSplices(ValueError):
    """Two edits claim the same characters."""


class Splice(NamedTuple):
    """Replace the code points from `start` to `end` (exclusive) by `text`."""

    start: int
    end: int
    text: str


def splice(text: str, splices: Iterable[Splice]) -> str:
    """Apply edits given in any order; insertions at one offset keep the order given."""
    parts: list[str] = []
    done = 0
    for edit in sorted(splices, key=lambda edit: (edit.start, edit.end)):
        if edit.start < done:
            raise OverlappingSplices(f"two edits meet at offset {edit.start}")
        parts += text[done : edit.start], edit.text
        done = edit.end
    return "".join((*parts, text[done:]))
