"""Claims: which service holds which number at which address of which host."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from portbook.model.bind import intersect
from portbook.model.portmap import Endpoint, Environment, PortMap, Service
from portbook.model.ports import span
from portbook.text.source import Place

CONFLICT = "port-conflict"
"""The check that reports two claims of one number, as services accept it under `allow`."""


class Claim(NamedTuple):
    """`port` to `last` (the same number for a single port) held on `host`."""

    host: str
    bind: str
    transport: str
    port: int
    last: int
    environment: Environment
    service: Service
    endpoint: Endpoint

    @property
    def project(self) -> str:
        return self.service.project

    @property
    def ports(self) -> str:
        """`3000` or `3000-3009`."""
        return span(self.port, self.last)

    @property
    def who(self) -> str:
        """`project/service`, with the endpoint where it has several."""
        return f"{self.project}/{self.service.name_of(self.endpoint)}"

    @property
    def place(self) -> Place:
        return self.service.endpoint_place(self.endpoint)

    @property
    def is_proxys(self) -> bool:
        """Whether the number is written where a proxy listens, not at the service."""
        name, proxies = self.service.name, self.environment.proxies
        listens = any(each.service == name and self.endpoint in each.endpoints for each in proxies)
        return self.service.implicit or listens

    def allows(self, code: str) -> bool:
        """Whether its service accepts what a check finds, with a reason that the map gives."""
        return any(each.code == code for each in self.service.allow)


def overlap(one: Claim, other: Claim) -> bool:
    """Whether the two cannot both be bound at one time: host, transport, number and address."""
    return not _same_listener(one, other) and (
        (one.host, one.transport) == (other.host, other.transport)
        and one.port <= other.last
        and other.port <= one.last
        and intersect(one.bind, other.bind)
    )


def _same_listener(one: Claim, other: Claim) -> bool:
    """Whether one service names one port twice, for the two schemes it speaks there, such as http
    and ws."""
    schemes = {one.endpoint.scheme, other.endpoint.scheme}
    return (
        one.service is other.service
        and one.environment is other.environment
        and (one.port, one.last, one.bind) == (other.port, other.last, other.bind)
        and len(schemes - {None}) == 2
    )


def claims_of(portmap: PortMap) -> list[Claim]:
    """All claims of the map, in the order of the map."""
    return [
        claim
        for _, environment in portmap.environments()
        for claim in environment_claims(environment)
    ]


def environment_claims(environment: Environment) -> Iterator[Claim]:
    for service in environment.services.values():
        if not service.claims:
            continue
        for endpoint in service.endpoints:
            if endpoint.port is None:
                continue
            for host in environment.hosts_of(service):
                for transport in endpoint.transports:
                    for bind in endpoint.binds:
                        yield Claim(
                            host,
                            bind,
                            transport,
                            endpoint.port,
                            endpoint.last or endpoint.port,
                            environment,
                            service,
                            endpoint,
                        )
