"""Makes claims of a document's evidence: what repeats, completes or only mentions another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from portbook.sources.documents.changes import without_moves
from portbook.sources.documents.environments import environment_of
from portbook.sources.documents.evidence import (
    LOOK,
    STATED,
    ByPort,
    Evidence,
    Gathered,
    by_port,
    on_other_machines,
)
from portbook.sources.documents.repeated import (
    call,
    demote_mentions,
    names_first,
    publish,
    without_calls,
    without_repeats,
    without_summaries,
)
from portbook.sources.documents.scope import names_a_program
from portbook.sources.documents.sections import assign_to_headings
from portbook.sources.documents.text import BRACKET, alike, bare, outside_brackets
from portbook.sources.documents.unclaimed import NAMELESS
from portbook.sources.found import FoundClaim


def resolve(gathered: Gathered, lines: Sequence[str] = ()) -> list[FoundClaim]:
    """The accepted claims, in the order of their lines.

    Of what is said of one number the strongest wins; the rest takes its name, completes it, or is
    noted with the line that it gives way to. `lines` are those of a text, which may call
    one thing by several names.
    """
    gathered.claims = without_moves(gathered)
    gathered.claims = without_summaries(without_calls(gathered.claims))
    assign_to_headings(gathered.claims)
    _place_projects(gathered.claims)
    demote_mentions(gathered.claims)
    _trust_headings(gathered.claims)
    _name_variables(gathered.claims)
    numbers = by_port(gathered.claims)
    claims = gathered.claims + _staged(gathered.runs, numbers)
    if any(c.claim.port is None for c in claims):
        names, inner = _kept_by_name(claims), _inner_numbers(claims)
        claims = [c for c in claims if not _joins(c, names, inner, gathered)]
    # What an image without a name listens on: a line that names its number says whose it is.
    images = (c.claim for c in claims if c.claim.service == "app" and c.claim.port is None)
    inner = _inner_numbers(claims)
    told = {id(claim) for claim in images if claim.container_port in {*numbers, *inner}}
    claims = [c for c in claims if id(c.claim) not in told]
    inner = _inner_numbers(claims)
    numbers = by_port(claims)
    anywhere = by_port(_inside(claims)) | numbers
    stages = {(c.claim.service, c.claim.environment) for same in numbers.values() for c in same}
    kept = [
        c
        for c in claims
        if not (c.weak and _is_inner(c, inner, gathered))
        and _counts(c, numbers if c.row or c.claim.scheme else anywhere, stages, gathered)
    ]
    _rename(kept)
    _complete(kept)
    kept = without_repeats(kept, lines, gathered) if lines else kept
    return [c.claim for c in sorted(kept, key=lambda c: c.claim.line)]


def _inside(claims: list[Evidence]) -> list[Evidence]:
    """What containers alone have, by their own numbers: `pg:5432` in a drawing mentions it."""
    alone = [c for c in claims if c.claim.port is None and not c.weak]
    return [replace(c, claim=replace(c.claim, port=c.claim.container_port)) for c in alone]


def _trust_headings(claims: list[Evidence]) -> None:
    """`### Port 3001 - admin` gives a number that nothing else states; pages below are its own."""
    headings = [c for c in claims if c.heading and bare(c.claim.service)]
    stated = by_port(claims) if headings else {}
    for candidate in headings:
        same = stated.get(candidate.claim.port or 0, [])
        below = [c for c in same if c.claim.group == candidate.claim.group and not c.row]
        for each in below:
            each.claim = replace(each.claim, service=candidate.claim.service)
            each.because = "its heading names the number"
        if not same:
            candidate.strength = STATED


_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_PORT")


def _name_variables(claims: list[Evidence]) -> None:
    """`REDIS_PORT` is what another line with its number calls Redis."""
    named = by_port([c for c in claims if not _VARIABLE.fullmatch(c.claim.service)], mentioned=True)
    for each in claims if len(named) < len(claims) else ():
        variable = _VARIABLE.fullmatch(each.claim.service)
        others = named.get(each.claim.port or 0, ()) if variable else ()
        told = bare(each.claim.service.removesuffix("_PORT"))
        owner = next((o for o in others if told in bare(o.claim.service)), None)
        if owner:
            call(each, owner)


def _counts(
    weak: Evidence, numbers: ByPort, stages: set[tuple[str, str | None]], gathered: Gathered
) -> bool:
    """Whether a mention says something of its own; one that repeats a claim takes its name.

    It takes its stage, too, where its own has another number, by the `stages` that services have.
    """
    claim = weak.claim
    same = [each for each in numbers.get(claim.port or 0, []) if not on_other_machines(weak, each)]
    own = bare(claim.service)
    named = own in {bare(each.claim.service) for each in same}
    own_number = claim.port is None or not weak.weak or (weak.is_one_of(same) and not named)
    if own_number or names_first(weak, same):
        return True
    by_name = sorted(same, key=lambda each: bare(each.claim.service) != own)
    called = [each for each in by_name if _is_called(weak, each)]
    stage = claim.environment
    here = (each for each in called if not stage or each.claim.environment in (stage, None))
    if strong := next(here, None):
        _adopt(weak, strong, gathered, _lent(strong.claim, claim))
    elif called:
        known = called[-1].claim
        stage = known.environment if (known.service, stage) in stages else stage
        weak.claim = replace(claim, service=known.service, environment=stage)
    elif weak.block and len({strong.claim.service for strong in same}) == 1:
        _adopt(weak, same[0], gathered, same[0].claim.environment)
        weak.aliases = (claim.service, *weak.aliases)
    elif same:
        if (weak.block or claim.variable) and claim.container_port:
            publish(claim, same)
        other = same[0].claim
        gathered.note(
            claim.line, f"{claim.port} is claimed on line {other.line} by {other.service[:80]}"
        )
        return False
    elif not bare(claim.service):
        gathered.note(claim.line, NAMELESS)
        return False
    return True


def _lent(strong: FoundClaim, weak: FoundClaim) -> str | None:
    """The environment of a claim, unless that is a later section's alone."""
    later = strong.line > weak.line and strong.group not in (None, weak.group)
    return None if later and environment_of(strong.group or "") else strong.environment


_Inner = dict[int, list[FoundClaim]]


def _inner_numbers(claims: list[Evidence]) -> _Inner:
    """Published claims by the number that they have inside their container."""
    found: _Inner = {}
    for candidate in claims:
        claim = candidate.claim
        if claim.container_port and claim.port and claim.container_port != claim.port:
            same = found.setdefault(claim.container_port, [])
            if len(same) < LOOK:
                same.append(claim)
    return found


def _is_inner(weak: Evidence, inner: _Inner, gathered: Gathered) -> bool:
    """`postgres:5432` beside `5433:5432`: an address inside the network."""
    claim = weak.claim
    # What a container's own number has completed: `mongodb://shopdb:27017`.
    same = claim.scheme not in (None, "http", "https") and claim.container_port == claim.port
    if not (same or claim.container_port is None) or (weak.block and same):
        return False
    for known in inner.get(claim.port or 0, ()):
        apart = claim.environment and known.environment not in (None, claim.environment)
        if alike(claim.service, known.service) and not apart:
            gathered.note(claim.line, f"the container's side of line {known.line}")
            return True
    return False


_CODE = re.compile(r"[A-Za-z]{1,6}[-_]?\d+")
"""`srv101`, which counts what another column names."""


def _rename(claims: list[Evidence]) -> None:
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
                call(*((first, candidate) if _CODE.fullmatch(alias) else (candidate, first)))
    owners = {(bare(alias), c.claim.port): c for c in claims for alias in c.aliases if c.claim.port}
    for candidate in claims:
        owner = owners.get((bare(candidate.claim.service), candidate.claim.port or 0))
        if owner and owner.claim.service != candidate.claim.service:
            call(candidate, owner)


def _is_called(weak: Evidence, strong: Evidence) -> bool:
    """Whether either calls what has their number by a name of the other."""
    mine, theirs = weak.claim.service, strong.claim.service
    return any(alike(name, theirs) for name in (mine, *weak.aliases)) or any(
        alike(mine, alias) for alias in strong.aliases
    )


def _adopt(weak: Evidence, strong: Evidence, gathered: Gathered, stage: str | None) -> None:
    """Call what a mention names as another line does: `db` of a block is the PostgreSQL above.

    `stage` is what that line lends where the mention has none.
    """
    claim, known = weak.claim, strong.claim
    weak.because = f"line {known.line} gives {claim.port} its name"
    gathered.renamed.setdefault(claim.service, known.service)
    weak.claim = replace(
        claim,
        service=known.service,
        project=claim.project or known.project,
        endpoint=claim.endpoint or known.endpoint,
        host=claim.host or known.host,
        environment=claim.environment or stage,
    )


def _staged(runs: list[tuple[FoundClaim, ...]], numbers: ByPort) -> list[Evidence]:
    """The numbers of one command for several stages belong to the service of any of them."""
    found: list[Evidence] = []
    for run in runs:
        owner = next((numbers[c.port][0] for c in run if c.port in numbers), None)
        if owner is not None:
            found += [Evidence(replace(c, service=owner.claim.service)) for c in run]
    return found


_Names = dict[str, list[Evidence]]


def _kept_by_name(claims: list[Evidence]) -> _Names:
    """Claims of the host by each of their names."""
    found: _Names = {}
    for candidate in claims:
        if candidate.claim.port is None:
            continue
        service = candidate.claim.service
        inside = BRACKET.findall(service)
        for name in {service, outside_brackets(service), *inside, *candidate.aliases}:
            same = found.setdefault(bare(name), [])
            if len(same) < LOOK:
                same.append(candidate)
    return found


def _joins(candidate: Evidence, names: _Names, inner: _Inner, gathered: Gathered) -> bool:
    """A row of container ports alone completes the row of another table with the same name."""
    claim = candidate.claim
    if claim.port is not None or claim.container_port is None:
        return False
    if candidate.block and not claim.scheme:  # `API_URL=http://api:8000` only calls it
        return False
    joined = None
    for name in (claim.service, *candidate.aliases):
        for other in names.get(bare(name), ()):
            same_end = not claim.endpoint or other.claim.endpoint in (None, claim.endpoint)
            same_end &= not _apart(claim, other.claim)
            mentioned = candidate.weak and other.weak and not (other.block or other.row)
            same_end &= not (mentioned and other.claim.port == claim.container_port)
            if same_end and other.claim.container_port in (None, claim.container_port):
                other.claim = replace(other.claim, container_port=claim.container_port)
                if other.weak and not candidate.block:  # `api:8000` is where the row says.
                    place = other.claim.host or claim.host
                    stage = other.claim.environment or claim.environment
                    other.claim = replace(other.claim, host=place, environment=stage)
                if bare(name) != bare(other.claim.service) and _is_later(candidate, other):
                    call(other, candidate)
                joined = joined or other.claim
    same = (c for c in inner.get(claim.container_port, ()) if alike(c.service, claim.service))
    known = (c for c in same if not _apart(c, claim))
    joined = joined or next(known, None)
    if joined is not None:
        gathered.note(claim.line, f"the container's side of line {joined.line}")
    elif candidate.reckoned:
        gathered.note(claim.line, "a number of the host that is reckoned from another")
    return joined is not None or candidate.reckoned


def _is_later(candidate: Evidence, other: Evidence) -> bool:
    """Whether a later table gives an inner number of a row, and calls it by another column."""
    said = candidate.claim.line < other.claim.line and not (candidate.weak or candidate.block)
    return said and other.row and other.claim.port == candidate.claim.container_port


def _complete(claims: list[Evidence]) -> None:
    """What one line of a number says of its container or transport holds for its other lines."""
    giving: ByPort = {}
    for candidate in claims:
        if candidate.claim.port is not None and candidate.claim.container_port is not None:
            giving.setdefault(candidate.claim.port, []).append(candidate)
    for candidate in claims if giving else ():
        claim, names = candidate.claim, (candidate.claim.service, *candidate.aliases)
        if claim.container_port is not None:
            continue
        others = giving.get(claim.port or 0, [])[:LOOK]
        for other in sorted(others, key=lambda each: each.claim.service != claim.service):
            known, theirs = other.claim, (other.claim.service, *other.aliases)
            named = any(alike(name, each) for name in names for each in theirs)
            named = named and known.project in (None, claim.project or known.project)
            within = known.project is not None and (
                claim.project == known.project or alike(claim.service, known.project)
            )
            if (named or within) and not _apart(known, claim):
                candidate.claim = replace(claim, container_port=known.container_port)
                break


def _apart(one: FoundClaim, other: FoundClaim) -> bool:
    """Whether two claims are of different machines or environments."""
    places = (one.host, other.host), (one.environment, other.environment)
    return any(here and there and here != there for here, there in places)


def _place_projects(claims: list[Evidence]) -> None:
    """Headings that repeat the same service names, each with numbers of its own, are projects."""
    groups: dict[str, dict[str, set[int]]] = {}
    for candidate in claims:
        claim = candidate.claim
        if (
            claim.group
            and names_a_program(claim.group)
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
