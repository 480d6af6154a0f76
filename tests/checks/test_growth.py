"""The work of a check grows with the map, not with its square: counted in calls, not seconds."""

from __future__ import annotations

import cProfile
import pstats

from tests.bench.shapes import SHAPES, seconds


def calls(text: str) -> int:
    profile = cProfile.Profile()
    profile.runcall(seconds, text)
    return pstats.Stats(profile).total_calls  # type: ignore[attr-defined, no-any-return]


def test_twice_the_map_is_at_most_little_more_than_twice_the_work() -> None:
    for name, (make, whole) in SHAPES.items():
        # Names beyond 200 are looked up in another way, so both sizes lie above it.
        least = max(whole // 20, 210)
        assert calls(make(2 * least)) < 2.4 * calls(make(least)), name
