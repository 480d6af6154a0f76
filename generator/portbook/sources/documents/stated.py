"""Makes claims and ranges of what lines state, with the items that they stand under."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from portbook.sources.documents.amounts import LOW, LOWEST, is_year
from portbook.sources.documents.cells import DOOR, Entry
from portbook.sources.documents.counted import tally
from portbook.sources.documents.environments import STAGES
from portbook.sources.documents.evidence import MENTIONED, STATED, Evidence, Gathered
from portbook.sources.documents.modes import status_of
from portbook.sources.documents.owners import Owners, speaks_of
from portbook.sources.documents.prose import bracketed_names
from portbook.sources.documents.remarks import number_inside
from portbook.sources.documents.scope import SPEAKING
from portbook.sources.documents.statements import without_note
from portbook.sources.documents.text import (
    about,
    about_any,
    alternatives,
    clean_name,
    outside_brackets,
    plain,
    strip_words,
)
from portbook.sources.documents.tokens import Number, mentions_port
from portbook.sources.documents.unclaimed import (
    MODE_REASONS,
    SENTENCE_REASON,
    is_setting,
    nameless,
    names_nothing,
    unclaimed,
)
from portbook.sources.documents.unlabelled import Statement
from portbook.sources.found import FoundClaim
from portbook.sources.kinds import kind_of_name


def shared_names(statement: Statement, entry: Entry) -> list[str]:
    """`3001: Grafana (shop) / Sales dashboard`: two that share a number, of which one is told."""
    if statement.form != "numbered" or len(statement.entries) > 1 or entry.number.is_interval:
        return []
    listed = plain(statement.rest).strip().split(", ")
    if len(listed) > 1 and all(map(_IDENTIFIER.fullmatch, listed)):
        return [clean_name(each) for each in listed[1:]]  # `5432: shop-db, blog_db`
    parts = re.split(r"\s/\s(?![^()]*\))", plain(statement.rest).strip())
    if len(parts) != 2 or not any(re.search(r"\w\)$", part.strip()) for part in parts):
        return []
    names = [clean_name(part) for part in parts]
    return names[1:]


_IDENTIFIER = re.compile(r"[a-z]\w*(?:[-_]\w+)+(?: \([^()]*\))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """What a line says of one number; `inner` where it is a container's."""

    name: str
    entry: Entry
    line: int
    rest: str = ""
    endpoint: str | None = None
    environment: str | None = None
    status: str | None = None
    weak: bool = False
    inner: bool = False


_INSIDE = re.compile(r"\s*\(?(?:inside|within) (?:the|its|their) (?:own )?container", re.IGNORECASE)
_SHARED = frozenset((137, 138, 139))
"""What Samba listens on."""
_UNCALLED = "a number that nothing calls a port"
_SHOWN = ("example", "usual")


def _is_dated(entry: Entry, text: str) -> bool:
    """`3000, by the audit of 2021`: a year, which words lead that are no label of it."""
    number = entry.number
    if not is_year(number.start) or number.sure or number.transport or entry.label:
        return False
    return re.search(rf"(?:[^\W\d]+[ ,]+){{2}}{number.start}\b", text) is not None


_ADDRESS = re.compile(r"\S*\w\.[a-z]{3,}\S*")
"""`shop.example`, which is no example."""
_TALLIED = re.compile(
    r"\b(?:stor(?:y|ies)|issues?|tickets?|tasks?|requirements?|chapters?|pages?|lines?|phases?)$",
    re.IGNORECASE,
)
"""`User stories: 22, 23`"""
_PRODUCT = re.compile(r"(?:^|[\s,;/])(?!Port|TCP|UDP)[A-Z][a-zA-Z]+ \Z")


def _with_ends(statement: Statement) -> Statement:
    """`RELAY_PORT_RANGE=7777:7810`: a colon between the ends of a range."""
    entry = statement.entries[0]
    last, first = entry.number.container or 0, entry.number.start
    near = 0 < last - first < _WIDE and len(str(last)) == len(str(first))
    if (
        not near
        or len(statement.entries) > 1
        or not about("range", statement.name.replace("_", " "))
    ):
        return statement
    number = replace(entry.number, end=last, container=None)
    return replace(statement, entries=(replace(entry, number=number),))


def _with_inner(statement: Statement) -> Statement:
    """`19001 Console, maps to container 9001`: the second number is the first one's inside."""
    told = statement.entries[-1]
    inward = about("container", told.label) and not strip_words(told.label, *_INWARD)
    if not (inward and len(statement.entries) == 2) or told.number.is_interval:
        return statement
    first = statement.entries[0]
    number = replace(first.number, container=first.number.container or told.number.start)
    name = statement.name or first.label
    return replace(statement, name=name, entries=(replace(first, number=number),))


_INWARD = ("container", "mapping", "port", "runs", "small")
_LISTED = re.compile(
    rf"[^\W\d][^()（）:：]{{1,50}}\s?[(（]{alternatives('port')}[:：]?\s?\d{{2,5}}[)）]",
    re.IGNORECASE,
)
"""`Post Service (port 8004)`, as a list has it"""
_WIDE = 1000


_ONLY = re.compile(r"[\s`*]*\d{2,5}(?:\s*[,/]\s*\d{2,5})*[\s`*–—.-]*")
_COUNTING = (
    "port",
    "many",
    "counted",
    "quantity",
    "measure",
    "conflict",
    "sum",
    "free",
    "in-use",
    "status",
    "answer",
)


def _is_alone(statement: Statement) -> bool:
    """Whether a label has nothing but numbers that may be ports: `Radarr: 54`."""
    odd = LOWEST <= statement.entries[0].number.start < 1000
    odd = odd and any(map(str.isupper, statement.name[:2]))  # `qBittorrent`
    told = statement.form == "labelled" and _ONLY.fullmatch(statement.rest) is not None
    return told and odd and not about_any(_COUNTING, statement.name)


class Sayings(Owners):
    """Adds what statements say, in a scope; `parents` are the items above, the outermost first."""

    def __init__(self, gathered: Gathered) -> None:
        super().__init__()
        self.gathered = gathered
        self._before = (0, "")

    def state(self, statement: Statement, line: int, text: str, *, strict: bool) -> bool:
        """Add what a statement says; False where it says nothing certain."""
        statement = _with_inner(_with_ends(statement))
        reason = tally(statement)
        if reason and not (self.scope.near == "port" and _is_alone(statement)):
            self.gathered.note(line, reason)
            return True
        name = statement.name
        told = about("default", name) and about("taken", statement.rest)
        # `Allowed: 8000 (main)`: a rule, which names nobody.
        told = told or (bool(name) and not clean_name(strip_words(name, "allow")))
        told = told or (len(statement.entries) > 1 and about("avoid", name))
        if told or statement.key in ("skip", "free", "avoid", "old"):
            if mentions_port(plain(text)):
                self.gathered.note(line, MODE_REASONS.get(statement.key or "", SENTENCE_REASON))
            return True
        if strict and not _fits_a_line(statement, text):
            return False
        if statement.key == "container" and statement.form != "address":
            return self._complete(statement, line)
        return self._each(statement, line, text)

    def _each(self, statement: Statement, line: int, text: str) -> bool:
        stated = False
        first = statement.entries[0].number.first
        if statement.form == "labelled" and about_any(
            _SHOWN, _ADDRESS.sub(" ", statement.rest[:first])[-12:]
        ):
            self.gathered.note(line, "an example")
            return True
        mixed = len({entry.number.is_interval for entry in statement.entries}) > 1
        for entry in statement.entries:
            if mixed and not entry.number.is_interval:
                if not (statement.key or names_nothing(statement.name)):
                    stated |= self._one(statement, entry, line, text)
                continue
            if entry.number.bracketed and entry is not statement.entries[0]:
                if DOOR.fullmatch(entry.label):
                    stated |= self._one(statement, entry, line, text)
                continue
            if entry.label and about("measure", entry.label):
                continue
            if entry is not statement.entries[0] and _is_dated(entry, plain(text)):
                continue
            scheme = entry.number.scheme
            if scheme and entry is not statement.entries[0] and kind_of_name(scheme):
                continue  # `orders 8081 mongodb://db:27017`: what it keeps its data in.
            stated |= self._one(statement, entry, line, text)
        return stated

    def _complete(self, statement: Statement, line: int) -> bool:
        """`Container port: 5432` under an item completes that item's claim."""
        number = statement.entries[0].number.start
        for parent in reversed(self._parents):
            if parent.claims:
                last = parent.claims[-1]
                if last.claim.container_port is None:
                    last.claim = replace(last.claim, container_port=number)
                self.gathered.note(line, f"the container's side of line {last.claim.line}")
                return True
            if parent.name:
                self._add(Said(parent.name, statement.entries[0], line, inner=True))
                parent.claims = self.gathered.claims[-1:]
                return True
        label = self.scope.label or ""
        told = strip_words(outside_brackets(label), *STAGES, "machine")
        name = label if told and not (names_nothing(label) or speaks_of(label)) else None
        recent = self.gathered.claims[-1] if self.gathered.claims else None
        if name and recent and recent.claim.service == name and recent.claim.container_port is None:
            recent.claim = replace(recent.claim, container_port=number)
            self.gathered.note(line, f"the container's side of line {recent.claim.line}")
            return True
        if name:
            self._add(Said(name, statement.entries[0], line, inner=True))
        return bool(label)

    def _one(self, statement: Statement, entry: Entry, line: int, text: str) -> bool:
        name, endpoint, environment = self._owner(statement, entry)
        number = entry.number
        if statement.key == "command" and not any(parent.name for parent in self._parents):
            self.gathered.note(line, "an example command")
            return True
        status = status_of(plain(text)[:120]) or self.scope.status
        reason = unclaimed(statement, number, name)
        if reason:
            self.gathered.note(line, reason)
            return True
        if number.is_interval and not (number.container and name):
            return self._range(statement, entry, name, status, line)
        reason = nameless(statement, name) or self._uncalled(statement, number, name)
        if reason:
            self.gathered.note(line, reason)
            return True
        listed = _LISTED.fullmatch(plain(text)[:80])
        called = (statement.form in ("address", "command", "plain") and not listed) or number.scheme
        glued = entry.label and f"{entry.label}:{number.start}" in plain(statement.rest)
        weak = bool(called or self.scope.firewall or glued)
        rest = plain(statement.rest)
        inner = _INSIDE.match(rest, number.last) is not None and not number.container
        if len(statement.entries) == 1 and not (inner or number.container or number.is_interval):
            number = replace(number, container=number_inside(rest, number.start))
            entry = replace(entry, number=number)
        for other in shared_names(statement, entry):
            self._add(Said(other, entry, line, rest, endpoint, environment, status, weak))
        self._add(Said(name, entry, line, rest, endpoint, environment, status, weak, inner))
        return True

    def _uncalled(self, statement: Statement, number: Number, name: str) -> str | None:
        """Why a number that nothing beside it calls a port is none."""
        if number.sure:
            return None
        low = all(entry.number.start < 1000 for entry in statement.entries)
        if low and _TALLIED.search(name):
            return _UNCALLED
        if is_year(number.start) and _PRODUCT.search(statement.rest[: number.first]):
            return "a year"  # `Applies to: Exchange Server 2013`
        # Low numbers and years are so by what the document is about.
        dim = number.start < 1000 or is_year(number.start)
        dim = dim and number.start not in LOW | _SHARED and len(statement.entries) == 1
        dim = dim and not (number.transport or number.container or statement.key)
        told = self.scope.titled or any(about("port", label) for label in self.scope.headings())
        if number.start > 999 and statement.form == "numbered" and name[:1].islower():
            told = about_any(SPEAKING, self.scope.group or "")  # `2024: first release`
        if dim and not told and kind_of_name(name) is None:
            return _UNCALLED
        return None if self.scope.spoken or strip_words(name, "quantity") else _UNCALLED

    def _range(
        self, statement: Statement, entry: Entry, name: str, status: str | None, line: int
    ) -> bool:
        number = entry.number
        leading = sum(map(str.isalpha, statement.rest[: number.first]))
        sentence = statement.form == "labelled" and leading > 8
        shown = about("example", name) and not strip_words(name, "example")
        shown = shown or name.startswith("Never ") or about("outgoing", name) or is_setting(name)
        counts = number.open_ended and statement.form == "numbered"  # `2000+ integrations`
        ported = (statement.rest, *self.scope.headings())
        counts = counts and not any(about_any(("port", "range"), each) for each in ported)
        if number.start < 20 or shown or counts or (number.open_ended and sentence):
            return False
        purpose = clean_name(statement.rest) if statement.form == "numbered" else name
        purpose = purpose[:200] or name or self.scope.label or ""
        self.gathered.add_range(number, line, purpose or None, self.scope.project, status)
        for told, own in bracketed_names(plain(statement.rest)):
            self._add(Said(told, Entry(own), line, weak=True))
        return True

    def _add(self, said: Said) -> None:
        number, scope = said.entry.number, self.scope
        inner = said.inner or (scope.mode == "closed" and number.container is None)
        bare = clean_name(strip_words(said.name, "container")) if inner else ""
        claim = FoundClaim(
            self.gathered.path,
            said.line,
            (bare or said.name)[:200],
            None if inner else number.start,
            project=scope.project,
            endpoint=said.endpoint,
            port_end=number.end,
            container_port=number.start if inner else number.container,
            container_end=number.container_end,
            bind=number.bind,
            scheme=number.scheme,
            host=next((p.host for p in reversed(self._parents) if p.host), scope.host)
            or scope.machine_at(number.host or number.bind),
            environment=said.environment or scope.environment,
            status=said.status or scope.status,
            group=scope.group,
            description=said.rest[:300] or None,
        )
        strength = MENTIONED if said.weak else STATED
        arrow = number.sign == "→"
        inward = arrow and about("container", said.rest[number.first : number.last])
        for transport in number.transport.split("+") if number.transport else [None]:
            each = replace(claim, transport=transport)
            self.gathered.claims.append(
                Evidence(each, strength, arrow=arrow and not inward, inward=inward)
            )


def _fits_a_line(statement: Statement, text: str) -> bool:
    """Whether a line outside a list is a label with its number rather than a sentence."""
    marked = text.lstrip().startswith(("**", "`", "__")) or text.lstrip()[:1].isdecimal()
    if len(statement.name.split()) > (6 if marked else 4):
        return False
    core = without_note(text)[0] if statement.form == "labelled" else text
    return marked or len(core) <= 80 or len(statement.name) + len(statement.rest) <= 80
