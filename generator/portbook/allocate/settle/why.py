"""What a plan says for itself: why something moves, and why something finds no place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from portbook.allocate.free import Numbers
from portbook.allocate.settle.conflicts import Meetings
from portbook.allocate.settle.items import Item
from portbook.model.claims import Claim
from portbook.model.ports import span

__all__ = ["why_left", "why_moved"]

SHOWN = 3


def why_moved(
    item: Item, items: Sequence[Item], meetings: Meetings, leaving: Collection[int]
) -> str:
    """Whose number it is: somebody's who stays, where there is one."""
    met = sorted(_met(item, meetings), key=lambda each: each[0] in leaving)
    wanted = meetings.leaving.get(item.index)
    if met and not (wanted and not item.alone and met[0][0] in leaving):
        _, mine, theirs = met[0]
        return f"{_shared(mine, theirs)} on {mine.host} is {_who(theirs, mine)}'s"
    theirs, mine = meetings.leaving[item.index]
    return f"{theirs.who} may come up on {span(mine.port, mine.last)} on {mine.host}"


def why_left(
    item: Item,
    items: Sequence[Item],
    meetings: Meetings,
    numbers: Numbers,
    claims: Sequence[Claim],
) -> str:
    """What it meets that does not move either, and why it cannot go elsewhere."""
    met = [each for each in _met(item, meetings) if items[each[0]].fixed or not item.fixed]
    met = sorted(met, key=lambda each: items[each[0]].fixed is None)
    said = []
    for other, mine, theirs in met[:1]:
        fixed = items[other].fixed
        also = f", where {fixed.replace('it ', 'that ', 1)}" if fixed and not item.fixed else ""
        said.append(f"{_shared(mine, theirs)} on {mine.host} is {_who(theirs, mine)}'s{also}")
    if not met and item.index in meetings.leaving:
        theirs, mine = meetings.leaving[item.index]
        said.append(f"{theirs.who} may come up on {span(mine.port, mine.last)} on {mine.host}")
    if item.fixed:
        return f"{item.fixed}, and {said[0]}" if said else item.fixed
    return "; ".join([*said, _nowhere(item, numbers, claims)])


def _nowhere(item: Item, numbers: Numbers, claims: Sequence[Claim]) -> str:
    spot = next((each for each in item.spots if each.kept), item.spots[0])
    width = "no number" if item.width == 1 else f"no {item.width} consecutive numbers"
    if spot.within is None or not spot.kept:
        hosts = ", ".join(dict.fromkeys(each.host for each in item.spots))
        return f"{width} left for it on {hosts}"
    holders = dict.fromkeys(
        claim.who
        for claim in claims
        if claim.host == spot.host
        and any(claim.port <= high and low <= claim.last for low, high in spot.within.ports.spans)
    )
    listed = ", ".join(list(holders)[:SHOWN])
    more = f" and {len(holders) - SHOWN} more" if len(holders) > SHOWN else ""
    return (
        f"{width} is left for it in its range {spot.within.name} ({spot.within.ports}) on "
        f"{spot.host}, which {listed}{more} hold"
    )


def _met(item: Item, meetings: Meetings) -> Iterator[tuple[int, Claim, Claim]]:
    """Who meets it: their index, its claim and theirs."""
    for (one, other), (first, second) in meetings.pairs.items():
        if one == item.index:
            yield other, first, second
        elif other == item.index:
            yield one, second, first


def _shared(mine: Claim, theirs: Claim) -> str:
    low, high = max(mine.port, theirs.port), min(mine.last, theirs.last)
    return f"{span(low, high)}/{mine.transport}"


def _who(claim: Claim, beside: Claim) -> str:
    same = claim.environment.default and beside.environment.default
    return claim.who if same else f"{claim.who} ({claim.environment.name})"
