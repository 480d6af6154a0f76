"""Moves an endpoint to another number; nothing else changes."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from portbook.allocate.linked_ports import Moved, inherits, places
from portbook.edit.change import Change, Refused, Texts
from portbook.edit.renumber import Number, is_primary, rewrites
from portbook.model.claims import CONFLICT, Claim, claims_of, overlap
from portbook.model.exclusion import Exclusion
from portbook.model.portmap import Endpoint, Environment, HistoryEntry, PortMap, Project, Service
from portbook.model.ports import HIGHEST, LOWEST, span


@dataclass(frozen=True)
class Move(Change):
    """An endpoint gets another number, in one environment or (None) as written for all.

    `entry` is recorded in the service's history.
    """

    project: str
    service: str
    endpoint: str
    environment: str | None
    number: Number
    entry: HistoryEntry | None = None
    done = "moved"

    @property
    def moved(self) -> Moved:
        return Moved(self.project, self.service, self.endpoint, self.environment)

    def expected(self, was: PortMap, made: PortMap) -> PortMap:
        """From what was made comes only the endpoint's scheme: without a kind it follows from the
        number, 5432 speaks no HTTP."""
        project, there = was.projects[self.project], made.projects.get(self.project)
        base = project.services[self.service]
        found = places(was, self.project, self.service, self.endpoint)
        moved = {place.environment.name: place.shift for place in found}
        if self.environment is not None:
            moved = {self.environment: 0}
        environments = {
            name: _environment_after(environment, base, self, moved.get(name), there)
            for name, environment in project.environments.items()
        }
        changed = _with_history(base, base, self)
        if self.environment is None:
            written = there.services.get(self.service) if there else None
            changed = _with_number(changed, self, 0, written)
        services = {**project.services, self.service: changed}
        renewed: Project = replace(project, environments=environments, services=services)
        return replace(was, projects={**was.projects, self.project: renewed})

    def strategies(self, portmap: PortMap) -> Iterator[Texts]:
        return rewrites(portmap, self.moved, self.number, self.entry)

    def ways(self, portmap: PortMap) -> Iterator[tuple[Change, Texts]]:
        """A container keeps its own port. Only where one text cannot say that for every
        environment, and it was the same number in each, does it follow."""
        yield from super().ways(portmap)
        plain = self.number._replace(container=None, container_end=None)
        if plain != self.number:
            yield from replace(self, number=plain).ways(portmap)


def decide(
    portmap: PortMap, moved: Moved, first: Callable[[], int], reason: str | None, *, force: bool
) -> Move:
    """The move that is asked for; Refused where the service has no port that could move.

    `first` gives the number, asked only where there is something to move; `force` moves what is
    pinned.
    """
    service = service_of(portmap, moved)
    endpoint = _movable(service, moved, force)
    number = _number(moved, service, endpoint, first())
    return Move(*moved, number, history_entry(service, moved, endpoint.port, number.port, reason))


def service_of(portmap: PortMap, moved: Moved) -> Service:
    """The service whose number is meant: as written, or as it is in one environment."""
    project = portmap.projects[moved.project]
    where = project.environments[moved.environment] if moved.environment else project
    return where.services[moved.service]


def _movable(service: Service, moved: Moved, force: bool) -> Endpoint:
    name = f"{moved.project}/{moved.service}"
    endpoint = service.endpoint(moved.endpoint)
    if service.pinned and not force:
        why = f": {service.reason}" if service.reason else ""
        raise Refused(f"{name} is pinned{why}", "'--force' moves it anyway")
    if service.same_as is not None or service.hosted is not None:
        raise Refused(f"{name} listens on no port of this map")
    if endpoint is None:
        raise Refused(f"{name} has no port to move", "write one in the map: 'port: ...'")
    if not endpoint.published:
        raise Refused(f"{name} publishes no port", "give it one in the map first")
    return endpoint


def _number(moved: Moved, service: Service, endpoint: Endpoint, first: int) -> Number:
    width = endpoint.last - endpoint.port + 1 if endpoint.port and endpoint.last else 1
    last = first + width - 1
    if not LOWEST <= first <= last <= HIGHEST:
        shown = span(first, last)
        raise Refused(f"{shown} is not a port: ports go from {LOWEST} to {HIGHEST}")
    if endpoint.port == first:
        raise Refused(f"{moved.project}/{moved.service} is on {first} already")
    return number_in(service, endpoint, first, width)


def number_in(service: Service, endpoint: Endpoint | None, first: int, width: int) -> Number:
    """`width` numbers from `first`; in a container the endpoint keeps its own inside."""
    number = Number(first, first + width - 1)
    if endpoint is None or not service.contained:
        return number
    return number._replace(container=endpoint.container_port, container_end=endpoint.container_end)


def history_entry(
    service: Service, moved: Moved, before: int | None, after: int, reason: str | None
) -> HistoryEntry | None:
    """What the history gets: where a reason is given, or one is kept already."""
    if reason is None and not service.history:
        return None
    return HistoryEntry(
        date=datetime.date.today().isoformat(),
        before=before,
        after=after,
        reason=reason,
        endpoint=None if is_primary(service, moved.endpoint) else moved.endpoint,
        environment=moved.environment,
    )


def _environment_after(
    environment: Environment, base: Service, move: Move, shift: int | None, there: Project | None
) -> Environment:
    here = environment.services.get(move.service)
    if here is None:
        return environment
    changed = _with_history(here, base, move)
    if shift is not None:
        written = there.environments.get(environment.name) if there else None
        found = written.services.get(move.service) if written else None
        changed = _with_number(changed, move, shift, found)
    if move.environment == environment.name:
        changed = replace(changed, environment=environment.name)
    own = {each.name: each for each in changed.endpoints}
    proxies = tuple(
        # A proxy that says no number listens on its service's.
        replace(each, endpoints=tuple(own.get(point.name, point) for point in each.endpoints))
        if each.service == move.service
        else each
        for each in environment.proxies
    )
    services = {**environment.services, move.service: changed}
    return replace(environment, services=services, proxies=proxies)


def _with_history(service: Service, base: Service, move: Move) -> Service:
    """An overlay that has a history of its own keeps it."""
    if move.entry is None or service.history != base.history:
        return service
    return replace(service, history=(*service.history, move.entry))


def _with_number(service: Service, move: Move, shift: int, made: Service | None) -> Service:
    written = made.endpoint(move.endpoint) if made else None
    return replace(
        service,
        endpoints=tuple(
            _renumbered(each, move, shift, written) if each.name == move.endpoint else each
            for each in service.endpoints
        ),
    )


def _renumbered(endpoint: Endpoint, move: Move, shift: int, made: Endpoint | None) -> Endpoint:
    number = move.number
    port, last = number.port + shift, None if number.last == number.port else number.last + shift
    scheme = made.scheme if made else endpoint.scheme
    if endpoint.port is None and (endpoint.random or not endpoint.published):
        # What an environment keeps to its container has no number on the host to change, and
        # inherits the container's where that has to be written now.
        inner = number.container if endpoint.container_port is None else endpoint.container_port
        return replace(endpoint, scheme=scheme, container_port=inner)
    changed = replace(endpoint, port=port, port_end=last, scheme=scheme)
    if number.container is None and endpoint.container_port == endpoint.port:
        return replace(changed, container_port=port if endpoint.port else None, container_end=last)
    return changed


def refuse_taken(portmap: PortMap, is_new: Callable[[Claim], bool], how: str) -> None:
    """Refused where somebody else holds what is new; `how` is the command that takes a free one."""
    for claim in clashes(portmap, is_new):
        where = "" if claim.environment.default else f" in {claim.environment.name}"
        held = f"{claim.ports}/{claim.transport} on {claim.host}"
        who = f"{held} is {claim.who}'s{where} ({claim.place})"
        raise Refused(who, f"'portbook next' finds a free number; {how}")


def clashes(portmap: PortMap, is_new: Callable[[Claim], bool]) -> Iterator[Claim]:
    """Claims of others that cannot be bound beside the new ones, in the map as edited."""
    between = Exclusion(portmap).between
    claims = [each for each in claims_of(portmap) if not each.allows(CONFLICT)]
    new = [each for each in claims if is_new(each)]
    for claim in claims:
        if is_new(claim):
            continue
        if any(overlap(claim, each) and not between(claim, each) for each in new):
            yield claim


def is_moved(claim: Claim, move: Move) -> bool:
    """Whether the move changes it: what another environment lays over is somebody else's."""
    found = claim.project, claim.service.name, claim.endpoint.name
    if found != (move.project, move.service, move.endpoint):
        return False
    if move.environment is not None:
        return move.environment == claim.environment.name
    return inherits(claim.service, claim.endpoint)
