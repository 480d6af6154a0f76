"""Numbers that are set aside for a purpose."""

from __future__ import annotations

from dataclasses import dataclass

from portbook.model.origin import NO_ORIGIN, Origin
from portbook.model.ports import PortSet

__all__ = ["Range"]


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers set aside; `project` is None for a range of the whole map.

    New ports are taken from `first` on, every `step`-th.
    """

    name: str
    ports: PortSet
    purpose: str | None = None
    first: int | None = None
    step: int = 1
    host: str | None = None
    status: str = "active"
    notes: str | None = None
    project: str | None = None
    origin: Origin = NO_ORIGIN
