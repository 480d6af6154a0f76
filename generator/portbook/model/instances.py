"""Working copies of one project side by side: the numbers of each, and the map as a copy has it.

A copy is given a slot. Everything that its project's default environment binds on that
environment's own host has another number there: N times the step higher in slot N, or in the N-th
block of a range. What is pinned, hosted elsewhere or another project's is shared by all copies.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from portbook.model.claims import Claim, environment_claims
from portbook.model.portmap import (
    Endpoint,
    Environment,
    Instances,
    PortMap,
    Project,
    Range,
    Service,
    Stack,
)
from portbook.model.ports import HIGHEST, LOWEST
from portbook.text.source import Place

STEP, COUNT = 100, 9
"""What holds where the map does not say it."""
USUAL_STEPS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
MOST = 999
"""Slots of a range, where `count` does not say how many."""


def declared_projects(portmap: PortMap) -> list[Project]:
    """The projects of whose working copies the map speaks."""
    every = portmap.settings.instances is not None
    return [each for each in portmap.projects.values() if every or each.instances is not None]


def instances_place(portmap: PortMap, project: Project) -> Place:
    """Where the map says it, else where the project stands."""
    if project.instances is not None or portmap.settings.instances is None:
        return project.place("instances")
    return portmap.place("settings", "instances")


def instances_of(portmap: PortMap, project: Project) -> Instances:
    """The project's, else those of the settings, else the usual ones."""
    return project.instances or portmap.settings.instances or Instances()


def range_of(portmap: PortMap, project: Project) -> Range | None:
    """The range that slots are blocks of: the project's own of that name before the map's."""
    return portmap.range_named(project.name, instances_of(portmap, project).range)


def room_for(portmap: PortMap, project: Project) -> int | None:
    """How many slots the range has room for; None where numbers are shifted by a step."""
    within = range_of(portmap, project)
    return None if within is None else len(within.ports) // _width(portmap, project)


def slots_of(portmap: PortMap, project: Project) -> range:
    """The slots there are, from 1 on; not all of them need to be good for something."""
    count = instances_of(portmap, project).count
    room = room_for(portmap, project)
    if count is None:
        count = COUNT if room is None else min(room, MOST)
    return range(1, 1 + (count if room is None else min(count, room)))


def _width(portmap: PortMap, project: Project) -> int:
    step = instances_of(portmap, project).step
    return step or max(1, len(shifted_numbers(project)))


def is_shifted(environment: Environment, service: Service) -> bool:
    """Whether each copy has the service for itself."""
    shared = service.pinned or service.hosted is not None or service.same_as is not None
    return not shared and environment.host in environment.hosts_of(service)


def shared_services(project: Project) -> list[Service]:
    """Services of the default environment with a number that all copies have in common."""
    environment = project.default
    return [
        each
        for each in environment.services.values()
        if each.claims
        and not is_shifted(environment, each)
        and any(endpoint.port is not None for endpoint in each.endpoints)
    ]


def shifted_numbers(project: Project) -> list[int]:
    """Every number that is shifted, once, in the map's order: what is added comes last. Those of
    an interval, and of all that lies in it, follow each other as they did."""
    environment = project.default
    spans: list[range] = []
    for service in environment.services.values():
        if is_shifted(environment, service):
            held = ((each.port, each.last or each.port) for each in service.endpoints if each.port)
            spans += [range(low, high + 1) for low, high in held]
            spans += [range(each.port, each.port + 1) for each in service.alternatives]
    wholes: dict[int, range] = {}
    whole_of: dict[int, int] = {}
    for at, span in enumerate(spans):
        met = {whole_of[number] for number in span if number in whole_of}
        joined = [span, *(wholes.pop(each) for each in met)]
        first = min(met, default=at)
        wholes[first] = range(min(each.start for each in joined), max(each.stop for each in joined))
        whole_of.update(dict.fromkeys(wholes[first], first))
    return [number for first in sorted(wholes) for number in wholes[first]]


def shift_of(portmap: PortMap, project: Project, slot: int) -> Callable[[int], int]:
    """Maps a number of the default environment to that of a slot; it may be above 65535."""
    within = range_of(portmap, project)
    if within is None:
        distance = slot * (instances_of(portmap, project).step or STEP)
        return lambda number: number + distance
    numbers = list(within.ports)
    first = (slot - 1) * _width(portmap, project)
    block = dict(zip(shifted_numbers(project), numbers[first:], strict=False))
    return lambda number: block.get(number, HIGHEST + 1)


def distances(portmap: PortMap, project: Project) -> list[int]:
    """How far above a number of the project its slots are: each must be free as well. None where
    the map keeps no slots, or takes them from a range."""
    if project not in declared_projects(portmap) or range_of(portmap, project) is not None:
        return []
    step = instances_of(portmap, project).step or STEP
    return [slot * step for slot in slots_of(portmap, project)]


def copy_map(portmap: PortMap, project: Project, name: str, slot: int) -> PortMap:
    """The map as the copy `name` of a project has it: all else is as it was."""
    default = project.default
    shift = shift_of(portmap, project, slot)
    services = {
        key: _shifted(each, shift, name) if is_shifted(default, each) else each
        for key, each in default.services.items()
    }
    proxies = tuple(
        replace(each, endpoints=tuple(_moved(endpoint, shift) for endpoint in each.endpoints))
        if is_shifted(default, default.services[each.service])
        else each
        for each in default.proxies
    )
    environment = replace(default, services=services, proxies=proxies)
    written = {
        key: services[key] if default.services.get(key) is each else each
        for key, each in project.services.items()
    }
    copied = replace(
        project,
        environments=project.environments | {default.name: environment},
        services=written,
        instance=name,
    )
    return replace(portmap, projects=portmap.projects | {project.name: copied})


def _shifted(service: Service, shift: Callable[[int], int], name: str) -> Service:
    return replace(
        service,
        endpoints=tuple(_moved(each, shift) for each in service.endpoints),
        alternatives=tuple(replace(each, port=shift(each.port)) for each in service.alternatives),
        # Two containers of one name cannot run side by side.
        container=service.container and f"{service.container}-{name}",
    )


def _moved(endpoint: Endpoint, shift: Callable[[int], int]) -> Endpoint:
    if endpoint.port is None:
        return endpoint
    end = endpoint.port_end
    return replace(endpoint, port=shift(endpoint.port), port_end=end and shift(end))


def own_claims(project: Project) -> list[Claim]:
    """The claims of the project itself that each copy has elsewhere."""
    default = project.default
    return [each for each in environment_claims(default) if is_shifted(default, each.service)]


def slot_claims(
    portmap: PortMap, project: Project, slots: Iterable[int]
) -> Iterator[tuple[int, Claim]]:
    """What copies would claim, with the slot: of each slot everything that is not shared.

    Numbers that are no ports are left out, and intervals that are split.
    """
    own = own_claims(project)
    for slot in slots:
        shift = shift_of(portmap, project, slot)
        for claim in own:
            low, high = shift(claim.port), shift(claim.last)
            if low >= LOWEST and high <= HIGHEST and high - low == claim.last - claim.port:
                yield slot, claim._replace(port=low, last=high)


def split_claim(portmap: PortMap, project: Project) -> tuple[int, Claim] | None:
    """The first slot whose block has a gap of the range within an interval, and the interval."""
    for slot in slots_of(portmap, project):
        shift = shift_of(portmap, project, slot)
        for claim in own_claims(project):
            if shift(claim.last) - shift(claim.port) != claim.last - claim.port:
                return slot, claim
    return None


def declared_claims(portmap: PortMap) -> Iterator[Claim]:
    """What is kept free for copies, whether there are any or not; the environment of such a claim
    is called after the slot."""
    for project in declared_projects(portmap):
        for slot, claim in slot_claims(portmap, project, slots_of(portmap, project)):
            where = replace(claim.environment, name=f"copy {slot}", default=False)
            yield claim._replace(environment=where)


def free_step(portmap: PortMap, project: Project, claims: Iterable[Claim]) -> int | None:
    """The smallest usual step with which no slot meets a claim; None where no one is."""
    taken = {
        (each.host, each.transport, number)
        for each in claims
        for number in range(each.port, each.last + 1)
    }
    for step in USUAL_STEPS:
        tried = replace(project, instances=Instances(step, len(slots_of(portmap, project))))
        slots = slots_of(portmap, tried)
        own = len(own_claims(project))
        found = [each for _, each in slot_claims(portmap, tried, slots)]
        if len(found) == own * len(slots) and not any(
            (each.host, each.transport, number) in taken
            for each in found
            for number in range(each.port, each.last + 1)
        ):
            return step
    return None


def compose_name(project: Project, stack: Stack | None = None) -> str | None:
    """What Compose calls the copy's containers, networks and volumes after
    (COMPOSE_PROJECT_NAME); None for the project itself, which names itself as ever.

    A stack whose first file lies in a folder is a Compose project of its own, as it is without
    copies: it neither reads the .env of the checkout nor bears its name.
    """
    if not project.instance:
        return None
    inside = re.sub(r"[^a-z0-9]+", "-", stack.folder.lower()).strip("-") if stack else ""
    return f"{project.name}-{project.instance}{inside and f'_{inside}'}"
