"""Which of two files is believed: what runs goes before what documents say."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

from portbook.draft.names import same
from portbook.sources.found import Found, FoundClaim
from portbook.sources.readers import PUBLISHES, TELLS, reader_of_name

TELLING, DOCUMENT = 4, TELLS
"""From the first rank on, files are written to tell of ports; the second is that of texts."""

_EXAMPLE = re.compile(r"(example|sample|template|dist|defaults?)\b")
_LISTS = re.compile(r"ports?\.(ya?ml|json|toml)")


@cache
def rank(path: str) -> int:
    """0 for the file that is believed first, up to DOCUMENT: its reader's rank, except that
    examples of .env files, and lists of ports, only tell of what others open."""
    name = path.replace("\\", "/").rpartition("/")[2].casefold()
    reader = reader_of_name(path)
    if reader is None:
        return 4 if _LISTS.fullmatch(name) else 2
    return 3 if reader.name == "dotenv" and _EXAMPLE.search(name) else reader.rank


def is_compose(path: str) -> bool:
    return rank(path) == PUBLISHES


def where(path: str, line: int) -> str:
    """A place as diagnostics print it."""
    return f"{path}:{line}"


def given_to_checkouts(found: Found, project: str) -> Found:
    """Found, with what a list of several projects says of one of them as that one's own, where
    name and number are one service's there; `project` is whose the facts are that name none."""
    by_project: dict[str, list[FoundClaim]] = {}
    for claim in found.claims:
        by_project.setdefault(same(claim.project or project), []).append(claim)
    told = {n for n, c in by_project.items() if all(rank(e.path) >= DOCUMENT for e in c)}
    held: dict[tuple[str, int | None], set[tuple[str | None, str]]] = {}
    for owner, claims in by_project.items():
        for claim in claims:
            for name in {owner} if owner in told else {owner, same(claim.service)}:
                held.setdefault((name, claim.port), set()).add((claim.project, claim.service))
    given: dict[tuple[str | None, str], tuple[str | None, str]] = {}
    for teller in told:
        for claim in by_project[teller]:
            owners = held.get((same(claim.service), claim.port), set())
            owners = {each for each in owners if same(each[0] or project) != teller}
            if len(owners) == 1 and claim.host is None and not claim.reference:
                given[claim.project, claim.service] = next(iter(owners))

    def own(fact: Any, name: str) -> Any:
        owner = given.get((fact.project, getattr(fact, name)))
        return replace(fact, **{"project": owner[0], name: owner[1]}) if owner else fact

    return replace(
        found,
        claims=[own(each, "service") for each in found.claims],
        services=[own(each, "name") for each in found.services],
    )
