"""What is said where no number is free: who holds them all, and what is next best."""

from __future__ import annotations

from typing import NoReturn

import click

from portbook.allocate.free import next_free
from portbook.allocate.search import Refusal, Search
from portbook.cli.loading import FINDINGS
from portbook.model.ports import span

__all__ = ["full", "nothing_free", "reason_line"]

SHOWN = 12
"""Reasons that are printed where a range is full."""


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
