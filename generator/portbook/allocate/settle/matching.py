"""A cheapest assignment: each row stays in its slot, moves to a number, or is left out.

Successive shortest paths with potentials, as for any assignment problem (Kuhn's method in the form
of Jonker and Volgenant, Computing 38, 1987). What is particular here: a row's numbers cost their
distance from where it stands, so they are looked at outwards from there, as far as the nearest
one that nobody has, and never listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

Choice = int | None
"""The number at which a row ends; `Row.port` where it stays; None where it is left out."""

LINE = 1 << 18
"""Columns of one host; a number may lie anywhere from -65535 to 131070 once it is shifted."""

UP, DOWN = 1, -1

HIGHEST_START = 1 << 17
"""Above every number: a search outwards does not stop before it."""


@dataclass(slots=True)
class Row:
    """`slot`, which one row can have, costs nothing; a number of `starts` (0: open) costs `move`
    and its distance from `port`; to be left out costs `drop`. None: it may not.

    A number v takes the column `line` + v.
    """

    port: int
    line: int
    slot: int | None
    move: int | None
    drop: int | None
    starts: bytearray


class Impossible(Exception):
    """A row has no choice left."""


class TooLong(Exception):
    """More columns had to be looked at than were to be."""


class Matching:
    """The assignment of all rows; `steps` counts the columns looked at, TooLong beyond `most`."""

    def __init__(self, rows: Sequence[Row], most: int) -> None:
        self.rows = rows
        self.steps = 0
        self.most = most
        self._price: dict[int, int] = {}
        self._worth = [0] * len(rows)
        self._holder: dict[int, int] = {}
        self._column: list[int | None] = [None] * len(rows)
        self._taken = {UP: _Skips(UP), DOWN: _Skips(DOWN)}
        for row in range(len(rows)):
            _Path(self, row).augment()
            if self.steps > most:
                raise TooLong

    def choices(self) -> list[Choice]:
        return [
            None if column is None else row.port if column < 0 else column - row.line
            for row, column in zip(self.rows, self._column, strict=True)
        ]

    def cost(self) -> int:
        total = 0
        for row, chosen in zip(self.rows, self.choices(), strict=True):
            if chosen is None:
                total += row.drop or 0
            elif chosen != row.port:
                total += (row.move or 0) + abs(chosen - row.port)
        return total

    def nearest(self, row: Row, start: int, way: int, skips: _Skips) -> int:
        """The first open number from `start` on that is not skipped; -1: there is none."""
        at = start
        while True:
            at = row.starts.find(0, at) if way == UP else row.starts.rfind(0, 0, max(at + 1, 0))
            if at < 0:
                return -1
            beyond = skips.first(row.line + at) - row.line
            if beyond == at:
                return at
            at = beyond


class _Skips:
    """Columns passed over, joined so that a run of them is crossed in one step."""

    def __init__(self, way: int) -> None:
        self._way = way
        self._next: dict[int, int] = {}

    def add(self, column: int) -> None:
        self._next[column] = column + self._way

    def first(self, column: int) -> int:
        known = self._next
        if column not in known:
            return column
        end = column
        while end in known:
            end = known[end]
        while column != end:
            known[column], column = end, known[column]
        return end


class _Path:
    """The shortest way to give one more row a place, moving others on."""

    def __init__(self, matching: Matching, row: int) -> None:
        self.matching = matching
        self.start = row
        self.best: int | None = None
        self.end: tuple[int, int | None] | None = None
        self.reached: dict[int, tuple[int, int]] = {}
        self._seen = {UP: _Skips(UP), DOWN: _Skips(DOWN)}
        self._outset: dict[tuple[int, int, int], tuple[int, int]] = {}
        self._heap: list[tuple[int, int, int, int, int, int]] = []
        self._order = 0

    def augment(self) -> None:
        self._enter(self.start, 0)
        heap = self._heap
        while heap and (self.best is None or heap[0][0] < self.best):
            key, _, row, way, at, limit = heappop(heap)
            self.matching.steps += 1
            if way:
                self._look(key, row, way, at, limit)
            elif at not in self.reached:
                self.reached[at] = key, row
                self._seen[UP].add(at)
                self._seen[DOWN].add(at)
                self._enter(self.matching._holder[at], key)
        if self.best is None:
            raise Impossible
        self._settle(self.best)

    def _push(self, key: int, row: int, way: int, at: int, limit: int) -> None:
        if self.best is None or key < self.best:
            self._order += 1
            heappush(self._heap, (key, self._order, row, way, at, limit))

    def _finish(self, key: int, row: int, column: int | None) -> None:
        if self.best is None or key < self.best:
            self.best, self.end = key, (row, column)

    def _enter(self, at: int, distance: int) -> None:
        """Follow a row's choices; those that nobody holds end the search."""
        matching = self.matching
        row = matching.rows[at]
        base = distance - matching._worth[at]
        if row.slot is not None:
            key = base - matching._price.get(row.slot, 0)
            if row.slot in matching._holder:
                self._push(key, at, 0, row.slot, 0)
            else:
                self._finish(key, at, row.slot)
        if row.drop is not None:
            self._finish(base + row.drop, at, None)
        if row.move is not None:
            for way in (UP, DOWN):
                self._outwards(at, row, way, base + row.move)

    def _outwards(self, at: int, row: Row, way: int, base: int) -> None:
        """Beyond the first free number nothing is cheaper: prices are at most nothing.

        Nor is anything cheaper for this row than for one that came by before with the same numbers
        open, from no farther on and at no higher cost.
        """
        kind = row.line, id(row.starts), way
        known = self._outset.get(kind)
        if known is not None:
            outset, port = known
            if (row.port - port) * way >= 0 and outset + abs(row.port - port) <= base:
                return
            if outset <= base + abs(row.port - port) and (port - row.port) * way > 0:
                self._outset[kind] = base, row.port
        else:
            self._outset[kind] = base, row.port
        free = self.matching.nearest(row, row.port + way, way, self.matching._taken[way])
        if free >= 0:
            self._finish(base + abs(free - row.port), at, row.line + free)
        limit = free if free >= 0 else (HIGHEST_START if way == UP else -1)
        first = self.matching.nearest(row, row.port + way, way, self._seen[way])
        if first >= 0 and first != limit:
            self._push(base + abs(first - row.port), at, way, first, limit)

    def _look(self, key: int, at: int, way: int, number: int, limit: int) -> None:
        """A held number: at its price, and the next one outwards for the same row."""
        row = self.matching.rows[at]
        column = row.line + number
        if column not in self.reached:
            self._push(key - self.matching._price.get(column, 0), at, 0, column, 0)
        further = self.matching.nearest(row, number + way, way, self._seen[way])
        if further >= 0 and (further - limit) * way < 0:
            self._push(key + abs(further - number), at, way, further, limit)

    def _settle(self, best: int) -> None:
        """New prices, then everybody on the way moves on by one."""
        matching = self.matching
        matching._worth[self.start] += best
        for column, (distance, _) in self.reached.items():
            matching._price[column] = matching._price.get(column, 0) - (best - distance)
            matching._worth[matching._holder[column]] += best - distance
        assert self.end is not None
        row, column_ = self.end
        while True:
            left = matching._column[row]
            matching._column[row] = column_
            if column_ is not None:
                matching._holder[column_] = row
                matching._taken[UP].add(column_)
                matching._taken[DOWN].add(column_)
            if row == self.start:
                return
            assert left is not None
            column_, row = left, self.reached[left][1]
