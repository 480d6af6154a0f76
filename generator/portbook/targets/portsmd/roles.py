"""The matrix of projects and roles, with the ports where they meet."""

from __future__ import annotations

from collections.abc import Iterable

from portbook.model.portmap import Project
from portbook.targets.portsmd.tables import numbers

__all__ = ["ROLES", "matrix_row", "role_title", "roles_of"]

ROLES = (
    "frontend",
    "backend",
    "database",
    "cache",
    "queue",
    "search",
    "sync",
    "ai",
    "worker",
    "proxy",
    "monitoring",
    "tool",
    "blockchain",
    "other",
)
"""In the order of columns: what people ask for first stands first."""


def role_title(role: str) -> str:
    return "AI" if role == "ai" else role.capitalize()


def roles_of(projects: Iterable[Project]) -> list[str]:
    """The roles that hold a number in any of the projects' default environments."""
    used = {
        service.role
        for project in projects
        for service in project.default.services.values()
        if service.claims and any(endpoint.port for endpoint in service.endpoints)
    }
    return [role for role in ROLES if role in used]


def matrix_row(project: Project, roles: list[str]) -> list[str]:
    """A cell for each role: the ports of the default environment."""
    cells: dict[str, list[str]] = {role: [] for role in roles}
    for service in project.default.services.values():
        if service.claims and service.role in cells:
            ports = [f"`{numbers(each)}`" for each in service.endpoints if each.port is not None]
            cells[service.role] += ports
    return [", ".join(found) for found in cells.values()]
