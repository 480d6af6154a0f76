"""Starts one or several services for `run`, and prints what happens meanwhile."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import click

from portbook.cli.loading import colours
from portbook.cli.naming import refuse_unknown, resolve_service, unknown
from portbook.cli.preflight import hints, instead, not_started, refuse_elsewhere, refuse_taken_ports
from portbook.cli.this_machine import ThisMachine
from portbook.derive.calls import Wiring, wire
from portbook.derive.process_env import variables_for
from portbook.machine.supervise.foreground import run_foreground
from portbook.machine.supervise.launch import CannotStart, Launch, folder_of
from portbook.machine.supervise.parts import Part, has_place_here, parts_of, startable
from portbook.machine.supervise.supervisor import Lines, RunOptions, Supervisor
from portbook.model.portmap import Environment, Project, Service
from portbook.text.diagnostic import legible


class Chosen(NamedTuple):
    """The services to start, of one environment."""

    project: Project
    environment: Environment
    services: dict[str, Service]


def run_one(
    machine: ThisMachine,
    name: str,
    environment: str | None,
    words: tuple[str, ...] | None,
    timeout: float,
) -> int:
    """Run one service in front; its exit status."""
    refuse_unknown(machine.portmap, name)
    meant = resolve_service(machine.portmap, name, environment, machine.here.host)[0]
    if words == ():
        raise click.UsageError("there is no command after --.")
    refuse_elsewhere(machine, meant.environment, meant.service)
    command = words or (meant.service.start or "").strip()
    if not command:
        raise CannotStart(f"{meant.who} has no 'start' in the map", instead(machine, meant.service))
    wiring = wire(machine.portmap)
    launch = _launch(machine, wiring, meant.environment, meant.service, command)
    refuse_taken_ports(machine, [meant.service])
    return run_foreground(launch, timeout)


def chosen(
    machine: ThisMachine, names: tuple[str, ...], environment: str | None, skip: tuple[str, ...]
) -> Chosen:
    """What several names, a project's, or none, mean."""
    project, wanted = _named(machine, names)
    if environment is not None and environment not in project.environments:
        unknown("environment", environment, project.environments)
    fitting = [
        each
        for each in project.environments.values()
        if environment in (None, each.name) and _runs_here(machine, each, wanted)
    ]
    if not fitting:
        raise click.UsageError(
            f"nothing of '{project.name}' runs on {machine.here.host}, which this machine is "
            "assumed to be; --host names another."
        )
    found = startable(machine.here, fitting[0])
    for name in wanted:
        if name not in found:
            service = fitting[0].services[name]
            refuse_elsewhere(machine, fitting[0], service)
            message = f"{project.name}/{name} has no 'start' in the map"
            raise CannotStart(message, instead(machine, service))
    left = {name: each for name, each in found.items() if not wanted or name in wanted}
    for name in (each.removeprefix(f"{project.name}/") for each in skip):
        if name not in fitting[0].services:
            unknown("service", name, fitting[0].services, f" in '{project.name}'")
        left.pop(name, None)
    if not left:
        raise CannotStart(f"no service of {project.name} has a 'start' that is left")
    return Chosen(project, fitting[0], left)


def _named(machine: ThisMachine, names: tuple[str, ...]) -> tuple[Project, list[str]]:
    """The project, and its services that are named; none for all of them."""
    projects = machine.portmap.projects
    if not names and len(projects) == 1:
        return next(iter(projects.values())), []
    if not names:
        raise click.UsageError(f"which project? One of: {', '.join(projects)}.")
    if len(names) == 1:
        return projects[names[0]], []
    services = []
    for name in names:
        refuse_unknown(machine.portmap, name)
        services.append(resolve_service(machine.portmap, name, None, machine.here.host)[0].service)
    owners = dict.fromkeys(each.project for each in services)
    if len(owners) > 1:
        raise click.UsageError(f"these are of {' and '.join(owners)}: run one project at a time.")
    return projects[services[0].project], [each.name for each in services]


def _runs_here(machine: ThisMachine, environment: Environment, wanted: list[str]) -> bool:
    if any(name not in environment.services for name in wanted):
        return False
    return any(
        has_place_here(machine.here, environment, service)
        for name, service in environment.services.items()
        if not wanted or name in wanted
    )


def _launch(
    machine: ThisMachine,
    wiring: Wiring,
    environment: Environment,
    service: Service,
    command: str | tuple[str, ...],
    more: Mapping[str, str] | None = None,
) -> Launch:
    """What starts a service; missing variables are printed."""
    who = f"{service.project}/{service.name}"
    needed = isinstance(command, str)
    folder = folder_of(machine.portmap, machine.here, service, needed=needed)
    given = variables_for(wiring, environment, service, os.environ)
    for sentence in given.missing:
        click.echo(legible(f"{who}: {sentence}"), err=True)
    return Launch(who, command, folder, {**(more or {}), **given.values})


def run_several(machine: ThisMachine, picked: Chosen, course: RunOptions) -> int:
    """Run services of a project together; the exit status of the first that failed."""
    wiring = wire(machine.portmap)
    parts = parts_of(wiring, machine.here, picked.environment, picked.services)
    launches = {part.name: _launched(machine, wiring, part) for part in parts}
    refuse_taken_ports(machine, picked.services.values())
    for line in not_started(machine, picked.environment, parts):
        click.echo(legible(line), err=True)
    gc.enable()  # this process stays
    together = Supervisor(parts, launches, course, _say(launches), hints(machine, parts))
    lines = Lines(sys.stdout.buffer, launches, together.unread, colour=colours(sys.stdout))
    return together.run(lines)


def _launched(machine: ThisMachine, wiring: Wiring, part: Part) -> Launch:
    # Python holds back what it prints where no terminal reads it.
    unheld = {} if "PYTHONUNBUFFERED" in os.environ else {"PYTHONUNBUFFERED": "1"}
    start = (part.service.start or "").strip()
    return _launch(machine, wiring, part.environment, part.service, start, unheld)


def _say(names: Iterable[str]) -> Callable[[str, str], None]:
    width = max(map(len, names))
    colour = colours(sys.stderr)

    def say(name: str, text: str) -> None:
        line = legible(f"{name.ljust(width)} | {text}")
        click.echo(click.style(line, dim=True) if colour else line, err=True)

    return say
