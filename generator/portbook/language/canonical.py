"""The canonical form: what the short forms become, before anything is resolved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

__all__ = ["DEFAULT", "UNKNOWN", "Canonical", "primary_name"]

Canonical = dict[str, Any]
"""The keys that were given, as the language's records read them.

An endpoint's: number, number_end, container, container_end, bind, transport (a tuple), scheme,
path, public. A number of None is unknown; an absent one was not given.
"""

UNKNOWN: Canonical = {"number": None, "number_end": None}
"""An endpoint whose number is said to be unknown, or could not be read."""

DEFAULT = "default"
"""`port: X` is `ports: {default: X}`."""


def primary_name(ports: Iterable[str]) -> str:
    """The endpoint that a service's name alone stands for, of at least one."""
    names = list(ports)
    return DEFAULT if DEFAULT in names else names[0]
