"""Reads what headings say of the blocks below: project, stage, host, status, and mode."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from portbook.sources.documents.blocks import Heading
from portbook.sources.documents.called import machine_quoted
from portbook.sources.documents.environments import environment_of, stage_behind
from portbook.sources.documents.modes import heading_mode, meaning_of
from portbook.sources.documents.text import (
    ARTICLES,
    BRACKET,
    COMPUTER,
    PREPOSITIONS,
    SO_THAT,
    about,
    about_any,
    clean_name,
    is_anybody,
    outside_brackets,
    plain,
    starts_with,
    strip_words,
)
from portbook.sources.documents.tokens import Number, scan
from portbook.sources.kinds import kind_of_name

INTRODUCTION = 7
"""The level of a line that introduces what follows it; headings have 1 to 6."""

_NO_NAME = (
    *("port", "url", "visit", "reached", "environment", "overview", "many", "area", "mapping"),
    *("local", "host", "production", "development", "staging", "test", "allow", "assign", "small"),
    *("used", "in-use", "now", "machine", *COMPUTER, "variable", "numbering", "document"),
    *("health", "firewall", "project"),
)
SETTINGS = re.compile(
    r"(?:(?:key|core|main|basic|general|production|local|common|application|app|service|project|system"
    r"|container) )+(?:config(?:uration|s)?|settings|setup|options|values|details|properties"
    r"|architecture|environment|variables| )+",
    re.IGNORECASE,
)
"""`Application Configuration`, `Key config values`: anybody's."""
_ONE = re.compile(r"[A-Z][\w-]+ (?:Service|API|App)")
"""`Inventory Service`, `Storage API`"""


@lru_cache(maxsize=1024)
def names_a_program(label: str) -> bool:
    """Whether a heading has words that name something: not `Base URLs`, or `Server settings`."""
    outside = outside_brackets(label)
    general = ("service",) if " " in outside else ()  # `Service dependencies`
    own = _ONE.fullmatch(outside) is not None and environment_of(outside) is None
    named = own or strip_words(outside, *_NO_NAME, *general) or kind_of_name(outside) is not None
    return bool(named) and not about("environment", label)


def tells_of_document(label: str) -> bool:
    """Whether a heading only says what of the document stands below it: `Basic setup`."""
    words = " " in label or not label.isascii()  # `Inventory` may be a service.
    return words and not strip_words(label, "document", "overview", "health", "small", "port")


_ACTUAL = ("default", "in-use")
SPEAKING = ("port", "service", "many")
"""Words of headings below which a bare number may be a port."""
_BY_THE_WAY = ("local", "demo", "ci", "test", "sandbox")
"""What a title may say of something else: `A hub of local models`, `CI/CD of the shop`."""
_TITLE = 7
"""Words of a heading that may name an environment: of more, one is by the way."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What holds for a block, by its headings; `above` is the scope that its own heading is in.

    `hosts` are names that columns give to machines, in lower case, `machines` those that headings
    give to addresses; `apart` are addresses that tell machines apart. `number` is the heading
    itself in a document that lists numbers, each with who uses it. `label` is the nearest heading
    or short introducing line, `group` the nearest that is a heading. `mode` and `status` are
    `usual` where a heading takes back what one above it says. `spoken`: something above speaks of
    ports or services, so that a bare number may well be one; `titled`: the document is about ports;
    `first`: no heading stands before.
    """

    hosts: frozenset[str] = frozenset()
    machines: Mapping[str, str] = field(default_factory=dict)
    apart: frozenset[str] = frozenset()
    above: Scope | None = None
    level: int = 0
    label: str | None = None
    group: str | None = None
    environment: str | None = None
    host: str | None = None
    project: str | None = None
    _mode: str | None = None
    _status: str | None = None
    firewall: bool = False
    updated: bool = False
    number: Number | None = None
    spoken: bool = True
    titled: bool = True
    first: bool = True

    @property
    def mode(self) -> str | None:
        return None if self._mode == "usual" else self._mode

    @property
    def status(self) -> str | None:
        return None if self._status == "usual" else self._status

    def under(self, heading: Heading) -> Scope:
        """The scope of what stands below a heading, or below a line that introduces it."""
        above = self
        while above.above is not None and above.level >= heading.level:
            above = above.above
        written = plain(_MARK.sub("", heading.text[:500]))
        told = without_numbering(written)
        text = SO_THAT.sub("", told) if heading.level == INTRODUCTION else told
        label = clean_name(without_numbers(text))
        introduces = heading.level == INTRODUCTION
        title = heading.level == 1 and self.first
        status, mode = meaning_of(label, top=title)
        mode = heading_mode(text, label, mode, introduces=introduces)
        mode = above._mode_below(label, mode, introduces=introduces, reasoned=text != told)
        stage = environment_of(text if introduces else label)
        wide = len(outside_brackets(label).split()) > _TITLE
        wide = wide or (title and stage in _BY_THE_WAY and stage_behind(label) != stage)
        stage = None if wide and not introduces else stage
        if introduces and not stage:
            first, *others = _CLAUSE.split(text)
            clause = others[0] if others and about("conflict", first) else first
            stage = environment_of(clause)
        if stage == "local" and introduces and above.environment:
            stage = None  # Where it runs, in the stage of the heading.
        return replace(
            above,
            above=above,
            first=False,
            level=heading.level,
            label=label or None,
            group=above.group if introduces or not label else label,
            environment=stage or above.environment,
            host=machine_quoted(heading.text, self.hosts)
            or self._host(label, text, introduces)
            or guest_named(written)
            or above.host,
            project=labelled("project", label) or above.project,
            _mode=mode or above._mode,
            _status=status or above._status,
            firewall=above.firewall or about("firewall", label),
            updated=above.updated or (heading.level > 1 and about("updated", label)),
            spoken=above.spoken or about_any(SPEAKING, label),
        )

    def _mode_below(
        self, label: str, mode: str | None, *, introduces: bool, reasoned: bool
    ) -> str | None:
        """A heading's mode in this scope; `reasoned`: it says why its numbers were chosen."""
        if mode == "free" and starts_with("order", label):
            mode = None  # `Make sure that these ports are free:` so that what is listed has them.
        if self._mode == "example" and not about_any(_ACTUAL, label):
            # A range, or a network, that an example shows.
            mode = mode if mode in ("warned", "free") else None
        if introduces and mode == "example" and about("now", label):
            return "usual"  # `For example, the current ports of the shop:`
        if introduces and about("usual", label) and about("taken", label):
            return "warned"  # what others may have
        if introduces and mode == "closed" and len(label.split()) > _TITLE:
            mode = None  # `The machine sits in an internal network, so ...`
        if mode is not None or not about("port", label):
            return mode
        general = ("overview", "mapping", "assign") if self._mode == "warned" else ()
        again = self._mode in ("changed", "warned")
        again = again and not strip_words(label, "service", "port", *general)
        # `Required ports` of `System requirements`; `Services use these ports:`, whatever may go
        # wrong with them.
        speaks = introduces and not label.lower().startswith("to ")
        speaks = speaks and (reasoned or about("service", label))
        return "usual" if again or speaks or self._mode == "figures" else None

    def without_introduction(self) -> Scope:
        """The scope behind what a line introduced."""
        return self.above if self.above and self.level == INTRODUCTION else self

    @property
    def near(self) -> str | None:
        """Whether the headings below the title speak of ports, or the nearest of services."""
        own = self.without_introduction()
        scope: Scope | None = self
        while scope is not None:
            if (scope.level > 1 or scope is own) and about("port", scope.label or ""):
                return "port"
            scope = scope.above
        return "service" if self.level > 1 and about("service", self.label or "") else None

    def program(self) -> str:
        """The known program that an open heading names, as in `Public access (via Nginx)`."""
        told = (part for label in self.headings() for part in (label, *BRACKET.findall(label)))
        named = (part.removeprefix("via ") for part in told)
        return next((name for name in named if kind_of_name(name)), "")

    def headings(self) -> Iterable[str]:
        """The labels of the open headings, the nearest first."""
        scope: Scope | None = self
        while scope is not None:
            if scope.label:
                yield scope.label
            scope = scope.above

    def machine_at(self, address: str | None) -> str | None:
        """The machine of an address, if these tell machines apart."""
        return self.machines.get(address, address) if address in self.apart else None

    def machine_in(self, text: str) -> str | None:
        """The machine that an item names, with its address or as columns and headings do."""
        return self._host(clean_name(text), text, introduces=False)

    def _host(self, label: str, text: str, introduces: bool) -> str | None:
        if named := labelled("machine", label):
            return clean_name(_EMPTY.sub("", IP.sub("", named))) or named
        outside = clean_name(outside_brackets(label))
        each = bool(self.hosts) and about("machine", outside) and is_anybody(outside)
        if each or outside.casefold() in self.hosts:
            return outside  # `All hosts`, beside what stands below each of them.
        numbered = MACHINE.match(label)
        for told in (label, numbered[0] if numbered else ""):
            if told.casefold() in self.hosts:
                return told
        held = next(iter(BRACKET.findall(label)), "")
        called = about("hardware", held) and len(held.split()) < _MACHINES
        called = called and about("machine", outside)
        called = called and not strip_words(outside, "machine", "port")
        led = _NAMED_FIRST.match(label)
        if called or led:
            return led["name"] if led else held  # `Server (VPS Oslo)`
        wide = len(outside.split()) > _TITLE
        titled = not introduces or _ADDRESSED.fullmatch(text) is not None
        if (address := IP.search(text)) and titled and not wide:
            if led := IP.match(label):  # `10.0.0.5 — Hub (all else)`
                inside = BRACKET.findall(label)[:1]  # `10.0.0.5 (Hub, the small one)`
                own = PARTED.split(inside[0])[0].split(",")[0] if inside else ""
                label = clean_name(outside_brackets(label[led.end() :])) or own
            first, *others = PARTED.split(_outside_address(label).rpartition(" on ")[2])
            general = tells_of_document(_ARTICLE.sub("", first))
            label = others[0] if others and general else first  # `Port registry — Hub (10.0.0.5)`
            label = clean_name(_SIZE.sub("", _EMPTY.sub("", IP.sub("", label))))
            short = len(label.split()) < _MACHINES
            named = _ARTICLE.sub("", strip_words(label, *_NO_HOST))
            own = label if short and named.strip() else address[0]
            return self.machines.get(address[0], own)
        return self._host_within(label)

    def _host_within(self, label: str) -> str | None:
        """The machine that a heading names among other words."""
        words = clean_name(strip_words(label, "port", "service")).split()
        told = {" ".join(words[at : at + n]) for n in (1, 2) for at in range(len(words))}
        told = {*told, " ".join(words)} if len(words) < _MACHINES else set()
        told |= {LED_BY.sub("", label)}
        told |= {part for each in BRACKET.findall(label) for part in PARTED.split(each)}
        known = {each for each in told if each.casefold() in self.hosts}
        return known.pop() if len(known) == 1 else None


def _outside_address(label: str) -> str:
    """A label without the bracket of its address: `vault (10.0.0.7, Ubuntu)`, or what that calls a
    computer: `Main server (srv1, 10.0.0.5)`, or what follows it: `oak (10.0.0.5), Debian`."""
    label = _LISTED.sub(r"\g<told>", label)
    held = ([part.strip() for part in each.split(",")] for each in BRACKET.findall(label))
    parts = next((each for each in held if each[1:] and any(map(IP.fullmatch, each))), [])
    outside = outside_brackets(label) if parts else ""
    named = next(filter(_CALLED.fullmatch, parts), "") if about_any(_COMPUTERS, outside) else ""
    return named or outside or label


_ADDRESSED = re.compile(r"[\w-]+(?: [\w-]+){0,2} [(（—–-]+ ?\d{1,3}(?:\.\d{1,3}){3}[)）]?:?")
"""`oak (10.0.0.5)`, a line that is a title."""
_MARK = re.compile(r"\s*\{#[\w-]+\}\s*$")
"""`{#web}`, what links to a heading are led by."""
LED_BY = re.compile(
    rf".*(?<!\S)(?:{PREPOSITIONS}|{ARTICLES}|of|my|de[lrs]?|du|della?|vom?n?)\s+", re.IGNORECASE
)
"""`Running on the`, `Services del`, before a machine."""
_MACHINES = 5
"""Words of a heading that names a machine."""
_NO_HOST = ("port", "service", "machine", "host", "visit")
_ARTICLE = re.compile(rf"\b(?:{ARTICLES})\b", re.IGNORECASE)
_COMPUTERS = (*COMPUTER, "machine")
_CALLED = re.compile(r"[a-z][a-z\d]*(?:-[a-z\d]+|\d)", re.IGNORECASE)
_SIZE = re.compile(r"\s[(（][^()（）]*\d ?(?:[GT]i?B|RAM|v?[OC]PU|cores?)\b[^()（）]*[)）]")
"""`(4 CPU, 24 GB)`, behind a machine"""
_EMPTY = re.compile(r"[(（]\s*(?:[\w -]{1,20}:)?\s*[)）]")
PARTED = re.compile(r"\s[—–·|-]+\s")
IP = re.compile(r"\b(?!0\.|127\.)\d{1,3}(?:\.\d{1,3}){2}\.(?!0/)\d{1,3}\b")
_NAMED_FIRST = re.compile(rf"(?P<name>[a-z][\w-]*\d?)\s+{IP.pattern}\s+(?=[^\W\d]).*")
"""`oak 10.0.0.5 the one below the stairs`"""
"""An address of a machine, not of a network: `10.0.5.0/24`."""
_LISTED = re.compile(rf"(?P<told>[(（]{IP.pattern}[)）]),.*")
MACHINE = re.compile(
    r"(?:node|server|host|machine|vm|vps|cluster|nodo|servidor|serveur|knoten|узел|сервер|sunucu|节点|服务器"
    r"|ノード|サーバー|노드|서버)\s*(?:#|№|no\.?)?\s*(?:\d{1,3}(?!\d)|(?-i:[A-F])(?![\w.]))(?:\s*[(（][^()（）]{1,40}[)）])?",
    re.IGNORECASE,
)


def are_machines(text: str) -> bool:
    """`VM2, VM3`, which are no programs."""
    return all(map(MACHINE.fullmatch, re.split(r"\s*[,/+&]\s*", text)))


_GUEST = re.compile(
    r"(?P<guest>(?:LXC|CT|VM|KVM)(?: ?ID)?[ #-]{0,2}\d{1,4})\s*(?:[:：]|\s[–—|·-])\s+(?=[^\W\d])",
    re.IGNORECASE,
)
_NUMBERING = re.compile(
    rf"^\s*(?:[^\w\s(（\[]{{1,3}}\s+)?{_GUEST.pattern}|"
    r"^\s*(?:[^\w\s(（\[]{1,3}\s+)?(?!(?:\d{1,3}\.){3}\d)(?:\d{1,2}(?:\.\d{1,2})+(?=\s)|\d{1,2}(?:\.\d{1,2})*[.)、:]|(?-i:[A-Z]{2,5})-\d{1,4}\s?[:：–—-]|\d\ufe0f?\u20e3|[A-Z][.)]|[一二三四五六七八九十]+[、.]"
    r"|(?:test|step|schritt|paso|passo|teste|étape|шаг|adım|步骤|ステップ)\s?\d{1,2}\s?[:：.–—-])\s*",
    re.IGNORECASE,
)
_COLON = re.compile(r"\s*[:：]\s*")
_CLAUSE = re.compile(r"[(（,;]")


def guest_named(heading: str) -> str | None:
    """The container or the virtual machine that leads a heading: `LXC 9 — Catalog`."""
    led = _GUEST.match(heading)
    return led["guest"] if led else None


def labelled(concept: str, label: str) -> str | None:
    """`Project: shop`, `Server: oak`."""
    left, _, right = _COLON.sub("\n", label, count=1).partition("\n")
    short = 0 < len(left.split()) < 3 and about(concept, left) and not strip_words(left, concept)
    return right.strip() or None if short else None


def without_numbering(text: str) -> str:
    """A heading without the count before it: `2.1 Databases`."""
    return _NUMBERING.sub("", text)


def without_numbers(text: str) -> str:
    """A heading without the numbers that it names: `Web services (3000-3099)`."""
    numbers = scan(text, loose=False)
    for number in reversed(numbers):
        text = text[: number.first] + text[number.last :]
    return _EMPTIED.sub(" ", _LAST.sub("", text)) if numbers else text


_LAST = re.compile(r"[,;]\s*port\s*[:：]?\s*(?=[)）])", re.IGNORECASE)
"""The same behind other words: `Shop (Next.js, Port )`."""
_EMPTIED = re.compile(
    r"[(（\[]\s*(?:ports?|puertos?|portas?|порты?|端口|포트|ポート|cổng)?\s*[:：]?[\s,/&–-]*[)）\]]",
    re.IGNORECASE,
)
"""What a number leaves of its brackets: `Beacon API (Port )`."""
