"""What those programs have in common that start a project's services by their commands."""

from __future__ import annotations

from portbook.model.portmap import Environment, Service

__all__ = ["file_name", "started"]


def started(environment: Environment) -> dict[str, Service]:
    """The services that a command starts on the environment's own host."""
    return {
        name: service
        for name, service in environment.services.items()
        if (service.start or "").strip()
        and service.running
        and service.hosted is None
        and service.same_as is None
        and environment.host in environment.hosts_of(service)
    }


def file_name(environment: Environment, stem: str, suffix: str = "") -> str:
    """A file of an environment: the default one's has the plain name."""
    return f"{stem}{suffix}" if environment.default else f"{stem}.{environment.name}{suffix}"
