"""What a plan can move, every written number with all the claims that follow from it, and which of
these items meet: pairs that cannot both stay, and items that stand in another's way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field

from portbook.allocate.linked_ports import Moved, written_at
from portbook.model.bind import intersect
from portbook.model.claims import CONFLICT, Claim, overlap
from portbook.model.portmap import PortMap, Range
from portbook.model.url import WEB
from portbook.text.grouping import grouped

Between = Callable[[Claim, Claim], bool]
"""Whether two claims never meet, although they hold one number of one host."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A host on which an item counts, `shift` above its written number.

    `within` is the range that the service names there, or names as written for all environments.
    The item is `kept` in it, except where an environment does not name it, or an offset has led
    out of it already.
    """

    host: str
    shift: int
    within: Range | None = None
    kept: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """`port` to `last` as written, which one edit moves, and what is claimed by it.

    `fixed` says why nothing moves it; None: it may move. `alone`: it has to leave, since the
    same number is written for another environment of its host.
    """

    index: int
    moved: Moved
    claims: tuple[Claim, ...]
    spots: tuple[Spot, ...]
    port: int
    last: int
    web: bool
    fixed: str | None = None
    alone: bool = False

    @property
    def width(self) -> int:
        return self.last - self.port + 1

    @property
    def service(self) -> tuple[str, str]:
        return self.moved.project, self.moved.service

    @property
    def who(self) -> str:
        return self.claims[0].who


def items_of(
    portmap: PortMap, claims: Iterable[Claim], between: Between, apart: Collection[str] = ()
) -> list[Item]:
    """Every claim in one item, in the order of the map.

    Numbers of the projects in `apart` move in each environment by themselves.
    """
    found = grouped((_written(portmap, claim), claim) for claim in claims)
    items: list[Item] = []
    for moved, held in found.items():
        for scope, part, alone in _parts(moved, held, between, apart):
            items.append(_item(portmap, len(items), scope, part, alone))
    return items


def _written(portmap: PortMap, claim: Claim) -> Moved:
    base = portmap.projects[claim.project].services.get(claim.service.name)
    written = base.endpoint(claim.endpoint.name) if base else None
    shared = written is not None and written.port is not None
    moved = written_at(claim)
    return moved if shared else moved._replace(environment=claim.environment.name)


def _parts(
    moved: Moved, held: list[Claim], between: Between, apart: Collection[str]
) -> Iterator[tuple[Moved, list[Claim], bool]]:
    """A number written once as the parts that move by themselves."""
    environments = list(dict.fromkeys(claim.environment.name for claim in held))
    if moved.environment is not None or len(environments) == 1:
        yield moved, held, False
        return
    by_name = {name: [c for c in held if c.environment.name == name] for name in environments}
    if moved.project in apart:
        for name, part in by_name.items():
            yield moved._replace(environment=name), part, False
        return
    kept: list[Claim] = []
    left: list[str] = []
    for name, part in by_name.items():
        if any(
            overlap(one, other) and not one.allows(CONFLICT) and not between(one, other)
            for one in kept
            for other in part
        ):
            left.append(name)
        else:
            kept += part
    yield moved, kept, False
    for name in left:
        yield moved._replace(environment=name), by_name[name], True


def _item(portmap: PortMap, index: int, moved: Moved, held: list[Claim], alone: bool) -> Item:
    first = held[0]
    port, last = first.port, first.last
    if moved.environment is None:
        written = portmap.projects[moved.project].services[moved.service].endpoint(moved.endpoint)
        assert written is not None
        assert written.port is not None
        port, last = written.port, written.last or written.port
    spots = tuple(dict.fromkeys(_spot(portmap, claim, port, moved) for claim in held))
    # Without a kind the scheme follows from the number, so it may be a browser's after a move.
    web = any(c.endpoint.scheme in WEB or c.service.kind is None for c in held)
    fixed = next((why for why in (_fixed(portmap, each) for each in held) if why), None)
    return Item(index, moved, tuple(held), spots, port, last, web, fixed, alone)


def _spot(portmap: PortMap, claim: Claim, port: int, moved: Moved) -> Spot:
    shift = claim.port - port
    name = claim.service.range
    if name is None and moved.environment is None:
        # As `next` has it: what the service names is looked in wherever the number counts.
        base = portmap.projects[moved.project].services[moved.service].range
        return Spot(claim.host, shift, portmap.range_named(moved.project, base))
    within = portmap.range_named(claim.project, name)
    kept = within is not None and (shift == 0 or within.ports.covers(claim.port, claim.last))
    return Spot(claim.host, shift, within, kept)


def _fixed(portmap: PortMap, claim: Claim) -> str | None:
    rule = portmap.upstream_of(portmap.projects[claim.project])
    if rule is not None:
        return f"it is of the source {rule.name}, which its own repository edits"
    if claim.service.pinned:
        return "it is pinned"
    return "a proxy listens there" if claim.is_proxys else None


ALTERNATIVE, LOOPBACK = "alternative-conflict", "loopback-split"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which conflicts are to end: on a host, of projects (None: all), and `warnings` as well.

    `warnings` are the codes of further findings that a plan ends: `alternative-conflict` and
    `loopback-split`. `between` tells of two claims that never meet, `alike` is equal for claims
    that are exclusive of the same others.
    """

    host: str | None = None
    projects: Collection[str] | None = None
    warnings: Collection[str] = ()
    alike: Callable[[Claim], object] = id
    between: Between = lambda one, other: False

    def holds(self, host: str, *claims: Claim) -> bool:
        if self.host not in (None, host):
            return False
        return self.projects is None or any(claim.project in self.projects for claim in claims)


@dataclass(slots=True)
class Conflicts:
    """`beside` has for each item, by index, all that it cannot stay beside; `leaving` items with
    whose way they are in, as two claims: who may fall back to the number, and who holds it.
    `standing` are such pairs too, where nothing moves the holder."""

    beside: dict[int, set[int]] = field(default_factory=dict)
    leaving: dict[int, tuple[Claim, Claim]] = field(default_factory=dict)
    standing: list[tuple[Claim, Claim]] = field(default_factory=list)


def conflicts_of(items: Iterable[Item], scope: Scope) -> Conflicts:
    """What keeps items from staying where they are.

    Of a thousand claims of one number only those are compared that differ in more than names.
    """
    found = Conflicts()
    listed = list(items)
    groups = _groups(listed)
    meeting: dict[int, set[int]] = {}
    for (host, _), group in groups.items():
        if scope.host in (None, host):
            _meet(group, _Kinds(scope), meeting)
    # Two claims of one item are no conflict.
    met = ((index, others - {index}) for index, others in meeting.items())
    found.beside.update((index, others) for index, others in met if others)
    for item in listed:
        if item.alone and item.index in found.beside:
            found.leaving[item.index] = item.claims[0], item.claims[0]
    if ALTERNATIVE in scope.warnings:
        _in_the_way(listed, groups, scope, found)
    return found


class _Kinds:
    """Whether two kinds of claims meet, asked once of the first two that are seen of them."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
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
            self.known[key] = chosen and _conflict(mine, theirs, self.scope)
        return self.known[key]


Held = tuple[int, int, Claim]


def _groups(items: list[Item]) -> dict[tuple[str, str], list[Held]]:
    groups = grouped(
        ((claim.host, claim.transport), (claim.port, item.index, claim))
        for item in items
        for claim in item.claims
    )
    for group in groups.values():
        group.sort(key=lambda held: held[:2])
    return groups


def _meet(group: list[Held], kinds: _Kinds, beside: dict[int, set[int]]) -> None:
    """Add every two of a host and transport that share a number and meet."""
    listed = grouped(((held[0], held[2].last, kinds.of(held[2])), held) for held in group)
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


def shared_claims(scope: Scope, mine: Item, theirs: Item) -> tuple[Claim, Claim] | None:
    """The first claims of two items that cannot both stay."""
    pairs = ((one, other) for one in mine.claims for other in theirs.claims)
    for one, other in pairs:
        apart = (one.host, one.transport) != (other.host, other.transport)
        if apart or one.port > other.last or other.port > one.last:
            continue
        if scope.holds(one.host, one, other) and _conflict(one, other, scope):
            return one, other
    return None


def _conflict(one: Claim, other: Claim, scope: Scope) -> bool:
    if intersect(one.bind, other.bind):
        return not (one.allows(CONFLICT) or other.allows(CONFLICT) or scope.between(one, other))
    return (
        LOOPBACK in scope.warnings
        and {one.bind, other.bind} in ({"::1", "127.0.0.1"}, {"::1", "0.0.0.0"})
        and not (one.allows(LOOPBACK) or other.allows(LOOPBACK))
        and not scope.between(one, other)
    )


def _in_the_way(
    items: list[Item],
    groups: dict[tuple[str, str], list[Held]],
    scope: Scope,
    found: Conflicts,
) -> None:
    """Items on a number that another service may fall back to; such numbers never move."""
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
                allowed = claim.allows(ALTERNATIVE) or other.allows(ALTERNATIVE)
                if allowed or not scope.holds(claim.host, claim, other):
                    continue
                if intersect(claim.bind, other.bind) and not scope.between(claim, other):
                    if items[index].fixed:
                        found.standing.append((claim, other))
                    else:
                        found.leaving.setdefault(index, (claim, other))
