"""Finds the next free number for a request, and says why earlier ones are rejected."""

from __future__ import annotations

import datetime
from array import array
from collections.abc import Iterator
from typing import NamedTuple

from portbook.allocate.free import Numbers, Wanted, next_free, starts
from portbook.model.claims import Claim, claims_of
from portbook.model.instances import declared_claims
from portbook.model.portfacts import BROWSER_BLOCKED, ephemeral, privileged, system_held
from portbook.model.portmap import PortMap
from portbook.model.ports import HIGHEST

RECENT = datetime.timedelta(days=90)
"""How long a number rests that a service gave up: until then checkouts still mention it."""


class GivenUp(NamedTuple):
    host: str
    number: int
    who: str
    date: str


class Refusal(NamedTuple):
    """`port` to `port_end` were turned down, each for this reason."""

    port: int
    port_end: int
    reason: str


def recently_released(portmap: PortMap, today: datetime.date) -> list[GivenUp]:
    """Numbers that dated history entries of the last `RECENT` days moved away from.

    A year or a month counts from its last day; what has no date is long ago.
    """
    found = []
    for project in portmap.projects.values():
        for service in project.services.values():
            for entry in service.history:
                if not entry.before or not entry.date or not _is_recent(entry.date, today):
                    continue
                for environment in project.environments.values():
                    if entry.environment not in (None, environment.name):
                        continue
                    who = f"{project.name}/{service.name}"
                    hosts = environment.hosts_of(service)
                    found += [GivenUp(host, entry.before, who, entry.date) for host in hosts]
    return found


def _is_recent(date: str, today: datetime.date) -> bool:
    latest = date + "-12-31"[len(date) - 4 :] if len(date) < 10 else date
    while True:
        try:
            return datetime.date.fromisoformat(latest) > today - RECENT
        except ValueError:
            day = int(latest[-2:]) - 1
            if day < 28:
                return False
            latest = f"{latest[:-2]}{day}"


class _Judge:
    """Tells the reasons against a number, for one thing that is wanted."""

    def __init__(self, search: Search) -> None:
        self.numbers, self.wanted = search.numbers, search.wanted
        self.fits = self.numbers.fit(self.wanted)
        self.places = list(dict.fromkeys(((self.wanted.host, 0), *self.wanted.also)))
        self.held: dict[str, list[tuple[int, int, str]]] = {host: [] for host, _ in self.places}
        self.holders: dict[str, array[int]] = {}
        for claim in search.claims:
            if (held := self.held.get(claim.host)) is None:
                continue
            where = "" if claim.environment.default else f" in {claim.environment.name}"
            held.append((claim.port, claim.last, f"held by {claim.who}{where}"))
            said = f"an alternative of {claim.who}"
            held += ((each.port, each.port, said) for each in claim.service.alternatives)
        for each in search.resting:
            said = f"given up by {each.who} on {each.date}"
            self.held.get(each.host, []).append((each.number, each.number, said))

    def holder(self, host: str, number: int) -> str | None:
        """Who has the number; of several the first of the map. A host is drawn when asked of."""
        if host not in self.holders:
            drawn = self.holders[host] = array("L", bytes(array("L").itemsize * (HIGHEST + 1)))
            for at in range(len(self.held[host]), 0, -1):
                low, high, _ = self.held[host][at - 1]
                drawn[low : high + 1] = array("L", [at]) * (high + 1 - low)
        at = self.holders[host][number]
        return self.held[host][at - 1][2] if at else None

    def reason(self, start: int) -> str:
        end = start + self.wanted.width
        if self.wanted.within and not self.wanted.within.ports.covers(start, end - 1):
            return f"fewer than {self.wanted.width} numbers are left in the range"
        if end - 1 > HIGHEST:
            return f"ports end at {HIGHEST}"
        at = self.fits.find(1, start, end)
        for host, shift in self.places:
            said = next(self.reasons(host, at + shift), None)
            if said is not None:
                elsewhere = f" on {host}" if host != self.wanted.host else ""
                shown = f"{at + shift}{elsewhere} is " if at + shift != start else ""
                return f"{shown}{said}" + ("" if shown else elsewhere)
        raise AssertionError(f"nothing is wrong with {at}")

    def reasons(self, host: str, number: int) -> Iterator[str]:
        if not 0 < number <= HIGHEST:
            yield "no port"
        if holder := self.holder(host, number):
            yield holder
        found = self.numbers.portmap.hosts.get(host)
        system = found.os if found else "linux"
        if privileged(number, system):
            yield "privileged: only root may bind it"
        if number in ephemeral(system):
            yield f"ephemeral: {system} takes it for outgoing connections"
        if number in system_held(system):
            yield f"held by the system: {system_held(system)[number].partition(';')[0]}"
        if self.wanted.web and number in BROWSER_BLOCKED:
            yield "refused by browsers"
        if self.wanted.within is None:
            for each in self.numbers.reserving_ranges(host, self.wanted.project):
                if number in each.ports:
                    yield f"set aside by the range {each.name}"


USUAL_START = 3000
"""Where the search begins when nothing says where: what development servers take."""


class Search(NamedTuple):
    """A search over a map's numbers, and what it found."""

    numbers: Numbers
    wanted: Wanted
    claims: list[Claim]
    resting: list[GivenUp]
    found: int | None

    @property
    def why(self) -> list[Refusal]:
        """What stood before `found` in the order of the search, or in the way of every number."""
        judge = _Judge(self)
        refused: list[Refusal] = []
        for start in starts(self.wanted):
            if start == self.found:
                break
            reason = judge.reason(start)
            if refused and (refused[-1].port_end, refused[-1].reason) == (start - 1, reason):
                refused[-1] = refused[-1]._replace(port_end=start)
            else:
                refused.append(Refusal(start, start, reason))
        return refused


def search(portmap: PortMap, wanted: Wanted, today: datetime.date) -> Search:
    """Look for a number; those that a recent history entry gave up rest."""
    claims = [*claims_of(portmap), *declared_claims(portmap)]
    resting = recently_released(portmap, today)
    numbers = Numbers(portmap, claims, [(each.host, each.number) for each in resting])
    return Search(numbers, wanted, claims, resting, next_free(numbers, wanted))
