"""Weighs, on lines that no rule has read, whether the name beside a number has it.

What speaks for it and against it is added up, by `weights.toml`, which `scripts/fit_weights.py`
fitted from labelled documents: the sum is the logarithm of the odds that a careful reader takes
the name and the number for a claim.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from math import fsum

from portbook.sources.documents.blocks import Block, Fence, Heading, Item, Line, Table
from portbook.sources.documents.evidence import MENTIONED, Evidence, Gathered
from portbook.sources.documents.labelled import DOMAIN
from portbook.sources.documents.labels import is_door
from portbook.sources.documents.scope import Scope
from portbook.sources.documents.signs import LONGEST, Around, Candidate, candidates
from portbook.sources.documents.subjects import tells_what_to_do
from portbook.sources.documents.text import CONJUNCTIONS, about, alike, plain, starts_with
from portbook.sources.documents.tokens import mentions_port, scan
from portbook.sources.documents.unclaimed import (
    COUNTED,
    DRAWING,
    NAMELESS,
    NO_PORT,
    NOT_SAID,
    SENTENCE_REASON,
    is_place,
    is_setting,
    names_nobody,
)
from portbook.sources.found import FoundClaim
from portbook.text.secrets import without_secrets

Place = tuple[Block, Scope]
"""The block of a line, and the scope of that."""
Places = Mapping[int, Place]

MOST = 2000
"""Lines of a document that are weighed."""
_UNDECIDED = (None, SENTENCE_REASON, NOT_SAID, NAMELESS, COUNTED, DRAWING, NO_PORT)
"""What is noted of lines in which no rule sees anything."""
_WORDS = 4
"""Of a name, at most."""
_NO_NAME = re.compile(
    rf"[\"={{}}<>$;\[]|:\S|^[-rwx]{{6}}|^(?:alongside|beside|behind|not)\s|(?:透過|通過|通过)$|\s(?:{CONJUNCTIONS})$",
    re.IGNORECASE,
)
"""What stands in commands and sentences, in no name."""
_MOST_RENAMED = 200
"""Lines in which names are looked at again."""
_SURE = 2.0
"""What weighs more than what a rule says."""
_REASONS = 5
"""Signs that are told, at most."""
_ABSENT = -2.0
"""What a number weighs for the side on which it has no name."""


def weigh(
    gathered: Gathered, lines: Sequence[str], places: Places, claims: Sequence[FoundClaim]
) -> list[FoundClaim]:
    """The claims of lines on which names stand beside numbers that nothing has.

    They are added to what was `gathered`, each with what speaks for it.
    """
    weights = _weights()
    have: dict[int | None, list[str]] = {}
    for claim in claims:
        for port in (claim.port, claim.container_port):
            have.setdefault(port, []).append(claim.service)
    others = {claim.port for claim in claims}
    found: list[FoundClaim] = []
    told = [
        (own, each)
        for _, names in undecided(lines, places, gathered.notes, claims)
        for own, each in weighed(names)
    ]
    lists: dict[tuple[int, str], list[float]] = {}
    for own, each in told:
        lists.setdefault((id(places[each.line][1]), each.gap), []).append(own)
    for own, each in told:
        scope, port = places[each.line][1], each.number.start
        same = lists[id(scope), each.gap]
        weight = (own + sum(same) / len(same)) / 2
        names = have.setdefault(port, [])
        enough = weight > weights["again" if port in others else "least"]
        if enough and not any(alike(each.name, name) for name in names):
            names.append(each.name)
            found.append(_claim(gathered.path, each, scope))
            because = _because(weight, each.signs)
            gathered.claims.append(Evidence(found[-1], MENTIONED, because=because))
    return found


def _because(weight: float, signs: frozenset[str]) -> str:
    weights = _weights()
    heaviest = sorted(signs & weights.keys(), key=lambda sign: (-weights[sign], sign))
    told = ", ".join(sign for sign in heaviest[:_REASONS] if weights[sign] > 0)
    return f"no rule reads it; what is around the name weighs {weight:+.1f} for it: {told}"


def renamed(
    gathered: Gathered, lines: Sequence[str], places: Places, claims: Sequence[FoundClaim]
) -> list[FoundClaim]:
    """The claims, with the names that surely stand beside their numbers in a list of several,
    where a rule has taken what leads the list: `Phase 2 (data): duck (8610), search (8611)`.

    The reason is added to what was `gathered`.
    """
    services: dict[int, set[str]] = {}
    for claim in claims:
        if isinstance(places.get(claim.line, (None,))[0], Item | Line | Fence):
            services.setdefault(claim.line, set()).add(claim.service)
    waiting = [
        line for line, told in services.items() if len(told) < len(scan(plain(_text(lines, line))))
    ]
    if not waiting:
        return list(claims)
    around = Around.of(lines, claims)
    names: dict[tuple[int, int | None], str] = {}
    for line in waiting[:_MOST_RENAMED]:
        told = candidates(line, *places[line], around.without(line))
        sure: dict[tuple[int, int | None], str] = {
            (line, each.number.start): each.name
            for weight, each in weighed(c for c in told if _is_weighable(c.name))
            if weight > _SURE and not (is_door(each.name) or about("part", each.name))
        }
        names |= sure if len({*sure.values()}) > 1 else {}
    read = list(claims)
    for at, claim in enumerate(claims):
        name = names.get((claim.line, claim.port))
        if name and not alike(name, claim.service):
            read[at] = replace(claim, service=name)
            because = f"its name stands beside the number, which {claim.service} only leads"
            gathered.claims.append(Evidence(read[at], MENTIONED, because=because))
    return read


def _text(lines: Sequence[str], line: int) -> str:
    """A line that may be weighed; empty where there is none, or a longer one."""
    text = lines[line - 1] if line <= len(lines) else ""
    return text if len(text) <= LONGEST else ""


def undecided(
    lines: Sequence[str],
    places: Places,
    notes: Mapping[int, str],
    claims: Iterable[FoundClaim],
    *,
    every: bool = False,
) -> Iterator[tuple[int, list[Candidate]]]:
    """The lines whose numbers nothing has, with the names beside these.

    A line of which a reason of its own is noted is decided, unless `every` one is asked for, and
    so is a name that is nobody's.
    """
    waiting = [
        line
        for line, (block, scope) in places.items()
        if not (isinstance(block, Table | Heading) or scope.mode)
        and (every or notes.get(line) in _UNDECIDED)
        and any(map(str.isdigit, text := _text(lines, line)))
        and mentions_port(text)
    ]
    if not waiting:
        return
    around = Around.of(lines, claims)
    for line in waiting[:MOST]:
        told = [c for c in candidates(line, *places[line], around) if _is_weighable(c.name)]
        if told:
            yield line, told


def _is_weighable(name: str) -> bool:
    told = names_nobody(name) or tells_what_to_do(name) or is_place(name)
    told = told or (name.islower() and is_setting(name.upper())) or starts_with("allow", name)
    named = name[0].isalnum() and len(name.split()) <= _WORDS and not _NO_NAME.search(name)
    return named and not (told or DOMAIN.fullmatch(name) or without_secrets(name) != name)


def weighed(told: Iterable[Candidate]) -> Iterator[tuple[float, Candidate]]:
    """What each name of a line weighs that stands on the side that weighs more.

    What stands in a line as others do weighs half what these do.
    """
    weights = _weights()
    sides: dict[bool, dict[int, tuple[float, Candidate]]] = {False: {}, True: {}}
    for each in told:
        weight = fsum([weights["bias"], *(weights.get(sign, 0.0) for sign in each.signs)])
        best = sides[each.behind].get(each.number.first)
        if best is None or best[0] < weight:
            sides[each.behind][each.number.first] = (weight, each)
    numbers = {*sides[False], *sides[True]}
    sums = {
        behind: sum(side.get(at, (_ABSENT,))[0] for at in numbers) for behind, side in sides.items()
    }
    side = sides[sums[True] > sums[False]]
    beside: dict[str, list[float]] = {}
    for weight, each in side.values():
        beside.setdefault(each.gap, []).append(weight)
    for weight, each in side.values():
        yield (weight + sum(beside[each.gap]) / len(beside[each.gap])) / 2, each


def _claim(path: str, told: Candidate, scope: Scope) -> FoundClaim:
    number = told.number
    return FoundClaim(
        path,
        told.line,
        told.name,
        number.start,
        container_port=number.container,
        bind=number.bind,
        transport=number.transport,
        scheme=number.scheme,
        host=scope.host,
        environment=scope.environment,
        status=scope.status,
        group=scope.group,
        project=scope.project,
    )


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    """The weight of each sign, with the `bias` of all, the `least` that claims a number, and what
    claims it `again` where another line has it for another name."""
    text = files("portbook.sources.documents").joinpath("weights.toml").read_text("utf-8")
    told = tomllib.loads(text)
    weights: dict[str, float] = told.pop("signs")
    return weights | told
