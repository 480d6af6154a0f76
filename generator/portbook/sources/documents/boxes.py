"""Finds the boxes of a drawing, with what is written at the top of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

_EDGE = re.compile(
    r"(?P<top>[┌╔╭┏])[^┌╔╭┏┐╗╮┓│┃║|]{3,}[┐╗╮┓]|[└╚╰┗][^└╚╰┗┘╝╯┛│┃║|]{3,}[┘╝╯┛]|\+[-=+v^]{3,}\+"
)
_DIVIDER = re.compile(r"[├╠╟┣][─═━┬┴┼]{2,}[┤╣╢┫]")
_LINES = "┌╔╭┏┐╗╮┓─═━┬┴╤╧┼▼▲ "
_TEXT = re.compile(r"[^│┃║|]+")
_BAR = re.compile(r"[│┃║|]")
_OFF = 2
"""Columns by which the ends of a box may differ."""


class Text(NamedTuple):
    """What stands on a line of a box, between two places of the line."""

    line: int
    begin: int
    end: int
    text: str


@dataclass(slots=True)
class Box:
    """Its first line and its columns, its last line, and its first text with the line of that.

    `over` is the text right above it, if that is of no other box, `texts` is what it holds itself,
    `divided` the lines that divide it, and `within` is the line on which the first box within it
    begins.
    """

    first: int
    begin: int
    end: int
    last: int
    title: str
    titled: int
    over: str = ""
    texts: list[Text] = field(default_factory=list)
    divided: list[int] = field(default_factory=list)
    within: int | None = None

    def holds(self, box: Box) -> bool:
        """Whether another that begins below its first line stands within it."""
        return box.last <= self.last and self.begin < box.begin and box.end <= self.end


class Boxes:
    """The boxes of the lines from a `first` one on, with the first text of each."""

    def __init__(self, lines: Sequence[str], first: int) -> None:
        self._through: dict[int, list[Box]] = {}
        self._moved: dict[int, list[tuple[int, int]]] = {}
        begun = _begun(lines, first)
        self.all = [each for boxes in begun.values() for each in boxes]
        for box in (each for each in self.all if each.first > first):
            box.over = _over(lines[box.first - first - 1], box)
        running: list[Box] = []
        for number, line in enumerate(lines, first):
            running, below = [box for box in running if number < box.last], begun.get(number, [])
            for box in (each for each in running if any(map(each.holds, below))):
                box.within = box.within or number
            running += below
            self._through[number] = running
            self._moved[number] = _moved(line, running)
            for divider in _DIVIDER.finditer(line):
                for box in running:
                    if box.first < number and box.begin == divider.start():
                        box.divided.append(number)
            for text in _TEXT.finditer(line):
                around = _at(running, self.column(number, sum(text.span()) // 2))
                if around and any(map(str.isalnum, text[0])) and not _EDGE.search(text[0]):
                    around[-1].texts.append(Text(number, *text.span(), text[0].strip()))
                    if not around[-1].title:
                        around[-1].title, around[-1].titled = text[0].strip(), number

    def titles(self) -> set[str]:
        """What is written at the top of each."""
        return {box.title for box in self.all}

    def column(self, line: int, at: int) -> int:
        """Where a letter of a line stands between the edges of its box, whatever wide ones do."""
        moved = [by for bar, by in self._moved[line] if bar <= at]
        return at + (moved[-1] if moved else 0)

    def within(self, line: int, column: int) -> Box | None:
        """The innermost box that a place of a line stands in, if others stand beside it there."""
        boxes = self._through[line]
        around = _at(boxes, column)
        beside = any(
            box.end <= each.begin or each.end <= box.begin for box in around for each in boxes
        )
        return around[-1] if beside else None

    def around(self, line: int, column: int) -> list[Box]:
        """The boxes around a place whose titles stand above it, the outermost first."""
        return [box for box in _at(self._through[line], column) if box.titled < line]

    def over(self, line: int, column: int) -> list[str]:
        """What stands above the boxes around a place, the outermost first."""
        return [box.over for box in _at(self._through[line], column) if box.over]


def named_below(lines: Sequence[str], first: int) -> dict[int, str]:
    """What a row of boxes says that has its names below its ports, and none above: `│ 3000 │`."""
    told: dict[int, str] = {}
    for at, (above, row, below) in enumerate(zip(["", *lines], lines, lines[1:], strict=False)):
        ports, names = _cells(row), _cells(below)
        own = [pair for pair in zip(names, ports, strict=False) if _PORT.fullmatch(pair[1])]
        whole = len(own) > 1 and all(port in _EMPTY or _PORT.fullmatch(port) for port in ports)
        if whole and len(names) == len(ports) and not any(map(str.isalpha, above)):
            named = all(_SHORT.fullmatch(name) for name, _ in own)
            told |= {first + at: "\n".join(f"{n.strip('.')}: {p}" for n, p in own)} if named else {}
    return told


def named_above(lines: Sequence[str], first: int) -> dict[int, str]:
    """What a line of ports alone says that has a name above each: `web  api`, `:3000  :8080`."""
    told: dict[int, str] = {}
    for at, (above, row) in enumerate(pairwise(lines), first + 1):
        ports = list(_BLANKED.finditer(row)) if len(row) < _WIDE > len(above) else []
        if len(ports) < 2 or not all(_PORT.fullmatch(port[0]) for port in ports):
            continue
        names = [name for name in _BLANKED.finditer(above) if _SHORT.fullmatch(name[0])]
        near = [
            [name[0] for name in names if name.start() < port.end() and port.start() < name.end()]
            for port in ports
        ]
        if all(len(each) == 1 for each in near) and len({each[0] for each in near}) == len(near):
            told[at] = "\n".join(f"{n[0]}: {p[0]}" for n, p in zip(near, ports, strict=True))
    return told


_BLANKED = re.compile(r"\S+")
_WIDE = 400


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in _BAR.split(line.strip(" │┃║|"))]


_PORT = re.compile(r":?\d{4,5}")
_EMPTY = ("", "...", "…", "-", "—")
_SHORT = re.compile(r"[^\W\d][\w.-]*(?: [\w.-]+)*|\d[a-z]{2}")


def _over(line: str, box: Box) -> str:
    """The one text of a line that stands above a box and nowhere else."""
    told = [
        each for each in _APART.finditer(line) if each.start() < box.end > box.begin < each.end()
    ]
    inside = [each for each in told if each.start() >= box.begin and each.end() <= box.end]
    return inside[0][0] if len(inside) == len(told) == 1 else ""


_APART = re.compile(r"[^\W_](?:[^\s│┃║|]| (?! ))*")
"""`SITE A (10.0.0.1)`, with blanks around it."""


def _moved(line: str, boxes: list[Box]) -> list[tuple[int, int]]:
    """The bars of a line with how far each is from the edge that it is, if each is one."""
    edges = sorted(edge for box in boxes for edge in (box.begin, box.end - 1))
    bars = [bar.start() for bar in _BAR.finditer(line)]
    return (
        [(bar, edge - bar) for bar, edge in zip(bars, edges, strict=True)]
        if len(bars) == len(edges)
        else []
    )


def _at(boxes: list[Box], column: int) -> list[Box]:
    return [box for box in boxes if box.begin < column < box.end]


def _begun(lines: Sequence[str], first: int) -> dict[int, list[Box]]:
    """The boxes that are closed, by the lines that they begin on."""
    begun: dict[int, list[Box]] = {}
    opened: list[Box] = []
    for number, line in enumerate(lines, first):
        for edge in _EDGE.finditer(line):
            begin, end = edge.span()
            near = [box for box in opened if abs(box.begin - begin) < _OFF]
            same = [box for box in near if abs(box.end - end) <= _OFF]
            opened = [box for box in opened if box not in same]
            if edge["top"] or not same:
                title = edge[0].strip(_LINES) if edge["top"] else ""
                opened.append(Box(number, begin, end, 0, title, number))
            else:
                same[-1].last = number
                begun.setdefault(same[-1].first, []).append(same[-1])
    return begun
