"""Orders the services of a project that run here, and keeps track of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from portbook.derive.calls import Wiring
from portbook.derive.order import start_order
from portbook.machine.here import Here
from portbook.machine.probes import Probe, has_place_here, probe_of
from portbook.model.portmap import Environment, Service


@dataclass(frozen=True, slots=True)
class Part:
    """A service that is to be started. `after` are names of others that have to be well before,
    `outside` the checks of what it needs and what runs without our doing. `wave` counts from 0:
    a part needs only those of earlier ones."""

    environment: Environment
    service: Service
    probe: Probe
    after: tuple[str, ...]
    outside: tuple[Probe, ...]
    wave: int

    @property
    def name(self) -> str:
        return self.service.name


def startable(here: Here, environment: Environment) -> dict[str, Service]:
    """The services of an environment that this machine starts, in the map's order."""
    return {
        name: service
        for name, service in environment.services.items()
        if has_place_here(here, environment, service) and (service.start or "").strip()
    }


def parts_of(
    wiring: Wiring, here: Here, environment: Environment, chosen: dict[str, Service]
) -> list[Part]:
    """In the order in which they start. Services that depend on each other in a cycle do not wait
    for each other: none of them could be the first."""
    inside = wiring.needs_among(environment, chosen)
    waves = start_order(inside)
    at = {name: wave for wave, names in enumerate(waves) for name in names}
    return [
        Part(
            environment,
            chosen[name],
            probe_of(wiring.portmap, here, environment, chosen[name]),
            tuple(each for each in inside[name] if at[each] < at[name]),
            _outside(wiring, here, environment, chosen, chosen[name]),
            at[name],
        )
        for names in waves
        for name in names
    ]


def _outside(
    wiring: Wiring, here: Here, environment: Environment, chosen: Collection[str], service: Service
) -> tuple[Probe, ...]:
    found = {
        probe_of(wiring.portmap, here, each.environment, each.service): None
        for each in wiring.needed(environment, service)
        if has_place_here(here, each.environment, each.service)
        and not (each.environment is environment and each.service.name in chosen)
    }
    return tuple(found)


@dataclass
class Progress:
    """Names of `parts`: `well` whoever was once, `done` what has ended or could not be started,
    `away` what its command has left in the background. `outside` says of what others start
    whether it is well, once that is known."""

    parts: list[Part]
    started: set[str] = field(default_factory=set)
    well: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    away: set[str] = field(default_factory=set)
    outside: dict[Probe, bool] = field(default_factory=dict)

    def ready(self) -> Iterator[Part]:
        """Those that wait for nothing any more."""
        for part in self.parts:
            waits = part.name not in self.started and part.name not in self.done
            needs_met = self.well.issuperset(part.after)
            if waits and needs_met and all(self.outside.get(each) for each in part.outside):
                yield part

    def can_continue(self) -> bool:
        """Whether anything runs, or may still be started. Parts come after what they need."""
        if not self.started <= self.done:
            return True
        hopeless: set[str] = set()
        for part in self.parts:
            if part.name not in self.started:
                if part.name not in self.done and not self._is_lost(part, hopeless):
                    return True
                hopeless.add(part.name)
        return False

    def _is_lost(self, part: Part, hopeless: set[str]) -> bool:
        if any(self.outside.get(each) is False for each in part.outside):
            return True
        return any(
            name in hopeless or (name in self.done and name not in self.well) for name in part.after
        )
