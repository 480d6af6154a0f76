"""What a person calls a thing of the map on the command line: any thing that bears a name."""

from __future__ import annotations

from collections.abc import Iterator

import click

from generator.cli.naming import unknown
from generator.editing.mentions import Thing
from generator.model.portmap import PortMap

__all__ = ["SORTS", "called", "shown_thing", "thing_meant", "things"]

SORTS = ("service", "project", "environment", "range", "host", "endpoint")


def thing_meant(known: list[Thing], text: str, what: str | None) -> list[Thing]:
    """The thing of a name; an environment's alone means that of every project.

    UsageError where no thing, or more than one, is called so. `what` is the sort of all that are
    known; None: there are several.
    """
    found = [each for each in known if text in called(each)]
    if not found:
        names = dict.fromkeys(name for each in known for name in called(each))
        unknown(what or " or ".join((", ".join(SORTS[:-1]), SORTS[-1])), text, names)
    sorts = list(dict.fromkeys(each[0] for each in found))
    if len(sorts) > 1:
        listed = " or ".join(f"the {each[0]} {shown_thing(each)}" for each in found)
        hint = "write it in full" if what else "say which with --what"
        raise click.UsageError(f"several things are called '{text}': {listed}; {hint}.")
    if len(found) > 1 and sorts != ["environment"]:
        listed = " or ".join(shown_thing(each) for each in found)
        raise click.UsageError(f"several {sorts[0]}s are called '{text}': say {listed}.")
    return found


def things(portmap: PortMap) -> Iterator[Thing]:
    yield from (("host", name) for name in portmap.hosts)
    yield from (("range", each.project or "", each.name) for each in portmap.all_ranges())
    for project in portmap.projects.values():
        yield "project", project.name
        yield from (("environment", project.name, name) for name in project.environments)
        for service in project.services.values():
            yield "service", project.name, service.name
            for endpoint in service.endpoints:
                yield "endpoint", project.name, service.name, endpoint.name


def called(thing: Thing) -> list[str]:
    """The names that mean a thing, the full one first."""
    full = shown_thing(thing)
    if thing[0] == "endpoint":
        return [full, f"{thing[2]}.{thing[3]}"]
    return list(dict.fromkeys((full, thing[-1])))


def shown_thing(thing: Thing) -> str:
    what, *scope = thing
    if what == "environment":
        return "@".join(scope)
    if what == "endpoint":
        return f"{scope[0]}/{scope[1]}.{scope[2]}"
    return "/".join(each for each in scope if each)
