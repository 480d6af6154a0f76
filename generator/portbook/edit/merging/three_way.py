"""What two branches made of one map, joined: a change of one side is taken, of both if alike."""

from __future__ import annotations

from typing import Any

__all__ = ["BothChanged", "joined"]

ABSENT: Any = object()


class BothChanged(Exception):
    """Both branches gave something another value; `path` leads to it."""

    def __init__(self, path: tuple[str, ...]) -> None:
        super().__init__(".".join(path))
        self.path = path


def joined(base: Any, ours: Any, theirs: Any, path: tuple[str, ...] = ()) -> Any:
    """The value that both meant; mappings key by key, lists that only grew with both additions.

    Raises BothChanged where the two cannot both be had.
    """
    if theirs in (ours, base):
        return ours
    if ours == base:
        return theirs
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return _mappings(base if isinstance(base, dict) else {}, ours, theirs, path)
    start = () if base is ABSENT else base
    if all(isinstance(each, tuple) for each in (start, ours, theirs)) and path[-1:] != ("include",):
        return _lists(start, ours, theirs, path)
    raise BothChanged(path)


def _mappings(
    base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any], path: tuple[str, ...]
) -> dict[str, Any]:
    found = {}
    for key in dict.fromkeys((*ours, *theirs)):
        was, one, other = (each.get(key, ABSENT) for each in (base, ours, theirs))
        value = joined(was, one, other, (*path, str(key)))
        if value is not ABSENT:
            found[key] = value
    return found


def _lists(base: Any, ours: Any, theirs: Any, path: tuple[str, ...]) -> Any:
    size = len(base)
    if ours[:size] != base or theirs[:size] != base:
        raise BothChanged(path)
    return (*ours, *theirs[size:])
