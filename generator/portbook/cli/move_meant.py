"""What a person writes for a move, SERVICE and PORT, to the move that is meant."""

from __future__ import annotations

import datetime

import click

from portbook.allocate.linked_ports import Moved, wanted_for
from portbook.allocate.search import search
from portbook.cli.naming import endpoint_meant
from portbook.cli.nothing_free import nothing_free
from portbook.edit.deciding import decide
from portbook.edit.move import Move
from portbook.model.portmap import PortMap

__all__ = ["move_meant"]


def move_meant(
    portmap: PortMap, text: str, port: str, environment: str | None, reason: str | None, force: bool
) -> Move:
    """`port` is a number, or 'next'; the command ends where no number is free, or it is none."""
    moved = endpoint_meant(portmap, text, environment)

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
