"""Compares lists of allowed origins with those that follow from the map."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from portbook.audit.checkout import Checkout
from portbook.audit.expected import environment_named
from portbook.audit.mention import OriginList
from portbook.audit.owners import Labels, configured, is_within
from portbook.derive.calls import Wiring
from portbook.derive.origins import origins_of
from portbook.model.portmap import Environment, Project, Service
from portbook.sources.found import Found
from portbook.sources.naming import words
from portbook.sources.readers import sort_of_name
from portbook.sources.urls import lists_in, origin
from portbook.text.diagnostic import Diagnostic, error

_MANY = 6


def compare_lists(
    wiring: Wiring, project: Project, lists: list[OriginList]
) -> Iterator[Diagnostic]:
    """A finding for each list that lacks an origin or has one too many.

    For this, localhost and 127.0.0.1 are one; a list of no environment may hold the origins of
    all of them, and has to hold those of the default one.
    """
    for each in lists:
        environment = environment_named(project, each.environment)
        if environment is None:
            continue
        service = _owner(wiring, project, environment, each)
        if service is not None:
            yield from _compared(wiring, project, environment, service, each)


def _compared(
    wiring: Wiring, project: Project, environment: Environment, service: Service, found: OriginList
) -> Iterator[Diagnostic]:
    wanted = _plain(found.told or origins_of(wiring, environment, service))
    if not wanted:
        return
    who = f"{project.name}/{service.name}"
    related = ((service.place(), f"{who} in the map"),)
    hint = f"the map allows {_listed(sorted(wanted))}"
    if found.every:
        message = f"{found.name} allows every origin; those that call {who} are known"
        yield error("cors-differs", message, found.place, *related, hint=hint)
        return
    here, allowed = _plain(found.origins), set(wanted)
    if found.environment is None:
        for other in project.environments.values():
            if service.name in other.services:
                inside = other.services[service.name]
                allowed |= _plain(origins_of(wiring, other, inside))
    missing, more = sorted(wanted - here), sorted(here - allowed)
    if missing or more:
        said = [f"lacks {_listed(missing)}"] * bool(missing)
        said += [f"has {_listed(more)}, which the map does not"] * bool(more)
        message = f"{found.name} of {who} {' and '.join(said)}"
        yield error("cors-differs", message, found.place, *related, hint=hint)


def _owner(
    wiring: Wiring, project: Project, environment: Environment, found: OriginList
) -> Service | None:
    """Who allows these origins: by the file's own word, its place, its name, or as the only one
    that browsers call."""
    services = environment.services
    asked = [
        each
        for each in services.values()
        if not each.cors.off and each.running and origins_of(wiring, environment, each)
    ]
    labels = Labels(project, services)
    compose = posixpath.basename(found.path).endswith((".yml", ".yaml"))
    for name in (found.owner, *words(found.name)[:1]):
        named = labels.exact(name, compose=compose) if name else frozenset()
        if len(named) == 1:
            service = services[next(iter(named))]
            return service if service in asked else None
    named_there = configured(project).get(found.path, ())
    inside = [each for each in asked if is_within(found.path, each)]
    # In the folder of one service, and of pages that browsers show, it is no other's list.
    foreign = any(is_within(found.path, each) for each in services.values() if each not in asked)
    # What only hands requests on leaves the answer to what stands behind it.
    left = [each for each in asked if each.role not in ("frontend", "proxy") and not foreign]
    for some in ([each for each in asked if each.name in named_there], inside, left):
        if len(some) == 1:
            return some[0]
    return None


def _plain(origins: tuple[str, ...]) -> set[str]:
    plain = {origin(each) or each for each in origins}
    return {each.replace("://127.0.0.1", "://localhost") for each in plain}


def _listed(origins: list[str]) -> str:
    more = f" and {len(origins) - _MANY} more" if len(origins) > _MANY else ""
    return ", ".join(origins[:_MANY]) + more


def lists_of(
    checkout: Checkout, path: str, found: Found, environment: str | None
) -> Iterator[tuple[OriginList, range]]:
    """The lists of origins of a file, each with the lines that it takes.

    In a compose file a list is of the service that it stands in; in a document only blocks count.
    """
    source = checkout.source(path)
    if source is None:
        return
    fenced = _fenced(source.text) if sort_of_name(path) == "markdown" else None
    starts = sorted((each.line, each.name) for each in found.services if each.compose)
    for each in lists_in(source):
        place = source.place(each.start, each.end)
        line = place.line
        if (fenced is not None and line not in fenced) or checkout.silenced(path, line):
            continue
        owner = None
        if fenced is None:
            owner = next((name for start, name in reversed(starts) if start <= line), None)
        made = OriginList(place, path, each.name, each.origins, each.every, environment, owner)
        yield made, range(line, line + each.lines + 1)


def _fenced(text: str) -> set[int]:
    """The lines of a document that stand in fenced blocks."""
    found, mark = set(), None
    for number, line in enumerate(text.split("\n"), 1):
        fence = line.lstrip(" >")[:3]
        if fence in ("```", "~~~"):
            mark = None if mark == fence else mark or fence
        elif mark is not None:
            found.add(number)
    return found
