"""Cells of a row that tell where a number moved, to the number that it is now."""

from __future__ import annotations

from dataclasses import replace

from portbook.sources.markdown.columns import Column
from portbook.sources.markdown.portcell import Entry, PortCell

__all__ = ["without_moves"]


def without_moves(filled: list[tuple[Column, PortCell]]) -> list[tuple[Column, PortCell]]:
    """`3000 → 7901` beside another column's 7901 tells of a move, not of a container."""
    moved: list[tuple[Column, PortCell]] = []
    for column, cell in filled:
        number = cell.entries[0].number if len(cell.entries) == 1 else None
        others = {
            entry.number.start
            for other, beside in filled
            if other is not column and other.role != "container"
            for entry in beside.entries
        }
        if number and number.sign == "→" and number.container in others:
            now = replace(number, start=number.container, container=None, sign=None)
            cell = replace(cell, entries=(Entry(now),), before=number.start)  # noqa: PLW2901
        moved.append((column, cell))
    return moved
