"""Which services a project's files configure after the map, and who is behind a proxy's path."""

from __future__ import annotations

import os

from portbook.model.portmap import Project

__all__ = ["configured", "routed"]


def routed(project: Project) -> dict[tuple[str | None, str], str]:
    """The service behind each path of the project's proxies, by environment."""
    found: dict[tuple[str | None, str], str] = {}
    for environment in project.environments.values():
        for proxy in environment.proxies:
            for route in proxy.routes:
                if route.target.project in (None, project.name):
                    path = route.path.strip("/")
                    found[environment.name, path] = route.target.service
                    found.setdefault((None, path), route.target.service)
    return found


def configured(project: Project) -> dict[str, list[str]]:
    """The services that each file configures; a file beside the service's folder as well."""
    found: dict[str, list[str]] = {}
    for service in project.services.values():
        for path in service.configured_in:
            clean = os.path.normpath(path).replace(os.sep, "/").lstrip("/")
            found.setdefault(clean, []).append(service.name)
    return found
