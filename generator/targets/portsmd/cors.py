"""Which pages a backend answers (CORS), environment by environment."""

from __future__ import annotations

from generator.model.portmap import Project, Service
from generator.targets.portsmd.names import title_of
from generator.targets.portsmd.tables import Table, codes, table
from generator.targets.quoting.markdown import markdown_code
from generator.wiring.calls import Wiring
from generator.wiring.origins import origins_of

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
