"""`portbook move`: another number for a service, in ports.yaml and everything made from it."""

from __future__ import annotations

import contextlib
import datetime
import gc
from typing import TYPE_CHECKING

import click

from generator.cli.loading import FINDINGS, map_path

if TYPE_CHECKING:
    from generator.allocation.together import Moved
    from generator.editing.move import Move
    from generator.editing.numbers import Number
    from generator.model.portmap import Endpoint, HistoryEntry, PortMap, Service

__all__ = ["command"]


@click.command("move")
@click.option("--environment", "-e", metavar="E", help="In this environment alone.")
@click.option("--reason", metavar="TEXT", help="Why; recorded in the service's history.")
@click.option("--dry-run", is_flag=True, help="Write nothing; print what would change.")
@click.option("--force", is_flag=True, help="Even if it is pinned, or the number is taken.")
@click.argument("service")
@click.argument("port")
@click.pass_obj
def command(
    file: str | None,
    service: str,
    port: str,
    environment: str | None,
    reason: str | None,
    dry_run: bool,
    force: bool,
) -> int:
    """Give SERVICE ([project/]service[.endpoint]) the number PORT, or 'next' for the next free one.

    The number is rewritten where it stands, every other byte of the map is kept, and what is
    generated from it is written again. All of that happens, or nothing.
    """
    from generator.cli.edits import carry_out, read_map
    from generator.disk.lock import locked
    from generator.editing.proof import Refused

    gc.disable()
    path = map_path(file)
    # Who writes nothing, or will find no map, needs no lock.
    waits = path.is_file() and not dry_run
    try:
        with locked(path.resolve()) if waits else contextlib.nullcontext():
            reading = read_map(path)
            assert reading.portmap is not None
            move = _decide(reading.portmap, service, port, environment, reason, force)
            return carry_out(path, reading, move, dry_run=dry_run, force=force)
    except Refused as refusal:
        click.echo(f"not moved: {refusal.message}", err=True)
        if refusal.hint:
            click.echo(f"hint: {refusal.hint}", err=True)
        return FINDINGS
    except OSError as failure:
        raise click.ClickException(f"cannot write: {failure}") from None


def _decide(
    portmap: PortMap, text: str, port: str, environment: str | None, reason: str | None, force: bool
) -> Move:
    from generator.cli.naming import endpoint_meant
    from generator.editing.move import Move
    from generator.editing.proof import Refused

    moved = endpoint_meant(portmap, text, environment)
    service = _service(portmap, moved)
    name = f"{moved.project}/{moved.service}"
    endpoint = service.endpoint(moved.endpoint)
    if service.pinned and not force:
        why = f": {service.reason}" if service.reason else ""
        raise Refused(f"{name} is pinned{why}", "'--force' moves it all the same")
    if service.same_as is not None or service.hosted is not None:
        raise Refused(f"{name} listens on no port of this map")
    if endpoint is None:
        raise Refused(f"{name} has no port to move", "write one in the map: 'port: ...'")
    if not endpoint.published:
        raise Refused(f"{name} publishes no port", "give it one in the map first")
    number = _number(portmap, moved, service, endpoint, port)
    entry = _entry(service, endpoint, moved, number.port, reason)
    return Move(*moved, number, entry)


def _service(portmap: PortMap, moved: Moved) -> Service:
    project = portmap.projects[moved.project]
    if moved.environment is None:
        return project.services[moved.service]
    return project.environments[moved.environment].services[moved.service]


def _number(
    portmap: PortMap, moved: Moved, service: Service, endpoint: Endpoint, text: str
) -> Number:
    from generator.editing.numbers import Number
    from generator.editing.proof import Refused
    from generator.model.ports import HIGHEST, LOWEST

    first = _next(portmap, moved) if text == "next" else _given(text)
    width = endpoint.last - endpoint.port if endpoint.port and endpoint.last else 0
    last = first + width
    if not LOWEST <= first <= last <= HIGHEST:
        shown = f"{first}-{last}" if width else str(first)
        raise Refused(f"{shown} is not a port: ports go from {LOWEST} to {HIGHEST}")
    if endpoint.port == first:
        raise Refused(f"{moved.project}/{moved.service} is on {first} already")
    if not service.contained:
        return Number(first, last)
    return Number(first, last, endpoint.container_port, endpoint.container_end)


def _given(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise click.UsageError(f"'{text}' is not a port number; write one, or 'next'.")
    return int(text)


def _next(portmap: PortMap, moved: Moved) -> int:
    from generator.allocation.together import wanted_for
    from generator.cli.next_command import nothing_free, search

    done = search(portmap, wanted_for(portmap, moved), datetime.date.today())
    return done.found if done.found is not None else nothing_free(done)


def _entry(
    service: Service, endpoint: Endpoint, moved: Moved, after: int, reason: str | None
) -> HistoryEntry | None:
    """What is recorded: where a reason is given, or a history is kept already."""
    from generator.model.portmap import HistoryEntry

    if reason is None and not service.history:
        return None
    primary = service.primary is None or service.primary.name == moved.endpoint
    return HistoryEntry(
        date=datetime.date.today().isoformat(),
        before=endpoint.port,
        after=after,
        reason=reason,
        endpoint=None if primary else moved.endpoint,
        environment=moved.environment,
    )
