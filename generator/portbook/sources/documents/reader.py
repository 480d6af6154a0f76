"""Holds what the columns of a table are while its rows are read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from portbook.sources.documents.evidence import Gathered
from portbook.sources.documents.features import Column
from portbook.sources.documents.scope import Scope
from portbook.sources.documents.text import about, about_any, is_empty, strip_words

Texts = defaultdict[str, str]
"""The first filled cell of each role; empty for a role that no cell tells of."""


@dataclass(slots=True)
class Reader:
    """The columns by what they hold, and what rows above say of the rows below.

    `naming` is the column that names the rows, -1 where none does, `header` what stands above it;
    `projects`: it names projects, so that what a cell labels is one's service.
    `machines` are the cells that name one, `stages` those that name an environment; `leads`: who
    calls whom names the rows; `settings`: they are those of a program, which are ports only where
    they say so; `listed`: they are variables; `inventory`: its headers speak of ports and of
    services.
    """

    columns: list[Column]
    scope: Scope
    gathered: Gathered
    places: dict[str, list[int]]
    naming: int = -1
    header: str = ""
    projects: bool = False
    group: str | None = None
    grouped_names: bool = False
    previous: str = ""
    stack: str = ""
    in_use: bool = False
    sided: bool = False
    leads: bool = False
    machines: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    line: int = 0
    owner: str | None = None
    settings: bool = False
    listed: bool = False
    inventory: bool = False

    @classmethod
    def of(
        cls, columns: list[Column], scope: Scope, gathered: Gathered, *, listed: bool = False
    ) -> Reader:
        """`listed`: its rows are variables, whatever the header calls them."""
        places: dict[str, list[int]] = {}
        for at, column in enumerate(columns):
            places.setdefault(column.role, []).append(at)
        headers = [column.header for column in columns]
        spoken = any(about("port", header) for header in headers)
        named = any(header and not strip_words(header, "service") for header in headers)
        held = (c.header for c in columns if c.role in ("service", "container-name"))
        named |= any(header and not strip_words(header, "container") for header in held)
        # `Item | Command`: each is called at what its command has.
        named |= any(c.role == "url" and about("command", c.header) for c in columns)
        settings = not (spoken or named) and any(
            about_any(("variable", "property"), header)
            and not about_any(("service", "project"), header)
            for header in headers
        )
        told = [c.header for c in columns if c.role in ("port", "default", "chosen")]
        valued = bool(told) and all(
            about_any(("default", "chosen", "new", "value"), header) for header in told
        )
        named &= not (listed or (valued and all(about("value", header) for header in told)))
        settings |= valued and not (spoken or named or "range" in places or scope.near == "port")
        inventory = spoken and named and "port" in places
        at = places.get("service", [-1])[0]
        header = columns[at].header if at >= 0 else ""
        projects = about_any(("project", "path"), header) and not about("service", header)
        of_table = (columns, scope, gathered, places, at, header, projects)
        return cls(*of_table, settings=settings, listed=listed, inventory=inventory)

    def texts(self, cells: list[str]) -> Texts:
        texts = Texts(str)
        for column, cell in zip(self.columns, cells, strict=False):
            if column.role not in texts and not is_empty(cell):
                texts[column.role] = cell
        return texts
