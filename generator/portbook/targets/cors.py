"""cors.json: the origins every backend allows, by environment and service."""

from __future__ import annotations

import json
from collections.abc import Iterator

from portbook.derive.origins import origins_of
from portbook.model.portmap import Project
from portbook.targets.context import Context, Output


def emit(context: Context, project: Project) -> Iterator[Output]:
    """The file; none for a project without browsers."""
    found = allowed(context, project)
    if found:
        yield Output(f"{project.name}/cors.json", json.dumps(found, indent=2) + "\n")


def allowed(context: Context, project: Project) -> dict[str, dict[str, list[str]]]:
    """`{environment: {service: [origin, ...]}}`, without services that need none."""
    found: dict[str, dict[str, list[str]]] = {}
    for environment, service in project.deployments():
        origins = origins_of(context.wiring, environment, service) if service.running else ()
        if origins:
            found.setdefault(environment.name, {})[service.name] = list(origins)
    return found
