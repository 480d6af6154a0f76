"""Databases and secrets: names, users, and where a password comes from."""

from __future__ import annotations

from portbook.derive.variables import file_of
from portbook.model.portmap import Project, Secret, Service
from portbook.targets.portsmd.names import Members, title_of
from portbook.targets.portsmd.tables import Table, codes, phrase, port_cell, table
from portbook.text.quoting.markdown import markdown_code

__all__ = ["databases", "secrets"]


def databases(members: Members) -> Table | None:
    rows = []
    for _, service in members:
        database = service.database
        if database is None:
            continue
        primary = service.primary
        rows.append(
            (
                title_of(service),
                markdown_code(database.name or ""),
                markdown_code(database.user or ""),
                port_cell(primary) if primary else "",
                markdown_code(service.container or ""),
                codes(secret.name for secret in service.secrets),
            )
        )
    return table(("Service", "Database", "User", "Port:", "Container", "Password"), rows)


def secrets(project: Project, members: Members) -> Table | None:
    """Secrets by name. A value stands here only where the map admits one, and says for where."""
    rows = [
        (
            markdown_code(secret.name),
            title_of(service),
            _value(secret),
            _files(project, service, secret),
            phrase(secret.reason) if secret.value is not None else "",
        )
        for _, service in members
        for secret in service.secrets
    ]
    return table(("Secret", "Service", "Value", "Written to", "Why it may stand here"), rows)


def _value(secret: Secret) -> str:
    if secret.value is None or not secret.environments:
        return "never written down"
    return f"{markdown_code(secret.value)} in {codes(secret.environments)} only"


def _files(project: Project, service: Service, secret: Secret) -> str:
    """The .env files that hold the value."""
    if secret.value is None:
        return ""
    return codes(
        file_of(environment, service.directory, service.env_file)
        for environment in project.environments.values()
        if environment.name in secret.environments
    )
