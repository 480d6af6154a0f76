"""The variables of a project's env files, its CORS lists, logins and secrets."""

from __future__ import annotations

from portbook.derive.calls import Wiring
from portbook.derive.origins import origins_of
from portbook.derive.variables import Variable, file_of, variables
from portbook.model.portmap import Project, Secret, Service
from portbook.targets.portsmd.cells import Members, phrase, port_cell, title_of
from portbook.text.quoting.markdown import Table, codes, markdown_code, markdown_text, table

SHARED = frozenset(("port", "port_end", "url"))
"""Why a variable stands in the project's own file, which has the address of every service."""


def env_files(wiring: Wiring, project: Project) -> tuple[str, Table | None]:
    """Names of the project's own .env, and a table of the services' variables.

    The table goes by file, with the values side by side where there are several environments.
    Secrets stand elsewhere.
    """
    shared: dict[str, None] = {}
    blank = ["–"] * len(project.environments)
    found: dict[str, dict[str, list[str]]] = {}
    for at, environment in enumerate(project.environments.values()):
        for path, listed in variables(wiring, project, environment).items():
            # The files of other environments end in the environment's name.
            file = path if environment.default else path.removesuffix(f".{environment.name}")
            for variable in listed:
                why = variable.slot.why
                if why in SHARED:
                    shared[variable.slot.name] = None
                elif why != "secret":
                    cells = found.setdefault(file, {}).setdefault(variable.slot.name, blank[:])
                    cells[at] = _value(variable)
    rows = []
    for file, names in found.items():
        shown = markdown_code(file)
        for name, cells in names.items():
            # A file is named in its first row only.
            rows.append((shown, markdown_code(name), *cells))
            shown = ""
    several = len(project.environments) > 1
    headers = [f"`{name}`" for name in project.environments] if several else ["Value"]
    return codes(shared), table(("File", "Variable", *headers), rows)


def _value(variable: Variable) -> str:
    """The value as code; a list of origins stands in a section of its own."""
    if variable.slot.why == "cors":
        return "[the origins](#cors)"
    if variable.value is None:
        return markdown_text(variable.problem or "")
    return markdown_code(variable.value) or "empty"


def allowed_origins(wiring: Wiring, project: Project) -> Table | None:
    several = len(project.environments) > 1
    rows = []
    for environment, service in project.deployments():
        origins = origins_of(wiring, environment, service) if service.running else ()
        if origins:
            where = f"`{environment.name}`" if several else ""
            name = service.cors.variable or (service.kind.cors_variable if service.kind else None)
            rows.append((title_of(service), where, codes(origins), markdown_code(name or "")))
    return table(("Service", "Environment", "Allowed origins", "Variable"), rows)


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
            _secrets_value(secret),
            _files(project, service, secret),
            phrase(secret.reason) if secret.value is not None else "",
        )
        for _, service in members
        for secret in service.secrets
    ]
    return table(("Secret", "Service", "Value", "Written to", "Why it may stand here"), rows)


def _secrets_value(secret: Secret) -> str:
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
