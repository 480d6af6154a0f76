"""Which numbers of a host can still be given out, and the next of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from generator.model.claims import Claim
from generator.model.portfacts import BROWSER_BLOCKED, ephemeral, privileged, system_held
from generator.model.portmap import PortMap, Range
from generator.model.ports import HIGHEST

__all__ = ["Numbers", "Wanted", "next_free"]

UNFIT = 1


class Numbers:
    """The numbers of every host, as far as the map and the host's system decide about them.

    Taken is what any claim holds at any address and over any transport, and what a service may
    come up on instead: a number given out anew should not have to be explained.
    """

    def __init__(self, portmap: PortMap, claims: Iterable[Claim]) -> None:
        self.portmap = portmap
        self._taken: dict[str, list[tuple[int, int]]] = {}
        for claim in claims:
            spans = self._taken.setdefault(claim.host, [])
            spans.append((claim.port, claim.last))
            spans.extend((each.port, each.port) for each in claim.service.alternatives)
        self._fitness: dict[tuple[str, bool], bytearray] = {}
        self._spoken_for: dict[tuple[str, str, bool], bytearray] = {}

    def fitness(self, host: str, web: bool) -> bytearray:
        """A byte a number, 0 where it is free; `web` leaves out what browsers refuse."""
        known = self._fitness.get((host, web))
        if known is None:
            known = self._fitness[host, web] = bytearray(HIGHEST + 1)
            for low, high in self._taken.get(host, ()):
                known[low : high + 1] = bytes([UNFIT]) * (high + 1 - low)
            for number in self._refused(host, web):
                known[number] = UNFIT
        return known

    def _refused(self, host: str, web: bool) -> Iterator[int]:
        found = self.portmap.hosts.get(host)
        system = found.os if found else "linux"
        yield 0
        yield from (number for number in range(1024) if privileged(number, system))
        yield from ephemeral(system)
        yield from system_held(system)
        if web:
            yield from BROWSER_BLOCKED

    def outside_ranges(self, host: str, project: str, web: bool) -> bytearray:
        """The same for a service that names no range: numbers set aside are not for it."""
        key = host, project, web
        known = self._spoken_for.get(key)
        if known is None:
            aside = self._set_aside(host, project)
            known = self.fitness(host, web)
            known = self._spoken_for[key] = bytearray(known) if aside else known
            for each in aside:
                for low, high in each.ports.spans:
                    known[low : high + 1] = bytes([UNFIT]) * (high + 1 - low)
        return known

    def _set_aside(self, host: str, project: str) -> list[Range]:
        own = self.portmap.projects[project].ranges
        return [each for each in (*own, *self.portmap.ranges) if each.host in (None, host)]


class Wanted(NamedTuple):
    """Where numbers are looked for: on a host for a project, from a range or above `after`.

    `web` leaves out what browsers refuse; `width` consecutive numbers are wanted.
    """

    host: str
    project: str
    within: Range | None = None
    after: int = 1023
    web: bool = True
    width: int = 1


def next_free(numbers: Numbers, wanted: Wanted) -> int | None:
    """The first number that fits, the first of several where several are wanted; None: none does.

    Within a range: from the range's `first` on by its `step`, then anywhere in it. Without one:
    above `after`, outside every range, then from 1024 on.
    """
    run = bytes(wanted.width)
    if wanted.within is None:
        fitness = numbers.outside_ranges(wanted.host, wanted.project, wanted.web)
        found = fitness.find(run, wanted.after + 1)
        found = found if found >= 0 else fitness.find(run, 1024)
        return found if found >= 0 else None
    return _in_range(numbers.fitness(wanted.host, wanted.web), wanted.within, run)


def _in_range(fitness: bytearray, within: Range, run: bytes) -> int | None:
    for start in range(within.first or within.ports.first, within.ports.last + 1, within.step):
        end = start + len(run)
        if fitness[start:end] == run and within.ports.covers(start, end - 1):
            return start
    for low, high in within.ports.spans:
        found = fitness.find(run, low, high + 1)
        if found >= 0:
            return found
    return None
