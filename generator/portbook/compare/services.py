"""What changed in the services that two maps share, environment by environment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from portbook.compare.callers import touched
from portbook.compare.change import Change, Touched
from portbook.derive.calls import Wiring
from portbook.model.portmap import Endpoint, Environment, Service

__all__ = ["Side", "changes_of_service", "presence"]


class Side(NamedTuple):
    """One of two maps, in an environment: what is wired there."""

    wiring: Wiring
    environment: Environment


def presence(what: str, side: Side, service: Service) -> Change:
    """A service that is only on this side of the two; `what` is "added" or "removed"."""
    shown = shown_ports(service)
    callers = touched(side.wiring, side.environment, service) if what == "removed" else ()
    before, after = (shown, None) if what == "removed" else (None, shown)
    name = f"{service.project}/{service.name}"
    return Change(what, name, before, after, (side.environment.name,), callers)


def changes_of_service(before: Side, after: Side, one: Service, other: Service) -> Iterator[Change]:
    """Every change of a service, `other` being what `one` has become."""
    pair = Pair(before, after, one, other)
    yield from pair.facts()
    named = {each.name for each in one.endpoints} | {each.name for each in other.endpoints}
    for name in sorted(named, key=_order(one, other).__getitem__):
        yield from pair.endpoint(name)


class Pair(NamedTuple):
    """A service as it was and as it is."""

    before: Side
    after: Side
    one: Service
    other: Service

    @property
    def several(self) -> bool:
        return len(self.one.endpoints) > 1 or len(self.other.endpoints) > 1

    def facts(self) -> Iterator[Change]:
        if self.one.hosts != self.other.hosts:
            # Where both take their environment's, its change is told once.
            yield self.changed("host", None, *self.hosts())
        if self.one.status != self.other.status:
            yield self.changed("status", None, self.one.status, self.other.status)
        if self.one.kind_name != self.other.kind_name:
            yield self.changed("kind", None, self.one.kind_name, self.other.kind_name)
        elsewhere = [_hosted(self.one), _hosted(self.other)]
        if elsewhere[0] != elsewhere[1]:
            yield self.changed("host", None, *elsewhere)

    def hosts(self) -> tuple[str, str]:
        return (
            ", ".join(self.before.environment.hosts_of(self.one)),
            ", ".join(self.after.environment.hosts_of(self.other)),
        )

    def endpoint(self, name: str) -> Iterator[Change]:
        old, new = _endpoint(self.one, name), _endpoint(self.other, name)
        if old is None or new is None:
            ports = [_number(old) if old else None, _number(new) if new else None]
            # Of a service with one port at most, it is the number that came or went.
            what = ("removed" if old else "added") if self.several else "moved"
            yield self.changed(what, name, *ports)
            return
        if _number(old) != _number(new):
            yield self.changed("moved", name, _number(old), _number(new))
        if _inner(old) != _inner(new):
            yield self.changed("container-port", name, _inner(old), _inner(new))
        if old.bind != new.bind:
            yield self.changed("bind", name, old.bind, new.bind)
        seen = [_address(old), _address(new)]
        if seen[0] != seen[1]:
            yield self.changed("address", name, *seen)

    def changed(self, what: str, endpoint: str | None, old: str | None, new: str | None) -> Change:
        name = f"{self.other.project}/{self.other.name}"
        if endpoint is not None and self.several:
            name += f".{endpoint}"
        environment = (self.after.environment.name,)
        return Change(what, name, old, new, environment, self.touched(what, endpoint))

    def touched(self, what: str, endpoint: str | None) -> tuple[Touched, ...]:
        """Status and kind say nothing that a caller has written down."""
        if what in ("status", "kind", "added"):
            return ()
        return touched(self.before.wiring, self.before.environment, self.one, endpoint)


def shown_ports(service: Service) -> str | None:
    """Every number of a service, as one would type them."""
    if service.hosted is not None:
        return _hosted(service)
    return ", ".join(_number(each) or "no port" for each in service.endpoints) or None


def _endpoint(service: Service, name: str) -> Endpoint | None:
    return next((each for each in service.endpoints if each.name == name), None)


def _order(*services: Service) -> dict[str, int]:
    names = [each.name for service in services for each in service.endpoints]
    return {name: index for index, name in reversed(list(enumerate(names)))}


def _number(endpoint: Endpoint) -> str | None:
    if endpoint.port is None:
        return None
    span = f"{endpoint.port}-{endpoint.port_end}" if endpoint.port_end else str(endpoint.port)
    return span if endpoint.transports == ("tcp",) else f"{span}/{'+'.join(endpoint.transports)}"


def _inner(endpoint: Endpoint) -> str | None:
    if endpoint.container_port is None:
        return None
    last = endpoint.container_end
    return f"{endpoint.container_port}-{last}" if last else str(endpoint.container_port)


def _address(endpoint: Endpoint) -> str | None:
    """What an address holds besides host and number."""
    parts = (f"{endpoint.scheme}:" if endpoint.scheme else "", endpoint.path, endpoint.public)
    return " ".join(part for part in parts if part) or None


def _hosted(service: Service) -> str | None:
    if service.hosted is None:
        return None
    return service.hosted.url or service.hosted.by or "elsewhere"
