"""The map itself: the home page with its filter, and the complete table of a large map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portbook.model.portmap import Range
from portbook.targets.portsmd.ranges import shown_span
from portbook.targets.portsmd.tables import phrase
from portbook.targets.site.grouped import grouped_table
from portbook.targets.site.places import ALL, HOME, root
from portbook.targets.site.rows import COLUMNS, claim_rows
from portbook.targets.site.site_index import Atlas
from portbook.targets.site.tables import table_of
from portbook.text.quoting.html import Html
from portbook.text.quoting.lines import one_line

__all__ = ["All", "Choice", "Home", "complete", "home"]

MOST_OPTIONS = 200
"""With more values than that a list to choose from is no help: one types, and is completed."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Values to filter by, each with what it is called; `typed` where there are very many."""

    name: str
    title: str
    options: list[tuple[str, str]]
    typed: bool


@dataclass(frozen=True, slots=True)
class Home:
    """`table` is whole, or empty where `windowed` says that a script fills it from the data."""

    description: Html
    summary: str
    count: int
    windowed: bool
    choices: list[Choice]
    table: Html


@dataclass(frozen=True, slots=True)
class All:
    """The complete table, for readers without JavaScript."""

    count: int
    table: Html


def home(atlas: Atlas) -> Home:
    shown = [] if atlas.windowed else claim_rows(atlas, atlas.entries, root(HOME))
    table = table_of("All claims", COLUMNS, shown, " pb-claims")
    if atlas.windowed:
        table = Html(table.replace("<tbody>", '<tbody data-pb="window">'))
    return Home(
        description=Html(phrase(atlas.portmap.description)),
        summary=_summary(atlas),
        count=len(atlas.entries),
        windowed=atlas.windowed,
        choices=[each for each in _choices(atlas) if len(each.options) > 1],
        table=table,
    )


def complete(atlas: Atlas) -> All:
    return All(len(atlas.entries), grouped_table(atlas, root(ALL)))


def _summary(atlas: Atlas) -> str:
    rows = [each.row for each in atlas.entries]
    ports = len({(row["host"], row["port"], row["transport"]) for row in rows if row["port"]})
    services = len({(row["project"], row["service"]) for row in rows})
    parts = (
        _count(len(atlas.portmap.projects), "project"),
        _count(services, "service"),
        f"{_count(ports, 'port')} on {_count(len(atlas.by_host), 'host')}",
    )
    return ", ".join(parts)


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _choices(atlas: Atlas) -> Iterator[Choice]:
    rows = [each.row for each in atlas.entries]
    projects = {name: each.title for name, each in atlas.portmap.projects.items()}
    yield _choice("project", ((name, projects[name]) for name in projects))
    for name in ("environment", "host", "role", "status"):
        yield _choice(name, ((row[name], row[name]) for row in rows))
    ranges = dict.fromkeys(each.range for each in atlas.entries if each.range is not None)
    yield _choice("range", (_range(each) for each in ranges))


def _range(each: Range) -> tuple[str, str]:
    name = f"{each.project}/{each.name}" if each.project else each.name
    spans = ", ".join(shown_span(low, high) for low, high in each.ports.spans)
    return name, f"{name} ({spans})"


def _choice(name: str, options: Iterable[tuple[str, str]]) -> Choice:
    titles = {value: one_line(title) for value, title in options}
    found = sorted(titles.items(), key=lambda option: option[1].lower())
    return Choice(name, name.capitalize(), found, len(found) > MOST_OPTIONS)
