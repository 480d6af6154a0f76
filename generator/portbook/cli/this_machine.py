"""Finds which host this machine is, and words the holders of ports."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from portbook.cli.loading import NOT_UNDERSTOOD, map_path, print_findings, read_map
from portbook.text.source import as_typed
from portbook.text.wording import row

if TYPE_CHECKING:
    from portbook.machine.copies import Copy
    from portbook.machine.here import Here
    from portbook.machine.snapshot import Holder
    from portbook.model.portmap import PortMap, Project
    from portbook.project import Loaded


class ThisMachine(NamedTuple):
    """The map as the working copy has it that one looks from, and which of its hosts this machine
    is; `sources` are the map's files, `written` is the map without any copy."""

    path: Path
    portmap: PortMap
    here: Here
    sources: tuple[Path, ...] = ()
    written: PortMap | None = None


def this_machine(file: str | None, host: str | None, instance: str | None = None) -> ThisMachine:
    """Read the map and ports.local.yaml; the command ends where either cannot be understood.

    `instance` is a working copy's name; without it, the copy counts that this folder lies in.
    """
    path = map_path(file)
    reading, portmap = read_map(path)
    if host is not None:
        from portbook.cli.naming import refuse_others

        refuse_others("host", [host], portmap.hosts)
    sources = tuple(each.path for each in reading.sources if each.path is not None)
    here = here_of(portmap, path, host)
    copies = chosen_copies(here, instance)
    from portbook.machine.copies import map_with

    return ThisMachine(path, map_with(portmap, copies), here.at(copies), sources, portmap)


def chosen_copies(here: Here, instance: str | None) -> list[Copy]:
    """The working copies called `instance`, else those around this folder; none: the project."""
    from portbook.machine.copies import copies_around

    if instance is None:
        return copies_around(here.copies, Path.cwd())
    from portbook.cli.naming import refuse_others

    refuse_others("instance", [instance], dict.fromkeys(each.name for each in here.copies))
    return [each for each in here.copies if each.name == instance]


def as_copies(loaded: Loaded, copies: list[Copy]) -> Loaded:
    """A map that was read, as these working copies have it."""
    from portbook.derive.calls import Wiring
    from portbook.machine.copies import map_with

    return replace(loaded, wiring=Wiring(map_with(loaded.portmap, copies)))


def here_of(portmap: PortMap, path: Path, host: str | None = None) -> Here:
    """Which host this machine is, and where its checkouts are; the command ends where
    ports.local.yaml cannot be understood."""
    from portbook.language.upstreams import LOCAL_NAME
    from portbook.machine.here import read_here

    here, problems = read_here(portmap, path, host)
    if problems:
        print_findings(problems, LOCAL_NAME)
        raise click.exceptions.Exit(NOT_UNDERSTOOD)
    return here


def checkout_of(here: Here, project: Project) -> Path | None:
    """The project's folder; None, and said so, where there is none."""
    found = here.checkout(project)
    if found is None:
        click.echo(
            f"{project.name}: skipped, its checkout is not known ('path' in the map, or "
            "'paths' in ports.local.yaml)",
            err=True,
        )
    elif not found.is_dir():
        click.echo(f"{project.name}: skipped, there is no folder {as_typed(found)}", err=True)
        return None
    return found


def iso_time(seconds: float | None) -> str | None:
    """A moment as ISO 8601 with this machine's offset."""
    if seconds is None:
        return None
    return datetime.datetime.fromtimestamp(seconds).astimezone().isoformat(timespec="seconds")


def as_row(holder: Holder) -> dict[str, Any]:
    """A holder for programs; null is what nobody can tell."""
    process, container = holder.process, holder.container
    since = container.since if container else process.since if process else None
    return {
        **row(holder.listener, "transport address port"),
        "pid": process.pid if process else None,
        "name": process.name if process else None,
        "user": process.user if process else None,
        "command": list(process.command) if process else None,
        "cwd": process.cwd if process else None,
        "container": container.name if container else None,
        "image": container.image if container else None,
        "compose_project": container.project if container else None,
        "compose_service": container.service if container else None,
        "since": iso_time(since),
    }
