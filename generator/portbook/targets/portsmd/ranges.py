"""Ranges: what they are for, what is taken of them, and which numbers come next."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import islice

from portbook.allocate.free import Numbers, Wanted
from portbook.derive.calls import Call, Wiring
from portbook.model.claims import claims_of
from portbook.model.portmap import PortMap, Project, Range
from portbook.model.ports import HIGHEST, PortSet, port_set, span
from portbook.targets.portsmd.cells import sentences
from portbook.text.grouping import grouped
from portbook.text.quoting.markdown import Table, codes, markdown_code, table


class Survey:
    def __init__(self, wiring: Wiring) -> None:
        self.portmap: PortMap = wiring.portmap
        self.wiring = wiring

    @cached_property
    def taken(self) -> dict[str, PortSet]:
        """The numbers claimed on each host."""
        spans = grouped((claim.host, (claim.port, claim.last)) for claim in claims_of(self.portmap))
        return {host: port_set(list(set(found))) for host, found in spans.items()}

    @cached_property
    def numbers(self) -> Numbers:
        return Numbers(self.portmap, claims_of(self.portmap))

    @cached_property
    def residents(self) -> dict[str, list[str]]:
        """The projects whose default environment is on a host."""
        return grouped(
            (project.default.host, project.name) for project in self.portmap.projects.values()
        )

    @cached_property
    def strangers(self) -> dict[str, list[Call]]:
        """Calls into each project that come from another."""
        return grouped(
            (call.called.service.project, call)
            for environment, service in self.portmap.deployments()
            for call in self.wiring.calls(environment, service)
            if call.called.service.project != call.caller.service.project
        )

    @cached_property
    def lenders(self) -> dict[str, list[tuple[str, str, str]]]:
        """For each project, who uses an instance of it: project, service, and the instance."""
        return grouped(
            (target.project, (project.name, service.title, target.service))
            for project in self.portmap.projects.values()
            for service in project.services.values()
            if (target := service.same_as) and target.project not in (None, project.name)
        )


@lru_cache(maxsize=2)
def survey(wiring: Wiring) -> Survey:
    """The survey of a map, the same one for as long as no more than one other is asked about."""
    return Survey(wiring)


SHOWN = 12
"""How many taken spans a cell lists before it counts the rest."""


def ranges(survey: Survey, project: Project) -> Table | None:
    """The project's own ranges, and those of the whole map that its services name."""
    named = {service.range for service in project.services.values() if service.range}
    rows = [
        _row(survey, each)
        for each in (*project.ranges, *survey.portmap.ranges)
        if each.project == project.name or each.name in named
    ]
    headers = ("Range", "Ports:", "Purpose", "Status", "Taken", "Free:", "Next free")
    return table(headers, rows)


def coming(survey: Survey, project: Project) -> str:
    """The next free number of each range of the project, in one phrase."""
    found = []
    for each in project.ranges:
        number = next(next_free(survey, each), None)
        if number and each.status != "retired":
            found.append(f"`{number}` ({each.name})")
    return ", ".join(found)


def _row(survey: Survey, each: Range) -> tuple[str, ...]:
    free = free_of(survey, each)
    coming = [] if each.status == "retired" else [*islice(next_free(survey, each), 3)]
    taken = [span(low, high) for low, high in each.ports.without(free).spans]
    more = f" and {len(taken) - SHOWN} more" if len(taken) > SHOWN else ""
    in_a_row = coming and coming[-1] - coming[0] == len(coming) - 1
    return (
        markdown_code(each.name),
        codes(shown_span(low, high) for low, high in each.ports.spans),
        sentences(each.purpose, each.notes),
        "" if each.status == "active" else each.status,
        codes(taken[:SHOWN]) + more,
        str(len(free)),
        codes([span(coming[0], coming[-1])] if in_a_row else coming),
    )


def hosts_of(portmap: PortMap, each: Range) -> list[str]:
    """The hosts a range is about: its own, else all that its project or the map has."""
    if each.host is not None:
        return [each.host]
    if each.project is None:
        return list(portmap.hosts)
    environments = portmap.projects[each.project].environments.values()
    return list(dict.fromkeys(environment.host for environment in environments))


def free_of(survey: Survey, each: Range) -> PortSet:
    """The numbers of a range that nobody claims on any of its hosts."""
    free = each.ports
    for host in hosts_of(survey.portmap, each):
        if host in survey.taken:
            free = free.without(survey.taken[host].overlap(free))
    return free


def next_free(survey: Survey, each: Range) -> Iterator[int]:
    """The numbers that `portbook next` gives out for the range, in its order.

    They are free on every host that the range is about.
    """
    host, *others = hosts_of(survey.portmap, each)
    wanted = Wanted(host, each.project, each, also=tuple((other, 0) for other in others))
    taken = survey.numbers.fit(wanted)
    first = each.first or each.ports.first
    for regular in (True, False):
        for low, high in each.ports.spans:
            for port in range(low, high + 1):
                stepped = port >= first and not (port - first) % each.step
                if stepped == regular and not taken[port]:
                    yield port


def shown_span(low: int, high: int) -> str:
    return f"{low}-" if high == HIGHEST and low < high else span(low, high)
