"""What the checks look at, and what they find.

A check is a function from the subject to its findings. It neither knows how severe it is nor
whether somebody allowed what it found: `__init__.py` decides that, the same way for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from portbook.derive.calls import Wiring
from portbook.model.claims import Claim, claims_of
from portbook.model.portmap import Environment, PortMap, Service
from portbook.text.grouping import grouped
from portbook.text.source import Place

T = TypeVar("T")


class Finding(NamedTuple):
    """One sentence and its places; any of `services` may have allowed it.

    `severity` is set where this one is milder than the check is.
    """

    message: str
    place: Place
    services: tuple[Service, ...] = ()
    related: tuple[tuple[Place, str], ...] = ()
    hint: str | None = None
    severity: str | None = None


class Subject:
    """A map with what several checks need of it, worked out once."""

    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        self.portmap: PortMap = wiring.portmap
        self._done: dict[Any, list[Any]] = {}

    def once(self, work: Callable[[Subject], Iterable[T]]) -> list[T]:
        """What a function makes of the subject, worked out for the first check that asks."""
        if work not in self._done:
            self._done[work] = list(work(self))
        return self._done[work]

    @cached_property
    def claims(self) -> list[Claim]:
        """All claims in the order of the map."""
        return claims_of(self.portmap)

    @cached_property
    def deployments(self) -> list[tuple[Environment, Service]]:
        return list(self.portmap.deployments())

    @cached_property
    def development_hosts(self) -> frozenset[str]:
        """Where people sit: the hosts that default environments live on."""
        return frozenset(
            host
            for environment, service in self.deployments
            if environment.default
            for host in environment.hosts_of(service)
        )

    @cached_property
    def _by_number(self) -> dict[tuple[str, str, int], list[Claim]]:
        return grouped(
            ((claim.host, claim.transport, number), claim)
            for claim in self.claims
            for number in range(claim.port, claim.last + 1)
        )

    def holders(self, host: str, transport: str, number: int) -> list[Claim]:
        """The claims that hold a number on a host, at whatever address."""
        return self._by_number.get((host, transport, number), [])


Find = Callable[[Subject], Iterator[Finding]]


class Check(NamedTuple):
    """`severity` is "error", "warning" or "off"; `page` the manual page as it was written.

    What the reader finds has no `find` here.
    """

    code: str
    severity: str
    find: Find | None
    page: str


def check(code: str, severity: str) -> Callable[[Find], Check]:
    """A function as the check of a code; its docstring is the manual page."""
    return lambda find: Check(code, severity, find, find.__doc__ or "")
