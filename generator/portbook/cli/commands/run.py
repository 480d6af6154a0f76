"""`portbook run`: a service, or a project's, on the ports that the map gives them."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping

import click

from portbook.cli import preflight
from portbook.cli.loading import FINDINGS, colours, complain, instance_option, seconds_option
from portbook.cli.naming import refuse_others, refuse_unknown, resolve_service
from portbook.cli.this_machine import ThisMachine, this_machine
from portbook.derive.calls import Wiring
from portbook.derive.process_env import variables_for
from portbook.machine.probes import has_place_here
from portbook.machine.supervise.foreground import run_foreground
from portbook.machine.supervise.launch import CannotStart, Launch, folder_of
from portbook.machine.supervise.parts import parts_of, startable
from portbook.machine.supervise.supervisor import Lines, RunOptions, Supervisor
from portbook.model.portmap import Environment, Project, Service
from portbook.text.diagnostic import legible

REST = "portbook.cli.commands.run"


class _WithCommand(click.Command):
    """Takes what follows `--` as words of another command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if "--" in args:
            at = args.index("--")
            ctx.meta[REST] = tuple(args[at + 1 :])
            args = args[:at]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [*super().collect_usage_pieces(ctx), "[-- COMMAND...]"]


@click.command("run", cls=_WithCommand)
@click.option(
    "--environment", "-e", metavar="E", help="Another environment than this machine's first."
)
@instance_option
@click.option("--host", metavar="H", help="This machine is the map's host H.")
@seconds_option("--wait", 0, 86400, 60, "For each health check")
@seconds_option("--timeout", 0, 3600, 10, "Until it is killed")
@click.option("--skip", multiple=True, metavar="SERVICE", help="Do not start it, wait for it.")
@click.option("--keep-going", is_flag=True, help="Let the others continue when one ends.")
@click.argument("names", nargs=-1, metavar="[PROJECT | SERVICE...]")
@click.pass_context
def command(
    ctx: click.Context,
    environment: str | None,
    instance: str | None,
    host: str | None,
    wait: float,
    timeout: float,
    skip: tuple[str, ...],
    keep_going: bool,
    names: tuple[str, ...],
) -> int:
    """Start a service on its port, in the folder and with the variables of the map.

    One SERVICE runs as if it had been started by hand; COMMAND replaces its 'start'. A PROJECT, or
    several of its services, start in the order of their dependencies, each once these are healthy.
    When one of them ends, and on Ctrl-C, all are stopped.
    """
    machine = this_machine(ctx.obj, host, instance)
    words: tuple[str, ...] | None = ctx.meta.get(REST)
    try:
        if len(names) == 1 and names[0] not in machine.portmap.projects:
            return _run_one(machine, names[0], environment, words, timeout)
        if words is not None:
            raise click.UsageError("a command after -- is run for one service: name it.")
        chosen = _chosen(machine, names, environment, skip)
        return _run_several(machine, *chosen, RunOptions(wait, timeout, keep_going))
    except CannotStart as failure:
        complain(legible(f"not started: {failure.message}"), legible(failure.hint))
        return failure.status
    except preflight.Held:
        return FINDINGS


def _run_one(
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
    preflight.refuse_elsewhere(machine, meant.environment, meant.service)
    command = words or (meant.service.start or "").strip()
    if not command:
        raise CannotStart(
            f"{meant.who} has no 'start' in the map", preflight.instead(machine, meant.service)
        )
    wiring = Wiring(machine.portmap)
    launch = _launch(machine, wiring, meant.environment, meant.service, command)
    preflight.refuse_taken_ports(machine, [meant.service])
    return run_foreground(launch, timeout)


def _chosen(
    machine: ThisMachine, names: tuple[str, ...], environment: str | None, skip: tuple[str, ...]
) -> tuple[Environment, dict[str, Service]]:
    """What several names, a project's, or none, mean: the services to start, of one environment."""
    project, wanted = _named(machine, names)
    refuse_others("environment", [environment], project.environments)
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
            preflight.refuse_elsewhere(machine, fitting[0], service)
            message = f"{project.name}/{name} has no 'start' in the map"
            raise CannotStart(message, preflight.instead(machine, service))
    left = {name: each for name, each in found.items() if not wanted or name in wanted}
    skipped = [each.removeprefix(f"{project.name}/") for each in skip]
    refuse_others("service", skipped, fitting[0].services, f" in '{project.name}'")
    for name in skipped:
        left.pop(name, None)
    if not left:
        raise CannotStart(f"no service of {project.name} has a 'start' that is left")
    return fitting[0], left


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
    needed = isinstance(command, str)
    folder = folder_of(machine.portmap, machine.here, service, needed=needed)
    given = variables_for(wiring, environment, service, os.environ)
    for sentence in given.missing:
        click.echo(legible(f"{service.who}: {sentence}"), err=True)
    return Launch(command, folder, {**(more or {}), **given.values})


def _run_several(
    machine: ThisMachine, environment: Environment, services: dict[str, Service], course: RunOptions
) -> int:
    """Run services of a project together; the exit status of the first that failed."""
    wiring = Wiring(machine.portmap)
    parts = parts_of(wiring, machine.here, environment, services)
    # Python holds back what it prints where no terminal reads it.
    unheld = {} if "PYTHONUNBUFFERED" in os.environ else {"PYTHONUNBUFFERED": "1"}
    launches = {}
    for each in parts:
        start = (each.service.start or "").strip()
        launch = _launch(machine, wiring, each.environment, each.service, start, unheld)
        launches[each.name] = launch
    preflight.refuse_taken_ports(machine, services.values())
    for line in preflight.not_started(machine, environment, parts):
        click.echo(legible(line), err=True)
    gc.enable()  # this process stays
    wide, colour = max(map(len, launches)), colours(sys.stderr)

    def say(name: str, text: str) -> None:
        line = legible(f"{name.ljust(wide)} | {text}")
        click.echo(click.style(line, dim=True) if colour else line, err=True)

    together = Supervisor(parts, launches, course, say, preflight.hints(machine, parts))
    lines = Lines(sys.stdout.buffer, launches, together.unread, colour=colours(sys.stdout))
    return together.run(lines)
