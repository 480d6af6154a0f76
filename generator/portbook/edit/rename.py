"""A rename: a thing of the map gets another name, and everything that names it follows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from portbook.edit.change import Change, Texts
from portbook.edit.entities import Thing
from portbook.edit.entries import add_entries
from portbook.edit.mentions import Mention, mentions
from portbook.edit.substitution import renamed
from portbook.language.keys.values import (
    ENDPOINT_NAME,
    ENVIRONMENT_NAME,
    HOST_NAME,
    PROJECT_NAME,
    RANGE_NAME,
    SERVICE_NAME,
)
from portbook.language.problems import Problems
from portbook.model.portmap import PortMap
from portbook.text.edit import Splice
from portbook.text.nodes import Mapping, Scalar
from portbook.text.quoting.yaml import yaml_string
from portbook.text.source import Source

__all__ = ["Rename", "collision", "respelled", "unfit"]

SHAPES = {
    "endpoint": ENDPOINT_NAME,
    "environment": ENVIRONMENT_NAME,
    "host": HOST_NAME,
    "project": PROJECT_NAME,
    "range": RANGE_NAME,
    "service": SERVICE_NAME,
}


class Rename(NamedTuple):
    thing: Thing
    new: str

    @property
    def touches(self) -> tuple[str, str | None]:
        return (self.thing[1], self.thing[2] if len(self.thing) > 2 else None)

    @property
    def refusal(self) -> str:
        return f"the {self.thing[0]} '{self.thing[-1]}' cannot be renamed"

    def variants(self) -> Sequence[Change]:
        return (self,)

    def meant(self, was: PortMap, made: PortMap) -> PortMap:
        return renamed(was, self.thing, self.new)

    def ways(self, portmap: PortMap) -> Iterator[Texts]:
        """One: the name in every place; a text that aliases share is written once."""
        texts: Texts = self.unwritten(portmap)
        for each in {(m.node.source, m.start): m for m in self.found(portmap)}.values():
            texts.setdefault(each.node.source, []).append(respelled(each, self.new))
        if texts:
            yield texts

    def found(self, portmap: PortMap) -> list[Mention]:
        return [each for each in mentions(portmap) if each.thing == self.thing]

    def unwritten(self, portmap: PortMap) -> Texts:
        """What says the environment of a project that names none."""
        if self.thing[0] != "environment":
            return {}
        node = portmap.projects[self.thing[1]].origin.nodes[0]
        if not isinstance(node, Mapping) or node.get("environments") is not None:
            return {}
        return {node.source: list(add_entries(node, [("environments", f"[{self.new}]")]))}

    def retold(self, message: str) -> str:
        old = re.escape(self.thing[-1])
        return re.sub(rf"(?<![a-z0-9-]){old}(?![a-z0-9-])", self.new, message)


def respelled(mention: Mention, new: str) -> Splice:
    """The name; quoted where it stands alone and bare, and a reader could misread it."""
    node = mention.node
    alone = isinstance(node, Scalar) and node.text == mention.thing[-1] and node.plain
    return Splice(mention.start, mention.end, yaml_string(new) if alone else new)


def unfit(what: str, name: str) -> str | None:
    """Why nothing of the sort can bear a name, and what one looks like."""
    problems = Problems()
    SHAPES[what].read(Scalar(Source("", name), 0, len(name), name, False), problems)
    return f"{problems[0].message}; {problems[0].hint}" if problems else None


def collision(portmap: PortMap, thing: Thing, new: str) -> str | None:
    """Who bears the name already where the thing would."""
    what, scope = thing[0], thing[1:-1]
    project = portmap.projects.get(thing[1]) if len(thing) > 2 else None
    ranges = project.ranges if project else portmap.ranges
    if what == "host":
        known: Iterator[str] = iter(portmap.hosts)
    elif what == "project":
        known = iter(portmap.projects)
    elif what == "range":
        known = iter(each.name for each in ranges)
    elif project is None:
        return None
    elif what == "environment":
        known = iter(project.environments)
    elif what == "service":
        known = iter({s: 0 for e in project.environments.values() for s in e.services})
    else:
        known = iter(each.name for each in project.services[scope[1]].endpoints)
    where = f" in '{'/'.join(scope)}'" if any(scope) else ""
    return f"there is {what} '{new}' already{where}" if new in known else None
