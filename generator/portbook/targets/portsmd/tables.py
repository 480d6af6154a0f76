"""Tables and small cells, spelled once for every part of a PORTS.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portbook.model.portmap import Endpoint
from portbook.model.ports import span
from portbook.text.quoting.lines import one_line
from portbook.text.quoting.markdown import markdown_code, markdown_text

__all__ = ["Table", "codes", "document_link", "numbers", "phrase", "port_cell", "table"]

NOT_KNOWN = "not known"
INTERNAL = "internal"


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


def numbers(endpoint: Endpoint) -> str:
    """The number or interval of an endpoint, plain, with its transport where that is not TCP."""
    if endpoint.port is None:
        return ""
    text = span(endpoint.port, endpoint.port_end or endpoint.port)
    return text if endpoint.transports == ("tcp",) else f"{text}/{'+'.join(endpoint.transports)}"


def port_cell(endpoint: Endpoint) -> str:
    """The endpoint's number on its host, or why there is none."""
    if endpoint.port is not None:
        return f"`{numbers(endpoint)}`"
    return NOT_KNOWN if endpoint.published else INTERNAL


def phrase(text: str | None) -> str:
    """Free text for a cell or a list item, on one line; code between backticks stays code."""
    if not text:
        return ""
    if "`" not in text:
        return markdown_text(text)
    parts = one_line(text).split("`")
    if len(parts) % 2 == 0:
        return markdown_text(text)
    return "".join(
        markdown_code(part) or "\\`\\`" if at % 2 else _between(part)
        for at, part in enumerate(parts)
    )


def document_link(title: str, path: str) -> str:
    """A link to a generated file by its relative path. No link may hold another."""
    label = markdown_text(one_line(title))
    return f"[{markdown_code(title) if '<http' in label else label}]({path})"


def _between(text: str) -> str:
    """`markdown_text` drops the blanks at its edges, which part words from code here."""
    inner = markdown_text(text)
    before = " " if text[:1] == " " and inner else ""
    after = " " if text[-1:] == " " else ""
    return before + inner + after
