"""A host that the map is to know, and an environment of a project that lives on another host."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from portbook.edit.change import Change, Texts
from portbook.edit.entries import add_entries, flow, value_span
from portbook.model.portmap import Host, PortMap
from portbook.text.edit import Splice
from portbook.text.nodes import Mapping, Node, Scalar


class NewHost(NamedTuple):
    """A map without `hosts` gets them, with the one it had unsaid first."""

    name: str
    os: str = "linux"

    @property
    def touches(self) -> tuple[str, str | None]:
        return "", None

    @property
    def refusal(self) -> str:
        return f"the host {self.name} cannot be added"

    def variants(self) -> Sequence[Change]:
        return (self,)

    def reworded(self, message: str) -> str:
        return message

    def expected(self, was: PortMap, made: PortMap) -> PortMap:
        return replace(was, hosts={**was.hosts, self.name: Host(self.name, self.os)})

    def strategies(self, portmap: PortMap) -> Iterator[Texts]:
        root = portmap.origin.nodes[0]
        hosts = portmap.origin.node("hosts")
        said = "{}" if self.os == "linux" else f"{{os: {self.os}}}"
        if isinstance(hosts, Mapping) and hosts.pairs:
            yield {hosts.source: list(add_entries(hosts, [(self.name, said)]))}
        elif isinstance(root, Mapping) and root.get("hosts") is None:
            known = [(name, "{}") for name in portmap.hosts]
            entry = ("hosts", flow([*known, (self.name, said)]))
            yield {root.source: list(add_entries(root, [entry], "title"))}


class Rehost(NamedTuple):
    """All services of the environment that name no host of their own go with it."""

    project: str
    environment: str
    host: str

    @property
    def touches(self) -> tuple[str, str | None]:
        return self.project, None

    @property
    def refusal(self) -> str:
        return f"{self.project}@{self.environment} cannot be put on {self.host}"

    def variants(self) -> Sequence[Change]:
        return (self,)

    def reworded(self, message: str) -> str:
        return message

    def expected(self, was: PortMap, made: PortMap) -> PortMap:
        project = was.projects[self.project]
        changed = replace(project.environments[self.environment], host=self.host)
        environments = {**project.environments, self.environment: changed}
        renewed = replace(project, environments=environments)
        return replace(was, projects={**was.projects, self.project: renewed})

    def strategies(self, portmap: PortMap) -> Iterator[Texts]:
        project = portmap.projects[self.project]
        node = project.origin.nodes[0]
        if not isinstance(node, Mapping):
            return
        key, named = node.key("environments"), node.get("environments")
        hosts = {name: each.host for name, each in project.environments.items()}
        whole = flow(list({**hosts, self.environment: self.host}.items()))
        if key is None or named is None:
            yield {node.source: list(add_entries(node, [("environments", whole)]))}
            return
        if isinstance(named, Mapping):
            yield from _in_mapping(named, self.environment, self.host)
        if not isinstance(named, Mapping) or named.flow:
            start, end = value_span(key, named)
            space = " " if start == end else ""
            yield {node.source: [Splice(start, end, f"{space}{whole}")]}


def _in_mapping(named: Mapping, environment: str, host: str) -> Iterator[Texts]:
    key, value = named.key(environment), named.get(environment)
    if key is not None and value is not None:
        yield {named.source: [_said(key, value, host)]}
    # Where a merge or an alias gives it, an entry of its own wins.
    yield {named.source: list(add_entries(named, [(environment, host)]))}


def _said(key: Scalar, value: Node, host: str) -> Splice:
    start, end = value_span(key, value)
    if start < end:
        return Splice(start, end, host)
    text = key.source.text
    if text[start - 1 : start] == ":":
        return Splice(start, start, f" {host}")
    # A flow mapping may hold a name alone.
    return Splice(start, start, f": {host}" if start == key.end else host)
