"""Decides what to assume where two services of one checkout claim one number.

A checkout is mostly not in conflict with itself as it is used: services of two stacks, of two
profiles, or of a file to pick from, never run together, which the map has to say; a number that
only a document or a program's default gives to a second service is that one's to decide. What one
`docker compose up` starts on one number is a conflict, and stays one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from portbook.draft.draft import DraftEndpoint, DraftExclusive, DraftProject, DraftService
from portbook.model.bind import LOOPBACK, intersect
from portbook.model.portmap import DEFAULT_ENVIRONMENT
from portbook.text.grouping import grouped

MOST = 2_000
"""Services of a project that are compared."""


SLIPS = 2
"""Numbers that one stack binds twice by mistake; a file with more of them is one to pick from."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A number that a service holds in an environment."""

    environment: str
    service: int
    endpoint: DraftEndpoint


def without_conflicts(project: DraftProject) -> DraftProject:
    """The project with what never runs together, and without second claims of what runs
    outside of its stacks."""
    if len(project.services) > MOST:
        return project
    services = list(project.services)
    entries: dict[tuple[str, ...], int] = {}
    meetings = list(_meetings(project, services))
    twice = {m[0].endpoint.port for m in meetings if _started_together(services, *m)}
    for one, other in meetings:
        if len(twice) <= SLIPS and _started_together(services, one, other):
            continue
        first, second = services[one.service], services[other.service]
        number = one.endpoint.port
        if one.environment != other.environment:
            members = tuple(f"{project.name}@{each.environment}" for each in (one, other))
            entries.setdefault(tuple(sorted(members)), number or 0)
        elif first.stacked and second.stacked:
            members = tuple(f"{project.name}/{each.name}" for each in (first, second))
            entries.setdefault(members, number or 0)
        elif project.stacks or one.endpoint.assumed or other.endpoint.assumed:
            loser, winner = other, one
            if not first.stacked:
                # What only a program's default says gives way; of two such, the later one.
                default = one.endpoint.assumed and not other.endpoint.assumed
                loser, winner = (one, other) if second.stacked or default else (other, one)
            at, name = loser.service, services[winner.service].name
            services[at] = _decided(services[at], loser.endpoint, name, winner.endpoint)
    stacks = dict.fromkeys(each for members in entries for each in members if "@" in each)
    pairs = {members: number for members, number in entries.items() if "@" not in members[0]}
    never = list(_alternatives(pairs))
    if stacks:
        never.insert(0, DraftExclusive(tuple(stacks), "stacks of one checkout"))
    return replace(project, services=tuple(services), exclusive=tuple(never))


def _alternatives(pairs: dict[tuple[str, ...], int]) -> Iterator[DraftExclusive]:
    """One entry for all that want one number, as far as each two of them do."""
    for number in dict.fromkeys(pairs.values()):
        rest = {frozenset(members) for members, wanted in pairs.items() if wanted == number}
        while rest:
            group = list(next(m for m in pairs if frozenset(m) in rest))
            for name in dict.fromkeys(each for members in pairs for each in members):
                if name not in group and all(frozenset((name, each)) in rest for each in group):
                    group.append(name)
            rest -= {frozenset(pair) for pair in combinations(group, 2)}
            every = "both" if len(group) == 2 else "all"
            yield DraftExclusive(tuple(group), f"{every} are given {number} in the compose files")


def _started_together(services: list[DraftService], one: _Held, other: _Held) -> bool:
    """Whether one stack starts both where nobody asks for a profile."""
    plain = services[one.service].plain_in, services[other.service].plain_in
    return one.environment == other.environment and bool(set(plain[0]) & set(plain[1]))


def _meetings(project: DraftProject, services: list[DraftService]) -> Iterator[tuple[_Held, _Held]]:
    """Pairs that cannot both be bound, each on one machine, in the order of the map."""
    named = dict(project.environments) or {DEFAULT_ENVIRONMENT: None}
    found = grouped(
        ((host, number), _Held(environment, index, endpoint))
        for environment, home in named.items()
        for index, service in enumerate(services)
        if not service.same_as and service.status != "retired"
        if not service.only or environment in service.only
        for endpoint in _endpoints_in(service, environment)
        for host in service.hosts or (home,)
        for number in _numbers(endpoint)
    )
    return _pairs(found.values())


def _numbers(endpoint: DraftEndpoint) -> range:
    if endpoint.port is None:
        return range(0)
    return range(endpoint.port, min(endpoint.port_end or endpoint.port, endpoint.port + 2_000) + 1)


def _endpoints_in(service: DraftService, environment: str) -> Iterator[DraftEndpoint]:
    laid = {
        each.name: each for name, here in service.overlays if name == environment for each in here
    }
    for each in service.endpoints:
        yield laid.pop(each.name, each)
    yield from laid.values()


def _pairs(by_number: Iterable[list[_Held]]) -> Iterator[tuple[_Held, _Held]]:
    seen = set()
    for held in by_number:
        for one, other in combinations(held[:40], 2):
            same = one.service == other.service
            if same and one.environment == other.environment:
                continue
            pair = one.environment, one.service, other.environment, other.service
            if pair not in seen and _overlap(one.endpoint, other.endpoint):
                seen.add(pair)
                yield one, other


def _overlap(one: DraftEndpoint, other: DraftEndpoint) -> bool:
    if not set(one.transports or ("tcp",)) & set(other.transports or ("tcp",)):
        return False
    ours, theirs = one.binds or (LOOPBACK,), other.binds or (LOOPBACK,)
    return any(intersect(a, b) for a in ours for b in theirs)


def _decided(
    service: DraftService, endpoint: DraftEndpoint, winner: str, known: DraftEndpoint
) -> DraftService:
    """Without the number, which one remark shows with both places."""
    remark = f"decide: {endpoint.port} ({endpoint.place}), which {winner} has ({known.place})"
    if any(each.startswith(remark.partition(" which")[0]) for each in service.remarks):
        return service
    endpoints = tuple(each for each in service.endpoints if each != endpoint)
    overlays = tuple(
        (name, tuple(each for each in here if each != endpoint)) for name, here in service.overlays
    )
    return replace(
        service,
        endpoints=endpoints,
        overlays=tuple(each for each in overlays if each[1]) if endpoints else (),
        remarks=tuple(dict.fromkeys((*service.remarks, remark))),
    )
