"""The column that names a table's rows, by its word or by what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from portbook.sources.markdown.blocks import Row
from portbook.sources.markdown.contents import Contents
from portbook.sources.markdown.plain import plain
from portbook.sources.markdown.vocabulary import means

if TYPE_CHECKING:
    from portbook.sources.markdown.columns import Column

__all__ = ["with_a_name"]

_NAMING = frozenset(("other", "container-name", "project", "machine", "group"))
"""Columns that may name the rows of a table without a column of services."""


def _of_stages(columns: list[Column]) -> list[Column]:
    """Rows of stages: each column of ports is a service's, or the only one the heading's."""
    ports = [column for column in columns if column.role == "port"]
    if len(ports) < 2 or not all(column.label or column.part for column in ports):
        return columns
    return [
        replace(column, part=column.part or column.label) if column.role == "port" else column
        for column in columns
    ]


def _containers_name(columns: list[Column], rows: Sequence[Row]) -> list[Column]:
    """A first column of containers names the rows where the services are told in words."""
    at = [n for n, column in enumerate(columns) if column.role == "service"]
    if len(at) != 1 or not columns or columns[0].role != "container-name":
        return columns
    names = [plain(row.cells[0][:80]) for row in rows if row.cells]
    told = [plain(row.cells[at[0]][:80]) for row in rows if at[0] < len(row.cells)]
    single = sum(" " not in name for name in names)
    if 2 * sum(" " in text for text in told) <= len(told) or single < len(names):
        return columns
    named = [replace(columns[0], role="service"), *columns[1:]]
    named[at[0]] = replace(columns[at[0]], role="purpose")
    return named


def with_a_name(
    columns: list[Column], contents: list[Contents], rows: Sequence[Row]
) -> list[Column]:
    """The column that names the rows: by its word, else the first that is left."""
    roles = [column.role for column in columns]
    if roles.count("port") == 1:
        columns = [replace(c, label="") if c.role == "port" else c for c in columns]
    columns = _containers_name(columns, rows)
    roles = [column.role for column in columns]
    names = [at for at, role in enumerate(roles) if role == "service"]
    if len(names) > 1:
        first, second = contents[names[0]].filled, contents[names[1]].filled
        if 2 * first < len(rows) <= 2 * second:
            # Few cells of the first are filled: they head the rows below them.
            group = replace(columns[names[0]], role="group")
            columns = [*columns[: names[0]], group, *columns[names[0] + 1 :]]
            return with_a_name(columns, contents, rows)
        return [
            replace(
                column,
                role="container-name" if means("column.container", column.header) else "note",
            )
            if at in names[1:]
            else column
            for at, column in enumerate(columns)
        ]
    if "environment" in roles and not _NAMING.intersection(roles):
        return _of_stages(columns)
    keyed = {"project", "environment", "machine"}.intersection(roles)
    if names or (keyed and any(column.part for column in columns)):
        return columns
    for role in (
        "container-name",
        "other",
        "project",
        "purpose",
        "machine",
        "group",
        "sort",
        "path",
        "url",
        "variable",
        "note",
        "environment",
    ):
        for at, column in enumerate(columns):
            if column.role == role and contents[at].filled:
                return [*columns[:at], replace(column, role="service"), *columns[at + 1 :]]
    return columns
