"""Compares two maps: what changed in meaning, in the order of the newer one."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from portbook.compare.services import (
    WHAT,
    Change,
    Names,
    Side,
    Touched,
    changes_of_origins,
    changes_of_routes,
    changes_of_service,
    joined,
    presence,
)
from portbook.derive.calls import Wiring
from portbook.derive.flows import Flow, crossing, flows_of
from portbook.model.portmap import Environment, Host, Instances, Project, Range, Service
from portbook.text.diagnostic import Diagnostic
from portbook.text.grouping import grouped


def changes_between(before: Wiring, after: Wiring) -> list[Change]:
    """What changed in meaning; comments, order, titles and spelling are no changes."""
    old, new = before.portmap, after.portmap
    names = _renamed(old.projects, new.projects, _project_likeness)
    found = [Change("renamed", to, name, to) for name, to in names.items()]
    found += _hosts(old.hosts, new.hosts)
    found += _ranges(old.ranges, new.ranges)
    found += _instances("settings", old.settings.instances, new.settings.instances)
    was = {names.get(name, name): project for name, project in old.projects.items()}
    for name in dict.fromkeys((*new.projects, *was)):
        one, other = was.get(name), new.projects.get(name)
        if one is not None and other is not None:
            found += _in_project(before, after, one, other)
        elif other is not None:
            found += _whole_project("added", after, other)
        elif one is not None:
            found += _whole_project("removed", before, one)
    found += _flows(before, after)
    # Stable: within one sort the map's own order stays.
    return sorted(found, key=lambda change: WHAT.index(change.what))


def _flows(before: Wiring, after: Wiring) -> Iterator[Change]:
    """Numbers of a host that are newly open to another machine, or no longer are."""
    was, now = _open_to(before), _open_to(after)
    for what, here, there in (("opened", now, was), ("closed", was, now)):
        for (subject, to), flows in here.items():
            if (subject, to) not in there:
                old, new = (None, to) if what == "opened" else (to, None)
                names = tuple(dict.fromkeys(each.environment for each in flows))
                callers = {Touched(each.source.name, ", ".join(each.why)) for each in flows}
                yield Change(what, subject, old, new, names, tuple(sorted(callers)))


def _open_to(wiring: Wiring) -> dict[tuple[str, str], list[Flow]]:
    """What is open to whom: `5432 on db1` `to web1`."""
    return grouped(
        ((f"{flow.number} on {flow.target.host}", f"to {flow.source.host or 'anybody'}"), flow)
        for flow in crossing(flows_of(wiring))
        if flow.target.host is not None and flow.port is not None
    )


def _whole_project(what: str, wiring: Wiring, project: Project) -> Iterator[Change]:
    """A whole project that came or went."""
    found = (
        presence(what, Side(wiring, environment), service)
        for environment, service in project.deployments()
    )
    return joined(found, project.environments)


def _in_project(before: Wiring, after: Wiring, one: Project, other: Project) -> Iterator[Change]:
    names = _renamed(one.services, other.services, _service_likeness)
    for name, to in names.items():
        yield Change("renamed", f"{other.name}/{to}", f"{one.name}/{name}", f"{other.name}/{to}")
    alike, same = _environment_likeness(names), _environment_likeness({})
    environments = _renamed(one.environments, other.environments, alike, same)
    for name, to in environments.items():
        yield Change("renamed", f"{other.name}@{to}", f"{one.name}@{name}", f"{other.name}@{to}")
    found: list[Change] = []
    before_by_name = {environments.get(name, name): each for name, each in one.environments.items()}
    for name in dict.fromkeys((*other.environments, *before_by_name)):
        was, now = before_by_name.get(name), other.environments.get(name)
        if was is not None and now is not None:
            found += _in_environment(Side(before, was), Side(after, now), names)
        elif now is not None:
            found += _whole("added", Side(after, now))
        elif was is not None:
            found += _whole("removed", Side(before, was))
    yield from joined(found, other.environments)
    yield from _ranges(one.ranges, other.ranges)
    yield from _instances(other.name, one.instances, other.instances)


def _instances(subject: str, old: Instances | None, new: Instances | None) -> Iterator[Change]:
    """Other slots for working copies: whoever has one gets other numbers."""
    was, now = (_slots(each) if each else None for each in (old, new))
    if was != now:
        yield Change("instances", subject, was, now)


def _slots(given: Instances) -> str:
    said = (("step", given.step), ("count", given.count), ("range", given.range))
    return ", ".join(f"{key} {value}" for key, value in said if value is not None) or "as usual"


def _whole(what: str, side: Side) -> Iterator[Change]:
    """An environment that came or went, and each service that is in it."""
    where = side.environment
    before, after = (where.host, None) if what == "removed" else (None, where.host)
    yield Change(what, _named(where), before, after, (where.name,))
    for service in where.services.values():
        yield presence(what, side, service)


def _in_environment(before: Side, after: Side, names: Names) -> Iterator[Change]:
    old, new = before.environment, after.environment
    if old.host != new.host:
        yield Change("host", _named(new), old.host, new.host, (new.name,))
    was = {names.get(name, name): each for name, each in old.services.items()}
    for name in dict.fromkeys((*new.services, *was)):
        if name not in was:
            yield presence("added", after, new.services[name])
        elif name not in new.services:
            yield presence("removed", before, was[name])
        else:
            yield from changes_of_service(before, after, was[name], new.services[name])
    yield from changes_of_routes(before, after, names)
    yield from changes_of_origins(before, after, names)


def _named(environment: Environment) -> str:
    return f"{environment.project}@{environment.name}"


def _hosts(old: dict[str, Host], new: dict[str, Host]) -> Iterator[Change]:
    for name in dict.fromkeys((*new, *old)):
        was, now = (_address_of(hosts[name]) if name in hosts else None for hosts in (old, new))
        if was != now:
            yield Change("host", name, was, now)


def _address_of(host: Host) -> str:
    said = {each: getattr(host, each) for each in ("address", "domain", "ssh", "cluster")}
    return ", ".join([host.os, *(f"{key} {value}" for key, value in said.items() if value)])


def _ranges(old: Sequence[Range], new: Sequence[Range]) -> Iterator[Change]:
    one, other = ({each.name: each for each in ranges} for ranges in (old, new))
    names = _renamed(one, other, lambda each: (str(each.ports), each.host))
    known = {each.name: each.who for each in new}
    for name, to in names.items():
        yield Change("renamed", known[to], f"range {name}", f"range {to}")
    was = {known.get(names.get(each.name, each.name), each.who): each.ports for each in old}
    now = {each.who: each.ports for each in new}
    for name in dict.fromkeys((*now, *was)):
        if was.get(name) != now.get(name):
            before, after = (str(side[name]) if name in side else None for side in (was, now))
            yield Change("range", name, before, after)


_WORD = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Checked:
    """A map under the name that a person calls it by, and what is wrong with it."""

    name: str
    wiring: Wiring
    problems: Sequence[Diagnostic]


@dataclass(frozen=True, slots=True)
class Difference:
    """`new` findings are of the later map, `gone` ones were of the earlier."""

    before: str
    after: str
    changes: list[Change]
    new: list[Diagnostic]
    gone: list[Diagnostic]


def compare(before: Checked, after: Checked) -> Difference:
    """Findings are the same where code and message are: lines move without meaning anything, and
    names that changed are no other finding."""
    changes = changes_between(before.wiring, after.wiring)
    names = dict(map(_name_only, filter(lambda change: change.what == "renamed", changes)))

    def renamed(message: str) -> str:
        return _WORD.sub(lambda word: names.get(word[0], word[0]), message)

    was = [{(p.code, told) for told in (p.message, renamed(p.message))} for p in before.problems]
    now = {(each.code, each.message) for each in after.problems}
    known = {each for ways in was for each in ways}
    return Difference(
        before.name,
        after.name,
        changes,
        [each for each in after.problems if (each.code, each.message) not in known],
        [each for each, ways in zip(before.problems, was, strict=True) if not ways & now],
    )


def _name_only(change: Change) -> tuple[str, str]:
    """`shop/api` to `shop/core` as `api` to `core`."""
    old, new = (_WORD.findall(side or "")[-1] for side in (change.before, change.after))
    return old, new


T = TypeVar("T")
Likeness = Callable[[T], Hashable]
"""What tells whether two things of different names are the same one; None where nothing does."""


def _renamed(
    before: dict[str, T], after: dict[str, T], was: Likeness[T], now: Likeness[T] | None = None
) -> Names:
    """New names of what is gone by its old name and alike to what has come, where there is one of
    each side: two alike may be any of the two."""
    gone = {name: was(each) for name, each in before.items() if name not in after}
    come = {name: (now or was)(each) for name, each in after.items() if name not in before}
    found = {}
    for name, likeness in gone.items():
        others = [other for other, each in come.items() if each == likeness]
        twins = [other for other, each in gone.items() if each == likeness]
        if likeness is not None and len(others) == len(twins) == 1:
            found[name] = others[0]
    return found


def _environment_likeness(services: Names) -> Likeness[Environment]:
    """On the same host, with the same services at the same numbers, some of them renamed."""

    def likeness(environment: Environment) -> Hashable:
        held = frozenset(
            (services.get(name, name), _service_likeness(each))
            for name, each in environment.services.items()
        )
        return (environment.host, held)

    return likeness


def _project_likeness(project: Project) -> Hashable:
    services = frozenset((name, _service_likeness(each)) for name, each in project.services.items())
    return services if any(likeness for _, likeness in services) else None


def _service_likeness(service: Service) -> Hashable:
    """Number and program; a service without a number is too little to know it by."""
    if not any(each.port for each in service.endpoints):
        return None
    # Without its tag: a new name often comes with a new version.
    image = service.image.rpartition("/")[2].partition(":")[0] if service.image else None
    ports = frozenset((each.port, each.port_end, each.transports) for each in service.endpoints)
    return (service.kind_name, service.role, service.contained, image, ports)
