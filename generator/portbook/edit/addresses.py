"""The names inside an address such as `shop@staging/api.ws`, and inside `{api.ws.url}`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portbook.model.portmap import PortMap
from portbook.model.reference import BadReference, Target, parse_target, parse_value

__all__ = ["address_parts", "reference_parts"]

Part = tuple[tuple[str, ...], int, int]
"""What is named, and from where to where in the text."""

_BRACES = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")
FURTHEST = 8
"""Steps along which `same_as` is followed."""


def address_parts(portmap: PortMap, text: str, by: tuple[str, str]) -> Iterator[Part]:
    """The parts of an address that a service of a project writes."""
    try:
        target = parse_target(text)
    except BadReference:
        return
    yield from _parts(portmap, target, by, 0)


def reference_parts(portmap: PortMap, text: str, by: tuple[str, str]) -> Iterator[Part]:
    """The parts of every reference in a value."""
    for brace in _BRACES.finditer(text):
        if brace[1] is None:
            continue
        try:
            parsed = parse_value(brace[0])
        except BadReference:
            continue
        for reference in parsed.references:
            yield from _parts(portmap, reference.target, by, brace.start(1))


def _parts(portmap: PortMap, target: Target, by: tuple[str, str], at: int) -> Iterator[Part]:
    project = target.project or by[0]
    if target.project:
        yield ("project", project), at, at + len(project)
        at += len(project) + 1
        if target.environment:
            end = at + len(target.environment)
            yield ("environment", project, target.environment), at, end
            at = end + 1
    end = at + len(target.service)
    service = by[1] if target.service == "self" else target.service
    if target.service != "self":
        yield ("service", project, service), at, end
    if target.endpoint:
        owner = _owner(portmap, project, service)
        yield ("endpoint", *owner, target.endpoint), end + 1, end + 1 + len(target.endpoint)


def _owner(portmap: PortMap, project: str, service: str) -> tuple[str, str]:
    """The service whose endpoints another one has by `same_as`."""
    for _ in range(FURTHEST):
        holder = portmap.projects.get(project)
        found = holder.services.get(service) if holder else None
        if found is None or found.same_as is None:
            break
        project, service = found.same_as.project or project, found.same_as.service
    return project, service
