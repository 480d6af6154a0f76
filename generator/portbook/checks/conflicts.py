"""Checks for numbers that two services claim."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from portbook.checks.remedy import command_to_move
from portbook.checks.subject import Finding, Subject, check
from portbook.model.bind import intersect
from portbook.model.claims import CONFLICT, Claim, overlap
from portbook.model.exclusion import Exclusion
from portbook.model.instances import (
    declared_projects,
    free_step,
    instances_place,
    slot_claims,
    slots_of,
)
from portbook.model.portmap import Upstream
from portbook.model.ports import span


@check("port-conflict", "error")
def port_conflict(subject: Subject) -> Iterator[Finding]:
    """Two claims that cannot both be bound.

    On one host a number can be bound only once for each transport and address: 0.0.0.0 is every
    IPv4 address, [::] every address, localhost both 127.0.0.1 and [::1]. The service that starts
    second fails with "address already in use", or, on macOS and Windows, starts and answers only
    some of the connections.

    Give one of the two another number; the hint shows a free one and the command that moves it. If
    the two never run together, list them under `exclusive`. Two environments on one host are two
    sets of claims: give the second an `offset`, or make the two exclusive. Proxies on one host may
    share a number if they have different server names.

    Every slot of `instances` is checked as well, whether a working copy uses it or not, so that a
    new copy finds its numbers free.

    Fails:

        projects:
          shop: {services: {web: 3000}}
          blog: {services: {site: 3000}}
        #                         ^^^^

    Passes:

        projects:
          shop: {services: {web: 3000}}
          blog: {services: {site: 3001}}
    """
    exclusion = Exclusion(subject.portmap)
    seen = set()
    for first, later in _clashes(subject, exclusion):
        pair = _endpoint(first), _endpoint(later), first.host
        if pair not in seen:
            seen.add(pair)
            yield _conflict(subject, first, later)
    if declared_projects(subject.portmap):
        yield from _slot_conflicts(subject, exclusion)


def _endpoint(claim: Claim) -> tuple[str, str, str]:
    return claim.project, claim.service.name, claim.endpoint.name


def _clashes(subject: Subject, exclusion: Exclusion) -> Iterator[tuple[Claim, Claim]]:
    """Each claim with the first one that it conflicts with, in the order of the map."""
    for group in _groups(subject):
        open_ = _OpenClaims(exclusion)
        for port, index, claim in group:
            found = open_.first(port, claim)
            if found is not None:
                yield (found[1], claim) if found[0] < index else (claim, found[1])
            open_.add(index, claim)


class _OpenClaims:
    """The earlier claims whose intervals reach the start of the next one, in their order.

    One stands for all others of its address that it outlasts and that are exclusive of the same:
    a number that is wanted a thousand times takes no million comparisons. Nor does an entry of
    `exclusive` with thousands of members: those that it alone covers lie apart, by their member.
    """

    def __init__(self, exclusion: Exclusion) -> None:
        self.exclusion = exclusion
        self.last: dict[tuple[str, object], int] = {}
        self.apart: dict[int, dict[int, list[tuple[int, Claim]]]] = {}
        self.others: list[tuple[int, Claim]] = []

    def add(self, index: int, claim: Claim) -> None:
        key = claim.bind, self.exclusion.signature(claim)
        if self.last.get(key, 0) >= claim.last:
            return
        self.last[key] = claim.last
        member = self.exclusion.member(claim)
        if member is None:
            self.others.append((index, claim))
        else:
            self.apart.setdefault(member[0], {}).setdefault(member[1], []).append((index, claim))

    def first(self, port: int, claim: Claim) -> tuple[int, Claim] | None:
        found = (
            each
            for each in self.neighbours(claim)
            if each[1].last >= port
            and overlap(each[1], claim)
            and not self.exclusion.between(each[1], claim)
        )
        return next(found, None)

    def neighbours(self, claim: Claim) -> Iterator[tuple[int, Claim]]:
        yield from self.others
        member = self.exclusion.member(claim)
        for entry, members in self.apart.items():
            if member is not None and member[0] == entry:
                yield from members.get(member[1], ())
            else:
                yield from itertools.chain.from_iterable(members.values())


def _groups(subject: Subject) -> Iterator[list[tuple[int, int, Claim]]]:
    """The claims of one host and transport that meet or hang together, by number, with their
    position in the map: most numbers are one claim's alone, and nobody's conflict."""
    groups: dict[tuple[str, str], list[tuple[int, int, Claim]]] = {}
    for index, claim in enumerate(subject.claims):
        if not claim.allows(CONFLICT):
            groups.setdefault((claim.host, claim.transport), []).append((claim.port, index, claim))
    for group in groups.values():
        group.sort()  # no two have one position, so claims are never compared
        begun, reach = 0, 0
        for at, (port, _, claim) in enumerate(group):
            if port > reach:
                if at - begun > 1:
                    yield group[begun:at]
                begun = at
            reach = max(reach, claim.last)
        if len(group) - begun > 1:
            yield group[begun:]


def _conflict(subject: Subject, first: Claim, later: Claim) -> Finding:
    low, high = max(first.port, later.port), min(first.last, later.last)
    who = f"{later.who} and {first.who}"
    if _endpoint(first) == _endpoint(later):
        who = f"{first.who} in {first.environment.name} and in {later.environment.name}"
        hint = (
            f"give the environment {later.environment.name} other numbers with an 'offset', "
            f"or list {_scope(first)} and {_scope(later)} under 'exclusive'"
        )
    else:
        hint = _hint_for(subject, first, later)
    return Finding(
        f"{span(low, high)}/{later.transport} on {later.host} is claimed by {who}",
        later.place,
        (first.service, later.service),
        ((first.place, "first claimed here"),),
        hint,
    )


Slots = dict[tuple[str, str, int], list[tuple[int, int, Claim]]]
"""What slots hold, by host, transport and number: position of the project, slot, claim."""


def _slot_conflicts(subject: Subject, exclusion: Exclusion) -> Iterator[Finding]:
    """The first slot in which a number is another's, once for each two endpoints.

    Two slots of one project meet where a slot meets the project itself, so that is enough.
    """
    projects = declared_projects(subject.portmap)
    (slots,) = subject.once(_slots)
    seen = set()
    for (host, transport, number), held in slots.items():
        others = [(len(projects), 0, each) for each in subject.holders(host, transport, number)]
        for (at, slot, claim), (where, second, other) in itertools.product(held, [*others, *held]):
            pair = _endpoint(claim), _endpoint(other)
            if where > at and pair not in seen and _cannot_share(claim, other, exclusion):
                seen.add(pair)
                yield _slot_conflict(subject, slot, claim, second, other)


def _slots(subject: Subject) -> Iterator[Slots]:
    found: Slots = {}
    portmap = subject.portmap
    for at, project in enumerate(declared_projects(portmap)):
        for slot, claim in slot_claims(portmap, project, slots_of(portmap, project)):
            for number in range(claim.port, claim.last + 1):
                key = claim.host, claim.transport, number
                found.setdefault(key, []).append((at, slot, claim))
    yield found


def _cannot_share(claim: Claim, other: Claim, exclusion: Exclusion) -> bool:
    """A copy runs beside its project: what is exclusive within that is so within each of them."""
    apart = claim.allows(CONFLICT) or other.allows(CONFLICT)
    apart = apart or (other.project != claim.project and exclusion.between(claim, other))
    return not apart and intersect(claim.bind, other.bind)


def _slot_conflict(subject: Subject, slot: int, claim: Claim, second: int, other: Claim) -> Finding:
    """`second` is the other's slot, 0 where it is no copy's."""
    project = subject.portmap.projects[claim.project]
    number = span(max(claim.port, other.port), min(claim.last, other.last))
    whose = f"what slot {second} gives {other.who}" if second else f"claimed by {other.who}"
    step = free_step(subject.portmap, project, subject.claims)
    return Finding(
        f"slot {slot} gives {claim.who} {number}/{claim.transport} on {claim.host}, {whose}",
        instances_place(subject.portmap, project),
        (claim.service, other.service),
        ((other.place, "claimed here"),),
        f"with 'step: {step}' every slot is free" if step else "set a range aside for the slots",
    )


def _scope(claim: Claim) -> str:
    return f"{claim.project}@{claim.environment.name}"


def _source(subject: Subject, claim: Claim) -> Upstream | None:
    return subject.portmap.upstream_of(subject.portmap.projects[claim.project])


def _hint_for(subject: Subject, first: Claim, later: Claim) -> str:
    fixed = later.service.pinned or _source(subject, later)
    moved = first if fixed and not (first.service.pinned or _source(subject, first)) else later
    if source := _source(subject, moved):
        return f"have one moved in its own repository: {source.git}"
    if moved.service.pinned:
        return "both are pinned: unpin one, or list them under 'exclusive'"
    if moved.is_proxys:
        return "let one proxy listen elsewhere, or let each answer to its own server_name"
    return (
        command_to_move(subject, moved)
        or f"nothing is free for {moved.who}: widen its range, or list both under 'exclusive'"
    )


@check("loopback-split", "warning")
def loopback_split(subject: Subject) -> Iterator[Finding]:
    """One number, held by one service on 127.0.0.1 and by another on [::1].

    Both can be bound, so nothing fails. But `localhost` stands for both addresses, and programs
    differ in which one they try first: some reach the one service, some the other.

    Move one of them to another number.

    Fails:

        projects:
          shop:
            services:
              web: "127.0.0.1:3000:3000"
              api: "[::1]:3000:3000"
        #          ^^^^^^^^^^^^^^^^^

    Passes:

        projects:
          shop:
            services:
              web: "127.0.0.1:3000:3000"
              api: "[::1]:3001:3000"
    """
    exclusion = Exclusion(subject.portmap)
    for claim in subject.claims:
        if claim.bind != "::1":
            continue
        for other in subject.holders(claim.host, claim.transport, claim.port):
            if other.bind in ("127.0.0.1", "0.0.0.0") and not exclusion.between(claim, other):
                yield Finding(
                    f"{claim.ports}/{claim.transport} on {claim.host} is "
                    f"{claim.who} on [::1] and {other.who} on {other.bind}: localhost means either",
                    claim.place,
                    (claim.service, other.service),
                    ((other.place, "the other is here"),),
                    command_to_move(subject, claim) or "give one of them another number",
                )


@check("alternative-conflict", "warning")
def alternative_conflict(subject: Subject) -> Iterator[Finding]:
    """A fallback port that is another service's port.

    `alternatives` are the numbers that a program uses when its own is taken. If such a number
    belongs to another service, that one fails in turn.

    Remove the number from the list, or move the other service.

    Fails:

        projects:
          shop:
            services:
              web: {port: 3000, alternatives: [3001]}
        #                                      ^^^^
              api: 3001

    Passes:

        projects:
          shop:
            services:
              web: {port: 3000, alternatives: [3002]}
              api: 3001
    """
    exclusion = Exclusion(subject.portmap)
    for claim in subject.claims:
        service = claim.service
        if not service.alternatives or claim.endpoint is not service.primary:
            continue
        for index, alternative in enumerate(service.alternatives):
            for other in subject.holders(claim.host, claim.transport, alternative.port):
                same = (other.project, other.service.name) == (claim.project, service.name)
                if same or not intersect(claim.bind, other.bind) or exclusion.between(claim, other):
                    continue
                remedy = command_to_move(subject, other)
                yield Finding(
                    f"{claim.who} may fall back to {alternative.port}, which is {other.who}'s "
                    f"on {claim.host}",
                    service.place("alternatives", index),
                    (service, other.service),
                    ((other.place, "claimed here"),),
                    f"take {alternative.port} out" + (f"; or {remedy}" if remedy else ""),
                )
