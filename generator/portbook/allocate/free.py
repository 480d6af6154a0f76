"""Tells which numbers of a host are free, and the next of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from portbook.model.claims import Claim
from portbook.model.portfacts import BROWSER_BLOCKED, ephemeral, privileged, system_held
from portbook.model.portmap import PortMap, Range
from portbook.model.ports import HIGHEST

UNFIT = 1


class Wanted(NamedTuple):
    """Where numbers are looked for: on a host for a project, from a range or above `after`.

    `web` leaves out what browsers refuse; `width` consecutive numbers are wanted. `also` are
    further hosts where the same numbers must be free, each with what is added to them there: a
    service may be in several environments. `project` is None for a number of no project.
    """

    host: str
    project: str | None
    within: Range | None = None
    after: int = 1023
    web: bool = True
    width: int = 1
    also: tuple[tuple[str, int], ...] = ()


class Numbers:
    """The numbers of every host, as far as the map and the host's system decide about them.

    Taken is what any claim holds at any address and over any transport, and what a service may
    come up on instead: a number given out anew should not have to be explained. `given_up` are
    further numbers, by host, that are not given out yet.
    """

    def __init__(
        self, portmap: PortMap, claims: Iterable[Claim], given_up: Iterable[tuple[str, int]] = ()
    ) -> None:
        self.portmap = portmap
        self._taken: dict[str, list[tuple[int, int]]] = {}
        for claim in claims:
            spans = self._taken.setdefault(claim.host, [])
            spans.append((claim.port, claim.last))
            spans.extend((each.port, each.port) for each in claim.service.alternatives)
        for host, number in given_up:
            self._taken.setdefault(host, []).append((number, number))
        self._fitness: dict[tuple[str, bool], bytearray] = {}
        self._spoken_for: dict[tuple[str, str | None, bool], bytearray] = {}
        self._known: dict[str, list[bytearray]] = {}
        self._ints: dict[str, dict[tuple[str | None, bool, bool, int], int]] = {}

    def fitness(self, host: str, *, web: bool) -> bytearray:
        """A byte a number, 0 where it is free; `web` leaves out what browsers refuse."""
        known = self._fitness.get((host, web))
        if known is None:
            found = self.portmap.hosts.get(host)
            refused = _refused(found.os if found else "linux", web)
            known = self._fitness[host, web] = bytearray(refused)
            self._known.setdefault(host, []).append(known)
            for low, high in self._taken.get(host, ()):
                known[low : high + 1] = bytes([UNFIT]) * (high + 1 - low)
        return known

    def reserve(self, wanted: Wanted, number: int) -> None:
        """From now on the number, and what goes with it on other hosts, is taken."""
        for host, shift in ((wanted.host, 0), *wanted.also):
            first, end = number + shift, number + shift + wanted.width
            self._taken.setdefault(host, []).append((first, end - 1))
            for each in self._known.get(host, ()):
                each[first:end] = bytes([UNFIT]) * (end - first)
            self._ints.pop(host, None)

    def outside_ranges(self, host: str, project: str | None, *, web: bool) -> bytearray:
        """The same for a service that names no range: numbers set aside are not for it."""
        key = host, project, web
        known = self._spoken_for.get(key)
        if known is None:
            aside = self.reserving_ranges(host, project)
            known = self.fitness(host, web=web)
            if aside:
                known = bytearray(known)
                self._known.setdefault(host, []).append(known)
            for each in aside:
                for low, high in each.ports.spans:
                    known[low : high + 1] = bytes([UNFIT]) * (high + 1 - low)
            if aside and known.find(0) < 0:
                # Ranges that cover every number set none aside.
                self._known[host].remove(known)
                known = self.fitness(host, web=web)
            self._spoken_for[key] = known
        return known

    def reserving_ranges(self, host: str, project: str | None) -> list[Range]:
        """The ranges that keep numbers of a host from a service that names none."""
        own = self.portmap.projects[project].ranges if project else ()
        return [each for each in (*own, *self.portmap.ranges) if each.host in (None, host)]

    def fit(self, wanted: Wanted) -> bytearray:
        """A byte a number, 0 where it is free for all that is wanted of it."""
        if not wanted.also:
            return self._on(wanted.host, wanted)
        both = self._as_int(wanted.host, wanted, 0)
        for host, shift in wanted.also:
            both |= self._as_int(host, wanted, shift)
        return bytearray(both.to_bytes(HIGHEST + 1, "little"))

    def _as_int(self, host: str, wanted: Wanted, shift: int) -> int:
        """What is unfit as one number: a service on 200 hosts is asked of all of them at once."""
        ints = self._ints.setdefault(host, {})
        key = wanted.project, wanted.within is None, wanted.web, shift
        if key not in ints:
            ints[key] = int.from_bytes(offset_by(self._on(host, wanted), shift), "little")
        return ints[key]

    def _on(self, host: str, wanted: Wanted) -> bytearray:
        if wanted.within is not None:
            return self.fitness(host, web=wanted.web)
        return self.outside_ranges(host, wanted.project, web=wanted.web)


@cache
def _refused(system: str, web: bool) -> bytes:
    """What a system keeps for itself, and `web` what browsers refuse."""
    known = bytearray(HIGHEST + 1)
    known[0] = UNFIT
    held = [number for number in range(1024) if privileged(number, system)]
    held += [*ephemeral(system), *system_held(system), *(BROWSER_BLOCKED if web else ())]
    for number in held:
        known[number] = UNFIT
    return bytes(known)


def taken_in_either(one: bytearray, other: bytes) -> bytearray:
    """Unfit where one of the two is."""
    both = int.from_bytes(one, "little") | int.from_bytes(other, "little")
    return bytearray(both.to_bytes(HIGHEST + 1, "little"))


def offset_by(fitness: bytearray, shift: int) -> bytes:
    """What a number becomes with `shift` added, at the number itself."""
    off = bytes([UNFIT]) * abs(shift)
    if shift >= 0:
        return bytes(fitness[shift:]) + off[: HIGHEST + 1]
    return (off + bytes(fitness[:shift]))[: HIGHEST + 1]


def next_free(numbers: Numbers, wanted: Wanted) -> int | None:
    """The first number that fits, the first of several where several are wanted; None: none does.

    Within a range: from the range's `first` on by its `step`, then anywhere in it. Without one:
    above `after`, outside every range, then from 1024 on.
    """
    run = bytes(wanted.width)
    fitness = numbers.fit(wanted)
    if wanted.within is None:
        found = fitness.find(run, wanted.after + 1)
        found = found if found >= 0 else fitness.find(run, 1024)
        return found if found >= 0 else None
    return _in_range(fitness, wanted.within, run)


def _in_range(fitness: bytearray, within: Range, run: bytes) -> int | None:
    for start in _steps(within):
        end = start + len(run)
        if fitness[start:end] == run and within.ports.covers(start, end - 1):
            return start
    for low, high in within.ports.spans:
        found = fitness.find(run, low, high + 1)
        if found >= 0:
            return found
    return None


def _steps(within: Range) -> range:
    return range(within.first or within.ports.first, within.ports.last + 1, within.step)


def starts(wanted: Wanted) -> Iterator[int]:
    """Every number at which `next_free` looks, in its order, each once."""
    if wanted.within is None:
        yield from range(wanted.after + 1, HIGHEST + 1)
        yield from range(1024, wanted.after + 1)
        return
    stepped = _steps(wanted.within)
    yield from (number for number in stepped if number in wanted.within.ports)
    yield from (number for number in wanted.within.ports if number not in stepped)
