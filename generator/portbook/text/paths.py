"""A path as text, with `/` between its parts, to the folders that lead to it."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["folders_above"]


def folders_above(path: str) -> Iterator[str]:
    """The folders on the way to a file, from the top."""
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)
