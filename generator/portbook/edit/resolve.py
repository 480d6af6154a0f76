"""Plans what `resolve` writes: first the hosts that change, then the numbers."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from portbook.allocate.settle.conflicts import (
    ALTERNATIVE,
    LOOPBACK,
    Scope,
    conflicts_of,
    items_of,
    shared_claims,
)
from portbook.allocate.settle.settlement import Relocation, Settlement, settle
from portbook.checks import CHECKS
from portbook.edit.change import Change, Refused, Texts
from portbook.edit.entries import add_entries, flow, value_span
from portbook.edit.move import Move, history_entry, number_in, service_of
from portbook.model.claims import claims_of
from portbook.model.exclusion import Exclusion
from portbook.model.portmap import Host, PortMap
from portbook.text.nodes import Mapping, Node, Scalar
from portbook.text.source import Splice


@dataclass(frozen=True)
class NewHost(Change):
    """A map without `hosts` gets them, with the one it had unsaid first."""

    name: str
    os: str = "linux"

    @property
    def touches(self) -> tuple[str, str | None]:
        return "", None

    @property
    def refusal(self) -> str:
        return f"the host {self.name} cannot be added"

    def expected(self, was: PortMap, made: PortMap) -> PortMap:
        return replace(was, hosts={**was.hosts, self.name: Host(self.name, self.os)})

    def strategies(self, portmap: PortMap) -> Iterator[Texts]:
        root = portmap.origin.nodes[0]
        hosts = portmap.origin.node("hosts")
        said = "{}" if self.os == "linux" else f"{{os: {self.os}}}"
        if isinstance(hosts, Mapping) and hosts.pairs:
            yield {hosts.source: [add_entries(hosts, [(self.name, said)])]}
        elif isinstance(root, Mapping) and root.get("hosts") is None:
            known = [(name, "{}") for name in portmap.hosts]
            entry = ("hosts", flow([*known, (self.name, said)]))
            yield {root.source: [add_entries(root, [entry], "title")]}


@dataclass(frozen=True)
class Rehost(Change):
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
            yield {node.source: [add_entries(node, [("environments", whole)])]}
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
        yield {named.source: [_host_splice(key, value, host)]}
    # Where a merge or an alias gives it, an entry of its own wins.
    yield {named.source: [add_entries(named, [(environment, host)])]}


def _host_splice(key: Scalar, value: Node, host: str) -> Splice:
    start, end = value_span(key, value)
    if start < end:
        return Splice(start, end, host)
    text = key.source.text
    if text[start - 1 : start] == ":":
        return Splice(start, start, f" {host}")
    # A flow mapping may hold a name alone.
    return Splice(start, start, f": {host}" if start == key.end else host)


class Plan(NamedTuple):
    """`portmap` is the map with the hosts changed, its numbers as they were; `left` are the hosts
    that environments leave, one for each of `rehosts`; `kept` are services that stay behind, since
    they name a host of their own."""

    portmap: PortMap
    scope: Scope
    new_host: NewHost | None
    rehosts: tuple[Rehost, ...]
    left: tuple[str, ...]
    kept: tuple[str, ...]
    settlement: Settlement


def make_plan(
    portmap: PortMap,
    *,
    host: str | None,
    onto: str | None,
    projects: Collection[str],
    strict: bool,
    steps: int,
) -> Plan:
    """The plan for a map as it stands."""
    warnings = _warnings(portmap) if strict or onto else frozenset()
    new_host, rehosts = _onto(portmap, onto, projects) if onto else (None, ())
    left = tuple(portmap.projects[each.project].default.host for each in rehosts)
    kept = tuple(_kept(portmap, rehosts))
    for change in (*([new_host] if new_host else ()), *rehosts):
        portmap = change.expected(portmap, portmap)
    exclusion = Exclusion(portmap)
    scope = Scope(host, frozenset(projects) or None, warnings, exclusion.signature)
    settlement = settle(
        portmap,
        exclusion.between,
        datetime.date.today(),
        scope=scope,
        apart={each.project for each in rehosts},
        steps=steps,
    )
    return Plan(portmap, scope, new_host, rehosts, left, kept, settlement)


def _warnings(portmap: PortMap) -> frozenset[str]:
    """Findings short of a conflict that the map's settings want to hear of."""
    severities = {each.code: each.severity for each in CHECKS} | portmap.settings.checks
    return frozenset(code for code in (ALTERNATIVE, LOOPBACK) if severities[code] != "off")


def _onto(
    portmap: PortMap, onto: str, projects: Collection[str]
) -> tuple[NewHost | None, tuple[Rehost, ...]]:
    chosen = [each for each in portmap.projects.values() if not projects or each.name in projects]
    rehosts = tuple(
        Rehost(each.name, each.default.name, onto) for each in chosen if each.default.host != onto
    )
    if onto in portmap.hosts:
        return None, rehosts
    left = {portmap.projects[each.project].default.host for each in rehosts}
    systems = {portmap.hosts[name].os for name in left if name in portmap.hosts}
    return NewHost(onto, systems.pop() if len(systems) == 1 else "linux"), rehosts


def _kept(portmap: PortMap, rehosts: Sequence[Rehost]) -> list[str]:
    return [
        f"{each.project}/{service.name} ({', '.join(service.hosts)})"
        for each in rehosts
        for service in portmap.projects[each.project].default.services.values()
        if service.hosts and service.claims and set(service.hosts) != {each.host}
    ]


def changes_of(plan: Plan) -> list[Change]:
    """The edits that carry a plan out, with an entry in the history of each service that moves."""
    moves = [_move(plan.portmap, each) for each in plan.settlement.moves]
    return [*([plan.new_host] if plan.new_host else ()), *plan.rehosts, *moves]


def _move(portmap: PortMap, relocation: Relocation) -> Move:
    item, moved = relocation.item, relocation.item.moved
    service = service_of(portmap, moved)
    number = number_in(service, service.endpoint(moved.endpoint), relocation.to, item.width)
    reason = relocation.reason
    return Move(*moved, number, history_entry(service, moved, item.port, relocation.to, reason))


def refuse_left_over(portmap: PortMap, scope: Scope) -> None:
    """Refused where the edited map still has a conflict that the plan was to end."""
    exclusion = Exclusion(portmap)
    ends = Scope(scope.host, scope.projects, (), exclusion.signature, exclusion.between)
    items = items_of(portmap, claims_of(portmap), exclusion.between)
    left = conflicts_of(items, ends)
    pair = next(((one, min(others)) for one, others in left.beside.items()), None)
    claims = pair and shared_claims(ends, *(items[each] for each in pair))
    if claims:
        mine, theirs = claims
        who = f"{theirs.who} and {mine.who} would still want one number of {mine.host}"
        raise Refused(who, "move one of them by hand")
