"""Which endpoint a target names, for somebody in an environment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from portbook.model.portmap import Endpoint, Environment, PortMap, Service
from portbook.model.reference import Target

__all__ = ["Asker", "Located", "Problem", "locate"]


class Problem(NamedTuple):
    """Why there is no address; `code` is the check that reports it."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Asker:
    """Who wants an address: `viewpoint` is "process", "container" or "browser"."""

    environment: Environment
    service: Service | None
    viewpoint: str

    def is_self(self, other: Located) -> bool:
        return (
            self.service is not None
            and self.service.name == other.service.name
            and self.environment is other.environment
        )


class Located(NamedTuple):
    """A service's endpoint in an environment; no endpoint where the service has none."""

    environment: Environment
    service: Service
    endpoint: Endpoint | None

    @property
    def who(self) -> str:
        return f"{self.service.project}/{self.service.name}"


def locate(portmap: PortMap, environment: Environment, target: Target) -> Located | Problem:
    """The endpoint that a target names for somebody in `environment`."""
    for _ in range(8):
        found = _find(portmap, environment, target)
        if isinstance(found, Problem) or found.service.same_as is None:
            return found
        endpoint = target.endpoint or found.service.same_as.endpoint
        target = found.service.same_as._replace(endpoint=endpoint)
        environment = found.environment
    return Problem("reference-cycle", f"'{target}' leads back to itself")


def _find(portmap: PortMap, environment: Environment, target: Target) -> Located | Problem:
    project = portmap.projects.get(target.project or environment.project)
    if project is None:
        return Problem("unknown-reference", f"there is no project '{target.project}'")
    name = target.environment or environment.name
    if project.name == environment.project and name == environment.name:
        where = environment
    elif name in project.environments:
        where = project.environments[name]
    else:
        message = f"project '{project.name}' has no environment '{name}'"
        return Problem("unknown-reference", message)
    service = where.services.get(target.service)
    if service is None:
        if target.service in project.services:
            message = f"'{project.name}/{target.service}' is not in the environment '{name}'"
        else:
            message = f"project '{project.name}' has no service '{target.service}'"
        return Problem("unknown-reference", message)
    endpoint = service.endpoint(target.endpoint)
    if target.endpoint is not None and endpoint is None and service.same_as is None:
        message = f"'{project.name}/{service.name}' has no endpoint '{target.endpoint}'"
        return Problem("unknown-reference", message)
    return Located(where, service, endpoint)
