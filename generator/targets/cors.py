"""cors.json: the origins every backend allows, by environment and service."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.model.portmap import Project
from generator.targets.context import Context, Output
from generator.wiring.origins import origins_of

__all__ = ["emit"]


def emit(context: Context, project: Project) -> Iterator[Output]:
    """`{environment: {service: [origin, ...]}}`; nothing for a project without browsers."""
    allowed: dict[str, dict[str, list[str]]] = {}
    for environment in project.environments.values():
        for service in environment.services.values():
            origins = origins_of(context.wiring, environment, service) if service.running else ()
            if origins:
                allowed.setdefault(environment.name, {})[service.name] = list(origins)
    if allowed:
        yield Output(f"{project.name}/cors.json", json.dumps(allowed, indent=2) + "\n")
