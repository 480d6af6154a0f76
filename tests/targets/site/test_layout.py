"""A graph in layers: nothing covers anything, the same graph the same layout."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from portbook.targets.site.layout import layered

NAMES = [(name,) for name in "abcdefgh"]
EDGES = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=20)


@given(EDGES)
def test_every_edge_has_a_route_between_its_ends(
    edges: list[tuple[tuple[str], tuple[str]]],
) -> None:
    layout = layered(NAMES, edges)
    assert set(layout.routes) == {edge for edge in edges if edge[0] != edge[1]}
    for (start, end), route in layout.routes.items():
        assert route[0] == layout.spots[start]
        assert route[-1] == layout.spots[end]
        levels = [level for level, _ in route]
        assert {abs(a - b) for a, b in itertools.pairwise(levels)} == {1}


@given(EDGES)
def test_nodes_keep_a_unit_between_them(edges: list[tuple[tuple[str], tuple[str]]]) -> None:
    layout = layered(NAMES, edges)
    rows: dict[int, list[float]] = {}
    for level, place in layout.spots.values():
        rows.setdefault(level, []).append(place)
    for row in rows.values():
        row.sort()
        assert all(b - a >= 0.999 for a, b in itertools.pairwise(row))
        assert row[0] >= 0
        assert row[-1] <= layout.breadth - 1 + 1e-6
    assert max(rows) < layout.depth


@given(EDGES)
def test_callers_stand_before_what_they_call(edges: list[tuple[tuple[str], tuple[str]]]) -> None:
    """Where no circle forces an edge back: here edges go up the alphabet."""
    rising = [(a, b) for a, b in edges if a < b]
    layout = layered(NAMES, rising)
    assert all(layout.spots[a][0] < layout.spots[b][0] for a, b in rising)
    assert layout == layered(NAMES, rising)
