"""The complete table of a large map: what a project's rows have in common is said once above them.

Twenty thousand rows of ten cells would be twelve megabytes; these are four.
"""

from __future__ import annotations

from collections.abc import Iterator

from portbook.targets.site.places import project_url
from portbook.targets.site.rows import container, purpose
from portbook.targets.site.site_index import Atlas, Entry, claim_key
from portbook.text.quoting.html import Html, html_text

__all__ = ["grouped_table"]

COLUMNS = ("Role", "Status", "Container port", "Purpose")
"""What stands behind port and service, as far as any row has something to say."""

Place = tuple[str, str, str]
"""Project, environment and host."""


def grouped_table(atlas: Atlas, root: str) -> Html:
    groups: dict[Place, list[Entry]] = {}
    for entry in atlas.entries:
        row = entry.row
        groups.setdefault((row["project"], row["environment"], row["host"]), []).append(entry)
    kept = _kept(atlas.entries)
    titles = ("Port", "Service", *(COLUMNS[at] for at in kept))
    heads = "".join(f'<th scope="col">{each}</th>' for each in titles)
    body = "\n".join(_group(atlas, root, kept, *group) for group in groups.items())
    return Html(
        '<div class="pb-scroll" role="region" aria-label="All claims" tabindex="0">\n'
        f'<table class="pb-table pb-claims">\n<caption>All claims</caption>\n'
        f"<thead><tr>{heads}</tr></thead>\n{body}\n</table>\n</div>"
    )


def _kept(entries: list[Entry]) -> list[int]:
    """Columns with something in them, and of the status more than that all are active."""
    found = [set(said) for said in zip(*map(_cells, entries), strict=True)]
    return [at for at, said in enumerate(found) if said not in ({""}, {"active"})]


def _cells(entry: Entry) -> tuple[str, ...]:
    row = entry.row
    return row["role"], row["status"], container(entry), purpose(entry)


def _group(atlas: Atlas, root: str, kept: list[int], place: Place, entries: list[Entry]) -> str:
    project, environment, host = place
    title = html_text(atlas.portmap.projects[project].title) or project
    said = f'<a href="{root}{project_url(project)}">{title}</a>, {environment} on {host}'
    head = f'<th colspan="{len(kept) + 2}" scope="rowgroup">{said}</th>'
    rows = "\n".join(_rows(entries, kept))
    return f'<tbody>\n<tr class="pb-group">{head}</tr>\n{rows}\n</tbody>'


def _rows(entries: list[Entry], kept: list[int]) -> Iterator[str]:
    for entry in entries:
        row, name = entry.row, entry.name.partition("/")[2]
        title = html_text(entry.service.title)
        named = title if title.lower() == name else f"{title} {name}"
        over = "" if row["transport"] in (None, "tcp") else f"/{row['transport']}"
        cells = _cells(entry)
        further = "".join(f"<td>{cells[at]}</td>" for at in kept)
        yield (
            f'<tr data-claim="{claim_key(row)}"><td>{entry.numbers}{over}</td><th>{named}</th>'
            f"{further}</tr>"
        )
