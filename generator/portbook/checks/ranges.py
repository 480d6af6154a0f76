"""Checks that ports are in their ranges, and that ranges do not overlap."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from portbook.allocate.linked_ports import inherits
from portbook.checks.remedy import command_to_move
from portbook.checks.subject import Finding, Subject, check
from portbook.model.claims import Claim
from portbook.model.portmap import Range
from portbook.text.source import Place


@check("out-of-range", "warning")
def out_of_range(subject: Subject) -> Iterator[Finding]:
    """A port outside the range that its service names.

    A range makes numbers recognisable: whoever sees 4012 knows what sort of service it is. A
    service that names a range must be in it, on the range's host if it has one.

    Move the port into the range (`portbook next` finds a number), or remove `range` from the
    service.

    Fails:

        ranges: {api: 4000-4099}
        projects:
          shop:
            services:
              api: {port: 8000, range: api}
        #                 ^^^^

    Passes:

        ranges: {api: 4000-4099}
        projects:
          shop:
            services:
              api: {port: 4000, range: api}
    """
    for claim in subject.claims:
        held_to = subject.portmap.range_named(claim.project, claim.service.range)
        if held_to is None or held_to.host not in (None, claim.host):
            continue
        if not held_to.ports.covers(claim.port, claim.last):
            yield Finding(
                f"{claim.ports} of {claim.who} lies outside its range "
                f"{held_to.name} ({held_to.ports})",
                claim.place,
                (claim.service,),
                ((_place(held_to), "the range"),),
                f"{_remedy(subject, claim)}, or leave the service's 'range' out",
            )


def _remedy(subject: Subject, claim: Claim) -> str:
    """An offset's number follows from another one: which of the two is wrong, nobody can tell."""
    base = subject.portmap.projects[claim.project].services[claim.service.name]
    written = base.endpoint(claim.endpoint.name)
    shifted = written is not None and written.port != claim.port
    if shifted and inherits(claim.service, claim.endpoint):
        return "move it into the range"
    return command_to_move(subject, claim) or "move it into the range"


def _place(each: Range) -> Place:
    return each.origin.place("ports")


@check("range-overlap", "warning")
def range_overlap(subject: Subject) -> Iterator[Finding]:
    """Two ranges of one scope that share numbers.

    A number in two ranges does not show what it is for, and the next free number of one range may
    belong to the other. The map's ranges are one scope, each project's another; ranges of different
    hosts do not overlap, retired ones do not count.

    Shorten one of them.

    Fails:

        ranges:
          api: 4000-4099
          sync: 4090-4199
        #       ^^^^^^^^^
        projects: {shop: {services: {web: 3000}}}

    Passes:

        ranges:
          api: 4000-4089
          sync: 4090-4199
        projects: {shop: {services: {web: 3000}}}
    """
    scopes = [subject.portmap.ranges]
    scopes += [project.ranges for project in subject.portmap.projects.values()]
    for scope in scopes:
        yield from _overlaps([each for each in scope if each.status != "retired"])


def _overlaps(scope: list[Range]) -> Iterator[Finding]:
    spans = sorted(span for each in scope for span in each.ports.spans)
    if all(one[1] < other[0] for one, other in pairwise(spans)):
        return
    for index, later in enumerate(scope):
        for first in scope[:index]:
            both = later.ports.overlap(first.ports)
            if both and (later.host == first.host or None in (later.host, first.host)):
                yield Finding(
                    f"the ranges {later.name} and {first.name} share {both}",
                    _place(later),
                    related=((_place(first), "the other range"),),
                    hint="shorten one of them",
                )
                break


@check("range-squatter", "off")
def range_squatter(subject: Subject) -> Iterator[Finding]:
    """A port inside a range that its service does not name.

    Off by default, since many maps state ranges as intentions and keep older ports where they are.
    Turn it on in `settings` once a map follows its ranges. The map's ranges are checked for every
    service, a project's own ranges for its services.

    Name the range at the service if it belongs there, or move the port.

    Fails:

        settings: {checks: {range-squatter: warning}}
        ranges: {api: 4000-4099}
        projects:
          shop:
            services:
              blog: 4010
        #           ^^^^

    Passes:

        settings: {checks: {range-squatter: warning}}
        ranges: {api: 4000-4099}
        projects:
          shop:
            services:
              api: {port: 4010, range: api}
    """
    for claim in subject.claims:
        own = subject.portmap.projects[claim.project].ranges
        for each in (*own, *subject.portmap.ranges):
            if claim.service.range != each.name and _inside(claim, each):
                yield Finding(
                    f"{claim.ports} of {claim.who} lies in the range {each.name}, "
                    "which the service does not name",
                    claim.place,
                    (claim.service,),
                    ((_place(each), "the range"),),
                    f"write 'range: {each.name}' at the service, or move it",
                )
                break


def _inside(claim: Claim, each: Range) -> bool:
    spans = each.ports.spans
    meets = any(low <= claim.last and claim.port <= high for low, high in spans)
    return meets and each.status != "retired" and each.host in (None, claim.host)
