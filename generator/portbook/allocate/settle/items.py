"""What a plan can move: every written number, with all the claims that follow from it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from portbook.allocate.free import WEB
from portbook.allocate.linked_ports import Moved, inherits, range_named
from portbook.model.claims import CONFLICT, Claim, overlap
from portbook.model.portmap import PortMap, Range

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
    found: dict[Moved, list[Claim]] = {}
    for claim in claims:
        found.setdefault(_written(portmap, claim), []).append(claim)
    items: list[Item] = []
    for moved, held in found.items():
        for scope, part, alone in _parts(moved, held, between, apart):
            items.append(_item(portmap, len(items), scope, part, alone))
    return items


def _written(portmap: PortMap, claim: Claim) -> Moved:
    base = portmap.projects[claim.project].services.get(claim.service.name)
    written = base.endpoint(claim.endpoint.name) if base else None
    shared = written is not None and written.port is not None
    alone = not shared or not inherits(claim.service, claim.endpoint)
    where = claim.environment.name if alone else None
    return Moved(claim.project, claim.service.name, claim.endpoint.name, where)


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
        if any(_meet(one, other, between) for one in kept for other in part):
            left.append(name)
        else:
            kept += part
    yield moved, kept, False
    for name in left:
        yield moved._replace(environment=name), by_name[name], True


def _meet(one: Claim, other: Claim, between: Between) -> bool:
    return overlap(one, other) and not one.allows(CONFLICT) and not between(one, other)


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
        return Spot(claim.host, shift, range_named(portmap, moved.project, base) if base else None)
    within = range_named(portmap, claim.project, name) if name else None
    kept = within is not None and (shift == 0 or within.ports.covers(claim.port, claim.last))
    return Spot(claim.host, shift, within, kept)


def _fixed(portmap: PortMap, claim: Claim) -> str | None:
    rule = portmap.upstream_of(portmap.projects[claim.project])
    if rule is not None:
        return f"it is of the source {rule.name}, which its own repository edits"
    if claim.service.pinned:
        return "it is pinned"
    proxies = claim.environment.proxies
    name = claim.service.name
    listens = any(p.service == name and claim.endpoint in p.endpoints for p in proxies)
    if claim.service.implicit or listens:
        return "a proxy listens there"
    return None
