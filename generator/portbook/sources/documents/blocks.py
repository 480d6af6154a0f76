"""What a Markdown document is made of: headings, tables, list items, lines and fences."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` is 1 to 6; a line that only introduces what follows it has 7."""

    level: int
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one line, as written."""

    cells: tuple[str, ...]
    line: int


@dataclass(slots=True)
class Table:
    """`line` is that of the header, which is `assumed` where only the cells tell of one."""

    header: tuple[str, ...]
    line: int
    rows: list[Row] = field(default_factory=list)
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """The first lines of a list item; `depth` counts from 0."""

    text: str
    line: int
    depth: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a paragraph."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Fence:
    """A code block; its first line of content is `line`."""

    info: str
    text: str
    line: int


Block = Heading | Table | Item | Line | Fence
