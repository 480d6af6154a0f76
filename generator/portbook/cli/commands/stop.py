"""`portbook stop`: end what holds a port."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import click

from portbook.cli.loading import FINDINGS, NOT_UNDERSTOOD, complain, instance_option, seconds_option
from portbook.cli.naming import parse_port, resolve_service
from portbook.cli.this_machine import ThisMachine, this_machine
from portbook.machine.claim_status import SILENT, ClaimStatus, claim_statuses
from portbook.machine.ending import Ending, Refusal, end, listening_again, plan_ending
from portbook.machine.engine import Engine, EngineError
from portbook.machine.here import CheckoutIndex, shown
from portbook.machine.processes import is_superuser, look
from portbook.machine.snapshot import Holder, Snapshot, snapshot
from portbook.machine.verdict import OTHER, RIGHT, WRONG, of_other_copy
from portbook.text.diagnostic import legible


@click.command("stop")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@seconds_option("--timeout", 0, 3600, 10, "Until it is killed")
@click.option("--user", metavar="NAME", help="As root: also end processes of NAME.")
@instance_option
@click.option("--host", metavar="H", help="This machine is the map's host H.")
@click.argument("target", metavar="SERVICE|PORT", required=False)
@click.pass_obj
def command(
    file: str | None,
    yes: bool,
    timeout: float,
    user: str | None,
    instance: str | None,
    host: str | None,
    target: str | None,
) -> int:
    """Stop what listens on the ports of SERVICE, or on PORT (3000, 53/udp).

    Without either, stop everything that belongs to this working copy, and nothing else.

    Shows what would be ended and asks. Only listeners are ended, never their clients: first with
    SIGTERM, after --timeout with SIGKILL. Containers are stopped by their engine.
    """
    seen = snapshot()
    if target is None:
        held, instead = of_copy(seen, this_machine(file, host, instance))
    elif target[:1].isdecimal():
        number, transports = parse_port(target)
        holders = [each for transport in transports for each in seen.held(transport, number)]
        held = _not_mine(holders, file, host, instance)
        instead = f"nothing listens on {target}"
    else:
        held, instead = of_service(seen, this_machine(file, host, instance), target)
    if not held:
        click.echo(instead, err=True)
        return 0
    planned = plan(seen, held)
    show(planned)
    if not planned.endings:
        return FINDINGS
    if not yes and not sys.stdin.isatty():
        click.echo("cannot ask: this is not a terminal. --yes skips the question.", err=True)
        return NOT_UNDERSTOOD
    agreed = agree(planned, yes=yes, user=user)
    done = carry_out(seen.engine, agreed, timeout)
    return 0 if done and len(agreed) == len(planned.endings) and not planned.refusals else FINDINGS


class Held(NamedTuple):
    """A holder that is to go; `reason` says why it is not what was named, `other_copy` that
    it belongs to another working copy, which has to ask for it itself."""

    holder: Holder
    reason: str | None = None
    other_copy: bool = False


class Plan(NamedTuple):
    """`strangers` are the holders that are not the service that was named."""

    endings: list[Ending]
    refusals: list[Refusal]
    strangers: dict[Holder, Held]


def of_copy(seen: Snapshot, machine: ThisMachine) -> tuple[list[Held], str]:
    """What holds the ports of this copy's projects and is theirs; and the words for nothing."""
    # The projects of the copies one looks from, else of the checkout around this folder.
    around = CheckoutIndex(machine.portmap, machine.here).around(str(Path.cwd()))
    names = [each.project for each in machine.here.chosen]
    names = names or [each.project for each in around if each.copy is None]
    if not names and len(machine.portmap.projects) == 1:
        names = list(machine.portmap.projects)
    if not names:
        raise click.UsageError(
            "this folder is no checkout of the map: name a SERVICE or a PORT, or --instance NAME."
        )
    projects = list(dict.fromkeys(names))
    found = claim_statuses(machine.portmap, machine.here, seen, projects)
    held = [Held(holder) for each in found if each.state == RIGHT for holder in each.holders]
    return list(dict.fromkeys(held)), f"nothing of {', '.join(projects)} listens here"


def _not_mine(
    holders: list[Holder], file: str | None, host: str | None, instance: str | None
) -> list[Held]:
    """The holders of a number, those marked that belong to another copy of a project, whatever
    number this copy has."""
    try:
        machine = this_machine(file, host, instance)
    except click.UsageError:
        return list(map(Held, holders))  # a number can be ended without a map
    checkouts = CheckoutIndex(machine.portmap, machine.here)
    others = [of_other_copy(checkouts, each) for each in holders]
    return [
        Held(each, other and f"it belongs to {other}", other is not None)
        for each, other in zip(holders, others, strict=True)
    ]


def of_service(seen: Snapshot, machine: ThisMachine, text: str) -> tuple[list[Held], str]:
    """What holds the ports of a service on this machine; and the words for nothing."""
    meant = resolve_service(machine.portmap, text, host=machine.here.host)
    who = meant[0].who
    # One environment's numbers may differ from another's.
    numbers = {
        (who, one.name, one.port)
        for each in meant
        for one in (each.service.endpoints if each.endpoint is None else (each.endpoint,))
    }
    ports = [
        each
        for each in claim_statuses(machine.portmap, machine.here, seen, (meant[0].service.project,))
        if (each.claim.service.who, each.claim.endpoint.name, each.claim.port) in numbers
    ]
    if not ports:
        raise click.UsageError(f"{text} claims no port on {machine.here.host}.")
    held = [
        Held(holder, (each.reason if each.state in (WRONG, OTHER) else None), each.state == OTHER)
        for each in ports
        for holder in _holders(each)
    ]
    shown_ports = ", ".join(dict.fromkeys(str(each.claim.port) for each in ports))
    notes = "".join(f"; {each.note}" for each in ports if each.note)
    return list(dict.fromkeys(held)), f"{who} does not listen on {shown_ports}{notes}"


def _holders(standing: ClaimStatus) -> Iterable[Holder]:
    """A silent claim's holders are another's, but for the service itself on a fallback port."""
    if standing.state != SILENT:
        return standing.holders
    claim = standing.claim
    return [e for e in standing.holders if not claim.port <= e.listener.port <= claim.last]


def plan(seen: Snapshot, held: list[Held]) -> Plan:
    """What would be ended; what belongs to others is refused unless root asks."""
    endings, refusals = plan_ending(seen, [each.holder for each in held])
    strangers = {each.holder: each for each in held if each.reason is not None}
    if not is_superuser():
        refusals += [
            Refusal(each.holder, f"it belongs to {each.foreign}", "run as root to end it")
            for each in endings
            if each.foreign is not None
        ]
        endings = [each for each in endings if each.foreign is None]
    return Plan(endings, refusals, strangers)


def show(planned: Plan) -> None:
    for each in planned.endings:
        click.echo(_line(each))
        if each.holder in planned.strangers:
            reason = planned.strangers[each.holder].reason
            click.echo(f"  not what the map says: {legible(reason or '')}")
    for refusal in planned.refusals:
        said = f"{refusal.holder.listener.where}  {refusal.holder.label}: left alone: "
        complain(legible(said + refusal.reason), legible(refusal.hint))


def _line(ending: Ending) -> str:
    parts = [f"{ending.holder.listener.where}  "]
    if ending.container is not None:
        parts.append(f"container {ending.container.name} ({ending.container.image})")
    elif ending.process is not None:
        process = ending.process
        parts.append(f"{process.name or '?'}, pid {process.pid}, user {process.user or '?'}")
        if ending.shared:
            parts.append(f", with {len(ending.shared)} of its workers")
        parts.append(f", in {shown(process.cwd)}" if process.cwd else "")
    return legible("".join(parts))


def agree(planned: Plan, *, yes: bool, user: str | None) -> list[Ending]:
    """Those that the person wants to end. `yes` answers for all that holds no surprise."""
    agreed = []
    for each in planned.endings:
        stranger = planned.strangers.get(each.holder)
        owner = each.foreign if each.foreign != user else None
        if stranger is None and owner is None:
            if yes or click.confirm(f"End {_name(each)}?"):
                agreed.append(each)
        elif yes:
            # What --yes does not answer for, and the words that would.
            port = each.holder.listener.port
            said = f"is not that service: left alone; 'stop {port} --yes' ends it"
            if owner is not None:
                said = f"belongs to {owner}: left alone; '--user {owner}' ends it"
            elif stranger is not None and stranger.other_copy:
                said = "is another copy's: left alone; 'portbook stop' in its folder ends it"
            click.echo(f"{_name(each)} {said}", err=True)
        elif _confirm_other(each, stranger, owner):
            agreed.append(each)
    return agreed


def _name(ending: Ending) -> str:
    if ending.container is not None:
        return legible(f"container {ending.container.name}")
    assert ending.process is not None
    return legible(f"{ending.process.name or 'process'} ({ending.process.pid})")


def _confirm_other(ending: Ending, stranger: Held | None, owner: str | None) -> bool:
    if stranger is not None:
        reason = legible(stranger.reason or "")
        question = f"{_name(ending)} is not that service ({reason}). End it anyway?"
        if not click.confirm(question):
            return False
    return owner is None or click.confirm(f"{_name(ending)} belongs to {owner}. End it?")


def carry_out(engine: Engine | None, endings: Iterable[Ending], timeout: float) -> bool:
    """End each, say how it went, and look whether somebody starts it again."""
    fine, ended = True, []
    for each in endings:
        try:
            said = end(engine, each, timeout)
        except (EngineError, PermissionError) as failure:
            click.echo(f"{_name(each)}: {legible(str(failure))}", err=True)
            fine = False
            continue
        click.echo(f"{_name(each)}: {legible(said)}")
        if each.process is not None:
            ended.append(each)
    return _free_again(ended) and fine


def _free_again(ended: list[Ending]) -> bool:
    """A supervisor that restarts what it lost is who should be ended."""
    gone = {each.process.pid for each in ended if each.process} | {
        pid for each in ended for pid in each.shared
    }
    back = listening_again([each.holder.listener for each in ended], gone) if ended else []
    for listener in back:
        process = look(listener.pid) if listener.pid is not None else None
        if process is None:
            continue
        above = look(process.parent) if process.parent and process.parent > 1 else None
        text = f"{listener.port} is held again, by {process.name or '?'}, pid {process.pid}"
        if above is not None:
            text += f": {above.name or '?'}, pid {above.pid}, starts it; end that one"
        click.echo(legible(text), err=True)
    return not back
