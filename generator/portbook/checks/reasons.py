"""Decisions that somebody will want to understand later."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.checks.subject import Check, Finding, Subject, check_of
from portbook.model.portmap import Service
from portbook.text.source import Place
from portbook.text.tree import Mapping, Scalar, Sequence

__all__ = ["CHECKS"]


def missing_reason(subject: Subject) -> Iterator[Finding]:
    """Something pinned, exclusive or allowed without a reason.

    These three switch a safeguard off. In a year nobody knows whether it may be switched on
    again, unless it is written down why it was not wanted.

    Say it in a few words: `reason` beside `pinned` or in the exclusive entry, the text behind
    the code under `allow`.

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
        name = f"{service.project}/{service.name}"
        if service.pinned and not service.reason:
            message = f"{name} is pinned without a reason"
            place = service.place("pinned")
            yield Finding(message, place, (service,), hint="give it a 'reason'")
        for allow in service.allow:
            if not allow.reason:
                message = f"{name} allows {allow.code} without a reason"
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


CHECKS: tuple[Check, ...] = (check_of("missing-reason", "warning", missing_reason),)
