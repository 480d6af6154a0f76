"""Checks that decisions which switch a safeguard off have a reason."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from portbook.checks.subject import Finding, Subject, check
from portbook.model.portmap import PortMap, Service
from portbook.text.diagnostic import Diagnostic, error
from portbook.text.nodes import Mapping, Scalar, Sequence
from portbook.text.source import Place
from portbook.text.wording import suggestion


@check("missing-reason", "warning")
def missing_reason(subject: Subject) -> Iterator[Finding]:
    """Something pinned, exclusive or allowed without a reason.

    These three switch a safeguard off. Without a reason, nobody will know later whether it may be
    switched on again.

    State it in a few words: `reason` beside `pinned` or in the exclusive entry, the text after the
    code under `allow`.

    Fails:

        projects:
          shop: {services: {db: {kind: postgres, port: 5432, pinned: true}}}
        #                                                            ^^^^

    Passes:

        projects:
          shop:
            services:
              db: {kind: postgres, port: 5432, pinned: true, reason: Scripts of the bank name it}
    """
    for index, exclusive in enumerate(subject.portmap.exclusive):
        if not exclusive.reason:
            message = f"entry {index + 1} under 'exclusive' does not say why"
            yield Finding(message, exclusive.origin.place(), hint="give it a 'reason'")
    for _, service in subject.deployments:
        if service.pinned and not service.reason:
            message = f"{service.who} is pinned without a reason"
            place = service.place("pinned")
            yield Finding(message, place, (service,), hint="give it a 'reason'")
        for allow in service.allow:
            if not allow.reason:
                message = f"{service.who} allows {allow.code} without a reason"
                hint = f"write it as allow: {{{allow.code}: the reason}}"
                yield Finding(message, allow_place(service, allow.code), (), hint=hint)


def allow_place(service: Service, code: str) -> Place:
    """Where a service allows a code, in a list or as a key."""
    node = service.origin.node("allow")
    if isinstance(node, Sequence):
        for item in node.items:
            if isinstance(item, Scalar) and item.text == code:
                return item.place
    if isinstance(node, Mapping):
        return service.place("allow", code, key=True)
    return service.place("allow")


AUDITED = (
    *("disagrees", "address-differs", "cors-differs", "not-in-map", "not-found", "not-read"),
    *("held-by-other", "not-claimed", "silent"),
)
"""What `audit` finds: `settings` sets its severity too, services allow none of it."""


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
    hint = suggestion(code, known) or "'portbook explain' lists them all"
    return error("bad-value", f"there is no check '{code}'", place, hint=hint)
