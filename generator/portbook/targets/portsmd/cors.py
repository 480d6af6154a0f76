"""Which pages a backend answers (CORS), environment by environment."""

from __future__ import annotations

from portbook.derive.calls import Wiring
from portbook.derive.origins import origins_of
from portbook.model.portmap import Project, Service
from portbook.targets.portsmd.names import title_of
from portbook.targets.portsmd.tables import Table, codes, table
from portbook.text.quoting.markdown import markdown_code

__all__ = ["allowed_origins"]


def allowed_origins(wiring: Wiring, project: Project) -> Table | None:
    several = len(project.environments) > 1
    rows = []
    for environment in project.environments.values():
        for service in environment.services.values():
            origins = origins_of(wiring, environment, service) if service.running else ()
            if origins:
                where = f"`{environment.name}`" if several else ""
                variable = _variable(service)
                rows.append((title_of(service), where, codes(origins), variable))
    return table(("Service", "Environment", "Allowed origins", "Variable"), rows)


def _variable(service: Service) -> str:
    name = service.cors.variable or (service.kind.cors_variable if service.kind else None)
    return markdown_code(name) if name else ""
