"""`portbook status`: the map against this machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from portbook.cli.loading import FINDINGS, instance_option, seconds_option, styled, width
from portbook.cli.this_machine import ThisMachine, as_row, this_machine
from portbook.text.source import regular_bytes
from portbook.text.wording import few, row

if TYPE_CHECKING:
    from portbook.machine.claim_status import ClaimStatus
    from portbook.machine.saved_listeners import Saved
    from portbook.machine.unclaimed import Unclaimed

SHOWN = 5
"""Other hosts that are named."""


class Seen(NamedTuple):
    """One look at the machine; `beside` are the unclaimed that are shown, `more` counts others."""

    machine: ThisMachine
    projects: tuple[str, ...]
    claim_statuses: list[ClaimStatus]
    beside: list[Unclaimed]
    more: int
    notes: list[str]

    @property
    def status(self) -> int:
        return FINDINGS if any(each.state == "wrong" for each in self.claim_statuses) else 0


@click.command("status")
@instance_option
@click.option("--host", metavar="H", help="This machine is the map's host H.")
@click.option("--on", multiple=True, metavar="H", help="Inspect host H over ssh; several, or all.")
@click.option("--from", "files", multiple=True, metavar="FILE", help="Output saved on that host.")
@click.option(
    "--all", "everything", is_flag=True, help="List everything that listens without a claim."
)
@click.option("--watch", is_flag=True, help="Refresh until interrupted.")
@seconds_option("--interval", 0.2, 3600, 2, "Between two refreshes")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.argument("projects", nargs=-1)
@click.pass_obj
def command(
    file: str | None,
    instance: str | None,
    host: str | None,
    on: tuple[str, ...],
    files: tuple[str, ...],
    everything: bool,
    watch: bool,
    interval: float,
    as_json: bool,
    projects: tuple[str, ...],
) -> int:
    """Compare the map's claims, or those of PROJECTS, with what listens on this machine.

    Exits with 1 if a port is held by something other than the map says.
    """
    if watch and as_json:
        raise click.UsageError("--watch is for people: run --json as often as you need it.")
    from portbook.cli.naming import refuse_others

    def read() -> ThisMachine:
        machine = this_machine(file, host, instance)
        refuse_others("project", projects, machine.portmap.projects)
        return machine

    machine = read()
    if on or files:
        return _other_hosts(machine, on, files, projects, everything, as_json=as_json)
    if watch:
        from portbook.cli.watching import watch as show

        show(_looks(machine, read, projects, everything), interval)
    seen = _look(machine, projects, everything)
    if as_json:
        click.echo(json.dumps(_as_json(seen), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_lines(seen)))
    return seen.status


def _other_hosts(
    machine: ThisMachine,
    on: tuple[str, ...],
    files: tuple[str, ...],
    projects: tuple[str, ...],
    everything: bool,
    *,
    as_json: bool,
) -> int:
    """Several hosts side by side; one that gives no answer is said so, and fails."""
    from portbook.cli.other_hosts import looked_at

    rows: list[dict[str, Any]] = []
    status = 0
    for other, found in looked_at(machine, on, files):
        name = other.here.host
        if isinstance(found, str):
            status = FINDINGS
            rows.append({"host": name, "error": found})
            text = f"{name}: {found}"
        else:
            seen = _look(other, projects, everything, found)
            status = max(status, seen.status)
            rows.append(_as_json(seen))
            text = "\n".join(_lines(seen))
        if not as_json:
            click.echo(f"{text}\n" if len(rows) > 1 or on else text)
    if as_json:
        whole = rows[0] if len(rows) == 1 else {"hosts": rows}
        click.echo(json.dumps(whole, ensure_ascii=False, indent=1))
    return status


def _look(
    machine: ThisMachine, projects: tuple[str, ...], everything: bool, saved: Saved | None = None
) -> Seen:
    """This machine; with `saved`, another one as something printed there has it."""
    from portbook.cli.other_hosts import states_on
    from portbook.machine.firewall import firewall_notes
    from portbook.machine.processes import unseen

    found, every, left = states_on(machine, saved)
    if projects:
        left = [each for each in left if each.project in projects]
    shown = left if everything else [each for each in left if each.ours]
    listed = [each for each in every if not projects or each.claim.project in projects]
    notes = found.notes
    # What was not seen, where that could change what is shown.
    if any(holder.hidden for each in listed for holder in each.holders):
        notes.append(f"some listeners have no name here: {unseen()}")
    name = f"nftables/{machine.here.host}.nft"
    path = machine.path.parent / machine.portmap.settings.output / name
    if rules := (regular_bytes(path) or b"").decode(errors="replace"):
        notes += firewall_notes(name, rules, found)
    return Seen(machine, projects, listed, shown, len(left) - len(shown), notes)


def _lines(seen: Seen) -> Iterator[str]:
    import textwrap

    from portbook.cli.status_table import claims, unclaimed_lines
    from portbook.text.diagnostic import legible

    here = seen.machine.here
    if here.because.startswith("as"):
        yield f"{here.host}, {here.because}."
    else:
        yield f"This machine is assumed to be {here.host}: {here.because}."
    yield ""
    if seen.claim_statuses:
        yield from claims(seen.claim_statuses)
    else:
        yield from _nothing(seen)
    yield from unclaimed_lines(seen.beside, seen.more)
    for note in seen.notes:
        yield ""
        for line in textwrap.wrap(legible(note), width(), break_on_hyphens=False):
            yield styled(line, fg="yellow")


def _nothing(seen: Seen) -> Iterator[str]:
    """Where the claims are that somebody may have looked for."""
    from portbook.model.claims import claims_of

    named = ", ".join(seen.projects) or "The map"
    yield f"{named} claims nothing on it."
    every = claims_of(seen.machine.portmap)
    hosts = [e.host for e in every if not seen.projects or e.project in seen.projects]
    if hosts:
        some = few(dict.fromkeys(hosts), SHOWN)
        yield f"There are claims on {some}: --host says which of them this machine is."


def _looks(
    machine: ThisMachine,
    again: Callable[[], ThisMachine],
    projects: tuple[str, ...],
    everything: bool,
) -> Iterator[list[str]]:
    from portbook.cli.watching import following

    for now, notes in following(machine, again):
        seen = _look(now, projects, everything)
        yield list(_lines(seen._replace(notes=[*notes, *seen.notes])))


def _as_json(seen: Seen) -> dict[str, Any]:
    return {
        "host": seen.machine.here.host,
        "because": seen.machine.here.because,
        "claims": [_claim_row(each) for each in seen.claim_statuses],
        "unclaimed": [
            {
                **row(each, "port transport stanza"),
                "command": list(each.command) if each.command else None,
                "meant": each.meant,
                "holders": [as_row(holder) for holder in each.holders],
            }
            for each in seen.beside
        ],
        "unclaimed_hidden": seen.more,
        "notes": seen.notes,
    }


def _claim_row(standing: ClaimStatus) -> dict[str, Any]:
    claim = standing.claim
    return {
        "project": claim.project,
        "service": claim.service.name,
        "endpoint": claim.endpoint.name,
        "environment": claim.environment.name,
        "port": claim.port,
        "port_end": claim.last if claim.last != claim.port else None,
        **row(claim, "transport bind"),
        "state": standing.state,
        "reason": standing.reason or None,
        "note": standing.note or None,
        "holders": [as_row(each) for each in standing.holders],
    }
