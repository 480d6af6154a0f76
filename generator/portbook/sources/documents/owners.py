"""Finds whose the number of a line is: its own name's, or that of what stands above it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portbook.sources.documents.cells import DOOR, Entry, is_store
from portbook.sources.documents.environments import (
    environment_in_name,
    environment_of,
    stage_behind,
    stage_named,
)
from portbook.sources.documents.evidence import Evidence
from portbook.sources.documents.labels import (
    PROTOCOL,
    is_offered,
    is_one,
    key_of,
    named_by_setting,
    without_port,
)
from portbook.sources.documents.scope import Scope, names_a_program
from portbook.sources.documents.subjects import tells_what_to_do
from portbook.sources.documents.text import (
    ARTICLES,
    BRACKET,
    about,
    about_any,
    alternatives,
    clean_name,
    plain,
    starts_with,
    strip_words,
)
from portbook.sources.documents.tokens import Number
from portbook.sources.documents.unclaimed import names_nobody, names_nothing
from portbook.sources.documents.unlabelled import Statement
from portbook.sources.kinds import kind_of_name


@dataclass(slots=True)
class Parent:
    """An item that others stand under: its name, the claims that they may complete, their mode.

    `ports`: it says no more than that these are the ports, of what stands above it; `coded`: its
    name is written as code, which is one's own.
    """

    depth: int
    name: str
    claims: list[Evidence]
    environment: str | None = None
    mode: str | None = None
    host: str | None = None
    ports: bool = False
    line: int = 0
    coded: bool = False


_CLAUSE = re.compile(
    r"(?:once|when|if|after|before|while)\s(?:.*\s(?:is|are|has|have)|you|we)\s|.*[?？]$"
    r"|\S+ (?:checklist|guide|steps|runbook)$"
    r"|.*\b(?:like this|as follows)$|.*(?:浏览器|ブラウザ).*"
    r"|(?:connecting|accessing|logging in)\s(?:(?:in)?to|the)\s|(?:option|method|approach)\s\d",
    re.IGNORECASE,
)
"""A heading that speaks: `Once it is installed`, `Connecting to the database`."""


def speaks_of(label: str) -> bool:
    """Whether a heading or a label is a sentence, or of anybody's settings, and nobody's name."""
    asks = starts_with("asked", label) and (" " in label or not label.isascii())
    told = _CLAUSE.match(label)
    return asks or told is not None or tells_what_to_do(label)


CODED = re.compile(r"`[a-z][\w.-]*`(?=[\s:：(（]|$)")
"""`orders-api` (gateway)"""
_PART = re.compile(
    r"(?P<port>`:?\d{2,5}(?:\s?(?:->|→|:)\s?\d{2,5})?(?:/(?:tcp|udp))?`)(?:\s?/\s?`[^`]+`)?"
    r"(?P<what>\s*[(（][^()（）]{2,60}[)）])?(?P<said>.*)"
)


def part_of(text: str) -> str | None:
    """A number in code, with what it is for in brackets, as a port of what the item above names."""
    told = _PART.fullmatch(text)
    if told is None or kind_of_name(clean_name(told["what"] or "")) is not None:
        return None  # `5432` (PostgreSQL)
    said = told["said"].strip(" .")
    stands = not said or (not told["what"] and starts_with("runs", said))
    return f"port: {told['port']}{told['what'] or ''}" if stands else None


_JOINED = re.compile(r"[a-z]\w*(?:-\w+)+")
"""`orders-api`"""
_KEPT = ("reserved", "planned")
_FOLDER = re.compile(r"^([\w./-]*\w)/(?= \(|$)")
"""`backend/ (FastAPI)`"""


class Owners:
    """Knows the headings that are open and the items above, the outermost first."""

    def __init__(self) -> None:
        self.scope = Scope()
        self._parents: list[Parent] = []

    def _heading(self) -> str:
        """The nearest heading; a sentence that introduces a list is nobody's name."""
        labels = iter(self.scope.headings())
        nearest = next(labels, "")
        if names_a_program(nearest) and not speaks_of(nearest) and key_of(nearest) != "skip":
            told = [nearest]
        else:
            told = [each for each in labels if names_a_program(each) and not about("port", each)]
        named = (label for label in told if stage_named(label) == label)
        label, group = next(named, ""), self.scope.group
        names_none = len(label.split()) > (3 if "," in label else 5) or re.search(
            r"[\w(]\.(?!(?i:js|io|net)\b)\w{2,6}\b", label
        )
        return (group or "") if names_none and group != label else "" if names_none else label

    def _owner(self, statement: Statement, entry: Entry) -> tuple[str, str | None, str | None]:
        """Service, endpoint and stage: the line's own name, or its parent's where it has a key."""
        name = _without_page(named_by_setting(statement.name), entry.number)
        name = _FOLDER.sub(r"\1", name)
        parent = next((p.name for p in reversed(self._parents) if is_one(p.name)), "")
        if statement.form == "address" and not strip_words(name, "any-program", "small"):
            name = self._part_above() or name  # `The server will be available at`
        if statement.form == "numbered" and PROTOCOL.fullmatch(name):
            # `80: HTTP` below `Kafka`, or below `Access (via Nginx)`
            known = parent if names_a_program(parent) and not about("example", parent) else ""
            name = known or self.scope.program() or name
        labelled = environment_of(entry.label) if entry.label else None
        alone = statement.rest * (len(statement.entries) == 1)
        ends = (name if name.endswith((")", "）")) else "", plain(alone))
        environment = labelled or environment_in_name(name)
        environment = environment or next(filter(None, map(stage_behind, ends)), None)
        above = parent or self._heading()
        if statement.key == "environment":
            return self._of_stage(statement, entry, above), None, environment_of(name)
        if environment is None:
            stages = (p.environment for p in reversed(self._parents) if p.environment)
            environment = next(stages, None)
        if names_nobody(above) or _FILLED.fullmatch(
            strip_words(above, "order", "document", "small")
        ):
            above = ""  # `Fill in with`
        if statement.form == "alone":
            general = entry.number.scheme and not strip_words(above, "general", "many")
            general = general and not about("part", above) and not parent
            above = "" if general or about("port", above) else _visited(above)
        staged = labelled is not None and stage_named(entry.label) != entry.label
        label = entry.label if len(statement.entries) > 1 and not staged else ""
        if owner := _listed(statement, entry, label, name, above, below=bool(parent)):
            return *owner, environment
        if statement.form == "alone" or (statement.key and statement.key not in _KEPT):
            remark = "" if above else self._remark(statement, entry)
            told = _JOINED.fullmatch(remark) or (remark[:1].isupper() and " " in remark)
            if kind_of_name(remark) or told:
                above = remark  # `Host: 5432 (PostgreSQL)`
            coded = bool(self._parents) and self._parents[-1].coded
            return above, (coded and self._remark(statement, entry)) or None, environment
        return *_own(statement, entry, label, name, parent, above), environment

    def _part_above(self) -> str:
        """The part of a product that the nearest heading with one names: `Backend setup`."""
        told = (strip_words(label, "document", "small") for label in self.scope.headings())
        parts = (_OF.sub("", label) for label in told if len(label.split()) < _WORDS)
        return next((part for part in parts if not strip_words(part, "part")), "")

    def _program_above(self) -> str:
        """The known program that the nearest item above names, or that is in its brackets."""
        name = self._parents[-1].name if self._parents else ""
        told = (clean_name(part) for part in (name, *BRACKET.findall(name)))
        return next((part for part in told if kind_of_name(part)), "")

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
        titled = about("overview", above or self.scope.label or "")
        return above if told or not titled else "app"


_OF = re.compile(r"^(?:of|for|del?|d[aou]|du|des|des|von|der|vom|для|of the)\s", re.IGNORECASE)
_FILLED = re.compile(r"(?:with|com|con|mit|avec|met|z|с)?", re.IGNORECASE)
"""What is left of `Fill in with`, above a form."""
_WORDS = 4
"""Words of a heading that names a part, and one more."""
_VISIT = re.compile(
    rf"(?:{alternatives('visit')})(?:\s+(?:(?:{ARTICLES}|your)\s+)?|(?<=[^\x00-\x7f])\s?)(?=\S)",
    re.IGNORECASE,
)


def _visited(above: str) -> str:
    """`Open the grid map`, above an address alone, without what to do; not `Open WebUI`."""
    told = _VISIT.match(above) if kind_of_name(above) is None else None
    rest = above[told.end() :] if told else ""
    led = told is not None and told[0].count(" ") > 1  # `the`, `your`
    named = led or kind_of_name(rest) or about_any(("part", "page"), rest)
    return rest if rest and named else above


def _listed(
    statement: Statement, entry: Entry, label: str, name: str, above: str, *, below: bool
) -> tuple[str, str | None] | None:
    """`Ports: web 3000, api 8000`, and `Ports: 80 (HTTP)` of what stands above.

    `label` is the word of this number alone; `below`: the line is below an item with a name.
    """
    usual = about("default", name) and about("port", statement.name)
    if not label or not (statement.key == "port" or usual or names_nothing(name)):
        return None
    if above and PROTOCOL.fullmatch(label):
        return above, label.lower()
    if is_one(above) and _behind(statement, entry):
        return above, label
    return None if below else (label, None)


def _own(
    statement: Statement, entry: Entry, label: str, name: str, parent: str, above: str
) -> tuple[str, str | None]:
    """Service and endpoint of a line that has a name: it may be a part of what stands above."""
    bare = without_port(name)
    shorter = bool(bare) and about("port", name) and len(bare) < len(name)
    known = parent or (above if kind_of_name(above) or PROTOCOL.fullmatch(name) else "")
    offered = known and not label and is_offered(name, known)
    part = PROTOCOL.fullmatch(name) or name == "server.port"
    if part and statement.form != "numbered" and names_a_program(parent):
        return parent, name  # `Http` below `Catalog.API`
    called = kind_of_name(bare.partition(" ")[0]) is not None
    if known and ((shorter and len(bare.split()) <= 2 and not called) or offered):
        return known, bare if shorter else name
    name = bare if shorter else name
    rest = statement.rest.replace("*", "").replace("`", "")
    door = entry.number.bracketed and DOOR.fullmatch(label)
    if label and not door and (f"{label}:" in rest or f"{label}=" in rest):
        return label, None
    stage = environment_of(name)
    led = any(about("part", each.label) for each in statement.entries)
    led = led and kind_of_name(name) is None
    led = led and all(_before(statement, each) for each in statement.entries)
    if label and (led or is_store(label, name) or stage):
        return label if stage else f"{name} {label}", None
    return name, label or None


def _behind(statement: Statement, entry: Entry) -> bool:
    """Whether the word of a number stands in brackets behind it."""
    rest = plain(statement.rest)[entry.number.last :]
    return rest.lstrip(" `*").startswith((f"({entry.label}", f"（{entry.label}"))


def _before(statement: Statement, entry: Entry) -> bool:
    """Whether the word of a number stands right before it."""
    told = plain(statement.rest)[: entry.number.first].rstrip(" `*:")
    return bool(entry.label) and told.endswith(entry.label)


def _without_page(name: str, number: Number) -> str:
    """`Shop health: http://localhost:3000/health` tells of the shop."""
    words = name.split()
    page = (number.path or "").rstrip("/").rpartition("/")[2].casefold()
    told = len(words) > 1 and words[-1].casefold() == page
    return " ".join(words[:-1]) if told and about("health", page) else name
