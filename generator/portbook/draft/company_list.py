"""Assigns the ports of a list of several checkouts to the checkouts that were read with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from portbook.draft.names import folded_name
from portbook.draft.sources import DOCUMENT, rank
from portbook.sources.found import Found, FoundClaim, FoundProject, FoundService
from portbook.text.grouping import grouped

_Row = tuple[str | None, str]
"""A service by its project, None where a file names none, and its name."""


def assign_to_checkouts(found: Found, project: str) -> Found:
    """With what a list of several projects' ports says of one of them as that one's own.

    A list is a project of which only documents tell. Its row is another project's where number and
    name are those of one service there, or the name that project's; a service's name alone tells
    nothing where all rows would be one project's: two programs of a kind share their number.
    `project` is whose the facts are that name none.
    """
    found = _of_teams(found)
    told = grouped((folded_name(claim.project or project), claim) for claim in found.claims)
    lists = {name for name, claims in told.items() if all(rank(c.path) == DOCUMENT for c in claims)}
    known: dict[tuple[str, int | None], set[_Row]] = {}
    for owner, claims in told.items():
        for claim in claims:
            for name in {owner} if owner in lists else {owner, folded_name(claim.service)}:
                known.setdefault((name, claim.port), set()).add((claim.project, claim.service))
    given: dict[_Row, _Row] = {}
    for name in lists:
        rows = {(c.project, c.service): _elsewhere(c, name, known, project) for c in told[name]}
        meant = {row: owner for row, owner in rows.items() if owner is not None}
        several = len({owner[0] for owner in meant.values()}) > 1
        given |= {
            row: owner
            for row, owner in meant.items()
            if several or folded_name(owner[0] or project) == folded_name(row[1])
        }

    def own(fact: Any) -> Any:
        key = {FoundClaim: "service", FoundService: "name"}.get(type(fact))
        owner = given.get((fact.project, getattr(fact, key))) if key else None
        return replace(fact, **{"project": owner[0], key: owner[1]}) if key and owner else fact

    return found.changed(own) if given else found


def _of_teams(found: Found) -> Found:
    """With the rows of a list whose group ("team", "area") is called as a checkout as that one's,
    where one of them tells a number of it."""
    names = {folded_name(checkout.name): checkout.name for checkout in found.of(FoundProject)}
    numbers = {(folded_name(claim.project or ""), claim.port) for claim in found.claims}
    groups = {
        group
        for claim in found.claims
        if claim.group and claim.port
        if (group := folded_name(claim.group)) in names and (group, claim.port) in numbers
    }

    def own(fact: Any) -> Any:
        if not isinstance(fact, FoundClaim) or folded_name(fact.project or "") in names:
            return fact
        group = folded_name(fact.group or "")
        return replace(fact, project=names[group], group=None) if group in groups else fact

    return found.changed(own) if groups else found


def _elsewhere(
    claim: FoundClaim, own: str, known: dict[tuple[str, int | None], set[_Row]], project: str
) -> _Row | None:
    """The one service of another project that a row of a list means."""
    if claim.port is None or claim.host is not None or claim.reference:
        return None
    owners = known.get((folded_name(claim.service), claim.port), set())
    owners = {each for each in owners if folded_name(each[0] or project) != own}
    return next(iter(owners)) if len(owners) == 1 else None
