"""Leaves out what a document says again of a number by another name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from portbook.sources.documents.evidence import (
    MENTIONED,
    Evidence,
    Gathered,
    by_port,
    same_place,
)
from portbook.sources.documents.labels import is_page
from portbook.sources.documents.text import about, alike, bare, outside_brackets, strip_words
from portbook.sources.found import FoundClaim
from portbook.sources.kinds import kind_of_name

_FEW = 3


_CALLS = re.compile(r"[A-Z][A-Z0-9_]*_(?:URL|URI|ORIGINS?|HOSTS?|ENDPOINTS?|ADDR|ADDRESS|DSN)S?")
"""A setting that tells where something else listens."""


def without_calls(claims: list[Evidence]) -> list[Evidence]:
    """The claims but those of settings that call a number which something else has."""
    calling = [_calls(c.claim) for c in claims]
    if not any(calling):
        return claims
    told = {c.claim.port for c, calls in zip(claims, calling, strict=True) if not calls}
    seen = zip(claims, calling, strict=True)
    return [c for c, calls in seen if not (calls and c.claim.port in told)]


def _calls(claim: FoundClaim) -> bool:
    """Whether a claim is of a setting that calls, by its name or its own: `STORE_URL` of a shop."""
    if _CALLS.fullmatch(claim.service):
        return True
    whose = _CALLS.fullmatch(claim.variable or "")
    called = bare(claim.variable.rpartition("_")[0]) if whose and claim.variable else ""
    return bool(called) and called not in bare(claim.service) and bare(claim.service) not in called


def without_summaries(claims: list[Evidence]) -> list[Evidence]:
    """The claims but those of a line that lists what rows give to several services by their names.

    `Main stack: 80, 8000, 8081, 9443` sums them up; a row has what no other table tells.
    """
    rows = by_port([candidate for candidate in claims if candidate.row])
    lines: dict[int, list[Evidence]] = {}
    for candidate in claims:
        if candidate.claim.port:
            lines.setdefault(candidate.claim.line, []).append(candidate)
    summed: set[int] = set()
    for listed in lines.values():
        if len(listed) <= _FEW:
            continue
        # Programs of one table may share numbers; another table says what each is.
        others = [
            [each for each in rows.get(c.claim.port or 0, ()) if each.table != c.table]
            for c in listed
        ]
        told = [same[0] for same in others if same]
        names = {bare(each.claim.service) for each in told} - {bare(listed[0].claim.service)}
        alone = len({each.claim.service for each in listed}) == 1
        most = 4 * len(told) >= 3 * len(listed)
        if alone and most and len(names) >= _FEW:
            summed |= {id(c) for c, same in zip(listed, others, strict=True) if same or not c.row}
    return [c for c in claims if id(c) not in summed]


def demote_mentions(claims: list[Evidence]) -> None:
    """A list that repeats the numbers of tables under other names only mentions them.

    One whose numbers are mostly its own is an inventory beside them, and what it shares with a
    table is a conflict; many names share the web's own ports behind a proxy.
    """
    rows = by_port([candidate for candidate in claims if candidate.row])
    lists: dict[str | None, list[Evidence]] = {}
    for candidate in claims:
        if not (candidate.weak or candidate.row or candidate.claim.port is None):
            lists.setdefault(candidate.claim.group, []).append(candidate)
    for listed in lists.values():
        known = [
            c for c in listed if any(same_place(c, r) for r in rows.get(c.claim.port or 0, ()))
        ]
        if 2 * len(known) >= len(listed):
            for candidate in known:
                same = rows[candidate.claim.port or 0]
                if kind_of_name(candidate.claim.service) and all(map(_is_general, same)):
                    continue  # `PostgreSQL: 5432` beside the column `Database`
                candidate.strength = MENTIONED
                candidate.because = "its list repeats the numbers of tables"


def without_repeats(
    claims: list[Evidence], lines: Sequence[str], gathered: Gathered
) -> list[Evidence]:
    """The claims but those of lines that call by another name what has its number already.

    Of labelled documents nine in ten of such lines, in the section of the first or behind a table,
    mention the number with what it does there: `the shop answers at 3000`.
    """
    numbers = by_port(claims, mentioned=True)
    lists = _lists(lines)
    kept: list[Evidence] = []
    for each in claims:
        line = _line(each, lines)
        store = each.claim.scheme not in (None, "http", "https")
        page = is_page(each.claim.service)
        told = str(each.claim.port) in line and (store or page or "://" not in line)
        same = numbers.get(each.claim.port or 0, [])
        first = next(
            (
                other
                for other in (() if each.is_one_of(same) else same)
                if not _is_sibling(each, other, lines, lists)
                if (told and not _is_aside(other, lines) and _repeats(each, other))
                or _gives_way(each, other, lines)
            ),
            None,
        )
        if first is None:
            kept.append(each)
            continue
        if each.block and each.claim.container_port:
            publish(each.claim, [first])
        gathered.note(each.claim.line, f"line {first.claim.line} has its number by another name")
    return kept


def _is_sibling(
    each: Evidence, other: Evidence, lines: Sequence[str], lists: dict[int, int]
) -> bool:
    """Whether lines of one list, or that are the same below two names, tell the port of each."""
    if lists.get(each.claim.line, -1) == lists.get(other.claim.line):
        return True
    same = _line(each, lines).strip() == _line(other, lines).strip()
    return same and not _is_named(each, lines)


_GIVES = re.compile(
    r"\s*(?:[-*•]\s+)?[`*:]*\d{2,5}(?:/\w+)?(?:[,/] ?\d{2,5})*[`*]*\s*(?:[:=–—-]\s*|\s)[`*]*[^\W\d]"
    r"|\s*[^\W\d][\w ./-]{1,40}?:?\s{2,}:?\d{2,5}\b"
    r"|\s*(?:[-*•]\s+)?[`*]*[^\W\d][^:：]{1,50}[:：][\s`*]*\d{4,5}\b"
)
"""`80, 443: proxy`, `proxy:    80 (HTTP)`, `- proxy (edge): 8080`"""


def _lists(lines: Sequence[str]) -> dict[int, int]:
    """The lines that give a number and its name, with the line above their list, or where their
    tree begins."""
    above: dict[int, int] = {}
    tree = 0
    for number, line in enumerate(lines, 1):
        tree = (tree or number) if _BRANCH.match(line[:80]) else 0
        if tree and _LEAF.search(line[:200]):
            above[number] = -tree
        elif _GIVES.match(line[:80]):
            above[number] = above.get(number - 1, number - 1)
    return above


_BRANCH = re.compile(r"\s*[│├└]|\s*[|`+]-")
_LEAF = re.compile(r"[├└`+|][─-]+\s*(?::?\d{2,5}\b|[^\W\d][^()]*[(:（]\s?:?\d{2,5}\b)")
"""`├── 3000: Forge`, `└── Admin (3000)`"""


_LONG = 2000
"""Letters of a line that may hold all the claims of a document."""


def _line(each: Evidence, lines: Sequence[str]) -> str:
    return lines[each.claim.line - 1][:_LONG] if each.claim.line <= len(lines) else ""


def _repeats(later: Evidence, first: Evidence) -> bool:
    """Whether a line says again, by another name, what an earlier one says of a number."""
    claim, known = later.claim, first.claim
    if known.host and bare(known.host) == bare(claim.service) != bare(known.service):
        return True  # A machine, of what another line says to be there.
    apart = not same_place(later, first)
    if apart or known.line >= claim.line or (later.row and not (later.weak and claim.variable)):
        return False
    if claim.scheme and (kind := kind_of_name(claim.scheme)):  # `Database: postgres://...`
        return not strip_words(claim.service, "general") and kind == kind_of_name(known.service)
    more = known.project and bare(known.project) == bare(claim.group or "") and not later.row
    if more or kind_of_name(claim.service) is not None:
        return bool(more)  # a section with more of what a row told
    near = first.row or first.table is not None or is_page(claim.service)
    near = near or claim.group == known.group
    if later.row:  # `COLLAB_PORT`, of the collaboration server
        return near and bare(claim.service) != bare(known.service)
    return near and (is_page(claim.service) or not alike(claim.service, known.service))


def _gives_way(each: Evidence, other: Evidence, lines: Sequence[str]) -> bool:
    """Whether another line of a number, which calls it otherwise, knows better what has it.

    A file that stands in the document has names of its own; what only a heading names is rather
    what a line calls by name; of two mentions in two sections the first names what it is about.
    """
    known = outside_brackets(other.claim.service) or other.claim.service
    asides = [_is_aside(one, lines) for one in (each, other)]
    again = alike(each.claim.service, known) and not (asides[0] and "." in each.claim.service)
    if again or not same_place(each, other):
        return False
    blocks = [one.block or aside for one, aside in zip((each, other), asides, strict=True)]
    if each.weak and blocks[0] != blocks[1]:
        return blocks[0]
    surer = not (other.weak or other.block)
    if surer and not each.heading and _is_named(other, lines) and not _is_named(each, lines):
        return True
    if not each.weak or each.row or each.because or _is_general(other):
        return False
    return other.claim.line < each.claim.line and other.claim.group != each.claim.group


_ASIDE = re.compile(
    r"\s*\"\w+\"\s*:\s*\"\w+://|[\s│├└─|]*/\S*\s+(?:→|[-=]+>)\s"
    r"|[\s│├└─|•*`-]*(?P<domain>(?:[\w*-]+\.)+[a-z]{2,})[`*]*\s+(?:→|[-=]+>)\s"
)
"""`"issuer": "http://localhost:5001",`, of what a program answers, `/api → ...`, of a proxy."""


def _is_aside(each: Evidence, lines: Sequence[str]) -> bool:
    """Whether a line tells what somebody does with a number, by names of its own."""
    told = _ASIDE.match(_line(each, lines))
    return told is not None and told["domain"] in (None, each.claim.service)


def _is_named(each: Evidence, lines: Sequence[str]) -> bool:
    """Whether a line has the name of what it speaks of, rather than the heading above it."""
    line = _line(each, lines)
    return (each.row and "|" in line) or bare(each.claim.service) in bare(line)


def _is_general(each: Evidence) -> bool:
    return not strip_words(each.claim.service, "service", "general")


def publish(claim: FoundClaim, same: list[Evidence]) -> None:
    """A published number leads into one container, by whatever names the document calls it."""
    for each in same:
        staged = each.claim.environment and claim.environment not in (None, each.claim.environment)
        if each.claim.container_port is None and not (each.claim.host or staged):
            each.claim = replace(each.claim, container_port=claim.container_port)


def names_first(row: Evidence, same: list[Evidence]) -> bool:
    """Whether a row of names and addresses names a number of which only later sections speak."""
    claim = row.claim
    later = (e.claim.line > claim.line and e.claim.group != claim.group for e in same)
    first = row.table is not None and claim.scheme and same and all(later)
    if not first or any(each.row or each.block for each in same):
        return False
    for each in same:
        if alike(claim.service, each.claim.service):
            call(each, row)
    return True


def call(candidate: Evidence, owner: Evidence) -> None:
    """Give a claim the name of another; its own becomes an alias."""
    candidate.because = f"line {owner.claim.line} gives {candidate.claim.port} its name"
    candidate.aliases = (candidate.claim.service, *candidate.aliases)
    candidate.claim = replace(candidate.claim, service=owner.claim.service)


def without_again(claims: list[Evidence]) -> list[Evidence]:
    """The claims of a line without a further address of one: `:3000`, public at `:3000`.

    What is a program's or a part's name has the number of its own, on another machine.
    """
    first = claims[0].claim.port if claims else None
    return claims[:1] + [
        each
        for each in claims[1:]
        if not each.claim.scheme
        or each.claim.port != first
        or kind_of_name(each.claim.service)
        or about("part", each.claim.service)
    ]


def own_pages(claims: list[Evidence], above: Sequence[FoundClaim]) -> None:
    """`Swagger: http://localhost:8090/docs`, below what has the port, is a page of that."""
    owners = {each.port: each for each in above}
    for each in claims:
        owner = owners.get(each.claim.port) if each.claim.scheme in ("http", "https") else None
        if owner and owner.port and not kind_of_name(each.claim.service):
            each.claim = replace(each.claim, service=owner.service, endpoint=owner.endpoint)
            each.because = f"line {owner.line} gives {owner.port} its name"
