"""Checks whether `run` can start a service, and says what would start it instead."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from portbook.cli.loading import complain
from portbook.cli.this_machine import ThisMachine
from portbook.machine.claim_status import Taken, fallbacks, taken_ports
from portbook.machine.here import CheckoutIndex, shown
from portbook.machine.probes import has_place_here
from portbook.machine.snapshot import snapshot
from portbook.machine.supervise.launch import CannotStart
from portbook.machine.supervise.parts import Part, startable
from portbook.machine.verdict import OTHER, RIGHT
from portbook.model.portmap import Environment, Project, Service
from portbook.text.diagnostic import legible


class Held(Exception):
    """A port is taken, and its holder has been printed."""


def refuse_elsewhere(machine: ThisMachine, environment: Environment, service: Service) -> None:
    if has_place_here(machine.here, environment, service):
        return
    if service.hosted is not None:
        raise CannotStart(f"{service.who} runs at {service.hosted.by or 'a provider'}, not here")
    if service.same_as is not None:
        raise CannotStart(f"{service.who} is another project's: {service.same_as}")
    raise CannotStart(f"{service.who} is {service.status}: only what is active is run")


def refuse_taken_ports(machine: ThisMachine, services: Iterable[Service]) -> None:
    """Held where any port of any of the services is."""
    seen = snapshot()
    checkouts = CheckoutIndex(machine.portmap, machine.here)
    found = [each for service in services for each in taken_ports(checkouts, seen, service)]
    for each in found:
        complain(legible(f"not started: {_described(each)}"), legible(_hint(each)))
        others = [
            f"{one.port} ({'free' if free else 'held'}{f'; {one.when}' if one.when else ''})"
            for one, free in fallbacks(seen, each.service)
        ]
        if others:
            said = f"the map knows of fallback ports: {', '.join(others)}"
            click.echo(f"hint: {legible(said)}", err=True)
    if found:
        for note in seen.notes:
            click.echo(legible(note), err=True)
        raise Held


def _described(found: Taken) -> str:
    who, holder = found.service.who, found.holder
    number = f"{found.port}/{found.transport}"
    if found.state == RIGHT:
        return f"{who} runs already: {holder.label}, holds {number}"
    folder = holder.process.cwd if holder.process is not None else None
    where = f" in {shown(folder)}" if folder else ""
    return f"{number} of {who} is held by {holder.label}{where} ({found.reason})"


def _hint(found: Taken) -> str:
    who = found.service.who
    if found.state == OTHER:
        return (
            "'portbook stop' in its folder ends it; 'portbook instance add' gives a worktree "
            "numbers of its own"
        )
    if found.state == RIGHT:
        return f"'portbook stop {who}' ends it"
    return f"'portbook who {found.port}' says more, 'portbook stop {found.port}' ends it"


def instead(machine: ThisMachine, service: Service) -> str:
    """How to start a service that has no command of its own."""
    if service.contained:
        project = machine.portmap.projects[service.project]
        return f"it runs in a container: {_compose(machine, project, [service])}"
    return f"give it one, or a command here: portbook run {service.who} -- ..."


def _compose(machine: ThisMachine, project: Project, services: list[Service]) -> str:
    """What starts containers of a project: by its own compose files, in a working copy with the
    overlay that has its numbers, else by the generated one."""
    names = " ".join(each.compose_name for each in services)
    checkout = machine.here.checkout(project)
    if project.stacks:
        from portbook.sources.compose.reads import as_on_disk
        from portbook.targets.compose.overlay import overlay_name

        stack = project.stacks[0]
        files = as_on_disk(checkout, stack).files if checkout else stack.files
        if project.instance:
            files = (*files, overlay_name(project, stack))
        words = [_word(checkout / each) if checkout else each for each in files]
        return f"docker compose {' '.join(f'-f {each}' for each in words)} up -d {names}"
    if all(each.image or each.build for each in services):
        output = machine.here.base / machine.portmap.settings.output
        return f"docker compose -f {_word(output / project.name / 'compose.yaml')} up -d {names}"
    return f"start {names} with your container engine"


def _word(path: Path) -> str:
    """A path as a word for a shell, which expands `~` only where nothing is quoted."""
    text = shown(path)
    return text if shlex.quote(text.lstrip("~")) == text.lstrip("~") else shlex.quote(str(path))


def not_started(
    machine: ThisMachine, environment: Environment, parts: Iterable[Part]
) -> Iterator[str]:
    """Services of the project that are here and that nothing here starts."""
    needed = {each.who for part in parts for each in part.outside}
    started = startable(machine.here, environment)
    others = [
        service
        for name, service in environment.services.items()
        if has_place_here(machine.here, environment, service)
        and name not in started
        and not service.implicit
        and f"{service.project}/{name}" not in needed
    ]
    bare = [each.name for each in others if not each.contained]
    if bare:
        yield f"without a 'start' in the map, not started: {', '.join(bare)}"
    contained = [each for each in others if each.contained]
    if contained:
        project = machine.portmap.projects[environment.project]
        yield f"in containers, not started here: {_compose(machine, project, contained)}"


def hints(machine: ThisMachine, parts: Iterable[Part]) -> dict[str, str]:
    """For each service that is needed and started by others, what starts it."""
    found = {}
    for probe in {each for part in parts for each in part.outside}:
        project = machine.portmap.projects[probe.project]
        service = project.environments[probe.environment].services[probe.service]
        if service.start:
            found[probe.who] = f"'portbook run {probe.who}' starts it"
        elif service.contained:
            found[probe.who] = _compose(machine, project, [service])
    return found
