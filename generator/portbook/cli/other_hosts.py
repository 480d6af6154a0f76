"""`status` of other hosts: asked over ssh, or read from what other programs printed there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portbook.cli.loading import NOT_UNDERSTOOD
from portbook.cli.naming import refuse_others
from portbook.cli.this_machine import ThisMachine
from portbook.machine.claim_status import SILENT, ClaimStatus, claim_statuses
from portbook.machine.snapshot import Snapshot, snapshot
from portbook.machine.unclaimed import Unclaimed, unclaimed
from portbook.machine.verdict import UNSURE

if TYPE_CHECKING:
    from portbook.machine.saved_listeners import Saved


def looked_at(
    machine: ThisMachine, on: tuple[str, ...], files: tuple[str, ...]
) -> Iterator[tuple[ThisMachine, Saved | str]]:
    """Each host that is named, as the machine that is looked at, with what was seen or why not."""
    names = _hosts(machine, on)
    if files:
        if len(names) > 1:
            raise click.UsageError("--from is of one host: name it with --on.")
        yield _as_host(machine, names[0], f"as {', '.join(files)} has it"), _read(files)
        return
    from portbook.machine.remote import ask_all

    for host, found in ask_all(machine.portmap.hosts[name] for name in names):
        yield _as_host(machine, host.name, "asked over ssh"), found


def _hosts(machine: ThisMachine, on: tuple[str, ...]) -> list[str]:
    hosts = machine.portmap.hosts
    given = [name for each in on for name in each.split(",") if name]
    if "all" in given and "all" not in hosts:
        return list(hosts)
    refuse_others("host", given, hosts)
    return list(dict.fromkeys(given)) or [next(iter(hosts))]


def _read(files: tuple[str, ...]) -> Saved:
    from portbook.machine.saved_containers import UnknownFormat
    from portbook.machine.saved_listeners import decoded, joined, read_saved

    found = []
    for name in files:
        try:
            data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
            found.append(read_saved(decoded(data)))
        except OSError as failure:
            reason = (failure.strerror or str(failure)).lower()
            raise click.UsageError(f"{name} cannot be read: {reason}.") from None
        except UnknownFormat as failure:
            click.echo(f"{name}: {failure}", err=True)
            raise click.exceptions.Exit(NOT_UNDERSTOOD) from None
    return joined(found)


def _as_host(machine: ThisMachine, host: str, because: str) -> ThisMachine:
    """Its checkouts are of this machine, and say nothing of the other."""
    portmap = replace(
        machine.portmap,
        projects={
            name: replace(each, path=None) for name, each in machine.portmap.projects.items()
        },
    )
    here = replace(machine.here, host=host, because=because, paths={}, alone=None, copies=())
    return machine._replace(portmap=portmap, here=here)


def states_on(
    machine: ThisMachine, saved: Saved | None
) -> tuple[Snapshot, list[ClaimStatus], list[Unclaimed]]:
    """What is seen of a host, here or as something `saved` there has it, how its claims stand, and
    what listens without one."""
    found = (
        Snapshot(saved.listeners, saved.containers, processes=saved.processes)
        if saved
        else snapshot()
    )
    every = claim_statuses(machine.portmap, machine.here, found)
    if saved:
        # What cannot be seen is unknown, never free.
        said = f"{saved.sort} does not show whether anybody listens"
        every = [
            replace(each, state=UNSURE, reason=said)
            if each.state == SILENT and each.claim.transport not in saved.seen and not each.holders
            else each
            for each in every
        ]
    return found, every, unclaimed(machine.portmap, machine.here, found, every)
