"""Where each number is set: its range, the files that hold it, the code it belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from portbook.model.portmap import Service
from portbook.targets.portsmd.names import Members, title_of
from portbook.targets.portsmd.tables import Table, codes, port_cell, table
from portbook.text.quoting.markdown import markdown_code, markdown_link

__all__ = ["has_sources", "place_cell", "sources"]

HEADERS = ("Port:", "Service", "Configured in", "Range", "Folder", "Repository")


def has_sources(services: Iterable[Service]) -> bool:
    """Whether there is more to say than the range, which a table of ports has room for."""
    return any(each.configured_in or each.directory or each.repository for each in services)


def sources(members: Members) -> Table | None:
    """None for a project that says nothing of this."""
    if not has_sources(service for _, service in members):
        return None
    rows = []
    for _, service in members:
        known = service.configured_in or service.range or service.directory
        if known or service.repository:
            primary = service.primary
            rows.append(
                (
                    port_cell(primary) if primary else "",
                    title_of(service),
                    codes(service.configured_in),
                    f"`{service.range}`" if service.range else "",
                    markdown_code(service.directory or ""),
                    place_cell(service.repository),
                )
            )
    return table(HEADERS, rows)


def place_cell(repository: str | None) -> str:
    """A repository: a link where it is a URL, else its name or path."""
    if not repository:
        return ""
    if repository.startswith(("http://", "https://")):
        return markdown_link(repository.partition("://")[2], repository)
    return markdown_code(repository)
