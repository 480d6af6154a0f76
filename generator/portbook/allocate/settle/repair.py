"""A settlement out of an assignment: who breaks something gives way, in the order of the rows."""

from __future__ import annotations

from collections.abc import Sequence

from portbook.allocate.free import UNFIT, either, shifted
from portbook.allocate.settle.candidates import runs
from portbook.allocate.settle.items import Item
from portbook.allocate.settle.matching import Choice
from portbook.allocate.settle.problem import Problem, overlaps
from portbook.model.ports import HIGHEST

__all__ = ["repaired"]


def repaired(problem: Problem, choices: Sequence[Choice]) -> list[Choice]:
    """A settlement near the assignment that breaks nothing; cheap, and rarely the best one."""
    made = list(choices)
    homeless = _give_way(problem, made)
    moving = problem.moving(made)
    met = {other for _, other, _, _ in overlaps(dict(enumerate(problem.items)), moving)}
    homeless |= met
    if not homeless:
        return made
    placed = _Placed()
    for row, start in moving.items():
        if row not in homeless and not placed.take(problem.items[row], start):
            homeless.add(row)
    for row in sorted(homeless, key=lambda row: (-problem.items[row].width, row)):
        made[row] = placed.nearest(problem.items[row], problem.starts[row])
    return made


def _give_way(problem: Problem, made: list[Choice]) -> set[int]:
    """Of two that cannot both stay, the cheaper one leaves, or the one that can."""
    left = problem.staying(made) & problem.leaving
    staying = problem.staying(made) - left
    for row in sorted(staying):
        if row not in staying:
            continue
        for other in sorted(problem.beside[row] & staying):
            gone = max((other, row), key=lambda each: _readiness(problem, each))
            staying.discard(gone)
            left.add(gone)
            if gone == row:
                break
    return left


def _readiness(problem: Problem, row: int) -> tuple[bool, int, int]:
    item = problem.items[row]
    return not item.fixed, -problem.prices.move[item.service], row


class _Placed:
    """What is held by those that have moved."""

    def __init__(self) -> None:
        self._held: dict[str, bytearray] = {}

    def take(self, item: Item, start: int) -> bool:
        """Whether the numbers were free; they are not any longer."""
        spans = [(self._on(s.host), start + s.shift) for s in item.spots]
        if any(held.find(UNFIT, low, low + item.width) >= 0 for held, low in spans):
            return False
        for held, low in spans:
            held[low : low + item.width] = bytes([UNFIT]) * item.width
        return True

    def _on(self, host: str) -> bytearray:
        return self._held.setdefault(host, bytearray(HIGHEST + 1))

    def nearest(self, item: Item, starts: bytearray) -> Choice:
        """The nearest number that nobody has yet, which is taken; None: there is none."""
        if item.fixed:
            return None
        left = starts
        for spot in item.spots:
            free = runs(self._on(spot.host), item.width)
            left = either(left, shifted(free, spot.shift))
        up = left.find(0, item.port)
        down = left.rfind(0, 0, item.port + 1)
        found = [each for each in (up, down) if each >= 0]
        if not found:
            return None
        start = min(found, key=lambda each: abs(each - item.port))
        self.take(item, start)
        return start
