"""The free number that a move, or a new service, gets; what is said where there is none."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, NoReturn

import click

from portbook.allocate.free import next_free
from portbook.allocate.linked_ports import Moved, wanted_for
from portbook.allocate.search import Refusal, Search, search
from portbook.cli.loading import FINDINGS
from portbook.model.portmap import PortMap
from portbook.model.ports import span

if TYPE_CHECKING:
    from portbook.edit.move import Move

__all__ = ["full", "nothing_free", "reason_line", "resolve_move"]

SHOWN = 12
"""Reasons that are printed where a range is full."""


def resolve_move(
    portmap: PortMap, text: str, port: str, environment: str | None, reason: str | None, force: bool
) -> Move:
    """`port` is a number, or 'next'; the command ends where no number is free, or it is none."""
    from portbook.cli.naming import resolve_endpoint
    from portbook.edit.move import decide

    moved = resolve_endpoint(portmap, text, environment)

    def first() -> int:
        return _next(portmap, moved) if port == "next" else _given(port)

    return decide(portmap, moved, first, reason, force=force)


def _given(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise click.UsageError(f"'{text}' is not a port number; write one, or 'next'.")
    return int(text)


def _next(portmap: PortMap, moved: Moved) -> int:
    done = search(portmap, wanted_for(portmap, moved), datetime.date.today())
    return done.found if done.found is not None else nothing_free(done)


def full(done: Search, *, err: bool = True) -> None:
    """Say that nothing is free, who has it all, and what is next best."""
    wanted = done.wanted
    many = f"{wanted.width} consecutive numbers are" if wanted.width > 1 else "no number is"
    many = many if wanted.width == 1 else f"no {many}"
    within = wanted.within
    where = f" in the range {within.name} ({within.ports})" if within else ""
    click.echo(f"{many} free{where} on {wanted.host}:", err=err)
    refused = done.why
    for each in refused[:SHOWN]:
        click.echo(f"  {reason_line(each)}", err=err)
    if len(refused) > SHOWN:
        click.echo(f"  ... and {len(refused) - SHOWN} more", err=err)
    if within is not None:
        best = next_free(done.numbers, wanted._replace(within=None, after=within.ports.last))
        if best is not None:
            click.echo(f"next best: {best}, outside every range; or widen {within.name}", err=err)


def reason_line(refusal: Refusal) -> str:
    return f"{span(refusal.port, refusal.port_end)}: {refusal.reason}"


def nothing_free(done: Search) -> NoReturn:
    """For a command that needs a number: the same words, and exit status 1."""
    full(done)
    raise click.exceptions.Exit(FINDINGS)
