"""Groups where only distance is left to decide: points on a line and the open numbers there.

Where all that may move are single numbers of one host, in sets of which one stays, the dearest of
each set stays. The others are points on a line that flow to open numbers. In a cheapest flow, each
further point takes the cheapest way to an open number, on which it may undo what flows towards it;
and on a line a way leads either up or down.

Where not the same numbers are open to all, what is open to one is taken to be open to all, which
can only cost less. Most of those who got what they cannot have swap it for nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from itertools import groupby

from portbook.allocate.settle.matching import Choice
from portbook.allocate.settle.problem import Problem
from portbook.text.grouping import grouped


def on_a_line(problem: Problem) -> list[Choice] | None:
    """The best settlement of such a group; None for any other."""
    moving = _movers(problem)
    if moving is None:
        return None
    ports = [item.port for item in problem.items]
    choices: list[Choice] = [*ports]
    if not moving:
        return choices
    points = sorted(moving, key=lambda row: (ports[row], row))
    numbers = [ports[row] for row in points]
    starts = _open_to_any(problem, points)
    if starts.count(0) < len(points):
        return None
    taken = _Flow(starts, _places(starts, numbers), numbers).taken()
    # What nobody crosses costs least: the lowest point takes the lowest number, and so on. Of one
    # point, whoever comes first in the map goes the shortest way.
    for point, pairs in groupby(zip(points, taken, strict=True), lambda pair: ports[pair[0]]):
        rows, given = zip(*pairs, strict=True)
        nearest = sorted(given, key=lambda number: (abs(number - point), -number))
        for row, number in zip(rows, nearest, strict=True):
            choices[row] = number
    return choices if _swapped(problem, points, choices) else None


def _open_to_any(problem: Problem, points: list[int]) -> bytearray:
    """The numbers that are open to one of them at least."""
    first, *others = {id(each): each for each in map(problem.starts.__getitem__, points)}.values()
    both = int.from_bytes(first, "little")
    for each in others:
        both &= int.from_bytes(each, "little")
    return bytearray(both.to_bytes(len(first), "little"))


def _swapped(problem: Problem, points: list[int], choices: list[Choice]) -> bool:
    """Let who has got a number that is not open to it swap with somebody at no cost; False where
    nobody can."""
    for row in points:
        if not _is_open(problem, row, choices[row]):
            other = next((each for each in points if _may_swap(problem, row, each, choices)), None)
            if other is None:
                return False
            choices[row], choices[other] = choices[other], choices[row]
    return True


def _may_swap(problem: Problem, row: int, other: int, choices: list[Choice]) -> bool:
    mine, theirs = choices[row], choices[other]
    if mine is None or theirs is None:
        return False
    here, there = problem.items[row].port, problem.items[other].port
    return (
        abs(here - theirs) + abs(there - mine) == abs(here - mine) + abs(there - theirs)
        and _is_open(problem, row, theirs)
        and _is_open(problem, other, mine)
    )


def _is_open(problem: Problem, row: int, number: Choice) -> bool:
    return number is not None and problem.starts[row][number] == 0


def _movers(problem: Problem) -> list[int] | None:
    """Who leaves: all but one of each set."""
    loose = [row for row, item in enumerate(problem.items) if not item.fixed]
    plain = (
        not problem.leaving
        and all(len(each) == 1 for each in problem.prices.members.values())
        and all(problem.items[row].width == 1 for row in loose)
        and len({problem.items[row].spots for row in loose}) <= 1
    )
    if not plain:
        return None
    sets = grouped((number, row) for row, number in enumerate(problem.cliques))
    moving = []
    for rows in sets.values():
        fixed = [row for row in rows if problem.items[row].fixed]
        if len(fixed) > 1 or any(len(problem.beside[row]) != len(rows) - 1 for row in rows):
            return None
        dearest = max(rows, key=lambda row: (problem.prices.move[problem.items[row].service], -row))
        stays = fixed[0] if fixed else dearest
        moving += [row for row in rows if row != stays]
    return moving


class _Flow:
    """The cheapest flow of points to open numbers, one point after the other.

    `_across[i]` is what flows up from place i to the next; less than nothing flows down.
    """

    def __init__(self, starts: bytearray, places: list[int], points: list[int]) -> None:
        self._places = places
        self._free = [starts[place] == 0 for place in places]
        self._across = [0] * len(self._places)
        self._taken: list[int] = []
        self._low, self._high = len(self._places), -1
        for point in points:
            self._add(bisect_left(self._places, point))

    def taken(self) -> list[int]:
        """The numbers that are taken, from the lowest."""
        return sorted(self._taken)

    def _add(self, at: int) -> None:
        ways = [way for step in (1, -1) if (way := self._way(at, step)) is not None]
        _, end = min(ways, key=lambda way: way[0])
        for place in range(at, end):
            self._across[place] += 1
        for place in range(end, at):
            self._across[place] -= 1
        self._free[end] = False
        self._taken.append(self._places[end])
        self._low, self._high = min(self._low, at, end), max(self._high, at, end)

    def _way(self, at: int, step: int) -> tuple[int, int] | None:
        """What the cheapest open number costs, above or (`step` -1) below, and its place."""
        places, across, free = self._places, self._across, self._free
        ends, reach = (len(places), self._high) if step > 0 else (-1, self._low)
        best: tuple[int, int] | None = None
        cost = 0
        for place in range(at, ends, step):
            if free[place] and (best is None or cost < best[0]):
                best = cost, place
            if best is not None and (place - reach) * step >= 0:
                break
            if place + step != ends:
                gap = abs(places[place + step] - places[place])
                cost += -gap if across[min(place, place + step)] * step < 0 else gap
        return best


def _places(starts: bytearray, points: list[int]) -> list[int]:
    """The points, and the open numbers that could be taken: those that are where all points flow
    up, and those that are where all flow down."""
    places = set(points)
    cursor, owed = 0, 0
    for point, number in [*sorted(Counter(points).items()), (len(starts), 0)]:
        found = starts.find(0, cursor, point)
        while owed and found >= 0:
            places.add(found)
            owed, cursor = owed - 1, found + 1
            found = starts.find(0, cursor, point)
        owed, cursor = owed + number, max(cursor, point)
    cursor, owed = len(starts), 0
    for point, number in [*sorted(Counter(points).items(), reverse=True), (-1, 0)]:
        found = starts.rfind(0, point + 1, cursor)
        while owed and found >= 0:
            places.add(found)
            owed, cursor = owed - 1, found
            found = starts.rfind(0, point + 1, cursor)
        owed, cursor = owed + number, min(cursor, point)
    return sorted(places)
