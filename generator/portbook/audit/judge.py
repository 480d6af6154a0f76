"""Judges mentions: which agree with the map, which differ, and which it does not have."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from portbook.audit.expected import Expected, Holders, environment_named, expected, usual_numbers
from portbook.audit.mention import Mention
from portbook.audit.owners import BESIDE, is_within, stem_of
from portbook.model.bind import EVERY, LOOPBACK, is_wildcard, parse_bind
from portbook.model.portmap import Environment, PortMap, Project
from portbook.sources.reconcile import PROXIES
from portbook.text.grouping import grouped


def has_container_port(each: Expected) -> bool:
    """Whether the map says what it is inside a container."""
    return each.endpoint.container_port is not None


def agreeing(mention: Mention, known: list[Expected]) -> Expected | None:
    """The first endpoint that has the mention's number on its side, of the host or inside; else the
    first whose service may fall back to it."""
    for each in known:
        if mention.port is None:
            if each.in_container(mention.inner):
                return each
        elif each.on_host(mention) or (mention.lax and each.in_container(mention.port)):
            return each
    ways = ((each, other.port) for each in known for other in each.service.alternatives)
    return next((each for each, port in ways if port == mention.port), None)


def differs_inside(mention: Mention, each: Expected) -> bool:
    """Whether the number on the host is right and the one in the container is not."""
    if mention.port is None or mention.inner is None or mention.port_end or mention.weak:
        return False
    if mention.document and not mention.compose:
        return False
    single = has_container_port(each) and not each.endpoint.port_end
    return single and not each.in_container(mention.inner)


class Published(NamedTuple):
    """What a file says of how a number is published, and what the map does; `what` is "transport"
    or "address"."""

    what: str
    here: str
    there: str


def published_otherwise(
    mention: Mention, each: Expected, known: list[Expected]
) -> Published | None:
    """The transport or the address where a stack publishes what the map has another way, in every
    environment that has the number. All addresses are one, of IPv4 alone or not."""
    if mention.bind is None or mention.port is None:
        return None
    same = [other.endpoint for other in known if other.on_host(mention)]
    transport = mention.transport or "tcp"
    if not same:
        return None
    if all(transport not in other.transports for other in same):
        return Published("transport", transport, "+".join(each.endpoint.transports))
    here = _canonical(mention.bind)
    if any(here in map(_canonical, other.binds) for other in same):
        return None
    there = " and ".join(_shown(_canonical(bind)) for bind in each.endpoint.binds)
    return Published("address", _shown(here), there)


def _canonical(bind: str) -> str:
    """An address in one spelling; the map's `localhost` holds Compose's loopback."""
    try:
        plain = parse_bind(bind)
    except ValueError:
        return bind
    return EVERY if is_wildcard(plain) else plain.replace("localhost", LOOPBACK)


def _shown(bind: str) -> str:
    return "all addresses" if bind == EVERY else bind


def rival(mention: Mention, open_: list[Expected], known: list[Expected]) -> Expected | None:
    """The endpoint of `known` that the mention gives another number; `open_` are those that its
    file does not say rightly elsewhere. None where it rather speaks of a further one."""
    for each in known if mention.endpoint is not None else ():
        if mention.endpoint in (each.endpoint.name, each.endpoint.scheme):
            return each
    if mention.endpoint in BESIDE:
        return None
    if mention.call:
        return known[0] if known else None
    inner = mention.beside if mention.inner is None else mention.inner
    for each in (*open_, *(known if mention.port is not None else [])):
        if inner is not None and each.endpoint.container_port == inner:
            return each
    further = (mention.compose or mention.beside) and inner is not None and mention.port is not None
    if further and any(has_container_port(each) for each in known):
        # A container publishes one more of its numbers here.
        return None
    transport = mention.transport or "tcp"
    fitting = [each for each in open_ if transport in each.endpoint.transports]
    if mention.port is not None:
        fitting = [each for each in fitting if each.endpoint.port is not None]
    return next((each for each in fitting if each.endpoint is each.service.primary), None)


@dataclass(frozen=True, slots=True)
class Difference:
    """A mention that gives an endpoint another number than the map; `inside` of a container.

    `published` is what differs where the number is the same."""

    mention: Mention
    of: Expected
    inside: bool = False
    published: Published | None = None


@dataclass(slots=True)
class Judged:
    """`confirmed` are the endpoints (service, endpoint) that some file speaks of, rightly or
    wrongly; `unknown` what the map does not have."""

    agreed: int = 0
    confirmed: set[tuple[str, str]] = field(default_factory=set)
    differences: list[Difference] = field(default_factory=list)
    unknown: list[Mention] = field(default_factory=list)


def judge(
    portmap: PortMap,
    project: Project,
    holders: Holders,
    mentions: Iterable[Mention],
    beside: Collection[str] = (),
) -> Judged:
    """Mentions are compared file by file: what a file says of a service is one statement.

    `beside` are projects whose checkouts are in the same folder, in one below or above it: their
    numbers may stand here.
    """
    judged = Judged()
    comparison = _Comparison(portmap, project, holders, frozenset((project.name, *beside)), judged)
    groups = grouped(
        ((each.path, each.owner, each.environment), each)
        for each in mentions
        if environment_named(project, each.environment) is not None
    )
    for group in groups.values():
        comparison.compare(group)
    return judged


_STORES = frozenset(("database", "cache"))
"""Roles of programs that answer on one number."""


def _is_irrelevant(mention: Mention, known: list[Expected]) -> bool:
    """Whether nothing follows where the number is none of the map's.

    A container may listen on more numbers than the map publishes, so that one inside is wrong
    only where it is the number on the host instead, or where a store is asked. Of what is not
    published the map has no number on the host that another could contradict.
    """
    if mention.port is not None:
        return all(each.endpoint.port is None for each in known)
    if mention.compose and not mention.call:
        # `expose` is a note that opens nothing.
        return True
    if not mention.call:
        return False
    return not any(
        has_container_port(each)
        and (each.endpoint.port == mention.inner or each.service.role in _STORES)
        for each in known
    )


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Compares groups: what one file says of one service, or of things without an owner."""

    portmap: PortMap
    project: Project
    holders: Holders
    near: frozenset[str]
    judged: Judged

    def compare(self, group: list[Mention]) -> None:
        first = group[0]
        known = self._known(first)
        if first.owner is None or not known:
            for mention in group:
                self.by_number(mention)
            return
        left: list[Mention] = []
        lines: set[int] = set()
        met: set[tuple[bool, tuple[str, str]]] = set()
        for mention in group:
            each = agreeing(mention, known)
            if each is None:
                left.append(mention)
                continue
            if mention.document:
                lines.add(mention.place.line)
            if not mention.call:
                met.add((mention.port is None, each.key))
            self.judged.confirmed.add(each.key)
            if differs_inside(mention, each):
                self.judged.differences.append(Difference(mention, each, inside=True))
            elif published := published_otherwise(mention, each, known):
                self.judged.differences.append(Difference(mention, each, published=published))
            else:
                self.judged.agreed += 1
        here = [each for each in known if each.environment is known[0].environment]
        # Of several numbers on a document's line, one that is right may have others beside it.
        left = [each for each in left if not each.document or each.place.line not in lines]
        for inside in (False, True):
            open_ = [each for each in here if (inside, each.key) not in met]
            self.place([each for each in left if (each.port is None) is inside], open_, here)

    def place(self, left: list[Mention], open_: list[Expected], known: list[Expected]) -> None:
        """Each that is left over contradicts an endpoint that its file does not say rightly; with
        none such it is a further number."""
        told: dict[tuple[int | None, int | None], Expected] = {}
        for mention in left:
            if mention.weak or _is_irrelevant(mention, known):
                continue
            number = mention.port, mention.inner
            if self._is_at_home(mention) or self._is_another(mention):
                self.judged.agreed += 1
                continue
            if mention.kind in PROXIES and mention.lax and all(map(has_container_port, known)):
                # A proxy's file may open more inside its container than is published.
                continue
            if self._is_outside(mention, known):
                self.by_number(mention)
                continue
            numbered_ = [each for each in known if mention.port is None or each.endpoint.port]
            meant = told.get(number) or rival(mention, open_, numbered_)
            if meant is None:
                self.by_number(mention)
            elif mention.port is None and (mention.document or not has_container_port(meant)):
                # What a process has in a container that the map knows nothing of.
                continue
            else:
                self.judged.differences.append(Difference(mention, meant, mention.port is None))
                self.judged.confirmed.add(meant.key)
                told[number] = meant
                if meant in open_ and not mention.call:
                    open_.remove(meant)

    def by_number(self, mention: Mention) -> None:
        """A thing without a name that the map knows: its number says whether it is there."""
        if mention.port is None:
            known = self._inner(mention)
        else:
            known = self.held(mention) or self._alternatives(mention) or self._inner(mention)
        if known:
            self.judged.agreed += 1
            if known[0].service.project == self.project.name:
                self.judged.confirmed.add(known[0].key)
        elif (
            mention.port is not None and not (mention.weak and mention.call) and not mention.passing
        ):
            self.judged.unknown.append(mention)

    def _is_at_home(self, mention: Mention) -> bool:
        """Whether its number is that of a project beside this one, or of the service in whose
        folder the file lies: there a name such as `API_PORT` is its own."""
        if self.near != {self.project.name} and self.held(mention, others=True):
            return True
        own = (each for each in self.held(mention) if each.name != mention.owner)
        return any(is_within(mention.path, each.service) for each in own)

    def _is_another(self, mention: Mention) -> bool:
        """Whether its number is that of a service of another stack, called alike (`api` and
        `api-2`), or of a proxy that hands on to the one that is named."""
        called = {stem for each in mention.names if (stem := stem_of(each))}
        return any(
            called & {stem_of(each.service.name), stem_of(each.service.compose_name)}
            or (mention.call and (each.service.role == "proxy" or "gateway" in each.name))
            for each in self.held(mention)
            if each.name != mention.owner
        )

    def _is_outside(self, mention: Mention, known: list[Expected]) -> bool:
        """Whether a package starts it beside the container that a stack builds, or an image tells
        (EXPOSE opens nothing) what the stack tells otherwise."""
        return mention.own and all(
            each.service.build and has_container_port(each) and self.project.stacks
            for each in known
        )

    def held(self, mention: Mention, *, others: bool = False) -> list[Expected]:
        """Who has its number, this project's own first; what calls, and documents, may well speak
        of any project."""
        found = self.holders.get(mention.port or 0, [])
        own = [each for each in found if each.service.project == self.project.name]
        if own and not others:
            return own
        near = [each for each in found if each.service.project in self.near and each not in own]
        return near or (found if (mention.call or mention.document) and not others else [])

    def _known(self, mention: Mention) -> list[Expected]:
        """The endpoints it may mean: those of its environment first; where the file does not say
        which, those of all the others too."""
        if mention.owner is None:
            return []
        at = environment_named(self.project, mention.environment)
        where: list[Environment] = [at] if at else []
        if mention.environment is None:
            where += [each for each in self.project.environments.values() if each is not at]
        found = []
        for environment in where:
            found += expected(self.portmap, environment, mention.owner)
        return [e for e in found if (e.endpoint.port, e.endpoint.container_port) != (None, None)]

    def _alternatives(self, mention: Mention) -> list[Expected]:
        return [
            Expected(environment, service.name, service, service.primary)
            for environment, service in self.project.deployments()
            if service.primary and any(mention.port == each.port for each in service.alternatives)
        ]

    def _inner(self, mention: Mention) -> list[Expected]:
        number = mention.number
        either = mention.lax or mention.weak or mention.document or mention.call
        inside = mention.port is None or either
        # Where the host has another number for it, a call of the one inside goes wrong.
        hidden = mention.call and not (mention.lax or mention.document or mention.compose)
        return [
            Expected(environment, service.name, service, endpoint)
            for environment, service in self.project.deployments()
            for endpoint in service.endpoints
            if (inside and endpoint.container_port == number and not (hidden and endpoint.port))
            or (
                number in usual_numbers(service)
                and (not endpoint.port if mention.call else mention.owner == service.name)
            )
        ]
