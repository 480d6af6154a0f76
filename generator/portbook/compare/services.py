"""A difference between two maps, and the comparison of their services, routes and origins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from portbook.derive.calls import Wiring
from portbook.derive.origins import origins_of
from portbook.model.portmap import Endpoint, Environment, Service
from portbook.model.ports import span
from portbook.model.reference import Target
from portbook.text.grouping import grouped

Names = dict[str, str]
"""New names by the old ones."""

WHAT = (
    *("added", "removed", "renamed", "moved", "container-port", "bind", "host", "status", "kind"),
    *("address", "route", "origins", "range", "instances", "opened", "closed"),
)
"""Every sort of change, in the order in which they are told."""


@dataclass(frozen=True, slots=True, order=True)
class Touched:
    """Somebody who reaches what changed: `service` is `project/service`, `how` the way it does."""

    service: str
    how: str = ""

    def __str__(self) -> str:
        return f"{self.service} ({self.how})" if self.how else self.service


@dataclass(frozen=True, slots=True)
class Change:
    """`what` is one of WHAT, `subject` a name as the command line takes it.

    `before` and `after` are None where there is nothing. `environments` are those in which it
    changed, empty where it did in all. `callers` had the old value, and need the new one.
    """

    what: str
    subject: str
    before: str | None = None
    after: str | None = None
    environments: tuple[str, ...] = ()
    callers: tuple[Touched, ...] = ()


def joined(changes: Iterable[Change], environments: Iterable[str]) -> Iterator[Change]:
    """The same change of several environments once; of all of them without their names."""
    every = tuple(environments)
    keyed = (((each.what, each.subject, each.before, each.after), each) for each in changes)
    for same in grouped(keyed).values():
        inside = tuple(dict.fromkeys(name for each in same for name in each.environments))
        callers = tuple(sorted({caller for each in same for caller in each.callers}))
        whole = inside == every
        yield replace(same[0], environments=() if whole else inside, callers=callers)


class Side(NamedTuple):
    """One of two maps, in an environment: what is wired there."""

    wiring: Wiring
    environment: Environment


def presence(what: str, side: Side, service: Service) -> Change:
    """A service that is only on this side of the two; `what` is "added" or "removed"."""
    shown = shown_ports(service)
    callers = touched(side.wiring, side.environment, service) if what == "removed" else ()
    before, after = (shown, None) if what == "removed" else (None, shown)
    return Change(what, service.who, before, after, (side.environment.name,), callers)


def changes_of_service(before: Side, after: Side, one: Service, other: Service) -> Iterator[Change]:
    """Every change of a service, `other` being what `one` has become."""
    pair = Pair(before, after, one, other)
    yield from pair.facts()
    for name in dict.fromkeys(each.name for each in (*one.endpoints, *other.endpoints)):
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
            sides = ((self.before, self.one), (self.after, self.other))
            hosts = (", ".join(side.environment.hosts_of(each)) for side, each in sides)
            yield self.changed("host", None, *hosts)
        if self.one.status != self.other.status:
            yield self.changed("status", None, self.one.status, self.other.status)
        if self.one.kind_name != self.other.kind_name:
            yield self.changed("kind", None, self.one.kind_name, self.other.kind_name)
        elsewhere = [_hosted(self.one), _hosted(self.other)]
        if elsewhere[0] != elsewhere[1]:
            yield self.changed("host", None, *elsewhere)

    def endpoint(self, name: str) -> Iterator[Change]:
        old, new = self.one.endpoint(name), self.other.endpoint(name)
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
        # Status and kind say nothing that a caller has written down.
        silent = what in ("status", "kind", "added")
        callers = () if silent else touched(*self.before, self.one, endpoint)
        return Change(what, name, old, new, (self.after.environment.name,), callers)


def shown_ports(service: Service) -> str | None:
    """Every number of a service, as one would type them."""
    if service.hosted is not None:
        return _hosted(service)
    return ", ".join(_number(each) or "no port" for each in service.endpoints) or None


def _number(endpoint: Endpoint) -> str | None:
    if endpoint.port is None:
        return None
    number = span(endpoint.port, endpoint.port_end)
    return (
        number if endpoint.transports == ("tcp",) else f"{number}/{'+'.join(endpoint.transports)}"
    )


def _inner(endpoint: Endpoint) -> str | None:
    if endpoint.container_port is None:
        return None
    return span(endpoint.container_port, endpoint.container_end or endpoint.container_port)


def _address(endpoint: Endpoint) -> str | None:
    """What an address holds besides host and number."""
    parts = (f"{endpoint.scheme}:" if endpoint.scheme else "", endpoint.path, endpoint.public)
    return " ".join(part for part in parts if part) or None


def _hosted(service: Service) -> str | None:
    if service.hosted is None:
        return None
    return service.hosted.url or service.hosted.by or "elsewhere"


def touched(
    wiring: Wiring, environment: Environment, service: Service, endpoint: str | None = None
) -> tuple[Touched, ...]:
    """The services that connect to a service or one of its endpoints, each with the reason."""
    calls = wiring.callers(environment, service)
    named = {(call.caller.who, call.via) for call in calls}
    found = set()
    for call in calls:
        reached = call.called.endpoint
        other = endpoint is not None and reached is not None and reached.name != endpoint
        # What a variable says already, and more exactly.
        if not other and (call.via != "uses" or (call.caller.who, "env") not in named):
            found.add(Touched(call.caller.who, "" if call.via == "uses" else call.how))
    return tuple(sorted(found))


def changes_of_routes(before: Side, after: Side, names: Names) -> Iterator[Change]:
    """Paths that lead elsewhere, and those that are new or gone; a service that only bears
    another name is the same place."""
    name = after.environment.name
    old, new = _routes(before, names), _routes(after, {})
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key), new.get(key)
        if was != now:
            holder, path = key
            subject = f"{after.environment.project}/{holder} {path}".rstrip()
            yield Change("route", subject, was, now, (name,))


def changes_of_origins(before: Side, after: Side, names: Names) -> Iterator[Change]:
    """Backends that must let in other pages than before."""
    was = {names.get(name, name): each for name, each in before.environment.services.items()}
    for name, service in after.environment.services.items():
        old = was.get(name)
        if old is None or not (old.running and service.running):
            continue
        let = set(origins_of(before.wiring, before.environment, old))
        now = set(origins_of(after.wiring, after.environment, service))
        if let != now:
            gone, come = (", ".join(sorted(each)) or None for each in (let - now, now - let))
            yield Change("origins", service.who, gone, come, (after.environment.name,))


def _routes(side: Side, names: Names) -> dict[tuple[str, str], str]:
    found = {}
    for proxy in side.environment.proxies:
        holder = names.get(proxy.service, proxy.service)
        name = f"{holder}[{proxy.name}]" if proxy.name else holder
        for route in proxy.routes:
            stripped = " (prefix stripped)" if route.strip else ""
            found[name, route.path] = (
                f"{_target_name(proxy.project, route.target, names)}{stripped}"
            )
        if proxy.to is not None:
            found[name, ""] = _target_name(proxy.project, proxy.to, names)
    return found


def _target_name(project: str, target: Target, names: Names) -> str:
    if target.project not in (None, project):
        return str(target)
    return str(target._replace(service=names.get(target.service, target.service)))
