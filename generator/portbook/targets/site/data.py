"""Files for scripts and programs: the map, the claims of each number, and the changes as Atom.

The map is columns of indices into tables of strings: small to fetch, and quick to parse. What a row
repeats (a host, a role) is written once; an address is written with `{}` where the row's own number
stands, since most differ in nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from portbook.derive.variables import slots
from portbook.model.portfacts import BROWSER_BLOCKED, IANA_NAMES, usual
from portbook.targets.context import Output
from portbook.targets.portsmd.ranges import free_of
from portbook.targets.site.pages import CHANGES, notice_of, project_url
from portbook.targets.site.site_index import PRODUCTION, Change, Entry, SiteIndex
from portbook.text.quoting.html import attrs, html_text
from portbook.text.quoting.lines import one_line
from portbook.text.quoting.script import shown

CLAIMS = "data/claims.json"
NUMBERS = "data/numbers.json"

INDEXED = (
    *("host", "environment", "project", "service", "name", "endpoint", "transport"),
    *("role", "status", "range", "purpose", "url"),
)
PLAIN = ("port", "port_end", "container_port")


def claims_data(index: SiteIndex) -> Output:
    """Every row, in the order of the home page's table."""
    tables: dict[str, dict[str, int]] = {name: {} for name in INDEXED}
    columns: dict[str, list[int | None]] = {}
    for name in INDEXED:
        table, made = tables[name], MADE.get(name)
        values = [made(each) if made else each.row[name] for each in index.entries]
        columns[name] = [
            None if value is None else table.setdefault(value, len(table)) for value in values
        ]
    for name in PLAIN:
        columns[name] = [entry.row[name] for entry in index.entries]
    titles = [one_line(index.portmap.projects[name].title) for name in tables["project"]]
    data = {
        "generated": notice_of(index.context),
        "version": 1,
        "count": len(index.entries),
        "portPages": index.port_pages,
        "production": sorted(PRODUCTION & tables["environment"].keys()),
        "tables": {
            **{name: list(table) for name, table in tables.items()},
            "title": titles,
            "colour": [index.colours[name] for name in tables["project"]],
        },
        "columns": {name: each for name, each in columns.items() if set(each) - {None}},
    }
    return Output(CLAIMS, _compact(data))


def _purpose(entry: Entry) -> str:
    service = entry.service
    return one_line(service.description or "") or (service.kind.title if service.kind else "")


def _url(entry: Entry) -> str | None:
    """The address with `{}` for the row's number; one that has braces of its own is left out, as
    no browser opens it."""
    url = entry.row["url"]
    if not url or "{}" in url:
        return None
    head, colon, tail = str(url).rpartition(f":{entry.row['port']}")
    return f"{head}:{{}}{tail}" if colon and not tail[:1].isdecimal() else str(url)


MADE: dict[str, Callable[[Entry], str | None]] = {
    "name": lambda entry: one_line(entry.service.title),
    "range": lambda entry: entry.range.who if entry.range else None,
    "purpose": _purpose,
    "url": _url,
}
"""Columns made for readers, beside those that a row of `list --json` has."""


def numbers_data(index: SiteIndex) -> Output:
    """What there is to say of numbers beyond who holds them, for those held now or once."""
    said = {}
    # Of a number that nobody holds one asks before taking it.
    for number in sorted({*index.holders, *index.past, *IANA_NAMES, *BROWSER_BLOCKED}):
        facts = dict(_facts(index, number))
        if facts:
            said[str(number)] = facts
    ranges = [
        [
            *(each.name, each.project, each.host, each.ports.spans),
            *(one_line(each.purpose or "") or None, index.range_url(each)),
            *(index.next_in(each), len(free_of(index.survey, each))),
        ]
        for each in index.ranges
    ]
    data = {
        "generated": notice_of(index.context),
        "version": 1,
        "hosts": list(index.portmap.hosts),
        "numbers": said,
        "ranges": ranges,
    }
    return Output(NUMBERS, _compact(data))


def variables_data(index: SiteIndex) -> Output:
    """Which services of the default environments have a variable: by its name and a service's, the
    places of the projects in the table of claims.json, as spans."""
    order = dict.fromkeys(entry.row["project"] for entry in index.entries)
    places = {name: at for at, name in enumerate(order)}
    found: dict[str, dict[str, set[int]]] = {}
    for name, at in places.items():
        project = index.portmap.projects[name]
        for slot in slots(index.portmap, project, project.default):
            found.setdefault(slot.name, {}).setdefault(slot.service.name, set()).add(at)
    names = {
        name: {service: spans_of(sorted(each)) for service, each in services.items()}
        for name, services in sorted(found.items())
    }
    data = {"generated": notice_of(index.context), "version": 2, "names": names}
    return Output("data/variables.json", _compact(data))


def spans_of(places: list[int]) -> list[list[int]]:
    """First and last of each run of numbers that follow one another."""
    runs = groupby(enumerate(places), lambda pair: pair[1] - pair[0])
    whole = [[place for _, place in run] for _, run in runs]
    return [[run[0], run[-1]] for run in whole]


def _facts(index: SiteIndex, number: int) -> Iterator[tuple[str, Any]]:
    if known := usual(number):
        yield "usual", known
    if name := IANA_NAMES.get(number):
        yield "iana", name
    if number in BROWSER_BLOCKED:
        yield "blocked", True
    if past := index.past.get(number):
        changes = []
        for change in past:
            entry, why = change.entry, change.entry.reason or change.entry.change
            who = [change.project.name, change.service.name if change.service else None]
            told = one_line(why) if why else why
            changes.append([entry.date, entry.before, entry.after, *who, told])
        yield "history", changes


def _compact(data: Any) -> str:
    return shown(json.dumps(data, ensure_ascii=False, separators=(",", ":"))) + "\n"


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def api_files(index: SiteIndex) -> Iterator[Output]:
    """Rows as in `list --json`; none of a large map, whose ports.json is as easily searched."""
    if index.windowed:
        return
    notice = notice_of(index.context)
    for number, held in index.holders.items():
        yield _claims(notice, f"port/{number}", held)
    for host, held in index.by_host.items():
        yield _claims(notice, f"host/{host}", held)
    projects: dict[str, list[Entry]] = {name: [] for name in index.portmap.projects}
    for entry in index.entries:
        projects[entry.row["project"]].append(entry)
    for project, entries in projects.items():
        yield _claims(notice, f"project/{project}", entries)


def _claims(notice: str, name: str, entries: Iterable[Entry]) -> Output:
    data = {"generated": notice, "version": 1, "claims": [each.row for each in entries]}
    return Output(f"api/{name}.json", shown(json.dumps(data, ensure_ascii=False, indent=1)) + "\n")


def changes_feed(index: SiteIndex) -> Output:
    """Atom (RFC 4287) of the changes that have a whole date; the newest is the feed's own."""
    dated = [each for each in index.changes if _DATE.fullmatch(each.entry.date or "")]
    updated = dated[0].entry.date if dated else "1970-01-01"
    title = html_text(f"Port changes of {index.portmap.title}")
    notice = notice_of(index.context).replace("--", "- -")
    entries = "\n".join([_entry(change, at) for at, change in enumerate(reversed(dated))][::-1])
    return Output(
        "changes/feed.xml",
        f'<?xml version="1.0" encoding="utf-8"?>\n<!-- {notice} -->\n'
        '<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<title>{title}</title>\n<id>urn:portbook:changes</id>\n"
        f"<author><name>portbook</name></author>\n<link{attrs(href='./')}/>\n"
        f"<updated>{updated}T00:00:00Z</updated>\n{entries}\n</feed>\n",
    )


def _entry(change: Change, number: int) -> str:
    """Numbered from the oldest: a new change leaves the names of the others as they are."""
    entry, project = change.entry, change.project
    name = f"{project.name}/{change.service.name}" if change.service else project.name
    moved = " → ".join(str(each) for each in (entry.before, entry.after) if each)
    said = "; ".join(each for each in (entry.change, entry.reason, entry.impact) if each)
    title = html_text(": ".join(each for each in (name, moved or entry.change or "") if each))
    href = "../" * CHANGES.count("/") + project_url(project.name)
    return (
        f"<entry><title>{title}</title><id>urn:portbook:change:{number}</id>"
        f"<updated>{entry.date}T00:00:00Z</updated><link{attrs(href=href)}/>"
        f"<content>{html_text(said)}</content></entry>"
    )
