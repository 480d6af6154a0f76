"""Codes under `settings` and `allow` that no check has."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from portbook.checks.reasons import allow_place
from portbook.model.portmap import PortMap
from portbook.text.diagnostic import Diagnostic, error
from portbook.text.nearest import closest
from portbook.text.source import Place

__all__ = ["AUDITED", "unknown_codes"]

AUDITED = ("disagrees", "cors-differs", "not-in-map", "not-found", "not-read")
"""What `audit` finds in checkouts: `settings` sets its severity too, services allow none of it."""


def unknown_codes(portmap: PortMap, known: Collection[str]) -> Iterator[Diagnostic]:
    """A `bad-value` for each of them, with the nearest code there is."""
    settable = (*known, *AUDITED)
    for code in portmap.settings.checks:
        if code not in settable:
            yield _unknown(code, settable, portmap.place("settings", "checks", code, key=True))
    seen = set()
    for _, service in portmap.deployments():
        for allow in service.allow:
            if allow.code not in known:
                place = allow_place(service, allow.code)
                if (place.source.name, place.start) not in seen:
                    seen.add((place.source.name, place.start))
                    yield _unknown(allow.code, known, place)


def _unknown(code: str, known: Collection[str], place: Place) -> Diagnostic:
    if code in AUDITED:
        message = f"'{code}' is a finding of 'audit', which is not allowed service by service"
        hint = "set it under 'settings.checks', or write 'portbook: ignore' on the file's line"
        return error("bad-value", message, place, hint=hint)
    near = closest(code, known)
    hint = f"did you mean '{near}'?" if near else "'portbook explain' lists them all"
    return error("bad-value", f"there is no check '{code}'", place, hint=hint)
