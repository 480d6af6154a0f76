"""What lies behind one port, and on which other ports a service may come up."""

from __future__ import annotations

from portbook.targets.portsmd.names import Members, title_of
from portbook.targets.portsmd.tables import Table, codes, phrase, port_cell, table
from portbook.text.quoting.markdown import markdown_code, markdown_text

__all__ = ["alternatives", "paths"]


def paths(members: Members) -> Table | None:
    """Several things that answer on one port, by path."""
    rows = []
    for _, service in members:
        primary = service.primary
        for entry in service.paths:
            title = markdown_text(entry.title) if entry.title != entry.path else ""
            rows.append(
                (
                    markdown_code(entry.path),
                    title,
                    phrase(entry.description),
                    title_of(service),
                    port_cell(primary) if primary else "",
                )
            )
    return table(("Path", "What", "Description", "Service", "Port:"), rows)


def alternatives(members: Members) -> Table | None:
    """Ports a service comes up on where its own is not to be had."""
    rows = []
    for _, service in members:
        primary = service.primary
        if not service.alternatives:
            continue
        instead = codes([primary.port]) if primary and primary.port else ""
        rows += [
            (f"`{other.port}`", title_of(service), phrase(other.when), instead)
            for other in service.alternatives
        ]
    return table(("Port:", "Service", "When", "Instead of:"), rows)
