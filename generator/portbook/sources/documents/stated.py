"""Makes claims and ranges of what lines state, with the items that they stand under."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from portbook.sources.documents.amounts import LOW, is_year
from portbook.sources.documents.cells import DOOR, Entry, is_store
from portbook.sources.documents.environments import (
    environment_in_name,
    environment_of,
    stage_behind,
    stage_named,
)
from portbook.sources.documents.evidence import MENTIONED, STATED, Evidence, Gathered
from portbook.sources.documents.labels import (
    is_offered,
    is_one,
    key_of,
    named_by_setting,
    without_port,
)
from portbook.sources.documents.modes import status_of
from portbook.sources.documents.prose import bracketed_names
from portbook.sources.documents.scope import SETTINGS, SPEAKING, Scope, names_a_program
from portbook.sources.documents.text import (
    BRACKET,
    about,
    about_any,
    clean_name,
    plain,
    strip_words,
    struck,
)
from portbook.sources.documents.tokens import Number, mentions_port
from portbook.sources.documents.unclaimed import (
    MODE_REASONS,
    SENTENCE_REASON,
    nameless,
    names_nothing,
    tally,
    unclaimed,
)
from portbook.sources.documents.unlabelled import Statement, tells_what_to_do
from portbook.sources.found import FoundClaim
from portbook.sources.kinds import kind_of_name


def shared_names(statement: Statement, entry: Entry) -> list[str]:
    """`3001: Grafana (shop) / Sales dashboard`: two that share a number, of which one is told."""
    if statement.form != "numbered" or len(statement.entries) > 1 or entry.number.is_interval:
        return []
    parts = re.split(r"\s/\s(?![^()]*\))", plain(statement.rest).strip())
    if len(parts) != 2 or not any(re.search(r"\w\)$", part.strip()) for part in parts):
        return []
    names = [clean_name(part) for part in parts]
    if not all(name and len(name.split()) <= 6 for name in names):
        return []
    return names[1:]


@dataclass(slots=True)
class Parent:
    """An item that others stand under: its name, the claims that they may complete, their mode."""

    depth: int
    name: str
    claims: list[Evidence]
    environment: str | None = None
    mode: str | None = None
    host: str | None = None


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


_CLAUSE = re.compile(
    r"(?:once|when|if|after|before|while)\s(?:.*\s(?:is|are|has|have)|you|we)\s|.*[?？]$"
    r"|.*\b(?:like this|as follows)$|.*(?:浏览器|ブラウザ).*"
    r"|(?:connecting|accessing|logging in)\s(?:(?:in)?to|the)\s|(?:option|method|approach)\s\d",
    re.IGNORECASE,
)
"""A heading that speaks: `Once it is installed`, `Connecting to the database`."""
_INSIDE = re.compile(r"\s*\(?(?:inside|within) (?:the|its|their) (?:own )?container", re.IGNORECASE)
_SHARED = frozenset((137, 138, 139, 445))
"""What Samba listens on."""
_UNCALLED = "a number that nothing calls a port"
_JOINED = re.compile(r"[a-z]\w*(?:-\w+)+")
"""`orders-api`"""
_PROTOCOL = re.compile(r"https?|wss?|grpc|tcp|udp", re.IGNORECASE)
_KEPT = ("reserved", "planned")
_SHOWN = ("example", "usual")


class Sayings:
    """Adds what statements say, in a scope; `parents` are the items above, the outermost first."""

    def __init__(self, gathered: Gathered) -> None:
        self.gathered = gathered
        self.scope = Scope()
        self._parents: list[Parent] = []
        self._before = (0, "")

    def state(self, statement: Statement, line: int, text: str, *, strict: bool) -> bool:
        """Add what a statement says; False where it says nothing certain."""
        reason = tally(statement)
        if reason:
            self.gathered.note(line, reason)
            return True
        if statement.key in ("skip", "free", "avoid", "old"):
            if mentions_port(plain(text)):
                self.gathered.note(line, MODE_REASONS.get(statement.key, SENTENCE_REASON))
            return True
        if strict and not _fits_a_line(statement, text):
            return False
        if statement.key == "container" and statement.form != "address":
            return self._complete(statement, line)
        return self._each(statement, line, text)

    def _each(self, statement: Statement, line: int, text: str) -> bool:
        stated = False
        first = statement.entries[0].number.first
        if statement.form == "labelled" and about_any(_SHOWN, statement.rest[:first][-12:]):
            self.gathered.note(line, "an example")
            return True
        mixed = len({entry.number.is_interval for entry in statement.entries}) > 1
        for entry in statement.entries:
            if mixed and not entry.number.is_interval:
                nameless = statement.key or names_nothing(statement.name)
                if entry.label and nameless:
                    part = replace(statement, name=entry.label, form="plain", key=None)
                    stated |= self._one(part, entry, line, text)
                elif not nameless:
                    stated |= self._one(statement, entry, line, text)
                continue
            if entry.number.bracketed and entry is not statement.entries[0]:
                if DOOR.fullmatch(entry.label) or entry.label.upper() == "SSH":
                    stated |= self._one(statement, entry, line, text)
                continue
            if entry.label and about("measure", entry.label):
                continue
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
        label = self.scope.label
        name = label if label and not names_nothing(label) else None
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
        called = statement.form in ("address", "command", "plain") or number.scheme
        glued = entry.label and f"{entry.label}:{number.start}" in plain(statement.rest)
        weak = bool(called or self.scope.firewall or glued)
        rest = plain(statement.rest)
        inner = _INSIDE.match(rest, number.last) is not None and not number.container
        for other in shared_names(statement, entry):
            self._add(Said(other, entry, line, rest, endpoint, environment, status, weak))
        self._add(Said(name, entry, line, rest, endpoint, environment, status, weak, inner))
        if struck(text):
            last = self.gathered.claims[-1]
            last.claim = replace(
                last.claim,
                status=last.claim.status
                or ("retired" if str(number.start) in struck(text) else None),
            )
        return True

    def _uncalled(self, statement: Statement, number: Number, name: str) -> str | None:
        """Why a number that nothing beside it calls a port is none."""
        if number.sure:
            return None
        if statement.key not in (None, "port") and about("measure", name.replace("_", " ")):
            return "a setting that is no port"
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
        shown = shown or name.startswith("Never ") or about("outgoing", name)
        if number.start < 20 or shown or (number.open_ended and sentence):
            return False
        purpose = clean_name(statement.rest) if statement.form == "numbered" else name
        purpose = purpose[:200] or name or self.scope.label or ""
        self.gathered.add_range(number, line, purpose or None, self.scope.project, status)
        for told, own in bracketed_names(plain(statement.rest)):
            if about("next", told):
                continue
            self._add(Said(told, Entry(own), line, weak=True))
        return True

    def _heading(self) -> str:
        """The nearest heading; a sentence that introduces a list is nobody's name."""
        labels = (
            label
            for label in self.scope.headings()
            if key_of(label) != "skip" and not (tells_what_to_do(label) or _CLAUSE.match(label))
        )
        nearest = next(labels, "")
        further = (label for label in labels if names_a_program(label) and not about("port", label))
        if SETTINGS.fullmatch(nearest):
            told = (*further, nearest)
        else:
            nearest_names = names_a_program(nearest) or about("overview", nearest)
            told = (nearest,) if nearest_names else (*further,)
        named = (label for label in told if stage_named(label) == label)
        label, group = next(named, ""), self.scope.group
        names_none = len(label.split()) > (3 if "," in label else 5) or re.search(
            r"[\w(]\.(?!js\b|io\b)\w{2,6}\b", label
        )
        return (group or "") if names_none and group != label else "" if names_none else label

    def _owner(self, statement: Statement, entry: Entry) -> tuple[str, str | None, str | None]:
        """Service, endpoint and stage: the line's own name, or its parent's where it has a key."""
        name = _without_page(named_by_setting(statement.name), entry.number)
        if statement.form == "numbered" and _PROTOCOL.fullmatch(name):
            name = self.scope.program() or name  # `80: HTTP` below `Access (via Nginx)`
        labelled = environment_of(entry.label) if entry.label else None
        alone = statement.rest * (len(statement.entries) == 1)
        environment = labelled or environment_in_name(name) or stage_behind(plain(alone))
        parent = next((p for p in reversed(self._parents) if is_one(p.name)), None)
        above = parent.name if parent else self._heading()
        inherited = next((p.environment for p in reversed(self._parents) if p.environment), None)
        if statement.key == "environment":
            return self._of_stage(statement, entry, above), None, environment_of(name)
        if statement.form == "alone":
            general = entry.number.scheme and not strip_words(above, "general", "many")
            general = general and not about("part", above) and not parent
            above = "" if general or about("port", above) else above
        staged = labelled is not None and stage_named(entry.label) != entry.label
        several = bool(entry.label) and not staged and len(statement.entries) > 1
        protocol = several and above and _PROTOCOL.fullmatch(entry.label)
        usual = about("default", name) and about("port", statement.name)
        listed = several and (statement.key == "port" or usual or names_nothing(name))
        behind = listed and is_one(above) and _behind(statement, entry)
        if listed and (protocol or behind or not parent):
            # `Ports: web 3000, api 8000`, and `Ports: 80 (HTTP)` of what stands above.
            part = entry.label.lower() if protocol else entry.label
            owner = (above, part) if protocol or behind else (entry.label, None)
            return *owner, environment or inherited
        if statement.form == "alone" or (statement.key and statement.key not in _KEPT):
            remark = "" if above else self._remark(statement, entry)
            told = _JOINED.fullmatch(remark) or (remark[:1].isupper() and " " in remark)
            if kind_of_name(remark) or told:
                above = remark  # `Host: 5432 (PostgreSQL)`
            return above, None, environment or inherited
        bare = without_port(name)
        shorter = bool(bare) and about("port", name) and len(bare) < len(name)
        short = shorter and len(bare.split()) <= 2
        known = parent.name if parent else above if kind_of_name(above) else ""
        offered = parent and not several and is_offered(name, parent.name)
        if known and (short or offered):
            return known, bare if shorter else name, environment or inherited
        name = bare if shorter else name
        endpoint = entry.label if several else None
        rest = statement.rest.replace("*", "").replace("`", "")
        door = entry.number.bracketed and DOOR.fullmatch(endpoint or "")
        if endpoint and not door and (f"{endpoint}:" in rest or f"{endpoint}=" in rest):
            return endpoint, None, environment or inherited
        stage = environment_of(name)
        led = any(about("part", each.label) for each in statement.entries)
        led = led and kind_of_name(name) is None
        led = led and all(_before(statement, each) for each in statement.entries)
        if endpoint and (led or is_store(endpoint, name) or stage):
            name, endpoint = endpoint if stage else f"{name} {endpoint}", None
        return name, endpoint, environment or inherited

    def _of_stage(self, statement: Statement, entry: Entry, above: str) -> str:
        """Whose number a stage's line tells: `Production: 3001 (web)`, or what stands above."""
        told = entry.label if entry.label and not environment_of(entry.label) else ""
        told = told or (self._remark(statement, entry) if names_nothing(above) else "")
        return told if told and not names_nothing(told) else self._staged(above)

    @staticmethod
    def _remark(statement: Statement, entry: Entry) -> str:
        """What stands in brackets behind a number."""
        remark = BRACKET.match(statement.rest, entry.number.last + 1)
        return clean_name(remark[1]) if remark else ""

    def _staged(self, above: str) -> str:
        """What has a number in each stage; below a title of the document it is the program."""
        told = clean_name(strip_words(above, "overview", "port"))
        return above if told or not about("overview", above) else "app"

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
            host=next((p.host for p in reversed(self._parents) if p.host), scope.host),
            environment=said.environment or scope.environment,
            status=said.status or scope.status,
            group=scope.group,
            description=said.rest[:300] or None,
        )
        strength = MENTIONED if said.weak else STATED
        for transport in number.transport.split("+") if number.transport else [None]:
            each = replace(claim, transport=transport)
            self.gathered.claims.append(Evidence(each, strength, arrow=number.sign == "→"))


def _behind(statement: Statement, entry: Entry) -> bool:
    """Whether the word of a number stands in brackets behind it."""
    rest = plain(statement.rest)[entry.number.last :]
    return rest.lstrip(" `*").startswith((f"({entry.label}", f"（{entry.label}"))


def _before(statement: Statement, entry: Entry) -> bool:
    """Whether the word of a number stands right before it."""
    told = plain(statement.rest)[: entry.number.first].rstrip(" `*:")
    return bool(entry.label) and told.endswith(entry.label)


def _fits_a_line(statement: Statement, text: str) -> bool:
    """Whether a line outside a list is a label with its number rather than a sentence."""
    marked = text.lstrip().startswith(("**", "`", "__")) or text.lstrip()[:1].isdecimal()
    if len(statement.name.split()) > (6 if marked else 4):
        return False
    return marked or len(text) <= 80 or len(statement.name) + len(statement.rest) <= 80


def _without_page(name: str, number: Number) -> str:
    """`Shop health: http://localhost:3000/health` tells of the shop."""
    words = name.split()
    page = (number.path or "").rstrip("/").rpartition("/")[2].casefold()
    told = len(words) > 1 and words[-1].casefold() == page
    return " ".join(words[:-1]) if told and about("health", page) else name
