"""The candidates of a document to its claims: what repeats, completes or only mentions another."""

from __future__ import annotations

from dataclasses import replace

from portbook.sources.found import FoundClaim
from portbook.sources.markdown.gathered import LOOK, ByPort, Candidate, Gathered, by_port
from portbook.sources.markdown.names import alike, bare
from portbook.sources.markdown.sections import demote_mentions, give_to_headings

__all__ = ["judge"]


def judge(gathered: Gathered) -> list[FoundClaim]:
    """The claims that stand, in the order of their lines."""
    give_to_headings(gathered.claims)
    _place_projects(gathered.claims)
    demote_mentions(gathered.claims)
    numbers = by_port(gathered.claims)
    gathered.claims += _staged(gathered.runs, numbers)
    kept = [c for c in gathered.claims if not c.weak or _counts(c, numbers, gathered)]
    if any(c.claim.port is None for c in kept):
        names = kept_by_name(kept)
        kept = [c for c in kept if not _joins(c, names, gathered)]
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


def _rename(claims: list[Candidate]) -> None:
    """A container that one line names beside its service is that service on every other line."""
    owners = {(bare(alias), c.claim.port): c for c in claims for alias in c.aliases if c.claim.port}
    for candidate in claims:
        owner = owners.get((bare(candidate.claim.service), candidate.claim.port or 0))
        if owner and owner.claim.service != candidate.claim.service:
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
