"""Finds the numbers that move together: an endpoint's in every environment that inherits it."""

from __future__ import annotations

from typing import NamedTuple

from portbook.allocate.free import Wanted
from portbook.model.claims import Claim
from portbook.model.instances import distances, is_shifted
from portbook.model.portmap import Endpoint, Environment, PortMap, Project, Service
from portbook.model.url import WEB
from portbook.text.nodes import Mapping, Node, Scalar


class Moved(NamedTuple):
    """An endpoint that is to get another number: in one environment, or as written for all."""

    project: str
    service: str
    endpoint: str
    environment: str | None = None


def written_at(claim: Claim) -> Moved:
    """Where a claim's number is written: for all environments, or laid over for one."""
    alone = None if inherits(claim.service, claim.endpoint) else claim.environment.name
    return Moved(claim.project, claim.service.name, claim.endpoint.name, alone)


class Place(NamedTuple):
    """An endpoint in an environment, `shift` above the number that is written for it."""

    environment: Environment
    service: Service
    endpoint: Endpoint
    shift: int


def places(portmap: PortMap, project: str, service: str, endpoint: str) -> list[Place]:
    """Where the number of a service that is written for all environments counts."""
    base = portmap.projects[project].services[service].endpoint(endpoint)
    found = []
    for environment in portmap.projects[project].environments.values():
        here = environment.services.get(service)
        where = here.endpoint(endpoint) if here else None
        if here is None or where is None or not inherits(here, where):
            continue
        known = base is not None and base.port is not None and where.port is not None
        shift = where.port - base.port if known else 0  # type: ignore[operator, union-attr]
        found.append(Place(environment, here, where, shift))
    return found


def inherits(service: Service, endpoint: Endpoint) -> bool:
    """Whether the overlay that made this service leaves the endpoint's number alone."""
    if not service.environment:
        return True
    overlay = service.origin.nodes[0]
    if not isinstance(overlay, Mapping):
        return True
    if endpoint is service.primary and _has_key(overlay, "port"):
        return False
    ports = overlay.get("ports")
    if isinstance(ports, Scalar):
        return False  # deletes them all
    return not (isinstance(ports, Mapping) and _has_key(ports, endpoint.name))


def _has_key(mapping: Mapping, key: str) -> bool:
    """Whether a number stands under the key, null included."""
    node: Node | None = mapping.get(key)
    if isinstance(node, Mapping):
        return node.get("number") is not None
    return node is not None


def hosts_of(found: list[Place]) -> list[tuple[str, int]]:
    """Each host with its shift, once, in the order of the environments."""
    listed = [
        (host, place.shift)
        for place in found
        for host in place.environment.hosts_of(place.service)
        if place.service.claims
    ]
    return list(dict.fromkeys(listed))


def for_copies(portmap: PortMap, project: Project) -> tuple[tuple[str, int], ...]:
    """Where the numbers of working copies must be free, and how far above the project's own."""
    return tuple((project.default.host, each) for each in distances(portmap, project))


def requirement_for(portmap: PortMap, moved: Moved) -> Wanted:
    """What another number of an endpoint must be: in its range, and free wherever it counts."""
    project = portmap.projects[moved.project]
    service = project.services[moved.service]
    found = _counting(portmap, moved)
    endpoint = found[0].endpoint if found else service.endpoint(moved.endpoint)
    hosts = hosts_of(found) or [(project.default.host, 0)]
    port, last = _numbers(service, endpoint, found, moved)
    for place in found:
        if place.environment.default and is_shifted(place.environment, place.service):
            hosts += [(h, place.shift + far) for h, far in for_copies(portmap, project)]
    return Wanted(
        hosts[0][0],
        moved.project,
        portmap.range_named(moved.project, service.range),
        _after(last),
        endpoint is None or endpoint.scheme in WEB,
        last - port + 1 if port and last else 1,
        tuple(each for each in hosts if each != (hosts[0][0], 0)),
    )


_UNPRIVILEGED = 8000
"""What people add to a number below 1024 that they do without: 8080, 8443."""


def _after(last: int | None) -> int:
    if last is None:
        return 2999
    return last if last >= 1024 else _UNPRIVILEGED + last - 1


def _counting(portmap: PortMap, moved: Moved) -> list[Place]:
    if moved.environment is None:
        return places(portmap, moved.project, moved.service, moved.endpoint)
    environment = portmap.projects[moved.project].environments[moved.environment]
    service = environment.services[moved.service]
    endpoint = service.endpoint(moved.endpoint)
    return [Place(environment, service, endpoint, 0)] if endpoint else []


def _numbers(
    service: Service, endpoint: Endpoint | None, found: list[Place], moved: Moved
) -> tuple[int | None, int | None]:
    """Today's first and last number: those written for all, or those of one environment."""
    written = service.endpoint(moved.endpoint) if moved.environment is None else endpoint
    shown = written or (found[0].endpoint if found else None)
    return (shown.port, shown.last) if shown else (None, None)
