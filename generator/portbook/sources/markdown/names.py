"""Whether two names of one document mean the same thing."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["alike", "bare", "names_whole"]

_WORD = re.compile(r"[^\W_]+")
_PLAIN = frozenset(
    ("the", "a", "service", "server", "app", "application", "port", "dev", "prod", "container")
)


@lru_cache(maxsize=16384)
def bare(name: str) -> str:
    """Letters and digits alone, in one case."""
    return "".join(_WORD.findall(name.casefold()))


@lru_cache(maxsize=16384)
def _words(name: str) -> frozenset[str]:
    words = frozenset(_WORD.findall(name.casefold()))
    return words - _PLAIN or words


def alike(one: str, other: str) -> bool:
    """One contains the other, or at least half of the fewer words agree."""
    left, right = bare(one), bare(other)
    if not left or not right:
        return False
    if left in right or right in left:
        return True
    ours, theirs = _words(one), _words(other)
    return 2 * len(ours & theirs) >= min(len(ours), len(theirs)) > 0


def names_whole(heading: str, name: str) -> bool:
    """Whether a heading has every word of a name, as `NATS JetStream` has all of `nats`."""
    words = _words(name)
    return bool(bare(name)) and words <= _words(heading)
