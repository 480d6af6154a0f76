"""The map's claims on this machine and a snapshot of it, to how each of them stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from portbook.machine.checkout_index import Grounds
from portbook.machine.here import Here
from portbook.machine.judging import RIGHT, UNSURE, WRONG, Verdict, judge_holder
from portbook.machine.listeners import takes
from portbook.machine.snapshot import Holder, Snapshot
from portbook.model.bind import bracketed, intersect, is_loopback, is_wildcard
from portbook.model.claims import Claim, claims_of
from portbook.model.portmap import PortMap

__all__ = ["SILENT", "Standing", "standings"]

SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Standing:
    """`state` is right, wrong, unsure (held, and nobody can tell by whom) or silent.

    `reason` says how that is known; `note` what else is worth a look, such as another address.
    """

    claim: Claim
    state: str
    holders: tuple[Holder, ...] = ()
    reason: str = ""
    note: str = ""


def standings(
    portmap: PortMap, here: Here, seen: Snapshot, projects: Collection[str] = ()
) -> list[Standing]:
    """How each claim of this machine, or of `projects`, stands, by number."""
    grounds = Grounds(portmap, here)
    every = [_stand(portmap, grounds, seen, claim) for claim in _claims_on(portmap, here.host)]
    rightful: dict[tuple[str, int], list[Claim]] = {}
    for each in every:
        if each.state == RIGHT:
            rightful.setdefault((each.claim.transport, each.claim.port), []).append(each.claim)
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


def _shared(standing: Standing, rightful: dict[tuple[str, int], list[Claim]]) -> Standing:
    """A number that two may have, since they never run together, is held by one of them."""
    claim = standing.claim
    if standing.state not in (WRONG, UNSURE):
        return standing
    for owner in rightful.get((claim.transport, claim.port), ()):
        if intersect(owner.bind, claim.bind):
            return Standing(claim, SILENT, standing.holders, note=f"{owner.who} has it now")
    return standing


def _stand(portmap: PortMap, grounds: Grounds, seen: Snapshot, claim: Claim) -> Standing:
    found = seen.held(claim.transport, claim.port, claim.last)
    here = [each for each in found if takes(each.listener, claim.bind)]
    judged = [(each, _judge(portmap, grounds, claim, each)) for each in here]
    if not judged:
        return _beside(portmap, grounds, seen, claim, found)
    state = next(each for each in (WRONG, UNSURE, RIGHT) if each in {v.state for _, v in judged})
    holders = [holder for holder, verdict in judged if verdict.state == state]
    reason = next(verdict.reason for _, verdict in judged if verdict.state == state)
    return Standing(claim, state, tuple(holders), reason, _wider(claim, holders))


def _judge(portmap: PortMap, grounds: Grounds, claim: Claim, holder: Holder) -> Verdict:
    return judge_holder(portmap, grounds, claim.service, claim.endpoint, holder)


def _wider(claim: Claim, holders: list[Holder]) -> str:
    if not is_loopback(claim.bind):
        return ""
    wide = [each.listener.address for each in holders if is_wildcard(each.listener.address)]
    return f"reachable from outside: it listens on {bracketed(wide[0])}" if wide else ""


def _beside(
    portmap: PortMap, grounds: Grounds, seen: Snapshot, claim: Claim, found: list[Holder]
) -> Standing:
    """Nobody is where the map says; perhaps the service listens beside it.

    Node's servers on `localhost` take [::1] alone since Node 17; a dev server whose port is taken
    comes up on the next one.
    """
    for holder in found:
        verdict = _judge(portmap, grounds, claim, holder)
        if verdict.state == RIGHT:
            address = bracketed(holder.listener.address)
            note = f"listens on {address}, not on {bracketed(claim.bind)}"
            return Standing(claim, RIGHT, (holder,), verdict.reason, note)
    for other in claim.service.alternatives:
        for holder in seen.held(claim.transport, other.port):
            if _judge(portmap, grounds, claim, holder).state == RIGHT:
                note = f"came up on {other.port} instead"
                return Standing(claim, SILENT, (holder,), note=note)
    return Standing(claim, SILENT)
