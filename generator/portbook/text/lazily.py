"""Patterns that are compiled at their first use: few of them are needed in one run."""

from __future__ import annotations

import re
from typing import Any, cast


class _Pattern:
    """Becomes what it is asked for: each method is looked up once."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._written = pattern, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._written), name)
        setattr(self, name, found)
        return found


def lazily(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, compiled later; a pattern that is wrong fails at its first use."""
    return cast("re.Pattern[str]", _Pattern(pattern, flags))
