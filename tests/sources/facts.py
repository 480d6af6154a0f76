"""Facts of an importer in the short forms that tables of tests hold."""

from __future__ import annotations

from portbook.sources.found import Found, Unread


def ports(found: Found) -> list[tuple[str, int | None, int | None, int]]:
    """Service, number on the host, number inside, line, of what is opened."""
    return [
        (each.service, each.port, each.container_port, each.line)
        for each in found.claims
        if not each.reference
    ]


def calls(found: Found) -> list[tuple[str, int | None, int | None, int]]:
    """The same of what is only called."""
    return [
        (each.service, each.port, each.container_port, each.line)
        for each in found.claims
        if each.reference
    ]


def lines_unread(found: Found) -> list[int]:
    return [each.line for each in found.of(Unread)]
