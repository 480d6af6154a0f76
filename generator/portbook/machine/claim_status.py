"""Tells the state of each of the map's claims on this machine, and who holds it."""

from __future__ import annotations

import errno
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from portbook.machine.here import CheckoutIndex, Here, shown
from portbook.machine.listeners import Listener, binding_error, covers
from portbook.machine.snapshot import Holder, Snapshot
from portbook.machine.verdict import OTHER, RIGHT, UNSURE, WRONG, Verdict, judge_holder, places_of
from portbook.model.bind import bracketed, intersect, is_loopback, is_wildcard
from portbook.model.claims import Claim, claims_of
from portbook.model.portmap import Alternative, Endpoint, PortMap, Service
from portbook.text.grouping import grouped

SILENT = "silent"


@dataclass(frozen=True, slots=True)
class ClaimStatus:
    """`state` is right, wrong, other-copy, unsure (nobody can tell by whom it is held) or silent.

    `reason` says how that is known; `note` what else is worth a look, such as another address.
    """

    claim: Claim
    state: str
    holders: tuple[Holder, ...] = ()
    reason: str = ""
    note: str = ""


def claim_statuses(
    portmap: PortMap, here: Here, seen: Snapshot, projects: Collection[str] = ()
) -> list[ClaimStatus]:
    """How each claim of this machine, or of `projects`, stands, by number."""
    checkouts = CheckoutIndex(portmap, here)
    every = [_state_of(checkouts, seen, claim) for claim in _claims_on(portmap, here.host)]
    held = (each.claim for each in every if each.state == RIGHT)
    rightful = grouped(((each.transport, each.port), each) for each in held)
    settled = [_shared(each, rightful) for each in every]
    return [each for each in settled if not projects or each.claim.project in projects]


def _claims_on(portmap: PortMap, host: str) -> list[Claim]:
    """The claims of a host, each number of a service once: one that stands in several of its
    environments holds its number in each of them."""
    found: dict[tuple[object, ...], Claim] = {}
    for claim in claims_of(portmap):
        if claim.host == host:
            names = (claim.service.project, claim.service.name, claim.endpoint.name)
            found.setdefault((*names, claim.transport, claim.bind, claim.port), claim)
    return sorted(found.values(), key=lambda claim: (claim.port, claim.transport, claim.who))


def _shared(standing: ClaimStatus, rightful: dict[tuple[str, int], list[Claim]]) -> ClaimStatus:
    """A number that two may have, since they never run together, is held by one of them."""
    claim = standing.claim
    if standing.state not in (WRONG, UNSURE):
        return standing
    for owner in rightful.get((claim.transport, claim.port), ()):
        if intersect(owner.bind, claim.bind):
            return ClaimStatus(claim, SILENT, standing.holders, note=f"{owner.who} has it now")
    return standing


def _state_of(checkouts: CheckoutIndex, seen: Snapshot, claim: Claim) -> ClaimStatus:
    found = seen.held(claim.transport, claim.port, claim.last)
    here = [each for each in found if covers(each.listener, claim.bind)]
    judged = [(each, _judge(checkouts, claim, each)) for each in here]
    if not judged:
        return _found_nearby(checkouts, seen, claim, found)
    state = next(
        each for each in (WRONG, OTHER, UNSURE, RIGHT) if each in {v.state for _, v in judged}
    )
    holders = [holder for holder, verdict in judged if verdict.state == state]
    reason = next(verdict.reason for _, verdict in judged if verdict.state == state)
    return ClaimStatus(claim, state, tuple(holders), reason, _wider(claim, holders))


def _judge(checkouts: CheckoutIndex, claim: Claim, holder: Holder) -> Verdict:
    return judge_holder(checkouts, claim.service, claim.endpoint, holder)


def _wider(claim: Claim, holders: list[Holder]) -> str:
    if not is_loopback(claim.bind):
        return ""
    wide = [each.listener.address for each in holders if is_wildcard(each.listener.address)]
    return f"reachable from outside: it listens on {bracketed(wide[0])}" if wide else ""


def _found_nearby(
    checkouts: CheckoutIndex, seen: Snapshot, claim: Claim, found: list[Holder]
) -> ClaimStatus:
    """Nobody is where the map says; perhaps the service listens beside it.

    Node's servers on `localhost` take [::1] alone since Node 17; a dev server whose port is taken
    comes up on the next one.
    """
    for holder in found:
        verdict = _judge(checkouts, claim, holder)
        if verdict.state == RIGHT:
            address = bracketed(holder.listener.address)
            note = f"listens on {address}, not on {bracketed(claim.bind)}"
            return ClaimStatus(claim, RIGHT, (holder,), verdict.reason, note)
    for other in claim.service.alternatives:
        for holder in seen.held(claim.transport, other.port):
            if _judge(checkouts, claim, holder).state == RIGHT:
                note = f"started on {other.port} instead"
                return ClaimStatus(claim, SILENT, (holder,), note=note)
    return ClaimStatus(claim, SILENT)


class Taken(NamedTuple):
    """A port that the service cannot bind. `state` says whose the holder is, as in Verdict: RIGHT
    is what looks like the service itself."""

    service: Service
    port: int
    transport: str
    holder: Holder
    state: str
    reason: str


def taken_ports(checkouts: CheckoutIndex, seen: Snapshot, service: Service) -> list[Taken]:
    """Each port of the service that somebody holds, with the first who does."""
    found: dict[tuple[str, int], Taken] = {}
    for endpoint, transport, holder in holders_of(seen, service):
        verdict = judge_holder(checkouts, service, endpoint, holder)
        port = holder.listener.port
        each = Taken(service, port, transport, holder, verdict.state, verdict.reason)
        found.setdefault((transport, port), each)
    return list(found.values())


def holders_of(seen: Snapshot, service: Service) -> Iterator[tuple[Endpoint, str, Holder]]:
    """Who is where the service would be, with the endpoint and the transport."""
    for endpoint in service.endpoints:
        if endpoint.port is None:
            continue
        for transport in endpoint.transports:
            holders = seen.held(transport, endpoint.port, endpoint.last)
            here = [each for each in holders if covers(each.listener, endpoint.bind)]
            if not here and not seen.whole and _is_taken(transport, endpoint.bind, endpoint.port):
                here = [Holder(Listener(transport, endpoint.bind, endpoint.port, None))]
            yield from ((endpoint, transport, each) for each in here)


def _is_taken(transport: str, bind: str, port: int) -> bool:
    """Tried where the system keeps other users' listeners to itself, as macOS does."""
    return binding_error(transport, bind, port, reuse=True) == errno.EADDRINUSE


def fallbacks(seen: Snapshot, service: Service) -> list[tuple[Alternative, bool]]:
    """The ports that the service may fall back to instead, and whether each is free."""
    return [(each, not seen.held("tcp", each.port)) for each in service.alternatives]


def whose(
    portmap: PortMap, here: Here, holder: Holder, statuses: Collection[ClaimStatus], folder: Path
) -> tuple[bool, str]:
    """Whether a holder belongs to the working copy around `folder`, and whose it is in words.

    By the folder it runs in, else by what the map's claims on its number say of it. Outside of
    every checkout of the map, the copy is the git worktree, or the folder itself.
    """
    checkouts = CheckoutIndex(portmap, here)
    own = {each.project for each in checkouts.around(str(folder)) if each.copy is None}
    root = None if own else _top(folder)
    process = holder.process
    at = holder.container.folder if holder.container else process.cwd if process else None
    around = places_of(checkouts, holder)
    if root is not None and at is not None and _top(Path(at)) == root:
        return True, f"this folder's, {shown(root)}"
    ours = [each for each in around if each.project in own]
    if any(each.copy is None for each in ours):
        return True, f"this copy of {ours[0].project}, {shown(ours[0].folder)}"
    if around:
        copy = around[0].copy
        which = f"{copy} of {around[0].project}" if copy else f"the checkout of {around[0].project}"
        return False, f"{which}, {shown(around[0].folder)}"
    for each in statuses:
        if each.claim.project in own and holder in each.holders and each.state == RIGHT:
            return True, f"{each.claim.who} of this copy: {each.reason}"
    known = next((each for each in statuses if holder in each.holders and each.reason), None)
    return False, known.reason if known else "something else, nothing tells whose"


def _top(folder: Path) -> Path:
    """The checkout that a folder lies in, else the folder itself."""
    return next((each for each in (folder, *folder.parents) if (each / ".git").exists()), folder)
