"""Why `run` does not start a service, told with the next step."""

from __future__ import annotations

from collections.abc import Iterable

import click

from portbook.cli.machine import ThisMachine, holder_name
from portbook.machine.checkout_index import Grounds, shown
from portbook.machine.snapshot import Snapshot, snapshot
from portbook.machine.supervise.holding import Taken, fallbacks, taken
from portbook.machine.supervise.launch import CannotStart
from portbook.machine.supervise.parts import has_place_here
from portbook.model.portmap import Environment, Service
from portbook.text.diagnostic import legible

__all__ = ["Held", "complain", "refuse_elsewhere", "refuse_held"]


class Held(Exception):
    """A port is held, and who holds it has been told."""


def complain(message: str, hint: str = "") -> None:
    click.echo(f"not started: {legible(message)}", err=True)
    if hint:
        click.echo(f"hint: {legible(hint)}", err=True)


def refuse_elsewhere(machine: ThisMachine, environment: Environment, service: Service) -> None:
    if has_place_here(machine.here, environment, service):
        return
    who = f"{service.project}/{service.name}"
    if service.hosted is not None:
        raise CannotStart(f"{who} runs at {service.hosted.by or 'a provider'}, not here")
    if service.same_as is not None:
        raise CannotStart(f"{who} is another project's: {service.same_as}")
    raise CannotStart(f"{who} is {service.status}: only what is active is run")


def refuse_held(machine: ThisMachine, services: Iterable[Service]) -> None:
    """Held where any port of any of the services is."""
    seen = snapshot()
    grounds = Grounds(machine.portmap, machine.here)
    found = [
        each for service in services for each in taken(machine.portmap, grounds, seen, service)
    ]
    for each in found:
        complain(_held(each), _mend(each))
        others = _fallbacks(seen, each.service)
        if others:
            click.echo(f"hint: {others}", err=True)
    if found:
        for note in seen.notes:
            click.echo(legible(note), err=True)
        raise Held


def _held(found: Taken) -> str:
    who = f"{found.service.project}/{found.service.name}"
    holder = found.holder
    number = f"{found.port}/{found.transport}"
    if found.own:
        return f"{who} runs already: {holder_name(holder)}, holds {number}"
    folder = holder.process.cwd if holder.process is not None else None
    where = f" in {shown(folder)}" if folder else ""
    return f"{number} of {who} is held by {holder_name(holder)}{where} ({found.reason})"


def _mend(found: Taken) -> str:
    who = f"{found.service.project}/{found.service.name}"
    if found.own:
        return f"'portbook stop {who}' ends it"
    return f"'portbook who {found.port}' says more, 'portbook stop {found.port}' ends it"


def _fallbacks(seen: Snapshot, service: Service) -> str:
    said = [
        f"{each.port} ({'free' if free else 'held'}{f'; {each.when}' if each.when else ''})"
        for each, free in fallbacks(seen, service)
    ]
    return legible(f"the map knows of fallback ports: {', '.join(said)}") if said else ""
