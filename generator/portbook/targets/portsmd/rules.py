"""What a team has agreed on: numbers that stay, rules, and findings it has accepted."""

from __future__ import annotations

from portbook.model.portmap import Project
from portbook.targets.portsmd.names import Members, title_of
from portbook.targets.portsmd.tables import Table, phrase, port_cell, table
from portbook.text.quoting.markdown import markdown_code

__all__ = ["accepted", "pinned", "rules"]


def pinned(members: Members) -> Table | None:
    """Ports that nothing moves, with the reason."""
    rows = []
    for _, service in members:
        if service.pinned:
            ports = ", ".join([port_cell(each) for each in service.endpoints])
            rows.append((ports, title_of(service), phrase(service.reason)))
    return table(("Port:", "Service", "Why it stays"), rows)


def rules(project: Project) -> list[str]:
    return [phrase(rule) for rule in project.rules]


def accepted(members: Members) -> Table | None:
    """Findings of `portbook check` that the map allows, with the reason."""
    rows = [
        (markdown_code(allow.code), title_of(service), phrase(allow.reason))
        for _, service in members
        for allow in service.allow
    ]
    return table(("Check", "Service", "Why it is accepted"), rows)
