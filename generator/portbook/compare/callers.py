"""Who holds an address that changed: variables, `uses` and routes of other services."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.compare.change import Touched
from portbook.derive.calls import Call, Wiring
from portbook.model.portmap import Environment, Service

__all__ = ["touched"]


def touched(
    wiring: Wiring, environment: Environment, service: Service, endpoint: str | None = None
) -> tuple[Touched, ...]:
    """Who reaches a service, or one of its endpoints, told by how it does."""
    return tuple(sorted(set(_told(wiring.callers(environment, service), endpoint))))


def _told(calls: list[Call], endpoint: str | None) -> Iterator[Touched]:
    named = {(call.caller.who, call.via) for call in calls}
    for call in calls:
        reached = call.called.endpoint
        if endpoint is not None and reached is not None and reached.name != endpoint:
            continue
        if call.via == "uses" and (call.caller.who, "env") in named:
            # The variable says it already, and more exactly.
            continue
        yield Touched(call.caller.who, _how(call))


def _how(call: Call) -> str:
    if call.via == "env":
        return call.name
    if call.via == "route":
        return f"route {call.name}" if call.name else "TCP route"
    return ""
