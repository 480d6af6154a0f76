"""The things of a map that bear a name, and what each is called."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.model.portmap import PortMap

__all__ = ["SORTS", "Thing", "called", "shown_thing", "things"]

Thing = tuple[str, ...]
"""What bears a name, as a path: ("service", "shop", "api"), ("environment", "shop", "staging"),
("endpoint", "shop", "api", "ws"), ("project", "shop"), ("host", "laptop"); of a range the middle
is its project, empty for a range of the whole map."""

SORTS = ("service", "project", "environment", "range", "host", "endpoint")


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
