"""The evidence of a document to its claims: what repeats, completes or only mentions another."""

from __future__ import annotations

import re
from dataclasses import replace

from portbook.sources.documents.evidence import LOOK, ByPort, Candidate, Gathered, by_port
from portbook.sources.documents.scope import environment_of
from portbook.sources.documents.text import alike, bare, names_whole
from portbook.sources.found import FoundClaim

__all__ = ["demote_mentions", "give_to_headings", "judge"]

_MANY = re.compile(
    r"(?:apis|backends|frontends|services|servers|apps|applications|tools|databases|projects|containers|ports|servicios"
    r"|serviços|aplicaciones|bases de dat\w+|dienste|datenbanken|сервисы|базы данных|базы)\W*$",
    re.IGNORECASE,
)
"""A heading over many services is none of them."""

_GENERAL = frozenset(
    (
        *("api", "web", "ui", "frontend", "backend", "admin", "app", "db", "database", "server"),
        *("service", "docs", "worker", "gateway", "proxy", "cache", "metrics", "http", "https"),
    )
)
"""Names of parts that many services have: a heading with one of them names none."""
_SHARED = frozenset((80, 443))
"""The web's own ports: behind a proxy they are many services'."""


def give_to_headings(claims: list[Candidate]) -> None:
    """A section's rows say parts of the service that other lines give the same numbers to.

    The heading must name that service, and most of the section's numbers that the document gives
    elsewhere must be its own; then a row's name is its endpoint.
    """
    sections: dict[str, list[Candidate]] = {}
    for candidate in claims:
        group = candidate.claim.group
        told = candidate.row and candidate.claim.port not in _SHARED
        if told and group and not _MANY.search(group):
            sections.setdefault(group, []).append(candidate)
    for _ in range(2):
        # Sections that share numbers know each other's services after the first time.
        numbers = by_port(claims)
        given = [
            (candidate, owner)
            for group, rows in sections.items()
            for candidate, owner in _owners(group, rows, numbers)
        ]
        for candidate, owner in given:
            _give(candidate, owner)


def _give(candidate: Candidate, owner: str) -> None:
    claim = candidate.claim
    staged = claim.environment or environment_of(claim.service)
    candidate.claim = replace(
        claim,
        service=owner,
        endpoint=None if staged else claim.endpoint or claim.service,
    )


def _owners(group: str, rows: list[Candidate], numbers: ByPort) -> list[tuple[Candidate, str]]:
    """Rows of a section with the service that each is a part of."""
    known = {id(row): others for row in rows if (others := _others(row, numbers))}
    owners = {
        at: headed[0]
        for at, others in known.items()
        if (headed := [c.claim.service for c in others if _heads(group, c.claim.service)])
    }
    if not owners or 2 * len(owners) < len(known):
        return []
    # `tempo / otel-collector` is two services: the heading tells which.
    single = next((name for name in owners.values() if " / " not in name), group)
    named = {at: single if " / " in name else name for at, name in owners.items()}
    owned = [
        (row, named.get(id(row), single))
        for row in rows
        if id(row) in owners or (id(row) not in known and _says_less(row))
    ]
    return [(row, owner) for row, owner in owned if not alike(row.claim.service, owner)]


def _heads(heading: str, name: str) -> bool:
    """Whether a heading names a service, or one of two that share a number."""
    return any(names_whole(heading, n) for n in name.split(" / ") if bare(n) not in _GENERAL)


def _others(row: Candidate, numbers: ByPort) -> list[Candidate]:
    """What other sections say of a row's number, where it can be the same one."""
    same = numbers.get(row.claim.port or 0, ())
    name = bare(row.claim.service)
    return [
        c
        for c in same
        if c.claim.group != row.claim.group
        and _same_place(row, c)
        and not (bare(c.claim.service) == name and _is_part(row.claim.service))
    ]


def _says_less(row: Candidate) -> bool:
    """A row of a part, or of a stage that only this section tells of."""
    return _is_part(row.claim.service) or row.claim.environment is not None


def _is_part(name: str) -> bool:
    """`cql`, `inter-node`: one small word, as endpoints are called."""
    return bool(bare(name)) and name == name.lower() and " " not in name


def demote_mentions(claims: list[Candidate]) -> None:
    """A list that repeats the numbers of tables under other names only mentions them.

    One whose numbers are mostly its own is an inventory beside them, and what it shares with a
    table is a conflict; many names share the web's own ports behind a proxy.
    """
    rows = by_port([candidate for candidate in claims if candidate.row])
    lists: dict[str | None, list[Candidate]] = {}
    for candidate in claims:
        if not (candidate.weak or candidate.row or candidate.claim.port is None):
            lists.setdefault(candidate.claim.group, []).append(candidate)
    for listed in lists.values():
        known = [c for c in listed if _in_rows(c, rows)]
        if 2 * len(known) >= len(listed):
            for candidate in known:
                candidate.weak = candidate.claim.port not in _SHARED


def _in_rows(candidate: Candidate, rows: ByPort) -> bool:
    return any(_same_place(candidate, row) for row in rows.get(candidate.claim.port or 0, ()))


def _same_place(one: Candidate, other: Candidate) -> bool:
    return all(
        mine is None or theirs is None or mine == theirs
        for mine, theirs in (
            (one.claim.environment, other.claim.environment),
            (one.claim.host, other.claim.host),
            (one.claim.project, other.claim.project),
        )
    )


def judge(gathered: Gathered) -> list[FoundClaim]:
    """The claims that stand, in the order of their lines."""
    give_to_headings(gathered.claims)
    _place_projects(gathered.claims)
    demote_mentions(gathered.claims)
    numbers = by_port(gathered.claims)
    claims = gathered.claims + _staged(gathered.runs, numbers)
    if any(c.claim.port is None for c in claims):
        names = kept_by_name(claims)
        claims = [c for c in claims if not _joins(c, names, gathered)]
    inner = _inner_numbers(claims)
    kept = [
        c
        for c in claims
        if not c.weak or (not _is_inner(c, inner, gathered) and _counts(c, numbers, gathered))
    ]
    _rename(kept)
    _complete(kept)
    return [c.claim for c in sorted(kept, key=lambda c: c.claim.line)]


def _counts(weak: Candidate, numbers: ByPort, gathered: Gathered) -> bool:
    """Whether a mention says something of its own; one that repeats a claim takes its name."""
    claim = weak.claim
    if claim.port is None:
        return True
    same = numbers.get(claim.port, [])
    own = bare(claim.service)
    for strong in sorted(same, key=lambda each: bare(each.claim.service) != own):
        if any(alike(name, strong.claim.service) for name in (claim.service, *weak.aliases)) or any(
            alike(claim.service, alias) for alias in strong.aliases
        ):
            if claim.environment and strong.claim.environment not in (claim.environment, None):
                continue
            gathered.renamed.setdefault(claim.service, strong.claim.service)
            weak.claim = replace(
                claim,
                service=strong.claim.service,
                project=claim.project or strong.claim.project,
                endpoint=claim.endpoint or strong.claim.endpoint,
                host=claim.host or strong.claim.host,
                environment=claim.environment or strong.claim.environment,
            )
            return True
    if weak.block and len({strong.claim.service for strong in same}) == 1:
        _adopt(weak, same[0], gathered)
        return True
    if same:
        other = same[0].claim
        gathered.note(
            claim.line, f"{claim.port} is claimed on line {other.line} by {other.service[:80]}"
        )
        return False
    if not bare(claim.service):
        gathered.note(claim.line, "a number without a name")
        return False
    return True


_Inner = dict[int, list[FoundClaim]]


def _inner_numbers(claims: list[Candidate]) -> _Inner:
    """Published claims by the number that they have inside their container."""
    found: _Inner = {}
    for candidate in claims:
        claim = candidate.claim
        if claim.container_port and claim.port and claim.container_port != claim.port:
            same = found.setdefault(claim.container_port, [])
            if len(same) < LOOK:
                same.append(claim)
    return found


def _is_inner(weak: Candidate, inner: _Inner, gathered: Gathered) -> bool:
    """`postgres:5432` beside `5433:5432`: an address inside the network."""
    claim = weak.claim
    if claim.container_port is not None or weak.block:
        return False
    for known in inner.get(claim.port or 0, ()):
        if alike(claim.service, known.service):
            gathered.note(claim.line, f"the container's side of line {known.line}")
            return True
    return False


def _rename(claims: list[Candidate]) -> None:
    """A container that one line names beside its service is that service on every other line."""
    rows = {(bare(c.claim.service), c.claim.port or 0): c for c in reversed(claims) if c.row}
    for candidate in claims:
        for alias in (*candidate.aliases, *candidate.beside):
            first = rows.get((bare(alias), candidate.claim.port or 0))
            if (
                first
                and first.claim.port
                and first.claim.line < candidate.claim.line
                and first.table != candidate.table
            ):
                # A later table calls by another column what an earlier one has named.
                _call(candidate, first)
    owners = {(bare(alias), c.claim.port): c for c in claims for alias in c.aliases if c.claim.port}
    for candidate in claims:
        owner = owners.get((bare(candidate.claim.service), candidate.claim.port or 0))
        if owner and owner.claim.service != candidate.claim.service:
            _call(candidate, owner)


def _is_earlier(first: Candidate, candidate: Candidate) -> bool:
    return first.claim.line < candidate.claim.line and first.table != candidate.table


def _call(candidate: Candidate, owner: Candidate) -> None:
    """Give a claim the name of another; its own becomes an alias."""
    candidate.aliases = (candidate.claim.service, *candidate.aliases)
    candidate.claim = replace(candidate.claim, service=owner.claim.service)


def _adopt(weak: Candidate, strong: Candidate, gathered: Gathered) -> None:
    """A block's own name for what the document calls otherwise: `db` is its PostgreSQL."""
    claim, known = weak.claim, strong.claim
    gathered.renamed.setdefault(claim.service, known.service)
    weak.aliases = (claim.service, *weak.aliases)
    weak.claim = replace(
        claim,
        service=known.service,
        project=claim.project or known.project,
        host=claim.host or known.host,
        environment=claim.environment or known.environment,
    )


def _staged(runs: list[tuple[FoundClaim, ...]], numbers: ByPort) -> list[Candidate]:
    """The numbers of one command for several stages belong to the service of any of them."""
    found: list[Candidate] = []
    for run in runs:
        owner = next((numbers[c.port][0] for c in run if c.port in numbers), None)
        if owner is not None:
            found += [Candidate(replace(c, service=owner.claim.service)) for c in run]
    return found


_Names = dict[str, list[Candidate]]


def kept_by_name(claims: list[Candidate]) -> _Names:
    """Claims of the host by each of their names."""
    found: _Names = {}
    for candidate in claims:
        if candidate.claim.port is None or candidate.weak:
            continue
        for name in {candidate.claim.service, *candidate.aliases}:
            same = found.setdefault(bare(name), [])
            if len(same) < LOOK:
                same.append(candidate)
    return found


def _joins(candidate: Candidate, names: _Names, gathered: Gathered) -> bool:
    """A row of container ports alone completes the row of another table with the same name."""
    claim = candidate.claim
    if claim.port is not None or claim.container_port is None or candidate.block:
        return False
    joined = None
    for name in (claim.service, *candidate.aliases):
        for other in names.get(bare(name), ()):
            same_end = not claim.endpoint or other.claim.endpoint in (None, claim.endpoint)
            if same_end and other.claim.container_port in (None, claim.container_port):
                other.claim = replace(other.claim, container_port=claim.container_port)
                joined = joined or other
    if joined is None:
        return False
    gathered.note(claim.line, f"the container's side of line {joined.claim.line}")
    return True


def _complete(claims: list[Candidate]) -> None:
    """What one line of a number says of its container or transport holds for its other lines."""
    numbers: ByPort = {}
    for candidate in claims:
        if candidate.claim.port is not None:
            numbers.setdefault(candidate.claim.port, []).append(candidate)
    for same in numbers.values():
        if len(same) < 2:
            continue
        giving = [c for c in same[:LOOK] if c.claim.container_port is not None]
        if not giving:
            continue
        for candidate in same:
            if candidate.claim.container_port is None:
                _complete_one(candidate, giving)


def _complete_one(candidate: Candidate, giving: list[Candidate]) -> None:
    claim = candidate.claim
    for other in giving:
        known = other.claim
        apart = (known.host and claim.host and known.host != claim.host) or (
            known.environment and claim.environment and known.environment != claim.environment
        )
        if apart or not _same(candidate, other):
            continue
        candidate.claim = replace(claim, container_port=known.container_port)
        return


def _same(one: Candidate, other: Candidate) -> bool:
    names = (one.claim.service, *one.aliases)
    return any(
        alike(name, known) for name in names for known in (other.claim.service, *other.aliases)
    )


def _place_projects(claims: list[Candidate]) -> None:
    """Headings that repeat the same service names, each with numbers of its own, are projects."""
    groups: dict[str, dict[str, set[int]]] = {}
    for candidate in claims:
        claim = candidate.claim
        if (
            claim.group
            and claim.port
            and not (claim.project or claim.environment or claim.host or candidate.weak)
        ):
            groups.setdefault(claim.group, {}).setdefault(bare(claim.service), set()).add(
                claim.port
            )
    shared: dict[str, list[str]] = {}
    for group, names in groups.items():
        for name in names:
            shared.setdefault(name, []).append(group)
    projects = {
        group
        for group, names in groups.items()
        if len(names) > 1
        and 2 * sum(_elsewhere(n, group, shared, groups) for n in names) >= len(names)
    }
    if len(projects) < 2:
        return
    for candidate in claims:
        claim = candidate.claim
        if claim.group in projects and not claim.project:
            candidate.claim = replace(claim, project=claim.group)


def _elsewhere(
    name: str, group: str, shared: dict[str, list[str]], groups: dict[str, dict[str, set[int]]]
) -> bool:
    return any(
        other != group and groups[other][name].isdisjoint(groups[group][name])
        for other in shared[name][:LOOK]
    )
