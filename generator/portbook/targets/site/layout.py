"""A graph in layers: callers before what they call, few crossings, the same for the same graph.

The steps are those of Sugiyama, Tagawa and Toda (IEEE Transactions on Systems, Man, and
Cybernetics 11:2, 1981): take out circles, give layers, put stand-ins where an edge passes a layer,
order each layer by the middle of its neighbours, then place.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from portbook.text.grouping import grouped

SWEEPS = 4

Name = tuple[str, ...]
Edge = tuple[Name, Name]
Spot = tuple[Name, Name, int]
"""What stands in a layer: a node (twice its name), or an edge that passes through."""


class Layout(NamedTuple):
    """`spots` gives each name its layer and its place across, in units of one node; `routes` for
    each edge the spots it passes, ends included; `depth` and `breadth` are the whole drawing's.
    """

    spots: dict[Name, tuple[int, float]]
    routes: dict[Edge, list[tuple[int, float]]]
    depth: int
    breadth: float


def layered(names: Sequence[Name], edges: Iterable[Edge]) -> Layout:
    """Edges between the names, each once; one that would close a circle is drawn against the
    flow, and one from a name to itself is left out."""
    wanted = {edge: None for edge in edges if edge[0] != edge[1]}
    forward, turned = _without_circles(names, list(wanted))
    layer = _layers(names, forward)
    chains: dict[Edge, list[Spot]] = {
        (start, end): [
            (start, start, layer[start]),
            *((start, end, level) for level in range(layer[start] + 1, layer[end])),
            (end, end, layer[end]),
        ]
        for start, end in forward
    }
    rows = _ordered(names, layer, chains.values())
    across = _placed(rows, chains.values())
    at = {spot: (level, across[spot]) for level, row in enumerate(rows) for spot in row}
    routes: dict[Edge, list[tuple[int, float]]] = {}
    for edge, chain in chains.items():
        path = [at[spot] for spot in chain]
        if edge in wanted:
            routes[edge] = path
        back = edge[1], edge[0]
        if back in turned:
            routes[back] = path[::-1]
    breadth = max((place for _, place in at.values()), default=0) + 1
    return Layout({name: at[name, name, layer[name]] for name in names}, routes, len(rows), breadth)


def _without_circles(names: Sequence[Name], edges: list[Edge]) -> tuple[list[Edge], set[Edge]]:
    """The edges with those turned round that lead back to where a walk came from."""
    out: dict[Name, list[Name]] = {name: [] for name in names}
    for start, end in edges:
        out[start].append(end)
    state: dict[Name, int] = {}
    turned: set[Edge] = set()
    entered = {end for _, end in edges}
    for first in sorted(names, key=lambda name: name in entered):
        if first in state:
            continue
        state[first] = 1
        path = [(first, iter(out[first]))]
        while path:
            name, left = path[-1]
            for end in left:
                if state.get(end) == 1:
                    turned.add((name, end))
                elif end not in state:
                    state[end] = 1
                    path.append((end, iter(out[end])))
                    break
            else:
                state[name] = 2
                path.pop()
    straight = [(b, a) if (a, b) in turned else (a, b) for a, b in edges]
    return list(dict.fromkeys(straight)), turned


def _layers(names: Sequence[Name], edges: list[Edge]) -> dict[Name, int]:
    """The longest way from any beginning; what only calls then moves down beside its first goal."""
    into: dict[Name, list[Name]] = {name: [] for name in names}
    out: dict[Name, list[Name]] = {name: [] for name in names}
    for start, end in edges:
        into[end].append(start)
        out[start].append(end)
    waiting = {name: len(into[name]) for name in names}
    ready = [name for name in names if not waiting[name]]
    layer: dict[Name, int] = {}
    for name in ready:
        layer[name] = max((layer[each] + 1 for each in into[name]), default=0)
        for end in out[name]:
            waiting[end] -= 1
            if not waiting[end]:
                ready.append(end)
    for name in reversed(ready):
        if not into[name] and out[name]:
            layer[name] = min(layer[end] for end in out[name]) - 1
    return layer


def _ordered(
    names: Sequence[Name], layer: dict[Name, int], chains: Collection[list[Spot]]
) -> list[list[Spot]]:
    rows: list[list[Spot]] = [[] for _ in range(max(layer.values(), default=-1) + 1)]
    for name in names:
        rows[layer[name]].append((name, name, layer[name]))
    for spot in (spot for chain in chains for spot in chain[1:-1]):
        rows[spot[2]].append(spot)
    below = grouped(pair for chain in chains for pair in itertools.pairwise(chain))
    above = grouped((b, a) for chain in chains for a, b in itertools.pairwise(chain))
    if max(map(len, rows), default=0) < 2:
        return rows
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for level in range(1, len(rows)) if down else range(len(rows) - 2, -1, -1):
            beside = rows[level - 1 if down else level + 1]
            _sort(rows[level], beside, above if down else below)
    return rows


def _sort(row: list[Spot], beside: list[Spot], neighbours: dict[Spot, list[Spot]]) -> None:
    place = {spot: at for at, spot in enumerate(beside)}
    own = {spot: at for at, spot in enumerate(row)}

    def middle(spot: Spot) -> float:
        found = [place[each] for each in neighbours.get(spot, ())]
        return sum(found) / len(found) if found else own[spot]

    row.sort(key=middle)


def _placed(rows: list[list[Spot]], chains: Collection[list[Spot]]) -> dict[Spot, float]:
    """Places across: each spot as near as may be to the middle of its neighbours."""
    pairs = [pair for chain in chains for pair in itertools.pairwise(chain)]
    beside = grouped(each for a, b in pairs for each in ((a, b), (b, a)))
    across = {spot: float(at) for row in rows for at, spot in enumerate(row)}
    for sweep in range(2 * SWEEPS):
        order = rows if sweep % 2 == 0 else rows[::-1]
        if not any(_settle(row, beside, across) for row in order):
            break
    least = min(across.values(), default=0)
    return {spot: place - least for spot, place in across.items()}


def _settle(row: list[Spot], beside: dict[Spot, list[Spot]], across: dict[Spot, float]) -> bool:
    """Moves a row towards its neighbours, keeping its order and one unit between its spots.

    Whether anything moved.
    """
    wanted = [
        sum(across[each] for each in beside[spot]) / len(beside[spot])
        if spot in beside
        else across[spot]
        for spot in row
    ]
    right: list[float] = []
    for want in wanted:
        right.append(max(want, right[-1] + 1) if right else want)
    left: list[float] = []
    for want in reversed(wanted):
        left.append(min(want, left[-1] - 1) if left else want)
    moved = False
    for spot, high, low in zip(row, right, reversed(left), strict=True):
        place = (high + low) / 2
        moved = moved or abs(place - across[spot]) > 0.01
        across[spot] = place
    return moved
