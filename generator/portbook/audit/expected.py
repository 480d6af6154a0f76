"""Lists the addresses in the map with which a mention of a service could agree."""

from __future__ import annotations

from dataclasses import dataclass

from portbook.audit.mention import Mention
from portbook.model.address import Problem, locate
from portbook.model.portmap import Endpoint, Environment, PortMap, Project, Service
from portbook.model.reference import Target
from portbook.sources.naming import ENVIRONMENTS
from portbook.text.grouping import grouped


@dataclass(frozen=True, slots=True)
class Expected:
    """A service's endpoint in an environment; `service` is the one that holds the number, which
    is another for an instance that belongs to another project."""

    environment: Environment
    name: str
    service: Service
    endpoint: Endpoint

    @property
    def key(self) -> tuple[str, str]:
        return self.name, self.endpoint.name

    def on_host(self, mention: Mention) -> bool:
        """Whether the mention gives the number on the host, of an interval any part."""
        first, last = self.endpoint.port, self.endpoint.last
        if mention.port is None:
            return False
        if first is not None and last is not None and first <= mention.port:
            return (mention.port_end or mention.port) <= last
        return False

    def in_container(self, number: int | None) -> bool:
        """Whether it is the number in the container, or that of a process without one."""
        first, last = self.endpoint.container_port, self.endpoint.container_end
        if first is None:
            first, last = self.endpoint.port, self.endpoint.last
        return number is not None and first is not None and first <= number <= (last or first)


def usual_numbers(service: Service) -> set[int | None]:
    """What its program listens on when nobody tells it another number."""
    kind = service.kind
    if kind is None:
        return set()
    return {kind.port, kind.container_port, *(each.container_port for each in kind.ports.values())}


def expected(portmap: PortMap, environment: Environment, name: str) -> list[Expected]:
    """The endpoints of a service in an environment; none where it is not in it."""
    service = environment.services.get(name)
    if service is None or service.hosted is not None:
        return []
    if service.same_as is not None:
        located = locate(portmap, environment, Target(name))
        if isinstance(located, Problem):
            return []
        service = located.service
    return [Expected(environment, name, service, each) for each in service.endpoints]


Holders = dict[int, list[Expected]]


def holders_of(portmap: PortMap) -> Holders:
    """Who has each number on a host, in any environment; the projects in the map's order."""
    return grouped(
        (number, Expected(environment, service.name, service, endpoint))
        for environment, service in portmap.deployments()
        for endpoint in service.endpoints
        if endpoint.port is not None
        for number in range(endpoint.port, (endpoint.last or endpoint.port) + 1)
    )


def environment_named(project: Project, said: str | None) -> Environment | None:
    """The project's environment that a file speaks of; None where it has none of that name.

    What is said of development is said of the default one.
    """
    if said is None:
        return project.default
    if said in project.environments:
        return project.environments[said]
    usual = ENVIRONMENTS.get(said, said)
    for name, environment in project.environments.items():
        if ENVIRONMENTS.get(name, name) == usual:
            return environment
    return project.default if usual == "development" else None
