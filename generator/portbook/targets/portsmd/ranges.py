"""Ranges: what they are for, what is taken of them, and which numbers come next."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from portbook.model.portmap import PortMap, Project, Range
from portbook.model.ports import HIGHEST, PortSet, span
from portbook.targets.portsmd.survey import Survey
from portbook.targets.portsmd.tables import Table, codes, phrase, table
from portbook.text.quoting.markdown import markdown_code

__all__ = ["free_of", "hosts_of", "next_free", "ranges", "shown_span"]

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
    headers = ("Range", "Ports:", "Purpose", "Taken", "Free:", "Next free", "Status", "Notes")
    return table(headers, rows)


def _row(survey: Survey, each: Range) -> tuple[str, ...]:
    hosts = hosts_of(survey.portmap, each)
    taken, free = taken_of(survey, each, hosts), free_of(survey, each, hosts)
    return (
        markdown_code(each.name),
        codes(shown_span(low, high) for low, high in each.ports.spans),
        phrase(each.purpose),
        _listed(taken),
        str(len(free)),
        codes(islice(next_free(survey, each, hosts), 3)) if each.status != "retired" else "",
        "" if each.status == "active" else each.status,
        phrase(each.notes),
    )


def hosts_of(portmap: PortMap, each: Range) -> list[str]:
    """The hosts a range is about: its own, else all that its project or the map has."""
    if each.host is not None:
        return [each.host]
    if each.project is None:
        return list(portmap.hosts)
    environments = portmap.projects[each.project].environments.values()
    return list(dict.fromkeys(environment.host for environment in environments))


def taken_of(survey: Survey, each: Range, hosts: list[str]) -> PortSet:
    """The numbers of a range that any project claims on one of the hosts."""
    return each.ports.without(free_of(survey, each, hosts))


def free_of(survey: Survey, each: Range, hosts: list[str]) -> PortSet:
    free = each.ports
    for host in hosts:
        if host in survey.taken:
            free = free.without(survey.taken[host].overlap(free))
    return free


def next_free(survey: Survey, each: Range, hosts: list[str]) -> Iterator[int]:
    """The numbers that `portbook next` gives out for the range, in its order.

    They are free on every host that the range is about.
    """
    taken = [survey.numbers.fitness(host, True) for host in hosts]
    free = [port for port in each.ports if not any(known[port] for known in taken)]
    first = each.first or each.ports.first
    for regular in (True, False):
        for port in free:
            if (port >= first and not (port - first) % each.step) == regular:
                yield port


def shown_span(low: int, high: int) -> str:
    return f"{low}-" if high == HIGHEST and low < high else span(low, high)


def _listed(taken: PortSet) -> str:
    spans = [span(low, high) for low, high in taken.spans]
    shown = codes(spans[:SHOWN])
    return f"{shown} and {len(spans) - SHOWN} more" if len(spans) > SHOWN else shown
