"""Resolves the number for a move or a new service, or reports why there is none."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import click

from portbook.allocate.free import Wanted, next_free
from portbook.allocate.linked_ports import for_copies, requirement_for
from portbook.allocate.search import USUAL_START, Refusal, Search, search
from portbook.cli.loading import FINDINGS
from portbook.cli.naming import resolve_endpoint, unknown
from portbook.language.projects import find_kind
from portbook.model.kinds import Kind
from portbook.model.portmap import PortMap, Range
from portbook.model.ports import span
from portbook.model.url import WEB
from portbook.text.wording import few

if TYPE_CHECKING:
    from portbook.edit.move import Move

SHOWN = 12
"""Reasons that are printed where a range is full."""


def resolve_move(
    portmap: PortMap,
    text: str,
    port: str,
    environment: str | None,
    reason: str | None,
    *,
    force: bool,
) -> Move:
    """`port` is a number, or 'next'; the command ends where no number is free, or it is none."""
    from portbook.edit.move import decide

    moved = resolve_endpoint(portmap, text, environment)

    def first() -> int:
        if port == "next":
            wanted = requirement_for(portmap, moved)
            return found_in(search(portmap, wanted, datetime.date.today()))
        if not port.isascii() or not port.isdecimal() or len(port) > 9:
            raise click.UsageError(f"'{port}' is not a port number; write one, or 'next'.")
        return int(port)

    return decide(portmap, moved, first, reason, force=force)


def kind_named(portmap: PortMap, name: str) -> Kind:
    """The kind of a name or an alias; UsageError, with a suggestion, for another."""
    kind = find_kind(portmap.kinds, name)
    if kind is None:
        unknown("kind", name, portmap.kinds)
    return kind


def requirement_of_new(
    portmap: PortMap, project: str | None, kind: Kind | None, within: str | None
) -> Wanted:
    """What the number of a new service must be: in the range that is named, else in that of its
    kind, else from the usual port of the kind on; free wherever the project lives.

    `project` is None for a service of no project in particular, or of one yet to be made.
    """
    found = _range(portmap, within, project) if within else _range_of_kind(portmap, project, kind)
    owner = portmap.projects.get(project or (found.project if found else None) or "")
    hosts = [each.host for each in owner.environments.values()] if owner else []
    if found is not None and project is None:
        hosts = [found.host or (owner.default.host if owner else next(iter(portmap.hosts)))]
    first, *others = dict.fromkeys(hosts or [next(iter(portmap.hosts))])
    start = (kind.port if kind else None) or USUAL_START
    alone = next(iter(portmap.projects.values())) if len(portmap.projects) == 1 else None
    copied = owner or alone
    return Wanted(
        first,
        owner.name if owner else None,
        found,
        1023 if found else start - 1,
        kind is None or kind.scheme in WEB,
        also=(
            *((each, 0) for each in others),
            *(for_copies(portmap, copied) if copied else ()),
        ),
    )


def _range(portmap: PortMap, text: str, project: str | None) -> Range:
    """`NAME` as a project sees it, or `PROJECT/NAME`."""
    if project is not None and (own := portmap.range_named(project, text)):
        return own
    scope, _, name = text.rpartition("/")
    every = [e for e in portmap.all_ranges() if project is None or e.project in (None, project)]
    found = [each for each in every if each.name == name and (each.project or "") == scope]
    if not found and not scope:
        found = [each for each in every if each.name == name]
    if not found:
        unknown("range", text, [each.who for each in every])
    if len(found) > 1:
        listed = " or ".join(each.who for each in found)
        raise click.UsageError(f"several projects have a range '{name}': say {listed}.")
    return found[0]


def _range_of_kind(portmap: PortMap, project: str | None, kind: Kind | None) -> Range | None:
    """The range that is called as the kind, an alias or its role is, or that most services of the
    kind are in."""
    if kind is None:
        return None
    for name in (kind.name, *kind.aliases, kind.role, f"{kind.role}s"):
        if found := portmap.range_named(project, name):
            return found
    said = [
        found
        for owner in portmap.projects.values()
        for service in owner.services.values()
        if service.kind is not None and service.kind.name == kind.name and service.range
        if (found := portmap.range_named(owner.name, service.range)) is not None
        and found.project in (None, project)
    ]
    return max(said, key=said.count, default=None)


def where_line(wanted: Wanted) -> str:
    """`on laptop, in the range postgres (5434-5499)`."""
    hosts = list(dict.fromkeys([wanted.host, *(host for host, _ in wanted.also)]))
    within = wanted.within
    return f"on {few(hosts)}" + (f", in the range {within.name} ({within.ports})" if within else "")


def full(done: Search) -> None:
    """Say that nothing is free, who has it all, and what is next best."""
    wanted = done.wanted
    many = f"no {wanted.width} consecutive numbers are" if wanted.width > 1 else "no number is"
    within = wanted.within
    where = f" in the range {within.name} ({within.ports})" if within else ""
    click.echo(f"{many} free{where} on {wanted.host}:", err=True)
    refused = done.why
    for each in refused[:SHOWN]:
        click.echo(f"  {reason_line(each)}", err=True)
    if len(refused) > SHOWN:
        click.echo(f"  ... and {len(refused) - SHOWN} more", err=True)
    if within is not None:
        best = next_free(done.numbers, wanted._replace(within=None, after=within.ports.last))
        if best is not None:
            click.echo(f"next best: {best}, outside every range; or widen {within.name}", err=True)


def reason_line(refusal: Refusal) -> str:
    return f"{span(refusal.port, refusal.port_end)}: {refusal.reason}"


def found_in(done: Search) -> int:
    """For a command that needs a number: where there is none, the same words and exit status 1."""
    if done.found is None:
        full(done)
        raise click.exceptions.Exit(FINDINGS)
    return done.found
