"""The claims of one service to its endpoints as written for all, and what environments change."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.draft.draft import DraftEndpoint
from portbook.draft.intervals import with_intervals
from portbook.draft.numbers import settle
from portbook.model.kinds import Kind
from portbook.sources.found import FoundClaim

__all__ = ["everywhere", "ports_of"]


def everywhere(
    claims: list[FoundClaim], kind: Kind | None, environments: tuple[str, ...]
) -> tuple[
    tuple[DraftEndpoint, ...],
    tuple[tuple[str, tuple[DraftEndpoint, ...]], ...],
    tuple[str, ...],
    tuple[str, ...],
]:
    """The endpoints as written for all, those of other environments, in which the service is
    (none: in all), and remarks."""
    default = environments[0]
    told: dict[str, list[FoundClaim]] = {}
    for claim in with_intervals(claims):
        told.setdefault(claim.environment or "", []).append(claim)
    general = told.pop("", [])
    named = {(claim.port, claim.container_port) for claim in told.get(default, ())}
    named |= {(claim.port, None) for claim in told.get(default, ())}
    if general and named and all((c.port, c.container_port) in named for c in general if c.port):
        # A plain .env or compose file is the default environment's, once another file tells of it.
        told[default] += general
        general = []
    present = [name for name in environments if name in told]
    only = () if general or not present or len(present) == len(environments) else present
    first = default if general or default in told else present[0] if present else default
    base = settle((*told.get(first, ()), *general) if first == default else told[first], kind)
    remarks = list(base.remarks)
    overlays = []
    for name in present:
        if name == first:
            continue
        here = settle(told[name], kind)
        remarks += [f"{each}, in {name}" for each in here.remarks]
        differing = tuple(_differing(base.endpoints, here.endpoints))
        remarks += [
            f"decide: in {name} only {each.container} inside a container ({each.place})"
            for each in differing
            if each.port is None
        ]
        if differing:
            overlays.append((name, differing))
    return base.endpoints, tuple(overlays), tuple(only), tuple(remarks)


def _differing(
    base: tuple[DraftEndpoint, ...], here: tuple[DraftEndpoint, ...]
) -> Iterator[DraftEndpoint]:
    """What an environment says that the base does not, under the base's names where it can be
    told which is which."""
    known, kept = ({_number(each) for each in endpoints} for endpoints in (base, here))
    rest = [each for each in here if _number(each) not in known]
    free = [each for each in base if _number(each) not in kept]
    for each in rest:
        match = next((b for b in free if b.name == each.name), None)
        match = match or next((b for b in free if b.container == each.container), None)
        if match is not None:
            free.remove(match)
        name = match.name if match else each.name
        yield DraftEndpoint(
            name,
            each.port,
            each.port_end,
            each.container,
            each.container_end,
            each.transports,
            each.scheme,
            each.bind,
            each.place,
        )


def ports_of(
    endpoints: tuple[DraftEndpoint, ...],
    overlays: tuple[tuple[str, tuple[DraftEndpoint, ...]], ...],
) -> set[int | None]:
    laid = [each.port for _, here in overlays for each in here]
    return {*laid, *(each.port for each in endpoints)} - {None}


def _number(endpoint: DraftEndpoint) -> tuple[int | None, ...]:
    """What tells one endpoint from another: the host's number, else the container's."""
    if endpoint.port is None:
        return None, endpoint.container
    return endpoint.port, endpoint.port_end
