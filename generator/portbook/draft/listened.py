"""Turns saved listeners of a machine into facts for a draft."""

from __future__ import annotations

import re

from portbook.machine.saved_listeners import Saved
from portbook.machine.snapshot import Holder, Snapshot
from portbook.machine.unclaimed import bind_of, by_holder, kind_of, program_of, slug_of
from portbook.sources.found import Found, FoundClaim, FoundService


def listened(saved: Saved, text: str, name: str) -> Found:
    """A claim for each number that somebody holds, of the container's project where it has one.

    `text` is what was printed, `name` the file. Who cannot be seen is called after the number.
    """
    found = Found()
    seen = Snapshot(saved.listeners, saved.containers, processes=saved.processes)
    lines: dict[str, int] = {}
    for at, each in enumerate(text.split("\n"), 1):
        for number in re.findall(r"\b[0-9]{1,5}\b", each):
            lines.setdefault(number, at)
    for transport, port in seen.numbers:
        line = lines.get(str(port), 1)
        for holders in by_holder(seen.held(transport, port)):
            _add_listener(found, holders, transport, port, (name, line))
    return found


def _add_listener(
    found: Found, holders: tuple[Holder, ...], transport: str, port: int, at: tuple[str, int]
) -> None:
    first, (path, line) = holders[0], at
    container = first.container
    if container is not None:
        service = slug_of(container.service or container.name)
        project = slug_of(container.project) if container.project else None
    else:
        service = slug_of(program_of(first.process)) if first.process else f"port-{port}"
        project = None
    inside = [each.inside for each in container.published if each.port == port] if container else []
    claim = FoundClaim(
        path,
        line,
        service=service,
        port=port,
        project=project,
        container_port=inside[0] if inside else None,
        bind=bind_of(holders) or "127.0.0.1",
        transport=transport,
    )
    found.facts.append(claim)
    fact = FoundService(
        path,
        line,
        service,
        project=project,
        kind=kind_of(first),
        image=container.image if container else None,
        container=container.name if container else None,
    )
    if all((each.name, each.project) != (service, project) for each in found.services):
        found.facts.append(fact)
