"""Which items meet: pairs that cannot both stay, and items that stand in another's way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from portbook.allocate.settle.items import Between, Item
from portbook.model.bind import intersect
from portbook.model.claims import CONFLICT, Claim

__all__ = ["ALTERNATIVE", "LOOPBACK", "Conflicts", "Scope", "conflicts_of"]

ALTERNATIVE, LOOPBACK = "alternative-conflict", "loopback-split"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which conflicts are to end: on a host, of projects (None: all), and `warnings` as well.

    `warnings` are the codes of further findings that a plan ends: `alternative-conflict` and
    `loopback-split`.
    """

    host: str | None = None
    projects: Collection[str] | None = None
    warnings: Collection[str] = ()

    def holds(self, host: str, *claims: Claim) -> bool:
        if self.host not in (None, host):
            return False
        return self.projects is None or any(claim.project in self.projects for claim in claims)


@dataclass(slots=True)
class Conflicts:
    """`pairs` of items by index, with a claim of each; `leaving` items with whose way they are in,
    as two claims: who may come up on the number, and who holds it. `standing` are such pairs too,
    where nothing moves the holder."""

    pairs: dict[tuple[int, int], tuple[Claim, Claim]] = field(default_factory=dict)
    leaving: dict[int, tuple[Claim, Claim]] = field(default_factory=dict)
    standing: list[tuple[Claim, Claim]] = field(default_factory=list)


def conflicts_of(items: Iterable[Item], between: Between, scope: Scope) -> Conflicts:
    """What keeps items from staying where they are."""
    found = Conflicts()
    listed = list(items)
    groups = _groups(listed)
    for (host, _), group in groups.items():
        for (_, one, mine), (_, other, theirs) in _overlapping(group):
            if one == other or not scope.holds(host, mine, theirs):
                continue
            if _conflict(mine, theirs, between, scope):
                pair = (one, other) if one < other else (other, one)
                claims = (mine, theirs) if one < other else (theirs, mine)
                found.pairs.setdefault(pair, claims)
    for item in listed:
        if item.alone and any(item.index in pair for pair in found.pairs):
            found.leaving[item.index] = item.claims[0], item.claims[0]
    if ALTERNATIVE in scope.warnings:
        _in_the_way(listed, groups, between, scope, found)
    return found


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


def _overlapping(group: list[Held]) -> Iterator[tuple[Held, Held]]:
    """Every two claims of a host and transport that share a number."""
    open_: list[Held] = []
    for held in group:
        port = held[0]
        if open_:
            open_ = [each for each in open_ if each[2].last >= port]
            for each in open_:
                yield each, held
        open_.append(held)


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
