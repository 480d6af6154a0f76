"""Which items meet: pairs that cannot both stay, and items that stand in another's way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from portbook.allocate.settle.items import Between, Item
from portbook.model.bind import intersect
from portbook.model.claims import CONFLICT, Claim

ALTERNATIVE, LOOPBACK = "alternative-conflict", "loopback-split"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which conflicts are to end: on a host, of projects (None: all), and `warnings` as well.

    `warnings` are the codes of further findings that a plan ends: `alternative-conflict` and
    `loopback-split`. `alike` is equal for claims that are exclusive of the same others.
    """

    host: str | None = None
    projects: Collection[str] | None = None
    warnings: Collection[str] = ()
    alike: Callable[[Claim], object] = id

    def holds(self, host: str, *claims: Claim) -> bool:
        if self.host not in (None, host):
            return False
        return self.projects is None or any(claim.project in self.projects for claim in claims)


@dataclass(slots=True)
class Conflicts:
    """`beside` has for each item, by index, all that it cannot stay beside; `leaving` items with
    whose way they are in, as two claims: who may come up on the number, and who holds it.
    `standing` are such pairs too, where nothing moves the holder."""

    beside: dict[int, set[int]] = field(default_factory=dict)
    leaving: dict[int, tuple[Claim, Claim]] = field(default_factory=dict)
    standing: list[tuple[Claim, Claim]] = field(default_factory=list)


def conflicts_of(items: Iterable[Item], between: Between, scope: Scope) -> Conflicts:
    """What keeps items from staying where they are.

    Of a thousand claims of one number only those are compared that differ in more than names.
    """
    found = Conflicts()
    listed = list(items)
    groups = _groups(listed)
    meeting: dict[int, set[int]] = {}
    for (host, _), group in groups.items():
        if scope.host in (None, host):
            _meet(group, _Kinds(between, scope), meeting)
    # Two claims of one item are no conflict.
    met = ((index, others - {index}) for index, others in meeting.items())
    found.beside.update((index, others) for index, others in met if others)
    for item in listed:
        if item.alone and item.index in found.beside:
            found.leaving[item.index] = item.claims[0], item.claims[0]
    if ALTERNATIVE in scope.warnings:
        _in_the_way(listed, groups, between, scope, found)
    return found


class _Kinds:
    """Whether two kinds of claims meet, asked once of the first two that are seen of them."""

    def __init__(self, between: Between, scope: Scope) -> None:
        self.between, self.scope = between, scope
        self.known: dict[tuple[object, object], bool] = {}

    def of(self, claim: Claim) -> object:
        projects = self.scope.projects
        chosen = projects is None or claim.project in projects
        accepted = tuple(each.code for each in claim.service.allow)
        return claim.bind, chosen, accepted, self.scope.alike(claim)

    def meet(self, one: tuple[object, Claim], other: tuple[object, Claim]) -> bool:
        key = one[0], other[0]
        if key not in self.known:
            mine, theirs = one[1], other[1]
            chosen = self.scope.holds(mine.host, mine, theirs)
            self.known[key] = chosen and _conflict(mine, theirs, self.between, self.scope)
        return self.known[key]


Held = tuple[int, int, Claim]


def _groups(items: list[Item]) -> dict[tuple[str, str], list[Held]]:
    groups: dict[tuple[str, str], list[Held]] = {}
    for item in items:
        for claim in item.claims:
            key = claim.host, claim.transport
            groups.setdefault(key, []).append((claim.port, item.index, claim))
    for group in groups.values():
        group.sort(key=lambda held: held[:2])
    return groups


def _meet(group: list[Held], kinds: _Kinds, beside: dict[int, set[int]]) -> None:
    """Add every two of a host and transport that share a number and meet."""
    listed: dict[tuple[int, int, object], list[Held]] = {}
    for held in group:
        listed.setdefault((held[0], held[2].last, kinds.of(held[2])), []).append(held)
    open_: list[tuple[int, object, list[Held]]] = []
    for (port, last, kind), mine in listed.items():
        open_ = [each for each in open_ if each[0] >= port]
        open_.append((last, kind, mine))
        for _, other, theirs in open_:
            if theirs is mine and len(mine) == 1:
                continue
            if kinds.meet((other, theirs[0][2]), (kind, mine[-1][2])):
                for some, against in ((mine, theirs), (theirs, mine)):
                    numbers = {index for _, index, _ in against}
                    for _, index, _ in some:
                        beside.setdefault(index, set()).update(numbers)


def shared_claims(
    between: Between, scope: Scope, mine: Item, theirs: Item
) -> tuple[Claim, Claim] | None:
    """The first claims of two items that cannot both stay."""
    pairs = ((one, other) for one in mine.claims for other in theirs.claims)
    for one, other in pairs:
        apart = (one.host, one.transport) != (other.host, other.transport)
        if apart or one.port > other.last or other.port > one.last:
            continue
        if scope.holds(one.host, one, other) and _conflict(one, other, between, scope):
            return one, other
    return None


def _conflict(one: Claim, other: Claim, between: Between, scope: Scope) -> bool:
    if intersect(one.bind, other.bind):
        return not (one.allows(CONFLICT) or other.allows(CONFLICT) or between(one, other))
    return (
        LOOPBACK in scope.warnings
        and {one.bind, other.bind} in ({"::1", "127.0.0.1"}, {"::1", "0.0.0.0"})
        and not _allow(LOOPBACK, one, other)
        and not between(one, other)
    )


def _allow(code: str, *claims: Claim) -> bool:
    return any(each.code == code for claim in claims for each in claim.service.allow)


def _in_the_way(
    items: list[Item],
    groups: dict[tuple[str, str], list[Held]],
    between: Between,
    scope: Scope,
    found: Conflicts,
) -> None:
    """Items on a number that another service may come up on; such numbers never move."""
    for item in items:
        for claim in item.claims:
            service = claim.service
            if not service.alternatives or claim.endpoint is not service.primary:
                continue
            numbers = {each.port for each in service.alternatives}
            for _, index, other in groups[claim.host, claim.transport]:
                if items[index].service == item.service:
                    continue
                if not any(other.port <= number <= other.last for number in numbers):
                    continue
                if not scope.holds(claim.host, claim, other) or _allow(ALTERNATIVE, claim, other):
                    continue
                if intersect(claim.bind, other.bind) and not between(claim, other):
                    if items[index].fixed:
                        found.standing.append((claim, other))
                    else:
                        found.leaving.setdefault(index, (claim, other))
