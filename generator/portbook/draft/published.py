"""Makes endpoints of what stacks publish of one service: exactly, environment by environment.

Compose publishes and nothing else does for what it runs (other files only name, complete or
contradict), so that an overlay made of the map says what was there.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from operator import attrgetter

from portbook.draft.draft import DraftEndpoint
from portbook.draft.names import endpoint_names
from portbook.draft.numbers import endpoint_name, exposure, known_bind, sayable, settle
from portbook.draft.overlays import ByEnvironment, overlays_of
from portbook.draft.sources import TELLING, is_compose, rank, where
from portbook.model.bind import EVERY
from portbook.model.kinds import Kind
from portbook.sources.found import FoundClaim, FoundService
from portbook.sources.readers import sort_of_name
from portbook.text.grouping import grouped


def published_by_environment(
    claims: list[FoundClaim],
    kind: Kind | None,
    environments: tuple[str, ...],
    facts: list[FoundService],
) -> ByEnvironment:
    """As `by_environment`, of a service that stacks declare."""
    default, declared = environments[0], [fact for fact in facts if fact.stack]
    composed = {fact.environment or default for fact in declared}
    folders = {posixpath.dirname(fact.path) for fact in declared}
    told: dict[str, list[FoundClaim]] = {name: [] for name in environments if name in composed}
    others: dict[str, list[FoundClaim]] = {}
    for claim in claims:
        name = claim.environment or default
        (told if claim.published and name in composed else others).setdefault(name, []).append(
            claim
        )
    remarks: list[str] = []
    made: dict[str, list[DraftEndpoint]] = {}
    for name, listed in told.items():
        beside = others.get(name, []) + (others.get(default, []) if name != default else [])
        # Only the default environment's .env file is one that Compose reads by itself.
        made[name] = list(_named(list(_endpoints(listed, moved=name == default)), kind))
        made[name] = [_enriched(each, beside) for each in made[name]]
        if not made[name]:
            made[name] = _of_host(beside, declared, kind) or _inside(beside, kind)
    known = {each.port for here in made.values() for each in here}
    for name, listed in others.items():
        # A number that a stack publishes elsewhere is no further one.
        new = [c for c in listed if c.port not in known]
        outside = [] if name in composed else [c for c in new if _is_started(c, folders)]
        if settled := settle(outside, kind)[0]:
            made[name] = settled
        else:
            remarks += _objections(listed, [each for here in made.values() for each in here])
    return *overlays_of(made, environments, exact=True), tuple(dict.fromkeys(remarks))


def _is_started(claim: FoundClaim, folders: set[str]) -> bool:
    """Whether a file says that the program also runs without Compose: no text for people does,
    no proxy's configuration, and no .env file beside the compose files that it is for."""
    folder, _, name = claim.path.rpartition("/")
    dotenv = sort_of_name(claim.path) == "dotenv"
    if rank(claim.path) >= TELLING or name.endswith(".conf"):
        return False
    return not (dotenv and folder in folders)


def _endpoints(claims: list[FoundClaim], *, moved: bool) -> Iterator[DraftEndpoint]:
    """Entries that differ in address or transport alone are one endpoint."""
    same = attrgetter(
        *("port", "port_end", "container_port", "container_end"),
        *("random", "mode", "app_protocol", "port_name"),
    )
    for group in grouped((same(claim), claim) for claim in claims).values():
        told = ((claim.transport or "tcp", known_bind(claim) or EVERY) for claim in group)
        joined = grouped(
            (tuple(dict.fromkeys(bound)), transport) for transport, bound in grouped(told).items()
        )
        for binds, transports in joined.items():
            for together in sayable(transports):
                movers = {claim.moved_by for claim in group}
                mover = movers.pop() if moved and len(movers) == 1 else None
                claim = group[0]
                yield DraftEndpoint(
                    "",
                    claim.port,
                    claim.port_end,
                    claim.container_port,
                    claim.container_end,
                    together,
                    claim.scheme if "tcp" in together else None,
                    binds[0],
                    where(claim.path, claim.line),
                    binds[1:],
                    claim.random,
                    mode=claim.mode,
                    app_protocol=claim.app_protocol,
                    port_name=claim.port_name,
                    moved_by=mover,
                )


def _named(endpoints: list[DraftEndpoint], kind: Kind | None) -> Iterator[DraftEndpoint]:
    names = endpoint_names()
    for index, each in enumerate(endpoints):
        if len(endpoints) == 1:
            yield replace(each, name="default")
            continue
        inner = each.container or each.port
        name = endpoint_name(inner, each.port, each.scheme, kind, index)
        yield replace(each, name=names.unique(name, "port"))


def _enriched(endpoint: DraftEndpoint, others: list[FoundClaim]) -> DraftEndpoint:
    for claim in others:
        known = endpoint.scheme or endpoint.port is None or claim.port != endpoint.port
        if not known and claim.scheme and not claim.reference:
            endpoint = replace(endpoint, scheme=claim.scheme)
    return endpoint


def _of_host(
    claims: list[FoundClaim], declared: list[FoundService], kind: Kind | None
) -> list[DraftEndpoint]:
    """What a text says that a container without a network of its own listens on: a number of the
    host (https://docs.docker.com/engine/network/drivers/host/)."""
    if not all(each.host_network for each in declared):
        return []
    told = [each for each in claims if each.port is not None and rank(each.path) >= TELLING]
    return settle((replace(c, container_port=None) for c in told), kind)[0]


def _inside(claims: list[FoundClaim], kind: Kind | None) -> list[DraftEndpoint]:
    """What a container listens on that publishes nothing."""
    inner = [
        replace(claim, port=None, port_end=None)
        for claim in claims
        if claim.container_port and (claim.port is None or not is_compose(claim.path))
    ]
    return [replace(each, scheme=None) for each in settle(inner, kind)[0]]


def _objections(claims: list[FoundClaim], endpoints: list[DraftEndpoint]) -> Iterator[str]:
    """Numbers of the host that others give to it, with both places."""
    published = [each for each in endpoints if each.port is not None]
    known = {n for e in published for n in range(e.port or 0, (e.port_end or e.port or 0) + 1)}
    for claim in claims:
        if claim.bind and rank(claim.path) >= TELLING:
            yield from _loosened(claim, published)
        if claim.port is None or claim.port in known or rank(claim.path) < TELLING:
            continue
        said = f"{claim.port} ({where(claim.path, claim.line)})"
        if len({each.port for each in published}) == 1:
            yield f"decide: {published[0].port} ({published[0].place}) or {said}"
        else:
            yield f"decide: {said}, which its compose files do not publish"


def _loosened(claim: FoundClaim, published: list[DraftEndpoint]) -> Iterator[str]:
    """A text that wants a published number at another address."""
    for each in published:
        bind = known_bind(claim)
        if each.port == claim.port and bind and exposure(bind) not in map(exposure, each.binds):
            told = f"{bind} ({where(claim.path, claim.line)})"
            yield f"decide: {each.port} at {' and '.join(each.binds)} ({each.place}) or {told}"
