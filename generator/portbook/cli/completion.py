"""Completes names from the map."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from portbook.cli.loading import map_path
from portbook.language.keys.values import ROLES, STATUSES
from portbook.model.targets import TARGETS
from portbook.text.source import Source, UnreadableSource

if TYPE_CHECKING:
    from pathlib import Path

    from portbook.model.portmap import PortMap

VARIABLE = "_PORTBOOK_COMPLETE"
"""What the shells' scripts set when they ask (click's documentation, "Shell Completion")."""
Names = Callable[["PortMap", str], Iterable[str]]


def _services(portmap: PortMap, typed: str) -> Iterable[str]:
    """`project/service`, or `service` where there is one project; behind a dot the endpoints."""
    for project in portmap.projects.values():
        for service in project.services.values():
            name = f"{project.name}/{service.name}"
            name = service.name if len(portmap.projects) == 1 and "/" not in typed else name
            yield name
            if typed.startswith(f"{name}."):
                yield from (f"{name}.{each.name}" for each in service.endpoints)


def _entities(portmap: PortMap, _: str) -> Iterable[str]:
    from portbook.edit.mentions import entities, names_of

    return (names_of(each)[0] for each in entities(portmap))


def _pages(portmap: PortMap, _: str) -> Iterable[str]:
    from portbook.checks import codes

    return (*(code for code, _, _ in codes()), *(each.name for each in TARGETS), *portmap.kinds)


KNOWN: dict[str, Names] = {
    **dict.fromkeys(("project", "projects", "words"), lambda portmap, _: portmap.projects),
    **dict.fromkeys(("host", "onto", "on"), lambda portmap, _: portmap.hosts),
    **dict.fromkeys(("service", "uses", "skip"), _services),
    **dict.fromkeys(
        ("names", "name", "target"),
        lambda portmap, typed: (*portmap.projects, *_services(portmap, typed)),
    ),
    **dict.fromkeys(
        ("range", "range_name"), lambda portmap, _: (each.who for each in portmap.all_ranges())
    ),
    "environment": lambda portmap, _: (each.name for _, each in portmap.environments()),
    "kind": lambda portmap, _: portmap.kinds,
    "old": _entities,
    "role": lambda _, __: ROLES,
    "status": lambda _, __: STATUSES,
    "code": _pages,
}
"""By the name of a command's parameter."""


def complete_names(name: str, command: click.Command) -> None:
    """Have a command's parameters offer what the map knows."""
    for each in command.params:
        if each.name == "instance" or (name.startswith("instance ") and each.name == "name"):
            _offer(each, None)
        elif name == "update" and each.name == "name":
            _offer(each, lambda portmap, _: portmap.sources)
        elif name != "help" and each.name in KNOWN and name != "template new":
            _offer(each, KNOWN[each.name])


def _offer(parameter: click.Parameter, names: Names | None) -> None:
    """Without `names` the working copies of this machine."""

    def complete(ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        portmap = _portmap(ctx)
        if portmap is None:
            return []
        found = names(portmap, incomplete) if names else _instances(portmap, map_path(ctx.obj))
        fits = [each for each in dict.fromkeys(found) if each.startswith(incomplete)]
        return [CompletionItem(each) for each in fits]

    parameter.shell_complete = complete  # type: ignore[method-assign]


def _portmap(ctx: click.Context) -> PortMap | None:
    """The map as far as it can be read: a shell must not be answered with its errors."""
    from portbook.language.load import read

    try:
        return read(Source.load(map_path(ctx.obj))).portmap
    except (UnreadableSource, click.UsageError):
        return None


def _instances(portmap: PortMap, path: Path) -> Iterable[str]:
    from portbook.machine.here import read_here

    return [each.name for each in read_here(portmap, path, None)[0].copies]
