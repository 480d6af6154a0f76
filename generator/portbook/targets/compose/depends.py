"""`depends_on`: which containers of a stack start before which, without a circle.

Compose refuses a file whose services wait for each other, but two services may well know each
other's address: the map's circles are cut here, and told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from portbook.derive.calls import Wiring
from portbook.model.portmap import Environment, Service

__all__ = ["Needs", "acyclic", "needs_within"]

Needs = dict[str, list[str]]
"""Each service's name with those that must be up before it."""


def needs_within(
    wiring: Wiring, environment: Environment, services: Mapping[str, Service]
) -> list[tuple[str, str]]:
    """Pairs of a service and one it needs, both of `services`; what is in `uses` comes first."""
    used = {
        (name, call.called.service.name)
        for name, service in services.items()
        for call in wiring.calls(environment, service)
        if call.via == "uses"
    }
    pairs = [
        (name, needed)
        for name, service in services.items()
        for needed in wiring.needs(environment, service)
        if needed in services
    ]
    return sorted(pairs, key=lambda pair: pair not in used)


def acyclic(pairs: Iterable[tuple[str, str]]) -> tuple[Needs, Needs]:
    """Needs that Compose can follow, and those cut since they would close a circle.

    Earlier pairs are kept before later ones.
    """
    kept: Needs = {}
    cut: Needs = {}
    for name, needed in pairs:
        closes = _leads(kept, needed, name)
        (cut if closes else kept).setdefault(name, []).append(needed)
    return kept, cut


def _leads(needs: Needs, start: str, end: str) -> bool:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name == end:
            return True
        if name not in seen:
            seen.add(name)
            waiting += needs.get(name, [])
    return False
