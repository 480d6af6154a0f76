"""Finds the columns that give ports where no header says so: variables, addresses, or pairs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from portbook.sources.documents.blocks import Row
from portbook.sources.documents.cells import held_by_names
from portbook.sources.documents.environments import environment_of, stage_named
from portbook.sources.documents.features import Column, Features
from portbook.sources.documents.one_pair import is_port, pair_in
from portbook.sources.documents.pairs import pairs_of
from portbook.sources.documents.ranked import with_role
from portbook.sources.documents.row_names import GIVING
from portbook.sources.documents.text import about, about_any, plain
from portbook.sources.documents.tokens import scan

_OF_PORT = re.compile(r"(?:[A-Z0-9]+_)*PORT")


def with_settings(
    columns: list[Column], features: list[Features], rows: Sequence[Row]
) -> list[Column]:
    """Where nothing else gives ports, the values of variables such as `WEB_PORT` do."""
    if GIVING & {column.role for column in columns}:
        return columns
    at = next((n for n, f in enumerate(features) if 2 * f.variables >= f.filled > 0), None)
    told = [
        row
        for row in rows
        if at is not None and at < len(row.cells) and _OF_PORT.fullmatch(plain(row.cells[at]))
    ]
    counts = [
        sum(_PURE.fullmatch(plain(row.cells[n])) is not None for row in told if n < len(row.cells))
        for n in range(len(columns))
    ]
    if not told or not max(counts):
        return columns
    best = counts.index(max(counts))
    given = replace(columns[best], role="default", because="it has the values of ports' variables")
    return [
        given if n == best else replace(c, role="variable") if n == at else c
        for n, c in enumerate(columns)
    ]


def with_stages(
    columns: list[Column], features: list[Features], rows: Sequence[Row]
) -> list[Column]:
    """Where nothing else gives ports, columns of stages do, some of whose cells have `:8500`."""
    stages = [at for at, f in enumerate(features) if at and environment_of(f.header)]
    others = {c.role for at, c in enumerate(columns) if at not in stages}
    if GIVING & others or len(stages) < len(columns) - 1:
        return columns
    told = [row.cells[at] for row in rows for at in stages if at < len(row.cells)]
    if len(stages) < 2 or sum(map(bool, map(_SOCKET.search, told))) < 2:
        return columns
    because = "a stage, of which its cells have sockets"
    return [
        replace(c, role="port", environment=stage_named(c.header), known=True, because=because)
        if at in stages
        else c
        for at, c in enumerate(columns)
    ]


_SOCKET = re.compile(r"(?<![\w.\]]):\d{4,5}\b")
_FEW = 3
_OTHERS = ("example", "calls", "outgoing", "old", "changed", "conflict", "quantity", "users")


def with_addresses(
    columns: list[Column], features: list[Features], rows: Sequence[Row]
) -> list[Column]:
    """Where nothing else gives ports, words with addresses among them do: `host, 10.0.0.2:8006`; so
    do cells of nothing but names with numbers: `RTSP 554, HTTP 80`."""
    if (GIVING - {"range"} | {"url"}) & {c.role for c in columns if c.known or c.environment}:
        return columns
    own = [at for at, f in enumerate(features) if at and not about_any(_OTHERS, f.header)]
    if not own or all(not features[at].ports for at in range(1, len(features))):
        cells = [plain(row.cells[0][:200]) for row in rows if row.cells]
        if len(cells) > 1 and all(map(_CALLED.fullmatch, cells)):
            because = "its cells are names with ports"
            return [replace(columns[0], role="port", known=True, because=because), *columns[1:]]
    placed = [at for at in own if features[at].sockets > 1]
    if told := [at for at in placed if columns[at].role != "port"]:
        ranged = any(column.role == "range" for column in columns)
        return columns if ranged else _named_beside(columns, features, told[0])
    if placed and len(columns) <= _FEW:  # `What | Where`, where nothing speaks of ports
        column = replace(columns[placed[0]], known=True, because="it has addresses")
        return [*columns[: placed[0]], column, *columns[placed[0] + 1 :]]
    for at in own if 2 * features[0].files < features[0].filled else ():
        cells = [plain(row.cells[at][:1000]) for row in rows if at < len(row.cells)]
        paired = sum(map(_is_paired, cells))
        if 1 < paired >= features[at].ports - paired:
            columns = with_role(columns, at, "port", "its cells are names with ports")
            return _on_addressed(columns, features, at)
    return columns


def _on_addressed(columns: list[Column], features: list[Features], at: int) -> list[Column]:
    """`Name | IP | Services`: what has an address beside services with their ports is a machine."""
    addressed = any(2 * f.bound > f.filled > 0 for f in features)
    if not (addressed and about("service", columns[at].header)):
        return columns
    return [
        replace(c, role="machine", because=f"{c.because}; its addresses are beside it")
        if c.role == "service" and f.differs
        else c
        for c, f in zip(columns, features, strict=True)
    ]


def _named_beside(columns: list[Column], features: list[Features], at: int) -> list[Column]:
    """The columns where one has addresses: if it named the rows, those are named by another."""
    named = columns[at].role == "service"
    columns = with_role(columns, at, "url", "it has addresses")
    seen = enumerate(zip(columns[:at], features[:at], strict=True))
    best = (n for n, (c, f) in seen if c.role in ("path", "other", "project") and f.differs)
    first = next(best, None) if named else None
    return columns if first is None else with_role(columns, first, "service", "it stands first")


def _is_paired(cell: str) -> bool:
    """Whether a cell has nothing but names with their ports."""
    if not (numbers := scan(cell)):
        return False
    if all(map(is_port, numbers)) and held_by_names(cell, numbers):
        return True
    pair = None if about("port", cell) else pair_in(cell)
    return pairs_of(cell) is not None or bool(pair and pair.name and pair.led)


_CALLED = re.compile(r"[^\W\d][^:()]{0,40}?(?: :|\s?\(:)\d{2,5}\)?")
"""`Gateway :8080`, `Shop (:8082)`"""
_PURE = re.compile(r"[\"']?\d{2,5}[\"']?")
