"""Files for programs: claims of each number, project and host, and the changes as Atom."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from portbook.targets.context import Output
from portbook.targets.site.pages import CHANGES, notice_of, project_url
from portbook.targets.site.site_index import Change, Entry, SiteIndex
from portbook.text.quoting.html import attrs, html_text
from portbook.text.quoting.script import shown

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
