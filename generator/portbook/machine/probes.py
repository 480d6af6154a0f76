"""Resolves the health checks of the map that can be run on this machine."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from portbook.machine.here import Here
from portbook.model.address import Asker, Problem, listening
from portbook.model.expand import expand
from portbook.model.portmap import Environment, Health, PortMap, Service

HTTP, TCP, COMMAND, UNCHECKED = "http", "tcp", "command", "unchecked"
_SECURE = ("https", "wss")


@dataclass(frozen=True, slots=True)
class Probe:
    """One question to one service.

    `kind` is "http" (asks `path`, well when it answers `status`), "tcp" (well when it takes a
    connection), "command" (well when it exits with 0) or "unchecked" (`reason` says why).
    `host` has no brackets. `usual`: the command is the kind's, not the map's; where its program
    is missing, a connection says something too.
    """

    project: str
    service: str
    environment: str
    kind: str
    host: str | None = None
    port: int | None = None
    path: str | None = None
    status: int = 200
    secure: bool = False
    command: str | None = None
    usual: bool = False
    folder: Path | None = None
    reason: str = ""

    @property
    def who(self) -> str:
        return f"{self.project}/{self.service}"


def probes(
    portmap: PortMap,
    here: Here,
    projects: Collection[str] = (),
    services: Collection[tuple[str, str]] = (),
) -> list[Probe]:
    """Those of the services that run on this machine, in the map's order.

    All of them, or those of `projects` and the `services` named (project, service). A service that
    this machine runs in several environments is asked in each of them.
    """
    found: dict[Probe, None] = {}
    for environment, service in portmap.deployments():
        owner = service.project
        chosen = owner in projects or (owner, service.name) in services
        if (chosen or not (projects or services)) and has_place_here(here, environment, service):
            found[probe_of(portmap, here, environment, service)] = None
    return list(found)


def has_place_here(here: Here, environment: Environment, service: Service) -> bool:
    """Whether the service runs, and on this machine."""
    runs = service.running and service.hosted is None and service.same_as is None
    return runs and here.host in environment.hosts_of(service)


def probe_of(portmap: PortMap, here: Here, environment: Environment, service: Service) -> Probe:
    """How to ask one service of an environment; without a check of its own, by connecting."""
    health = service.health or Health("tcp")
    plain = Probe(service.project, service.name, environment.name, UNCHECKED)
    if health.kind == "command":
        return _command(plain, portmap, here, environment, service)
    endpoint = service.endpoint(health.endpoint)
    found = listening(portmap, environment, service, endpoint)
    if isinstance(found, Problem):
        return replace(plain, reason=found.message)
    if health.kind == "http" and endpoint is not None:
        return replace(
            plain,
            kind=HTTP,
            host=found.host,
            port=found.port,
            path=health.path or "/",
            status=health.status,
            secure=endpoint.scheme in _SECURE,
        )
    return replace(plain, kind=TCP, host=found.host, port=found.port)


def _command(
    plain: Probe, portmap: PortMap, here: Here, environment: Environment, service: Service
) -> Probe:
    """The command runs in the project's checkout, if that is there, as the map's paths are."""
    command = service.health.command if service.health else None
    assert command is not None
    text = expand(portmap, Asker(environment, service, "process"), command)
    if isinstance(text, Problem):
        return replace(plain, reason=text.message)
    checkout = here.checkout(portmap.projects[service.project])
    usual = service.kind is not None and command.text == service.kind.health
    found = listening(portmap, environment, service, service.primary)
    host, port = (None, None) if isinstance(found, Problem) else (found.host, found.port)
    return replace(
        plain,
        kind=COMMAND,
        command=text,
        usual=usual,
        folder=checkout if checkout is not None and checkout.is_dir() else None,
        host=host,
        port=port,
    )
