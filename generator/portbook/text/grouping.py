"""Groups values by their keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


def grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    """The values of each key, in the order in which they come."""
    found: dict[K, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def alone(pairs: Iterable[tuple[K, V]]) -> dict[K, V]:
    """The value of each key that has but one, however often."""
    listed = ((key, set(values)) for key, values in grouped(pairs).items())
    return {key: values.pop() for key, values in listed if len(values) == 1}
