"""What changed of a service or a project, and when."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["HistoryEntry"]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """What changed: a number (`before` to `after`), or anything else (`change`)."""

    date: str | None = None
    before: int | None = None
    after: int | None = None
    reason: str | None = None
    impact: str | None = None
    endpoint: str | None = None
    environment: str | None = None
    change: str | None = None
