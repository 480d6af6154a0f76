"""Removes a service or a project from the map, and finds what refers to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from portbook.edit.change import Change, Texts
from portbook.edit.entries import column, value_span
from portbook.edit.mentions import Mention, mentions
from portbook.model.portmap import Environment, PortMap
from portbook.text.nodes import Mapping, Scalar
from portbook.text.source import Source, Splice


@dataclass(frozen=True)
class Remove(Change):
    """A service, or (None) the whole project."""

    project: str
    service: str | None
    done = "removed"

    @property
    def name(self) -> str:
        return f"{self.project}/{self.service}" if self.service else self.project

    def expected(self, was: PortMap, made: PortMap) -> PortMap:
        projects = dict(was.projects)
        if self.service is None:
            del projects[self.project]
            return replace(was, projects=projects)
        owner = projects[self.project]
        services = {key: each for key, each in owner.services.items() if key != self.service}
        there = made.projects.get(self.project)
        environments = {
            name: self.without(each, there.environments.get(name) if there else None)
            for name, each in owner.environments.items()
        }
        projects[self.project] = replace(owner, services=services, environments=environments)
        return replace(was, projects=projects)

    def without(self, environment: Environment, made: Environment | None) -> Environment:
        """What a proxy listens on remains, held by a service that stands for the proxy."""
        left = {key: each for key, each in environment.services.items() if key != self.service}
        held = made.services.get(self.service or "") if made else None
        if held is not None and held.implicit:
            left[held.name] = held
        return replace(environment, services=left)

    def strategies(self, portmap: PortMap) -> Iterator[Texts]:
        for above, node in self.parents(portmap):
            for splices in cuts(above, node, self.service or self.project):
                yield {node.source: splices}

    def parents(self, portmap: PortMap) -> Iterator[tuple[Scalar, Mapping]]:
        """The mappings that may have the entry, each with its key."""
        if self.service is not None:
            roots, key = portmap.projects[self.project].origin.nodes, "services"
        else:
            roots, key = portmap.origin.nodes, "projects"
        for root in (each for each in roots if isinstance(each, Mapping)):
            above, node = root.key(key), root.get(key)
            if above is not None and isinstance(node, Mapping):
                yield above, node


def referring(portmap: PortMap, remove: Remove) -> list[Mention]:
    """Where others name what is to go, each place once."""
    found: dict[tuple[object, ...], Mention] = {}
    for each in mentions(portmap):
        if each.via and _is_of(each, remove) and not _is_by(each, remove):
            # `shop/api.ws` names the project, the service and its endpoint.
            found.setdefault((each.by, each.via, each.node.source.name, each.node.start), each)
    return list(found.values())


def _is_of(mention: Mention, remove: Remove) -> bool:
    sort, *path = mention.entity
    if remove.service is None:
        return (
            sort in ("project", "service", "endpoint", "environment") and path[0] == remove.project
        )
    return sort in ("service", "endpoint") and path[:2] == [remove.project, remove.service]


def _is_by(mention: Mention, remove: Remove) -> bool:
    if remove.service is None:
        return mention.by[0] == remove.project
    return mention.by == (remove.project, remove.service)


_COLON = re.compile(r"\s*:")
_REST = re.compile(r"[ \t]*,?[ \t]*(#[^\n]*)?\r?\n")


def cuts(above: Scalar, node: Mapping, name: str) -> Iterator[list[Splice]]:
    """Ways to take out the entry of a name; `above` is the key that the mapping stands under.

    Its own are the comment lines straight above it and those further in behind it.
    """
    at = next((n for n, (key, _) in enumerate(node.pairs) if key.text == name), None)
    if at is None:
        return
    key, value = node.pairs[at]
    start, end = key.start, value_span(key, value)[1]
    if len(node.pairs) == 1 and not node.merged:
        yield from _last(above, node, start, end)
    elif node.flow and not _has_lines(node.source, start, end):
        yield [_from_flow(node, at, start, end)]
    else:
        yield [_lines(node.source, start, end)]


def _last(above: Scalar, node: Mapping, start: int, end: int) -> Iterator[list[Splice]]:
    """The only entry: what is left says that there is none."""
    if node.flow:
        opened = node.source.text.index("{", node.start)
        yield [Splice(opened + 1, node.end - 1, "")]
        return
    colon = _COLON.match(node.source.text, above.end)
    if colon is not None:
        yield [Splice(colon.end(), colon.end(), " {}"), _lines(node.source, start, end)]


def _from_flow(node: Mapping, at: int, start: int, end: int) -> Splice:
    if at + 1 < len(node.pairs):
        return Splice(start, node.pairs[at + 1][0].start, "")
    return Splice(value_span(*node.pairs[at - 1])[1], end, "")


def _has_lines(source: Source, start: int, end: int) -> bool:
    """Whether the lines of an entry hold nothing else."""
    begins = source.text.rfind("\n", 0, start) + 1
    alone = not source.text[begins:start].strip()
    return alone and _REST.match(source.text, end) is not None


def _lines(source: Source, start: int, end: int) -> Splice:
    """The whole lines of an entry with its comments, and not two gaps where there was one."""
    text, indent = source.text, column(source, start)
    low = text.rfind("\n", 0, start) + 1
    high = end if text[end - 1 : end] == "\n" else _line_end(text, end)
    while _comment_column(text, before := text.rfind("\n", 0, max(low - 1, 0)) + 1) == indent:
        if before == low:
            break
        low = before
    inside = high
    while (deep := _comment_column(text, inside)) is not None and deep > indent:
        inside = high = _line_end(text, inside)
    above = text.rfind("\n", 0, max(low - 1, 0)) + 1
    below = text[high : _line_end(text, high)]
    if above < low and not text[above:low].strip() and not below.strip():
        low = above
    if high == len(text) and not text.endswith("\n"):
        # A text without a last line break stays one.
        low = len(text[:low].removesuffix("\n").removesuffix("\r"))
    return Splice(low, high, "")


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _comment_column(text: str, begins: int) -> int | None:
    """The column of a comment that a line consists of."""
    line = text[begins : _line_end(text, begins)]
    bare = line.lstrip(" ")
    return len(line) - len(bare) if bare.startswith("#") else None
