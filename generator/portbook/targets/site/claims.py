"""Rows of the map as table rows: the home page, the complete table, a host's and a number's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portbook.targets.site.html import Column, breakable, status_mark, table_of
from portbook.targets.site.pages import anchor_of, project_url, root
from portbook.targets.site.site_index import PRODUCTION, Entry, SiteIndex, claim_key
from portbook.text.quoting.html import Html, attrs, html_text, link, web_url

COLUMNS = (
    Column("Port", "port"),
    Column("Service", "service"),
    Column("Project", "project"),
    Column("Environment", "environment"),
    Column("Host", "host"),
    Column("Role", "role"),
    Column("Status", "status"),
    Column("Container port", "container_port"),
    Column("Purpose", "purpose"),
    Column("Address", "url"),
)


def claims_table(  # noqa: PLR0913 - each is what a page says of its table
    index: SiteIndex,
    entries: Sequence[Entry],
    caption: str,
    url: str,
    *,
    without: str = "",
    css: str = "",
    first: int | None = 0,
) -> Html:
    """The entries as a table of the page at `url`; `without` is the key of a column.

    `first` is the place of the first entry among all; None leaves the rows to a script.
    """
    columns = _columns(index, entries, without)
    rows = [] if first is None else _rows(index, entries, root(url), columns, first)
    return table_of(caption, columns, rows, css)


def _columns(index: SiteIndex, entries: Sequence[Entry], without: str) -> list[Column]:
    """The columns with something to say: status where not all are active, container ports where
    they are other numbers, what the map has one of nowhere."""
    silent = {without, *index.alike}
    if all(each.row["status"] == "active" for each in entries):
        silent.add("status")
    if not any(container(each) for each in entries):
        silent.add("container_port")
    silent |= {key for key in ("port", "url") if not any(each.row[key] for each in entries)}
    return [column for column in COLUMNS if column.key not in silent]


def _rows(
    index: SiteIndex, entries: Sequence[Entry], root: str, columns: list[Column], first: int
) -> Iterator[str]:
    """A row for each entry, marked as the claim it is."""
    for at, entry in enumerate(entries, first):
        row = entry.row
        cells = {
            "port": f'<td class="pb-num">{_port(index, entry, root)}</td>',
            "service": f'<th scope="row">{_service(entry, root)}</th>',
            "project": f'<td class="pb-project">{index.project_link(row["project"], root)}</td>',
            "environment": f"<td>{row['environment']}</td>",
            "host": f"<td>{index.host_link(row['host'], root)}</td>",
            "role": f"<td>{row['role']}</td>",
            "status": f"<td>{status_mark(row['status'])}</td>",
            "container_port": f'<td class="pb-num">{container(entry)}</td>',
            "purpose": f'<td class="pb-purpose">{purpose(entry)}</td>',
            "url": f'<td class="pb-url">{_address(row["url"], large=index.windowed)}</td>',
        }
        marked = attrs(
            class_="pb-production" if row["environment"] in PRODUCTION else None,
            data_claim=claim_key(row),
            data_row=at,
            data_range=entry.range.who if entry.range else None,
        )
        yield f"<tr{marked}>{''.join([cells[column.key] for column in columns])}</tr>"


def _port(index: SiteIndex, entry: Entry, root: str) -> str:
    """The number or interval as a link to its page, with its transport where that is not TCP."""
    first = entry.row["port"]
    if first is None:
        return '<span class="pb-none">–</span>'
    transport = "" if entry.row["transport"] == "tcp" else f"/{entry.row['transport']}"
    href = f"{root}{index.port_url(first)}"
    return link(href, entry.numbers, data_copy=first) + transport


def _service(entry: Entry, root: str) -> str:
    """The service by its title and the name that commands take."""
    service, name = entry.service, entry.name.partition("/")[2]
    title, href = html_text(service.title), f"{root}{project_url(service.project)}"
    shown = link(f"{href}#{anchor_of(service.name)}", title or name)
    return shown if title.lower() == name else f"{shown} <code>{name}</code>"


def container(entry: Entry) -> str:
    """The container's port, where it is another number than the host's."""
    endpoint = entry.instance.endpoint
    if endpoint is None or endpoint.container_port in (None, endpoint.port):
        return ""
    end = f"–{endpoint.container_end}" if endpoint.container_end else ""
    return f"{endpoint.container_port}{end}"


def purpose(entry: Entry) -> str:
    """What the service is for: its description, else what kind it is."""
    service = entry.service
    kind = service.kind.title if service.kind else ""
    return html_text(service.description or kind)


def _address(url: str | None, *, large: bool) -> str:
    if url is None:
        return ""
    text = html_text(url) if large else breakable(url)
    if not web_url(url):
        return f"<span{attrs(data_copy=url)}>{text}</span>"
    return link(url, text, data_copy=url)


GROUPED_COLUMNS = ("Role", "Status", "Container port", "Purpose")
"""What stands behind port and service, as far as any row has something to say."""

Place = tuple[str, str, str]
"""Project, environment and host."""


def grouped_table(index: SiteIndex, root: str) -> Html:
    groups: dict[Place, list[Entry]] = {}
    for entry in index.entries:
        row = entry.row
        groups.setdefault((row["project"], row["environment"], row["host"]), []).append(entry)
    # Columns with something in them, and of the status more than that all are active.
    found = [set(said) for said in zip(*map(_grouped_cells, index.entries), strict=True)]
    kept = [at for at, said in enumerate(found) if said not in ({""}, {"active"})]
    titles = ("Port", "Service", *(GROUPED_COLUMNS[at] for at in kept))
    heads = "".join(f'<th scope="col">{each}</th>' for each in titles)
    across, bodies = attrs(colspan=len(kept) + 2, scope="rowgroup"), []
    for (project, environment, host), entries in groups.items():
        said = f"{index.project_link(project, root)}, {environment} on {host}"
        rows = "\n".join(_grouped_rows(entries, kept))
        head = f'<tr class="pb-group"><th{across}>{said}</th></tr>'
        bodies.append(f"<tbody>\n{head}\n{rows}\n</tbody>")
    body = "\n".join(bodies)
    return Html(
        '<div class="pb-scroll" role="region" aria-label="All claims" tabindex="0">\n'
        f'<table class="pb-table pb-claims">\n<caption>All claims</caption>\n'
        f"<thead><tr>{heads}</tr></thead>\n{body}\n</table>\n</div>"
    )


def _grouped_cells(entry: Entry) -> tuple[str, ...]:
    row = entry.row
    return row["role"], row["status"], container(entry), purpose(entry)


def _grouped_rows(entries: list[Entry], kept: list[int]) -> Iterator[str]:
    for entry in entries:
        row, name = entry.row, entry.name.partition("/")[2]
        title = html_text(entry.service.title)
        named = title if title.lower() == name else f"{title} {name}"
        over = "" if row["transport"] in (None, "tcp") else f"/{row['transport']}"
        cells = _grouped_cells(entry)
        further = "".join(f"<td>{cells[at]}</td>" for at in kept)
        yield (
            f"<tr{attrs(data_claim=claim_key(row))}><td>{entry.numbers}{over}</td><th>{named}</th>"
            f"{further}</tr>"
        )
