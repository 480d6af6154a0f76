"""Changes as unified diffs, cut where they grow long."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from pathlib import Path

from portbook.disk.plan import Change

__all__ = ["diff_lines"]


def diff_lines(folder: Path, changes: Iterable[Change], limit: int | None = None) -> Iterator[str]:
    """The lines of every change's diff; `limit` lines for each file at most."""
    for change in changes:
        lines = list(_diff(change, f"{folder.name}/{change.path}"))
        yield from lines if limit is None else lines[:limit]
        if limit is not None and len(lines) > limit:
            yield f"... {len(lines) - limit} more lines"


def _diff(change: Change, path: str) -> Iterator[str]:
    before, after = _lines(change.before), _lines(change.after)
    old = path if change.before is not None else "/dev/null"
    new = path if change.after is not None else "/dev/null"
    yield from difflib.unified_diff(before, after, old, new, lineterm="")


def _lines(data: bytes | None) -> list[str]:
    return (data or b"").decode("utf-8", "replace").splitlines()
