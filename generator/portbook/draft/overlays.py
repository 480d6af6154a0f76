"""Makes a service's endpoints in all environments: a base, and what each environment changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from portbook.draft.draft import DraftEndpoint
from portbook.draft.names import Names
from portbook.draft.numbers import settle, with_intervals
from portbook.model.kinds import Kind
from portbook.sources.found import FoundClaim
from portbook.text.grouping import grouped

Overlay = tuple[str, tuple[DraftEndpoint, ...]]
"""An environment with the endpoints that differ there."""
ByEnvironment = tuple[
    tuple[DraftEndpoint, ...], tuple[Overlay, ...], tuple[str, ...], tuple[str, ...]
]
"""Endpoints, overlays, the environments in which the service is (none: in all), remarks."""


def by_environment(
    claims: list[FoundClaim], kind: Kind | None, environments: tuple[str, ...]
) -> ByEnvironment:
    """The endpoints as written for all, those of other environments, in which the service is
    (none: in all), and remarks."""
    default = environments[0]
    told = grouped((claim.environment or "", claim) for claim in with_intervals(claims))
    general = told.pop("", [])
    named = {(claim.port, claim.container_port) for claim in told.get(default, ())}
    named |= {(claim.port, None) for claim in told.get(default, ())}
    if general:
        # A plain .env or compose file is the default environment's, once another file tells of it.
        meant = named and all((c.port, c.container_port) in named for c in general if c.port)
        told[default] = [*told.get(default, []), *general]
        general = [] if meant else general
    settled = {name: settle(told[name], kind) for name in environments if name in told}
    base, overlays, only = overlays_of(
        {name: each for name, (each, _) in settled.items()}, environments, exact=False
    )
    first = next(iter(settled), default)
    remarks = [
        each if name == first else f"{each}, in {name}"
        for name, (_, said) in settled.items()
        for each in said
    ]
    remarks += [
        f"decide: in {name} only {each.container} inside a container ({each.place})"
        for name, differing in overlays
        for each in differing
        if each.port is None
    ]
    return base, overlays, () if general else only, tuple(remarks)


def overlays_of(
    made: Mapping[str, Sequence[DraftEndpoint]], environments: tuple[str, ...], *, exact: bool
) -> tuple[tuple[DraftEndpoint, ...], tuple[Overlay, ...], tuple[str, ...]]:
    """The endpoints of the first environment that has some told, what the others change, and in
    which they are (none: in all). Where it is told `exact`, the address and all else counts like
    the number, and what an environment does not tell is not published there."""
    present = tuple(name for name in environments if name in made)
    base = tuple(made[present[0]]) if present else ()
    overlays = [(name, _differing(base, made[name], exact)) for name in present[1:]]
    only = () if len(present) == len(environments) else present
    return base, tuple((name, each) for name, each in overlays if each), only


def _differing(
    base: Sequence[DraftEndpoint], here: Sequence[DraftEndpoint], exact: bool
) -> tuple[DraftEndpoint, ...]:
    """What an environment says otherwise, under the base's names where it can be told which is
    which."""
    said = _exactly if exact else _number
    known, kept = ({said(each) for each in endpoints} for endpoints in (base, here))
    free = [each for each in base if said(each) not in kept]
    names = Names(frozenset(each.name for each in base))
    found = []
    for each in (each for each in here if said(each) not in known):
        match = next((b for fits in _FITS[exact] for b in free if fits(b, each)), None)
        if match is None and exact and len(here) == len(base) == 1:
            match = base[0]
        if match is not None:
            free.remove(match)
        name = match.name if match else names.unique(each.name, "port")
        found.append(replace(each, name=name))
    if exact:
        published = [each for each in free if each.port is not None or each.random]
        found += [replace(e, port=None, port_end=None, unpublished=True) for e in published]
    return tuple(found)


_FITS: dict[bool, tuple[Callable[[DraftEndpoint, DraftEndpoint], bool], ...]] = {
    True: (
        lambda one, other: _inner(one) == _inner(other),
        lambda one, other: one.port is not None and one.port == other.port,
    ),
    False: (
        lambda one, other: one.name == other.name,
        lambda one, other: one.container == other.container,
    ),
}
"""What makes two numbers one endpoint's, the surest first, where they are told exactly or not."""


def ports_of(
    endpoints: tuple[DraftEndpoint, ...],
    overlays: tuple[tuple[str, tuple[DraftEndpoint, ...]], ...],
) -> set[int | None]:
    laid = [each.port for _, here in overlays for each in here]
    return {*laid, *(each.port for each in endpoints)} - {None}


def _exactly(endpoint: DraftEndpoint) -> object:
    return replace(endpoint, name="", place="", moved_by=None)


def _inner(endpoint: DraftEndpoint) -> object:
    return endpoint.container, endpoint.container_end, endpoint.transports


def _number(endpoint: DraftEndpoint) -> object:
    """What tells one endpoint from another: the host's number, else the container's."""
    if endpoint.port is None:
        return None, endpoint.container
    return endpoint.port, endpoint.port_end
