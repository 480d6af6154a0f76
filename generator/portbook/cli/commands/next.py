"""`portbook next`: a number that nobody has."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING

import click

from portbook.cli.loading import FINDINGS, map_path, may_be_copy, read_map, talk

if TYPE_CHECKING:
    from portbook.allocate.free import Wanted
    from portbook.allocate.search import Search
    from portbook.model.portmap import PortMap


@click.command("next")
@click.option("--kind", metavar="K", help="From the usual port of a kind upwards.")
@click.option("--range", "range_name", metavar="R", help="In a range: NAME or PROJECT/NAME.")
@click.option("--count", type=click.IntRange(1, 65535), help="This many consecutive numbers.")
@click.option("--host", metavar="H", help="On this host.")
@click.option("--environment", "-e", metavar="E", help="In this environment.")
@click.option("--why", is_flag=True, help="Print which rule rejected each earlier number.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.argument("service", required=False)
@click.pass_obj
def command(
    file: str | None,
    service: str | None,
    kind: str | None,
    range_name: str | None,
    count: int | None,
    host: str | None,
    environment: str | None,
    why: bool,
    as_json: bool,
) -> int:
    """Print the next free port: another one for SERVICE, or one for a new service.

    A project may be named instead: the port is then for a new service of that project. Exits with 1
    if none is free, and says who holds them.
    """
    from portbook.allocate.search import search

    # What is wrong with the map elsewhere does not change the answer.
    reading, portmap = read_map(map_path(file))
    if reading.problems:
        click.echo("Parts of the map could not be read: see 'portbook check'.", err=True)
    wanted = _requirement(portmap, service, kind, range_name, environment, host)
    if count is not None:
        wanted = wanted._replace(width=count)
    done = search(portmap, wanted, datetime.date.today())
    return _print(done, _in_copy(portmap, file, done), why, as_json)


def _in_copy(portmap: PortMap, file: str | None, done: Search) -> tuple[str, list[int]] | None:
    """The working copy around this folder and what the numbers are there, where slots are a step
    apart: of a range, a copy's next numbers follow from what the map then says."""
    path = map_path(file)
    if done.found is None or not may_be_copy(path):
        return None
    from portbook.cli.this_machine import chosen_copies, here_of
    from portbook.model.instances import range_of, shift_of

    for copy in chosen_copies(here_of(portmap, path), None):
        project = portmap.projects[copy.project]
        if done.wanted.project in (None, copy.project) and range_of(portmap, project) is None:
            shift = shift_of(portmap, project, copy.slot)
            return copy.name, [shift(done.found + at) for at in range(done.wanted.width)]
    return None


def _requirement(
    portmap: PortMap,
    service: str | None,
    kind: str | None,
    range_name: str | None,
    environment: str | None,
    host: str | None,
) -> Wanted:
    from portbook.allocate.linked_ports import requirement_for
    from portbook.cli.free_port import kind_named, requirement_of_new
    from portbook.cli.naming import refuse_others, resolve_endpoint

    refuse_others("host", [host], portmap.hosts)
    # A word that names a project, and no service.
    named = service in portmap.projects and all(
        service not in each.services for each in portmap.projects.values()
    )
    project, service = (service, None) if named else (None, service)
    if sum(each is not None for each in (service, kind, range_name)) > 1:
        raise click.UsageError("name a service, a kind or a range, not several of them.")
    if service is None:
        meant = kind_named(portmap, kind) if kind else None
        wanted = requirement_of_new(portmap, project, meant, range_name)
    else:
        wanted = requirement_for(portmap, resolve_endpoint(portmap, service, environment))
    if environment is not None and service is None:
        # Where environments of the name live: one project's, or all of them.
        every = portmap.projects.values()
        scope = [each for each in every if wanted.project in (None, each.name)]
        known = dict.fromkeys(name for each in scope for name in each.environments)
        refuse_others("environment", [environment], known)
        found = (each.environments.get(environment) for each in scope)
        hosts = list(dict.fromkeys(each.host for each in found if each is not None))
        wanted = wanted._replace(host=hosts[0], also=tuple((each, 0) for each in hosts[1:]))
    return wanted if host is None else wanted._replace(host=host, also=())


def _print(done: Search, copied: tuple[str, list[int]] | None, why: bool, as_json: bool) -> int:
    from portbook.cli.free_port import full, reason_line, where_line

    refused = done.why if why or done.found is None else []
    ports = [] if done.found is None else range(done.found, done.found + done.wanted.width)
    if as_json:
        reasons = [each._asdict() for each in refused]
        said = {"ports": list(ports), "why": reasons}
        if copied is not None:
            said |= {"in_copy": {"name": copied[0], "ports": copied[1]}}
        click.echo(json.dumps(said, ensure_ascii=False))
    else:
        for each in refused if done.found is not None else ():
            click.echo(reason_line(each), err=True)
        for port in ports:
            click.echo(port)
        if ports:
            talk(f"free {where_line(done.wanted)}")
        if copied is not None:
            numbers = ", ".join(map(str, copied[1]))
            talk(f"for ports.yaml; in this working copy, {copied[0]}, that is {numbers}")
    if done.found is None:
        full(done)
    return FINDINGS if done.found is None else 0
