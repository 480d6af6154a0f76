"""The work of a check grows with the map, not with its square."""

from __future__ import annotations

from functools import partial

from tests.bench.shapes import SHAPES, seconds
from tests.support.calls import calls


def test_twice_the_map_is_at_most_little_more_than_twice_the_work() -> None:
    for name, (make, whole) in SHAPES.items():
        # Names beyond 200 are looked up in another way, so both sizes lie above it.
        least = max(whole // 20, 210)
        once, twice = (calls(partial(seconds, make(size))) for size in (least, 2 * least))
        assert twice < 2.4 * once, name
