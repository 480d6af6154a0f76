"""Compares a host's listeners with the map: ports without a claim, claims without a listener."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from portbook.machine.claim_status import SILENT, ClaimStatus
from portbook.machine.snapshot import Holder
from portbook.machine.unclaimed import Unclaimed
from portbook.text.diagnostic import Diagnostic, error, legible, warning
from portbook.text.source import Place

PAGES = {
    "held-by-other": (
        "Something else than the map says holds a number on the host.\n\n"
        "Stop it, or give the number to it in the map."
    ),
    "not-claimed": (
        "Something listens on the host without a claim of the map.\n\n"
        "Claim its number, so that nobody else takes it, or stop it."
    ),
    "silent": (
        "The map claims a number on the host, where nothing listens on it.\n\n"
        "Start the service, or take it out of the map: `status: planned` says that it is to come."
    ),
}
"""Markdown by code, in the form of `findings.PAGES`."""


def host_findings(
    host: str,
    place: Place,
    statuses: Iterable[ClaimStatus],
    unclaimed: Iterable[Unclaimed],
    projects: Collection[str] = (),
) -> Iterator[Diagnostic]:
    """What differs on `host`, which the map has at `place`; of `projects`, or of all of them.

    What cannot be seen there is no finding: it may well listen.
    """
    for each in statuses:
        claim = each.claim
        if projects and claim.project not in projects:
            continue
        number = f"{claim.ports}/{claim.transport}"
        if each.state == SILENT and claim.service.status == "active":
            yield warning(
                "silent",
                f"{claim.who} claims {number} on {host}, where nothing listens",
                claim.place,
            )
        elif each.state == "wrong":
            message = f"{number} on {host} is {claim.who}'s, and held by {_names(each.holders)}"
            yield error("held-by-other", message, claim.place, hint=each.reason or None)
    for found in unclaimed:
        if projects and found.project not in projects:
            continue
        message = f"{found.port}/{found.transport} listens on {host} without a claim"
        message += f" ({_names(found.holders)})"
        words = f"'{' '.join(found.command)}' claims it" if found.command else found.stanza
        yield warning("not-claimed", message, place, hint=legible(words))


def _names(holders: Iterable[Holder]) -> str:
    return ", ".join(dict.fromkeys(each.label for each in holders))
