"""Counts and long lists, in the words of a sentence."""

from __future__ import annotations

from collections.abc import Collection

__all__ = ["counted", "few"]


def counted(number: int, noun: str) -> str:
    """`1 port`, `1,200 ports`: for nouns that take an s."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def few(names: Collection[str], most: int = 12) -> str:
    """The first `most` names; of more, the rest is counted."""
    listed = ", ".join(list(names)[:most])
    return f"{listed} and {len(names) - most} more" if len(names) > most else listed
