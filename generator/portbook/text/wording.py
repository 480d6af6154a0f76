"""Counts, long lists and near names, in the words of a sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterable

__all__ = ["closest", "counted", "few", "nearest"]


def counted(number: int, noun: str) -> str:
    """`1 port`, `1,200 ports`: for nouns that take an s."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def few(names: Collection[str], most: int = 12) -> str:
    """The first `most` names; of more, the rest is counted."""
    listed = ", ".join(list(names)[:most])
    return f"{listed} and {len(names) - most} more" if len(names) > most else listed


LONGEST = 60
"""Names beyond this are nobody's slip of the pen, and comparing them takes long."""


def closest(name: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known name that was probably meant; `cutoff` is how alike it must be, from 0 to 1."""
    return next(iter(nearest(name, known, 1, cutoff)), None)


def nearest(name: str, known: Iterable[str], count: int, cutoff: float = 0.0) -> list[str]:
    """Up to `count` known names, the most alike first; case, `-` and `_` make no difference."""
    if len(name) > LONGEST:
        return []
    import difflib

    plain = {each.lower().replace("_", "-"): each for each in reversed(list(known))}
    wanted = name.lower().replace("_", "-")
    return [plain[each] for each in difflib.get_close_matches(wanted, plain, count, cutoff)]
