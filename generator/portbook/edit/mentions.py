"""Finds every place where a name of the map is written: its definition and its uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from portbook.model.portmap import PortMap
from portbook.model.reference import NAME, BadReference, Target, parse_target, parse_value
from portbook.text.nodes import Mapping, Node, Scalar, Sequence, descend, entries_at
from portbook.text.source import Place

_MEMBER = re.compile(rf"({NAME})(?:@({NAME}))?(?:/({NAME}))?")


class Mention(NamedTuple):
    """`start` to `end` of the node's source is the name; the whole node where `whole`.

    `by` is the project and the service that it is written in, `via` how: `uses`, `env API_URL`;
    empty where the name is given.
    """

    entity: Entity
    node: Node
    start: int
    end: int
    by: tuple[str, str]
    via: str = ""

    @property
    def place(self) -> Place:
        return Place(self.node.source, self.start, self.end)

    @property
    def who(self) -> str:
        """Who names the entity, and how."""
        where = "/".join(each for each in self.by if each)
        return f"{where} ({self.via})" if where else self.via


def mentions(portmap: PortMap) -> Iterator[Mention]:
    """All of them, in the order of the text; a text that an alias repeats comes again."""
    walk = _Walk(portmap)
    for root in portmap.origin.nodes:
        if isinstance(root, Mapping):
            yield from walk.document(root)


class _Walk:
    def __init__(self, portmap: PortMap) -> None:
        self.portmap = portmap

    def document(self, root: Mapping) -> Iterator[Mention]:
        for key, _ in entries_at(root, "hosts"):
            yield name(("host", key.text), key, ("", ""))
        yield from self.ranges(root.get("ranges"), "")
        yield from self.instances(root.get("settings"), "")
        for item in items(root.get("exclusive")):
            given = item.get("members") if isinstance(item, Mapping) else item
            for member in items(given):
                yield from self.member(member)
        for key, value in entries_at(root, "projects"):
            yield name(("project", key.text), key, (key.text, ""))
            if isinstance(value, Mapping):
                yield from self.project(key.text, value)

    def member(self, node: Node) -> Iterator[Mention]:
        match = _MEMBER.fullmatch(node.text) if isinstance(node, Scalar) else None
        at = verbatim(node)
        if match is None or at is None:
            return
        project = match[1]
        found = (("project", project), ("environment", project, match[2] or ""))
        for group, entity in enumerate((*found, ("service", project, match[3] or "")), 1):
            if match[group]:
                start, end = match.span(group)
                yield Mention(entity, node, at + start, at + end, ("", ""), "exclusive")

    def ranges(self, node: Node | None, project: str) -> Iterator[Mention]:
        for key, value in entries_at(node):
            yield name(("range", project, key.text), key, (project, ""))
            host = value.get("host") if isinstance(value, Mapping) else None
            yield from names("host", (), host, (project, ""), f"range {key.text}")

    def instances(self, node: Node | None, project: str) -> Iterator[Mention]:
        """The range that the slots of working copies are blocks of."""
        within = descend(node, "instances", "range")
        if isinstance(within, Scalar):
            scope = (self.owner(project, within.text),)
            yield from names("range", scope, within, (project, ""), "instances")

    def project(self, project: str, node: Mapping) -> Iterator[Mention]:
        by = project, ""
        named = node.get("environments")
        if isinstance(named, Mapping):
            for key, value in entries_at(named):
                yield name(("environment", project, key.text), key, by)
                host = value.get("host") if isinstance(value, Mapping) else value
                yield from names("host", (), host, by, f"environment {key.text}")
        else:
            yield from names("environment", (project,), named, by, "")
        yield from self.ranges(node.get("ranges"), project)
        yield from self.instances(node, project)
        for entry in items(node.get("history")):
            yield from self.history_entry(entry, project, "")
        for key, value in entries_at(node, "services"):
            yield name(("service", project, key.text), key, (project, key.text))
            yield from self.service(project, key.text, value)
        for key, value in entries_at(node, "proxy"):
            yield name(("environment", project, key.text), key, by, "proxy")
            for proxy in items(value):
                yield from self.proxy(project, proxy)

    def service(self, project: str, service: str, node: Node) -> Iterator[Mention]:
        if not isinstance(node, Mapping):
            return
        by = project, service
        given = node.get("range")
        if isinstance(given, Scalar):
            yield from names("range", (self.owner(project, given.text),), given, by, "range")
        yield from names("host", (), node.get("host"), by, "host")
        yield from names("environment", (project,), node.get("only"), by, "only")
        for key, _ in entries_at(node, "ports"):
            yield name(("endpoint", project, service, key.text), key, by)
        for item in items(node.get("uses")):
            yield from self.address(item, by, "uses")
        yield from self.address(node.get("same_as"), by, "same_as")
        for key, value in entries_at(node, "env"):
            inner = value.get("value") if isinstance(value, Mapping) else value
            yield from self.value(inner, by, f"env {key.text}")
        yield from self.health(node.get("health"), by)
        for _, value in entries_at(node, "secrets"):
            where = value.get("environments") if isinstance(value, Mapping) else None
            yield from names("environment", (project,), where, by, "secrets")
        for entry in items(node.get("history")):
            yield from self.history_entry(entry, project, service)
        for key, value in entries_at(node, "environments"):
            yield name(("environment", project, key.text), key, by, "environments")
            yield from self.service(project, service, value)

    def owner(self, project: str, name: str) -> str:
        """The project whose range is meant by a name; empty for the map's."""
        found = self.portmap.range_named(project, name)
        return (found and found.project) or ""

    def health(self, node: Node | None, by: tuple[str, str]) -> Iterator[Mention]:
        if isinstance(node, Mapping):
            yield from names("endpoint", by, node.get("endpoint"), by, "health")
            node = node.get("command")
        yield from self.value(node, by, "health")

    def history_entry(self, entry: Node, project: str, service: str) -> Iterator[Mention]:
        if not isinstance(entry, Mapping):
            return
        by = project, service
        where = entry.get("environment")
        yield from names("environment", (project,), where, by, "history")
        if service:
            yield from names("endpoint", by, entry.get("endpoint"), by, "history")

    def proxy(self, project: str, node: Node) -> Iterator[Mention]:
        if not isinstance(node, Mapping):
            return
        holder = node.get("service")
        by = project, holder.text if isinstance(holder, Scalar) else "proxy"
        yield from names("service", (project,), holder, by, "proxy")
        yield from self.address(node.get("to"), by, "proxy")
        for key, value in entries_at(node, "routes"):
            to = value.get("to") if isinstance(value, Mapping) else value
            yield from self.address(to, by, f"route {key.text}")

    def address(self, node: Node | None, by: tuple[str, str], via: str) -> Iterator[Mention]:
        at = verbatim(node) if node is not None else None
        if not isinstance(node, Scalar) or at is None:
            return
        for entity, start, end in address_parts(self.portmap, node.text, by):
            yield Mention(entity, node, at + start, at + end, by, via)

    def value(self, node: Node | None, by: tuple[str, str], via: str) -> Iterator[Mention]:
        if not isinstance(node, Scalar):
            return
        raw = node.source.text[node.start : node.end]
        for entity, start, end in reference_parts(self.portmap, raw, by):
            yield Mention(entity, node, node.start + start, node.start + end, by, via)


def items(node: Node | None) -> list[Node]:
    """The items of a list; one item may stand without its list."""
    if isinstance(node, Sequence):
        return node.items
    return [node] if node is not None else []


_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*\s+)*")


def verbatim(node: Node) -> int | None:
    """Where a scalar's text begins, if it is written as it is read."""
    if not isinstance(node, Scalar):
        return None
    text = node.source.text
    start = _PROPERTIES.match(text, node.start, node.end).end()  # type: ignore[union-attr]
    start += text[start : start + 1] in ("'", '"')
    return start if text.startswith(node.text, start) else None


def name(entity: Entity, key: Scalar, by: tuple[str, str], via: str = "") -> Mention:
    """A scalar that is the name and nothing else."""
    at = verbatim(key)
    start = key.start if at is None else at
    return Mention(entity, key, start, key.end if at is None else at + len(key.text), by, via)


def names(
    what: str, scope: tuple[str, ...], node: Node | None, by: tuple[str, str], via: str
) -> Iterator[Mention]:
    for item in items(node):
        if isinstance(item, Scalar) and not item.is_null:
            yield name((what, *scope, item.text), item, by, via)


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


Entity = tuple[str, ...]
"""What bears a name, as a path: ("service", "shop", "api"), ("environment", "shop", "staging"),
("endpoint", "shop", "api", "ws"), ("project", "shop"), ("host", "laptop"); of a range the middle
is its project, empty for a range of the whole map."""

SORTS = ("service", "project", "environment", "range", "host", "endpoint")


def entities(portmap: PortMap) -> Iterator[Entity]:
    yield from (("host", name) for name in portmap.hosts)
    yield from (("range", each.project or "", each.name) for each in portmap.all_ranges())
    for project in portmap.projects.values():
        yield "project", project.name
        yield from (("environment", project.name, name) for name in project.environments)
        for service in project.services.values():
            yield "service", project.name, service.name
            for endpoint in service.endpoints:
                yield "endpoint", project.name, service.name, endpoint.name


def names_of(entity: Entity) -> list[str]:
    """The names that mean an entity, the full one first."""
    full = entity_name(entity)
    if entity[0] == "endpoint":
        return [full, f"{entity[2]}.{entity[3]}"]
    return list(dict.fromkeys((full, entity[-1])))


def entity_name(entity: Entity) -> str:
    what, *scope = entity
    if what == "environment":
        return "@".join(scope)
    if what == "endpoint":
        return f"{scope[0]}/{scope[1]}.{scope[2]}"
    return "/".join(each for each in scope if each)
