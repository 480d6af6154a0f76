"""Reads changes in lines and rows: `3047 → 3006`, `from 3002 to 3003`, old and new columns."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import zip_longest

from portbook.sources.documents.blocks import Row
from portbook.sources.documents.cells import Entry, PortCell, port_cell
from portbook.sources.documents.evidence import MENTIONED, ByPort, Evidence, Gathered, by_port
from portbook.sources.documents.features import Column
from portbook.sources.documents.labels import key_of
from portbook.sources.documents.scope import Scope
from portbook.sources.documents.text import (
    CONJUNCTIONS,
    about,
    bare,
    clean_name,
    is_empty,
    outside_brackets,
    strip_words,
)
from portbook.sources.documents.tokens import Number, scan
from portbook.sources.found import FoundClaim
from portbook.text.grouping import grouped

_DATE = re.compile(r"\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}|\d{1,2}\.\d{1,2}\.\d{4}")
_SAME = re.compile(r"\bsame\b|\bgleiche[rn]?\b|\bmême\b|\bmismo\b|同", re.IGNORECASE)
_LEADING = re.compile(r"^\s*(?:the|der|die|das|le|la|el|o|il)\s+", re.IGNORECASE)
_FROM = re.compile(
    r"\s*\b(?:from|de|von|du|da|di|с|od|van|port|ports|runs?|on|uses?|is|auf|to)\s*$|\s*[从由自から]\s*$",
    re.IGNORECASE,
)
_MAPPED = re.compile(r"(?:mapped|maps|forwarded) to", re.IGNORECASE)
_INNER = re.compile(r"[A-Za-z][\w.-]*:\d+$")
_LABELLED = re.compile(r"^(?P<name>[^:：=]{1,80}?)\s*[:：]\s*(?P<rest>.*)$")


def date_in(text: str) -> str | None:
    """A date as YYYY-MM-DD; None where there is none."""
    found = _DATE.search(text)
    if found is None:
        return None
    parts = [int(part) for part in re.findall(r"\d+", found[0])]
    if parts[2] > 31:
        parts.reverse()
    return f"{parts[0]:04}-{parts[1]:02}-{parts[2]:02}"


def read_history_row(
    row: Row,
    cells: list[str],
    places: dict[str, list[int]],
    gathered: Gathered,
    scope: Scope,
    *,
    ports: bool,
) -> None:
    """A row of a table with a column of old numbers and one of new ones; `ports`: it says so."""

    def words(role: str) -> str | None:
        at = places.get(role, [len(cells)])[0]
        return cells[at] if at < len(cells) and not is_empty(cells[at]) else None

    before, after, inner = (_numbers(row, places.get(r)) for r in ("old", "new", "container"))
    kept = words("new") if not after else None
    if kept and (about("now", kept) or _SAME.search(kept)):
        after = before
    # `Tests | 120 | 140` tells how many there were, and are.
    if not (before or after) or (not ports and max(*before, *after, 0, 0) < 1000):
        gathered.note(row.line, "the row gives neither an old nor a new number")
        return
    beside = "" if "service" in places else port_cell(words("old") or "").rest
    name = words("service") or (None if is_empty(beside) else beside)
    project = words("project") or scope.project
    if after and name and "date" not in places:
        # Without a date the row tells how it is now, and what it was.
        for number, inside in zip_longest(after, inner[: len(after)]):
            claim = FoundClaim(
                gathered.path,
                row.line,
                clean_name(name),
                number,
                container_port=inside,
                project=project,
                environment=scope.environment,
                host=scope.host,
            )
            gathered.claims.append(Evidence(claim, strength=MENTIONED, row=True))
        if before == after:
            return
    date, reason = words("date"), words("note") or words("purpose")
    for was, now in zip_longest(before, after):
        gathered.moved(row.line, name, project, was, now, date_in(date or "") or date, reason)


def _numbers(row: Row, places: list[int] | None) -> list[int]:
    at = places[0] if places else len(row.cells)
    entries = port_cell(row.cells[at]).entries if at < len(row.cells) else ()
    return [entry.number.start for entry in entries]


_MAPPINGS = re.compile(
    r"(?<![\d.:])(\d{2,5}):\d{2,5}([\s`*]*(?:→|➜|⇒|[-=]+>)[\s`*]*)(\d{2,5}):\d{2,5}(?![\d.:])"
)
"""`5432:5432 → 5433:5432`"""
_LED = re.compile(r"(?<![\d.])\d{2,5}\s*(?:→|➜|⇒|[-=]+>)\s*:?\d{2,5}(?![\d.])")


def read_change(text: str, line: int, scope: Scope, gathered: Gathered) -> bool:
    """Add the change that a plain line states, if any."""
    bare = _MAPPINGS.sub(r"\1\2\3", _DATE.sub("", text))
    led = len(_LED.findall(bare)) == 1
    numbers = [n for n in scan(bare, loose=led) if not n.scheme]
    numbers = [n for n in numbers if n.sign == "→"] if led else numbers
    change = _pair(numbers, bare, scope)
    if change is None:
        return False
    before, after, first = change
    told = (before, after, date_in(text), _reason(text))
    service = _service(bare, first, scope)
    gathered.moved(line, service, scope.project, *told)
    now = not (scope.updated or told[2]) and _MOVED.match(bare) is not None
    if now and service and key_of(service) is None:
        claim = FoundClaim(gathered.path, line, service, after, project=scope.project)
        gathered.claims.append(Evidence(claim, strength=MENTIONED))
    return True


_MOVED = re.compile(
    r"\W*[^\W\d][^:：=→\d]{1,40}[:：]\s*[`*]*(?:\d{2,5}[`*]*\s*(?:→|➜|⇒|[-=]+>)"
    r"|[^\W\d]{1,5} [`*]*\d{2,5}[`*]* [^\W\d]{1,4} [`*]*\d{2,5}\b)"
)
"""`web: 3000 → 3001`, `web: from 3000 to 3001`"""
_AND = re.compile(rf"[\s`*]*(?:[(（][^()（）]*[)）])?[\s`*]*(?:{CONJUNCTIONS}|[,/&+])[\s`*]*")
"""`9000 (API) and 9001`: two that are now."""
_LEADING_NUMBER = 3
"""Characters before an interval that a line is about."""


def _pair(
    numbers: list[Number], text: str, scope: Scope
) -> tuple[int | None, int | None, int] | None:
    told = about("changed", text[:400]) or scope.mode == "changed"
    one = numbers[0] if numbers else None
    if one is None or not (
        told
        or (one.sign == "→" and (scope.updated or scope.mode == "warned" or about("updated", text)))
    ):
        return None
    if one.sign == "→" and one.container and one.start != one.container:
        mapped = one.bind or _MAPPED.search(text, one.first, one.last)
        mapped = mapped or _INNER.search(text, one.first, one.last)  # `3001 → store:3000`
        # `port 25 → targetPort 2525`
        inside = bool(mapped) or about("container", text[: one.last])
        return None if inside else (one.start, one.container, one.first)
    moved = about("changed", text[:400])
    led = moved or _FROM.search(text[: one.first].rstrip("`* "))  # `web: from 3000 to 3001`
    wide = about("range", text)
    if one.end and one.sign == "-" and one.first > _LEADING_NUMBER and led and not wide:
        return one.start, one.end, one.first
    port = scope.mode == "changed" or about("port", text) or about("changed", text[:20])
    parted = len(numbers) != 2 or _AND.fullmatch(text, one.last, numbers[1].first)
    spoken = scope.mode == "changed" or about("changed", outside_brackets(text[:400]))
    port = port and spoken  # `web on port 3000, api on port 8000 (moved for another)`
    if not parted and port and not one.is_interval and one.start != numbers[1].start:
        return one.start, numbers[1].start, one.first
    alone = len(numbers) == 1 and moved and scope.mode == "changed"
    if alone and not one.is_interval and not _SAME.search(text):
        return None, one.start, one.first
    return None


def _service(text: str, first: int, scope: Scope) -> str | None:
    named = _LABELLED.match(text.lstrip("-: *"))
    if named and not scan(named["name"], loose=False):
        name = clean_name(named["name"])
        if name and not about("changed", name):
            return name
    before = re.split(r"[:：(（]", text[:first].lstrip(" :：-–*"))[0]
    previous = None
    while before != previous:
        previous, before = before, _FROM.sub("", clean_name(before))
    name = clean_name(_LEADING.sub("", strip_words(before, "changed", "updated", "port")))
    return name if name and len(name.split()) <= 6 else scope.group


def _reason(text: str) -> str | None:
    found = re.search(
        r"\b(?:because|due to|to avoid|wegen|pour éviter|para evitar|из-за)\b.*"
        r"|[(（][^()（）]{8,}[)）]\s*$",
        text,
        re.IGNORECASE,
    )
    return found[0].strip("() （）") if found else None


def without_moves(gathered: Gathered) -> list[Evidence]:
    """The claims without arrows that tell of a move: `web: 3000 → 3001` maps no port there.

    Arrows of a section from one number for several names claim the new one: no host has a number
    twice, so these moved.
    """
    arrows = [each for each in gathered.claims if each.arrow]
    for section in grouped((arrow.claim.group, arrow) for arrow in arrows).values():
        named = {(each.claim.port, bare(each.claim.service)) for each in section}
        after = {each.claim.container_port for each in section}
        if len({port for port, _ in named}) == len(named) or len(after) < len(named):
            continue
        for each in section:
            claim = each.claim
            told = (claim.service, claim.project, claim.port, claim.container_port)
            gathered.moved(claim.line, *told)
            each.claim = replace(claim, port=claim.container_port, container_port=None)
            each.arrow = False
    if not any(each.arrow for each in arrows):
        return gathered.claims
    plain = by_port([c for c in gathered.claims if not c.arrow], mentioned=True)
    return [c for c in gathered.claims if not (c.arrow and _moved(c, plain, gathered))]


def _moved(arrow: Evidence, numbers: ByPort, gathered: Gathered) -> bool:
    """`web: 3000 → 3001` where web has 3001 elsewhere and 3000 nowhere tells of a move."""
    claim = arrow.claim
    own = bare(claim.service)
    now = [c for c in numbers.get(claim.container_port or 0, ()) if c.row or not c.weak]
    named = next((c for c in now if bare(c.claim.service) in own), None)
    if named is None or any(bare(c.claim.service) in own for c in numbers.get(claim.port or 0, ())):
        return False
    told = (named.claim.service, named.claim.project, claim.port, claim.container_port)
    gathered.moved(claim.line, *told)
    return True


_ONCE = (
    r"(?:it )?(?:was|were|formerly|previously|before)|instead of|war|früher|vorher|était|avant|era"
    r"|antes|prima|был[ао]?|раньше|раніше|eski|wcześniej|原端口|原为|原|旧|以前|이전"
)
_WAS = re.compile(
    rf"\s*[(（\[]\s*(?:{_ONCE}|old|ex|statt|rather than|anstelle von|en lugar de|en vez de"
    r"|em vez de|au lieu de|invece di|zamiast|вместо|代替|而不是|ancien|기존|由|从|geändert von"
    r"|(?:changed|moved|migrated|switched|cambiado|movido|alterado|mudado|déplacé|изменён)"
    r"\s(?:from|de|desde|do|с))(?:\s(?:on|at|auf|sur|en|su|na|на)\b)?(?: port)?"
    r"\s*[:：]?\s*`?(\d{2,5})(?:\s?[-–]\s?\d{2,5})?`?"
    r"[^()（）\[\]\d]{0,60}[)）\]]"
    rf"|(?:[,;，、]|\s+(?:[-–—]|#+)|\s*[(（\[])\s*(?:{_ONCE}|replace[sd]"
    r"|(?:changed|moved|migrated|switched) from)\s?`?(\d{2,5})`?"
    r"(?:[^\d]{0,60}|\s(?:in|on|since) (?:\w+ )?20\d\d)[)）\]]?[\s.]*$"
    r"|(?:[,;]|\s+(?:[-–—]|#+)|\s*[(（\[])\s*(?:(?:the )?(?:default|standard|usual) )?(?:port )?"
    r"`?(\d{2,5})`? (?:(?:is|was) )?(?:already )?(?:taken|busy|in use|occupied)\b[^\d]{0,60}$"
    r"|[，,(（]\s*(?:默认|原)?(?:端口)?\s?(\d{2,5})\s?(?:端口)?(?:已|已经)?(?:被占用|冲突)[)）]?$",
    re.IGNORECASE,
)
"""`(was 3000)` behind a number."""
_NONE_BEFORE = re.compile(r"[:：]\s*(?:n/a|none|new|-|—)\s*(?:→|->|=>)\s*", re.IGNORECASE)
"""`Web: N/A → 3000`"""


def told_now(text: str) -> tuple[str, list[int]] | None:
    """A line that tells what was, `Web: 3001 (was 3000)`: what is now, and the numbers before."""
    now, olds = _NONE_BEFORE.sub(": ", _WAS.sub("", text)), map("".join, _WAS.findall(text))
    return None if now == text else (now, [*map(int, olds)])


def with_moved_cells(filled: list[tuple[Column, PortCell]]) -> list[tuple[Column, PortCell]]:
    """`3000 → 7901` beside another column's 7901 tells of a move, not of a container, but where
    the columns are of several hosts or environments."""
    moved: list[tuple[Column, PortCell]] = []
    for column, cell in filled:
        number = cell.entries[0].number if len(cell.entries) == 1 else None
        others = {
            entry.number.start
            for other, beside in filled
            if other is not column and other.role != "container"
            for entry in beside.entries
        }
        apart = column.host or column.environment
        if number and number.sign == "→" and number.container in others and not apart:
            now = replace(number, start=number.container, container=None, sign=None)
            cell = replace(cell, entries=(Entry(now),), before=number.start)  # noqa: PLW2901
        moved.append((column, cell))
    return moved
