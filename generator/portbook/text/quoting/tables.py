"""GFM tables of quoted cells (https://github.github.com/gfm/#tables-extension-)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portbook.text.quoting.markdown import markdown_code


@dataclass(frozen=True, slots=True)
class Table:
    """A finished GFM table.

    As text it is the whole of it, ending in a line end; `columns` and `rows` are its quoted cells,
    for templates that lay them out in another way.
    """

    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    text: str

    def __str__(self) -> str:
        return self.text


def table(headers: Sequence[str], rows: Iterable[tuple[str, ...]]) -> Table | None:
    """A table of quoted cells without the columns that say nothing; None without rows.

    A header that ends in `:` is of a column of numbers, which is aligned to the right.
    """
    columns = [
        (header, cells)
        for header, cells in zip(headers, zip(*rows, strict=True), strict=False)
        if any(cells)
    ]
    if not columns:
        return None
    kept = list(zip(*(cells for _, cells in columns), strict=True))
    titles = tuple(header.rstrip(":") for header, _ in columns)
    rules = ["---:" if header[-1] == ":" else "---" for header, _ in columns]
    lines = ["| " + " | ".join(titles) + " |", "| " + " | ".join(rules) + " |"]
    lines += ["| " + " | ".join(cells) + " |" for cells in kept]
    return Table(titles, kept, "\n".join(lines) + "\n")


def codes(values: Iterable[object]) -> str:
    return ", ".join([markdown_code(str(value)) for value in values])
