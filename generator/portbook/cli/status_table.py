"""Formats the states of claims as a table that fits the screen."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby

from portbook.cli.loading import colours, styled, width
from portbook.cli.terminal import Cell, table
from portbook.machine.claim_status import ClaimStatus
from portbook.machine.here import shown
from portbook.machine.unclaimed import Unclaimed
from portbook.model.bind import LOOPBACK, bracketed
from portbook.model.claims import Claim
from portbook.text.diagnostic import legible

STATES: dict[str, tuple[Cell, str]] = {
    "right": (Cell("held", {"fg": "green"}), "right"),
    "wrong": (Cell("WRONG", {"fg": "red", "bold": True}), "wrong"),
    "other-copy": (Cell("other copy", {"fg": "yellow", "bold": True}), "held by another copy"),
    "unsure": (Cell("held, by?", {"fg": "yellow"}), "held by an unknown process"),
    "silent": (Cell("silent", {"dim": True}), "silent"),
}
"""In a row, and behind a count."""
SHOWN = 6
"""Holders of an interval that are named; of more, the rest is counted."""


def claims(claim_statuses: list[ClaimStatus]) -> Iterator[str]:
    """A row for each claim, and the counts."""
    rows = [(_port(e.claim), _who(e.claim), STATES[e.state][0], _by(e)) for e in claim_statuses]
    head = ("PORT", "SERVICE", "STATE", "HELD BY")
    yield from table(head, rows, width(), colour=colours(sys.stdout))
    yield ""
    states = sorted((each.state for each in claim_statuses), key=list(STATES).index)
    yield ", ".join(f"{len(list(group))} {STATES[state][1]}" for state, group in groupby(states))


def _who(claim: Claim) -> str:
    """The service's name, with the environment where that is not its project's first."""
    if claim.environment.default:
        return claim.who
    return claim.who.replace("/", f"@{claim.environment.name}/", 1)


def _port(claim: Claim) -> str:
    text = claim.ports
    text = text if claim.transport == "tcp" else f"{text}/{claim.transport}"
    return text if claim.bind == LOOPBACK else f"{bracketed(claim.bind)}:{text}"


def _by(standing: ClaimStatus) -> str:
    """Who it is and, unless all is as it should be, how that is known."""
    if standing.state == "silent":
        return standing.note
    names = list(dict.fromkeys(each.label for each in standing.holders))
    more = f"; {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    text = "; ".join(names[:SHOWN]) + more
    if standing.state != "right":
        text += f": {standing.reason}"
    return f"{text} ({standing.note})" if standing.note else text


def unclaimed_lines(found: list[Unclaimed], more: int) -> Iterator[str]:
    """What listens without a claim, and what would claim it; `more` counts what is not shown."""
    if found:
        yield ""
        yield styled("Listening without a claim:", bold=True)
        rows = []
        for each in found:
            first = each.holders[0]
            addresses = ", ".join(bracketed(holder.listener.address) for holder in each.holders)
            port = f"{each.port}" if each.transport == "tcp" else f"{each.port}/{each.transport}"
            process = first.process.cwd if first.process else None
            folder = first.container.folder if first.container is not None else process
            rows.append((port, first.label, shown(folder) if folder else "", addresses))
        head = ("PORT", "HELD BY", "FOLDER", "ON")
        yield from table(head, rows, width(), colour=colours(sys.stdout))
        yield ""
        yield from _advice(found)
    if more:
        yield ""
        one = "1 more listener is in no range or checkout of the map"
        several = f"{more} more listeners are in no range or checkout of the map"
        yield styled(f"{one if more == 1 else several}.", dim=True)
        yield styled("--all shows what it is.", dim=True)


def _advice(found: Iterable[Unclaimed]) -> Iterator[str]:
    """What would claim each: a command, else lines for ports.yaml; for a service on another
    number, the move that says so."""
    written = []
    for each in found:
        if each.meant:
            said = f"{each.port} is perhaps {each.meant}"
            yield legible(f"{said}: portbook move {each.meant} {each.port}")
        elif each.command:
            yield legible(f"to claim {each.port}: {shlex.join(each.command)}")
        else:
            written.append(each)
    if written:
        yield "To claim what follows, add to ports.yaml:"
        yield from (f"  {legible(each.stanza)}" for each in written)
