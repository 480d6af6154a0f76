"""How often a property is tried: a few times in each `make test`, many more in `make soak`.

Hypothesis draws others each time, so what is run often has seen as many before long.
"""

from __future__ import annotations

import os

__all__ = ["tries"]

_TIMES = int(os.environ.get("TRIES", "1"))


def tries(few: int) -> int:
    return few * _TIMES
