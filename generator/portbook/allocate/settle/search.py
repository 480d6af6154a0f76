"""The best settlement of one group, proved by branch and bound.

Each node relaxes the problem to an assignment (`matching.py`), whose cost no settlement of the
node goes below. Where the assignment breaks nothing, it is the best one there; else the search
branches on what it breaks: two that cannot both stay, two that would hold one number, or a
service that is paid for in part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from typing import NamedTuple

from portbook.allocate.free import UNFIT, offset_by, taken_in_either
from portbook.allocate.settle.conflicts import Item
from portbook.allocate.settle.line import on_a_line
from portbook.allocate.settle.matching import Choice, Impossible, Matching, Row, TooLong
from portbook.allocate.settle.problem import Problem, overlaps, runs
from portbook.model.ports import HIGHEST


@dataclass(slots=True)
class Steps:
    """What a search may still spend: columns looked at, and a few for each node."""

    left: int
    spent: int = 0

    def spend(self, count: int) -> None:
        self.left -= count
        self.spent += count


class Found(NamedTuple):
    """A settlement, by row of the problem; `proven` where no other is cheaper."""

    choices: list[Choice]
    cost: int
    proven: bool


ROW = 20
"""Steps that a row of an assignment is worth before anything is looked at for it."""

Service = tuple[str, str]
Point = tuple[str, int]


@dataclass(frozen=True, slots=True)
class _Node:
    """What is decided: rows that `leave` or `stay`, points of hosts that rows avoid or cover, and
    services `kept` (none of their rows moves), `moved` or `dropped` (paid for) or `placed`."""

    leave: frozenset[int] = frozenset()
    stay: frozenset[int] = frozenset()
    avoid: frozenset[tuple[int, Point]] = frozenset()
    cover: frozenset[tuple[int, Point]] = frozenset()
    kept: frozenset[Service] = frozenset()
    moved: frozenset[Service] = frozenset()
    placed: frozenset[Service] = frozenset()
    dropped: frozenset[Service] = frozenset()


@dataclass(order=True, slots=True)
class _Open:
    bound: int
    order: int
    node: _Node = field(compare=False)
    choices: list[Choice] = field(compare=False)


def search(problem: Problem, steps: Steps) -> Found:
    """The cheapest settlement; the best one seen where the steps run out."""
    plain = on_a_line(problem)
    if plain is not None:
        steps.spend(len(problem.items))
        return Found(plain, problem.cost(plain), proven=True)
    best = _greedy(problem)
    open_: list[_Open] = []
    order = 0
    pending = [_Node()]
    while True:
        for node in pending:
            relaxed = _relaxed(problem, node, steps)
            if steps.left <= 0:
                return best
            if relaxed is None:
                continue
            bound, choices = relaxed
            near = repaired(problem, choices)
            if (cost := problem.cost(near)) < best.cost:
                best = Found(near, cost, proven=False)
            order += 1
            if bound < best.cost:
                heappush(open_, _Open(bound, order, node, choices))
        if not open_ or open_[0].bound >= best.cost:
            return best._replace(proven=True)
        top = heappop(open_)
        pending = list(_branches(problem, top.node, top.choices))


def _greedy(problem: Problem) -> Found:
    """A first solution: every item stays until one of two in conflict has to move."""
    stay: list[Choice] = [
        None if row in problem.leaving and item.fixed else item.port
        for row, item in enumerate(problem.items)
    ]
    choices = repaired(problem, stay)
    return Found(choices, problem.cost(choices), proven=False)


def _relaxed(problem: Problem, node: _Node, steps: Steps) -> tuple[int, list[Choice]] | None:
    """A bound from below, and the assignment that reaches it; None: nothing satisfies the node."""
    rows = [_row(problem, node, row) for row in range(len(problem.items))]
    try:
        matching = Matching(rows, steps.left)
    except Impossible:
        return None
    except TooLong:
        steps.spend(steps.left)
        return None
    steps.spend(matching.steps + ROW * len(rows))
    paid = sum(problem.prices.move[service] for service in node.moved)
    paid += sum(problem.prices.drop[service] for service in node.dropped)
    return paid + matching.cost(), matching.choices()


def _row(problem: Problem, node: _Node, at: int) -> Row:
    item, prices = problem.items[at], problem.prices
    service = item.service
    covers = [point for row, point in node.cover if row == at]
    stays = at not in node.leave and at not in problem.leaving and not covers
    moves = not item.fixed and at not in node.stay and service not in node.kept
    drops = at not in node.stay and service not in node.placed and not covers
    move = 0 if service in node.moved else prices.share(item, prices.move)
    drop = 0 if service in node.dropped else prices.share(item, prices.drop)
    slot = -1 - problem.cliques[at]  # numbers are from 0 on: what is below is a place to stay
    starts = problem.starts[at]
    if node.avoid or node.cover:
        starts = _narrowed(problem, node, at, starts, covers)
    return Row(
        item.port,
        problem.lines[at],
        slot if stays else None,
        move if moves else None,
        drop + prices.unplaced if drops else None,
        starts,
    )


def _narrowed(
    problem: Problem, node: _Node, at: int, starts: bytearray, covers: list[Point]
) -> bytearray:
    item = problem.items[at]
    avoided = [point for row, point in node.avoid if row == at]
    avoided += [point for row, point in node.cover if row != at and point not in covers]
    starts = bytearray(starts)
    for point in avoided:
        for span in _starts_over(item, point, len(starts)):
            starts[span] = bytes([UNFIT]) * (span.stop - span.start)
    for point in covers:
        within = bytearray([UNFIT]) * len(starts)
        for span in _starts_over(item, point, len(starts)):
            within[span] = starts[span]
        starts = within
    return starts


def _starts_over(item: Item, point: Point, count: int) -> Iterator[slice]:
    """The starts, of `count`, from which the item would hold a number of a host."""
    host, number = point
    for spot in item.spots:
        if spot.host == host:
            low = max(number - spot.shift - item.width + 1, 0)
            yield slice(low, max(min(number - spot.shift + 1, count), low))


def _branches(problem: Problem, node: _Node, choices: Sequence[Choice]) -> Iterator[_Node]:
    """The ways out of the first thing an assignment breaks; together they leave nothing out."""
    staying = problem.staying(choices)
    broken = {row: problem.beside[row] & staying for row in staying}
    row = max(broken, key=lambda at: (len(broken[at]), -at), default=None)
    if row is not None and broken[row]:
        yield replace(node, leave=node.leave | {row})
        yield replace(
            node, stay=node.stay | {row}, leave=node.leave | frozenset(problem.beside[row])
        )
        return
    met = next(overlaps(problem.items, problem.moving(choices)), None)
    if met is not None:
        one, other, host, number = met
        first = one if problem.items[one].width >= problem.items[other].width else other
        yield replace(node, avoid=node.avoid | {(first, (host, number))})
        yield replace(node, cover=node.cover | {(first, (host, number))})
        return
    yield from _on_a_service(problem, node, choices)


def _on_a_service(problem: Problem, node: _Node, choices: Sequence[Choice]) -> Iterator[_Node]:
    """A service some of whose rows move costs more than their shares: none moves, or it is paid."""
    moving = problem.moving(choices)
    for service, rows in problem.prices.members.items():
        gone = sum(row in moving for row in rows)
        if 0 < gone < len(rows) and service not in node.moved:
            yield replace(node, kept=node.kept | {service})
            yield replace(node, moved=node.moved | {service})
            return
        unplaced = sum(choices[row] is None for row in rows)
        if 0 < unplaced < len(rows) and service not in node.dropped:
            yield replace(node, placed=node.placed | {service})
            yield replace(node, dropped=node.dropped | {service})
            return


def repaired(problem: Problem, choices: Sequence[Choice]) -> list[Choice]:
    """A settlement near the assignment that breaks nothing; cheap, and rarely the best one."""
    made = list(choices)
    homeless = _cheaper_to_move(problem, made)
    moving = problem.moving(made)
    met = {other for _, other, _, _ in overlaps(problem.items, moving)}
    homeless |= met
    if not homeless:
        return made
    placed = _Placed()
    for row, start in moving.items():
        if row not in homeless and not placed.reserve(problem.items[row], start):
            homeless.add(row)
    for row in sorted(homeless, key=lambda row: (-problem.items[row].width, row)):
        made[row] = placed.nearest(problem.items[row], problem.starts[row])
    return made


def _cheaper_to_move(problem: Problem, made: list[Choice]) -> set[int]:
    """Of two that cannot both stay, the cheaper one leaves, or the one that can."""
    leaving = problem.staying(made) & problem.leaving
    staying = problem.staying(made) - leaving
    for row in sorted(staying):
        if row not in staying:
            continue
        for other in sorted(problem.beside[row] & staying):
            gone = max((other, row), key=lambda each: _readiness(problem, each))
            staying.discard(gone)
            leaving.add(gone)
            if gone == row:
                break
    return leaving


def _readiness(problem: Problem, row: int) -> tuple[bool, int, int]:
    item = problem.items[row]
    return not item.fixed, -problem.prices.move[item.service], row


class _Placed:
    """What is held by those that have moved."""

    def __init__(self) -> None:
        self._held: dict[str, bytearray] = {}

    def reserve(self, item: Item, start: int) -> bool:
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
        taken = starts
        for spot in item.spots:
            free = runs(self._on(spot.host), item.width)
            taken = taken_in_either(taken, offset_by(free, spot.shift))
        up = taken.find(0, item.port)
        down = taken.rfind(0, 0, item.port + 1)
        found = [each for each in (up, down) if each >= 0]
        if not found:
            return None
        start = min(found, key=lambda each: abs(each - item.port))
        self.reserve(item, start)
        return start
