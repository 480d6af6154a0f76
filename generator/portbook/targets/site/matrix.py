"""The matrix of projects and roles: the ports of each project's default environment."""

from __future__ import annotations

from dataclasses import dataclass

from portbook.model.portmap import Project
from portbook.targets.portsmd.roles import role_title, roles_of
from portbook.targets.site.places import MATRIX, project_url, root
from portbook.targets.site.site_index import Atlas
from portbook.targets.site.tables import table_of
from portbook.text.quoting.html import Html, html_text

__all__ = ["Matrix", "matrix"]

MOST = 6
"""Ports that a cell names before it counts the rest."""


@dataclass(frozen=True, slots=True)
class Matrix:
    table: Html


def matrix(atlas: Atlas) -> Matrix:
    projects = list(atlas.portmap.projects.values())
    roles = roles_of(projects)
    rows = [_row(atlas, project, roles) for project in projects]
    return Matrix(table_of("Projects by role", ("Project", *map(role_title, roles)), rows))


def _row(atlas: Atlas, project: Project, roles: list[str]) -> str:
    at = root(MATRIX)
    cells: dict[str, list[str]] = {role: [] for role in roles}
    for service in project.default.services.values():
        if not service.claims or service.role not in cells:
            continue
        for endpoint in service.endpoints:
            if endpoint.port is not None:
                end = f"–{endpoint.port_end}" if endpoint.port_end else ""
                said = "" if atlas.windowed else f' title="{html_text(service.title)}"'
                href = f"{at}{atlas.port_url(endpoint.port)}"
                cells[service.role].append(f'<a href="{href}"{said}>{endpoint.port}{end}</a>')
    link = f'<a href="{at}{project_url(project.name)}">{html_text(project.title)}</a>'
    return f'<tr><th scope="row">{link}</th>{"".join(map(_cell, cells.values()))}</tr>'


def _cell(ports: list[str]) -> str:
    more = f" and {len(ports) - MOST} more" if len(ports) > MOST else ""
    return f"<td>{' '.join(ports[:MOST])}{more}</td>"
