"""Adds a service to an existing or a new project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from portbook.edit.change import Change, Refused, Texts
from portbook.edit.entries import Tree, add_entries, as_flow, block_style, insertions, value_span
from portbook.language.canonical import Canonical
from portbook.language.keys.services import SERVICE
from portbook.language.problems import Problems
from portbook.language.projects import build_project, find_kind
from portbook.language.services import build_service
from portbook.model.portmap import Environment, PortMap, Project, Service
from portbook.model.portmap.service import NO_ORIGIN
from portbook.text.nodes import Mapping, Node
from portbook.text.source import Source, Splice
from portbook.text.tree import parse

T = TypeVar("T")


@dataclass(frozen=True)
class Add(Change):
    """`entry` is the service as it is written: a short form, or its keys."""

    project: str
    service: str
    entry: Tree
    done = "added"

    def expected(self, was: PortMap, made: PortMap) -> PortMap:
        """The service as the language builds it from the entry alone; its place among the others
        is where the text has it."""
        owner = was.projects.get(self.project)
        like = made.projects.get(self.project)
        entry = _canonical(self.entry)
        if owner is None:
            given = {"services": {self.service: entry}}
            first = next(iter(was.hosts))
            new = build_project(self.project, given, NO_ORIGIN, was.kinds, first)
            return replace(was, projects=_inserted(was.projects, self.project, new, made.projects))
        kind = find_kind(was.kinds, entry.get("kind"))
        service = build_service(self.project, self.service, "", entry, kind, NO_ORIGIN)
        environments = {
            name: _with_service(each, service, like.environments.get(name) if like else None)
            for name, each in owner.environments.items()
        }
        services = _inserted(owner.services, self.service, service, like.services if like else ())
        changed: Project = replace(owner, environments=environments, services=services)
        return replace(was, projects={**was.projects, self.project: changed})

    def strategies(self, portmap: PortMap) -> Iterator[Texts]:
        nested = _nested(portmap)
        project = portmap.projects.get(self.project)
        if project is None:
            yield from _new_project(portmap, self, nested)
            return
        node = project.origin.nodes[0]
        entry = self.entry if nested else as_flow(self.entry)
        if not isinstance(node, Mapping):
            yield from _in_bare(portmap, self.project, {"services": {self.service: entry}})
            return
        services = node.get("services")
        if isinstance(services, Mapping):
            own = block_style([value for _, value in services.pairs])
            style = nested if own is None else own
            for splices in insertions(services, self.service, self.entry, nested=style):
                yield {services.source: splices}
            return
        yield from _first(node, "services", {self.service: entry})


def _canonical(entry: Tree) -> Canonical:
    """Refused where the entry is no service."""
    root, found = parse(Source("", as_flow(entry)))
    problems = Problems(found)
    given: Canonical = SERVICE.read(root, problems) if root is not None else {}
    if problems:
        raise Refused(problems[0].message, problems[0].hint)
    return given


def _with_service(
    environment: Environment, service: Service, like: Environment | None
) -> Environment:
    if service.only is not None and environment.name not in service.only:
        return environment
    order = like.services if like else ()
    services = _inserted(environment.services, service.name, service, order)
    return replace(environment, services=services)


def _inserted(old: dict[str, T], key: str, value: T, order: Iterable[str]) -> dict[str, T]:
    """With the new entry where the order has it, else last."""
    joined = {**old, key: value}
    names = [name for name in order if name in joined]
    return {name: joined[name] for name in names} if len(names) == len(joined) else joined


def _nested(portmap: PortMap) -> bool:
    """Whether services are blocks in this map: as most of those are that are mappings."""
    written = [
        each.origin.nodes[0] for p in portmap.projects.values() for each in p.services.values()
    ]
    shapes = [not each.flow for each in written if isinstance(each, Mapping)]
    return 2 * sum(shapes) > len(shapes)


def _new_project(portmap: PortMap, add: Add, nested: bool) -> Iterator[Texts]:
    roots = [each for each in portmap.origin.nodes if isinstance(each, Mapping)]
    for root in roots:
        given = root.get("projects")
        if not isinstance(given, Mapping):
            continue
        own = block_style([value for _, value in given.pairs])
        blocks = not given.flow if own is None else own
        entry = add.entry if nested else as_flow(add.entry)
        services: Tree = {add.service: entry}
        if blocks and not nested and not _services_in_blocks(given):
            services = as_flow(services)
        for splices in insertions(given, add.project, {"services": services}, nested=blocks):
            yield {given.source: splices}
    yield from _first(roots[0], "projects", {add.project: {"services": {add.service: add.entry}}})


def _in_bare(portmap: PortMap, project: str, tree: Tree) -> Iterator[Texts]:
    """Under the name of a project of which nothing else is said."""
    for root in portmap.origin.nodes:
        given = root.get("projects") if isinstance(root, Mapping) else None
        if isinstance(given, Mapping) and given.get(project) is not None:
            yield from _first(given, project, tree)


def _services_in_blocks(projects: Mapping) -> bool:
    found: list[Node] = []
    for _, value in projects.pairs:
        services = value.get("services") if isinstance(value, Mapping) else None
        found += [services] if services is not None else []
    return block_style(found) is not False


def _first(node: Mapping, key: str, tree: Tree) -> Iterator[Texts]:
    """An entry where there is none yet, or where the key stands with nothing in it."""
    written, value = node.key(key), node.get(key)
    if written is None or value is None:
        for splices in insertions(node, key, tree, nested=True):
            yield {node.source: splices}
        return
    start, end = value_span(written, value)
    space = " " if node.source.text[start - 1] == ":" else ""
    yield {node.source: [Splice(start, end, f"{space}{as_flow(tree)}")]}
    yield {node.source: [add_entries(node, [(key, as_flow(tree))])]}
