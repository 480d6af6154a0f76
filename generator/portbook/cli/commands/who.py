"""`portbook who`: what holds a port, and who should."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from portbook.cli.loading import FINDINGS, MAP_NAME, instance_option
from portbook.cli.this_machine import ThisMachine, as_row, iso_time, this_machine

if TYPE_CHECKING:
    from portbook.machine.claim_status import ClaimStatus
    from portbook.machine.snapshot import Holder, Snapshot
    from portbook.model.claims import Claim

NOBODYS = 4
"""What --mine exits with where nothing holds the port."""


class Found(NamedTuple):
    """`standing` says how the claims of this machine on the number stand; `others` are those of
    other working copies, each with whose it is."""

    port: int
    holders: list[Holder]
    claims: list[Claim]
    standing: list[ClaimStatus]
    notes: list[str]
    others: list[tuple[str, Claim]]


@click.command("who")
@instance_option
@click.option("--host", metavar="H", help="This machine is the map's host H.")
@click.option("--mine", is_flag=True, help="Is it this copy's? Exits with 0, 1 or 4 (nothing).")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.argument("port", metavar="PORT")
@click.pass_obj
def command(
    file: str | None,
    instance: str | None,
    host: str | None,
    mine: bool,
    as_json: bool,
    port: str,
) -> int:
    """Show what holds PORT (3000, or 53/udp) on this machine, and which service should have it.

    Works without a map too. Exits with 1 if nothing holds it. With --mine it exits with 0 if the
    holder belongs to this working copy, 1 if it is something else, 4 if nothing holds it.
    """
    from portbook.cli.naming import parse_port

    number, transports = parse_port(port)
    machine = _machine(file, host, instance)
    found = _look(machine, number, transports)
    owners = _owners(machine, found, instance) if mine else []
    if as_json:
        said = _as_json(found)
        if mine:
            said |= {"mine": all(own for own, _ in owners) if owners else None}
            said |= {"whose": [words for _, words in owners]}
        click.echo(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        for line in dict.fromkeys(f"held by {words}" for _, words in owners):
            click.echo(line)
        for line in _lines(machine, found):
            click.echo(line)
        from portbook.text.diagnostic import legible

        for note in found.notes:
            click.echo(legible(note), err=True)
    if mine:
        return NOBODYS if not owners else 0 if all(own for own, _ in owners) else FINDINGS
    return 0 if found.holders else FINDINGS


def _machine(file: str | None, host: str | None, instance: str | None) -> ThisMachine | None:
    """None where there is no map here: a port can be looked at all the same."""
    try:
        return this_machine(file, host, instance)
    except click.UsageError as failure:
        if file is None and host is None and instance is None and MAP_NAME in failure.message:
            return None
        raise


def _owners(
    machine: ThisMachine | None, found: Found, instance: str | None
) -> list[tuple[bool, str]]:
    """Of each holder whether it is this copy's, and whose it is."""
    from portbook.machine.claim_status import whose
    from portbook.machine.here import Here
    from portbook.model.portmap import PortMap, Settings

    folder = Path.cwd()
    if machine is None:
        here = Here("", "", folder)
        portmap = PortMap("", {}, (), (), {}, Settings(), {})
    else:
        portmap, here = machine.portmap, machine.here
        if instance is not None:
            folder = here.chosen[0].path
    return [whose(portmap, here, each, found.standing, folder) for each in found.holders]


def _look(machine: ThisMachine | None, port: int, transports: tuple[str, ...]) -> Found:
    from portbook.machine.claim_status import claim_statuses
    from portbook.machine.snapshot import snapshot

    seen: Snapshot = snapshot()
    holders = [each for transport in transports for each in seen.held(transport, port)]
    if machine is None:
        return Found(port, holders, [], [], seen.notes, [])
    from portbook.model.claims import claims_of

    def meant(claim: Claim) -> bool:
        return claim.port <= port <= claim.last and claim.transport in transports

    claims = [each for each in claims_of(machine.portmap) if meant(each)]
    statuses = claim_statuses(machine.portmap, machine.here, seen)
    here = [each for each in statuses if meant(each.claim)]
    others = [each for each in _of_copies(machine) if meant(each[1])]
    return Found(port, holders, claims, here, seen.notes, others)


def _of_copies(machine: ThisMachine) -> Iterator[tuple[str, Claim]]:
    """What the other working copies of this machine have, and what is kept for more of them."""
    from portbook.model.instances import declared_projects, own_claims, slot_claims, slots_of

    written, here = machine.written or machine.portmap, machine.here
    mine = {(each.project, each.slot) for each in here.chosen}
    declared = {each.name for each in declared_projects(written)}
    for project in written.projects.values():
        copies = {e.slot: f"the copy {e.name}" for e in here.copies if e.project == project.name}
        slots = slots_of(written, project) if project.name in declared else sorted(copies)
        for slot, claim in slot_claims(written, project, slots):
            if (project.name, slot) not in mine:
                yield copies.get(slot, f"slot {slot}, which is reserved for a copy"), claim
        if project.name in {name for name, _ in mine}:
            yield from (("the main checkout", claim) for claim in own_claims(project))


def _lines(machine: ThisMachine | None, found: Found) -> Iterator[str]:
    if not found.holders:
        yield f"nothing holds {found.port}"
    # Each holder once, with all its addresses; of who is not seen each address for itself.
    programs: dict[object, list[Holder]] = {}
    for at, each in enumerate(found.holders):
        who = (each.process and each.process.pid, each.container and each.container.id)
        programs.setdefault(at if each.hidden else who, []).append(each)
    for at, same in enumerate(programs.values()):
        if at:
            yield ""
        yield from _held(", ".join(each.listener.where for each in same), same[0])
    if machine is None:
        yield f"map: there is no {MAP_NAME} here"
        return
    lead = "\n" if found.holders else ""
    if not found.claims and not found.others:
        yield f"{lead}map: no service claims {found.port}"
        return
    yield f"{lead}map:"
    yield from dict.fromkeys(f"  {claim.who} of {whose}" for whose, claim in found.others)
    yield from (f"  {line}" for line in dict.fromkeys(_claimed(found)))


def _held(where: str, holder: Holder) -> Iterator[str]:
    from portbook.machine.here import shown
    from portbook.machine.processes import look, unseen
    from portbook.text.diagnostic import legible

    _, process, container = holder
    if process is None and container is None:
        yield f"{where}: {unseen()}"
        return
    facts: dict[str, object] = {}
    if container is not None:
        label = f"{container.project}/{container.service}" if container.project else None
        facts = {"container": container.name, "image": container.image, "compose service": label}
        facts |= {"folder": container.folder, "since": iso_time(container.since)}
    elif process is not None:
        facts = {"process": f"{process.name or '?'}, pid {process.pid}", "user": process.user}
        facts |= {"command": " ".join(process.command).strip(), "folder": process.cwd}
        above = look(process.parent) if process.parent and process.parent > 1 else None
        started = f"{above.name or '?'}, pid {above.pid}" if above else None
        facts |= {"since": iso_time(process.since), "started by": started}
    yield where
    for name, value in facts.items():
        text = shown(str(value)) if name == "folder" and value else value
        if text:
            yield f"  {name}: {legible(str(text))}"


def _claimed(found: Found) -> Iterator[str]:
    """Each claim on the number, with how it stands where that is this machine's."""
    from portbook.text.diagnostic import legible

    words = {
        "right": "it has it",
        "wrong": "something else holds it",
        "silent": "it does not listen",
    }
    states = {_key(each.claim): each for each in found.standing}
    several = len({claim.transport for claim in found.claims}) > 1
    for claim in found.claims:
        where = "" if claim.environment.default else f", {claim.environment.name}"
        status = "" if claim.service.status == "active" else f", {claim.service.status}"
        transport = f", {claim.transport}" if several else ""
        line = f"{claim.who} ({claim.host}{where}{transport}{status})"
        standing = states.get(_key(claim))
        if standing is None:
            yield line
            continue
        said = words.get(standing.state, "it is not known whether it holds it")
        why = "; ".join(filter(None, (standing.reason, standing.note)))
        yield legible(f"{line}: {said}{f' ({why})' if why else ''}")


def _key(claim: Claim) -> tuple[str, str, str]:
    return claim.who, claim.host, claim.transport


def _as_json(found: Found) -> dict[str, Any]:
    states = {_key(each.claim): each for each in found.standing}
    rows = []
    for claim in found.claims:
        standing = states.get(_key(claim))
        rows.append(
            {
                "host": claim.host,
                "environment": claim.environment.name,
                "project": claim.project,
                "service": claim.service.name,
                "endpoint": claim.endpoint.name,
                "transport": claim.transport,
                "status": claim.service.status,
                "state": standing.state if standing else None,
                "reason": (standing.reason or None) if standing else None,
            }
        )
    rows += [
        {"project": claim.project, "service": claim.service.name, "of": whose}
        for whose, claim in found.others
    ]
    held = [as_row(each) for each in found.holders]
    return {"port": found.port, "holders": held, "claims": rows, "notes": found.notes}
