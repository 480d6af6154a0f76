"""The history of every port, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portbook.targets.portsmd.tables import phrase
from portbook.targets.site.cells import inline
from portbook.targets.site.places import CHANGES, anchor_of, project_url, root
from portbook.targets.site.site_index import Atlas, Change
from portbook.targets.site.tables import table_of
from portbook.text.quoting.html import Html, html_text

__all__ = ["CHANGE_COLUMNS", "Changes", "change_rows", "changes"]

CHANGE_COLUMNS = ("Date", "Project", "Service", "From", "To", "What and why", "Impact")


@dataclass(frozen=True, slots=True)
class Changes:
    """`table` is None where the map tells of no change."""

    table: Html | None


def changes(atlas: Atlas) -> Changes:
    if not atlas.changes:
        return Changes(None)
    rows = change_rows(atlas, atlas.changes, root(CHANGES))
    return Changes(table_of("Changes of ports", CHANGE_COLUMNS, rows))


def change_rows(atlas: Atlas, found: Iterable[Change], at: str) -> Iterator[str]:
    for change in found:
        entry, project = change.entry, change.project
        href = f"{at}{project_url(project.name)}"
        title = html_text(project.title) or project.name
        yield (
            f'<tr><td class="pb-date">{html_text(entry.date or "undated")}</td>'
            f'<td><a href="{href}">{title}</a></td><td>{_service(change, href)}</td>'
            f'<td class="pb-num">{_number(atlas, entry.before, at)}</td>'
            f'<td class="pb-num">{_number(atlas, entry.after, at)}</td>'
            f"<td>{_why(change)}</td><td>{inline(phrase(entry.impact))}</td></tr>"
        )


def _service(change: Change, href: str) -> str:
    """The service, with the endpoint and the environment that the entry names."""
    service, entry = change.service, change.entry
    if service is None:
        return ""
    where = [each for each in (entry.endpoint, entry.environment) if each]
    title = html_text(service.title) or service.name
    link = f'<a href="{href}#{anchor_of(service.name)}">{title}</a>'
    return ", ".join([link, *(f"<code>{html_text(each)}</code>" for each in where)])


def _number(atlas: Atlas, number: int | None, at: str) -> str:
    """The number; a link where it has a page, as it has while somebody holds it."""
    if number is None:
        return ""
    if number in atlas.holders or not atlas.port_pages:
        return f'<a href="{at}{atlas.port_url(number)}">{number}</a>'
    return str(number)


def _why(change: Change) -> str:
    said = [inline(phrase(each)) for each in (change.entry.change, change.entry.reason) if each]
    return "; ".join(said)
