"""Finds the names that stand beside the numbers of a line, and what speaks for each or against it.

A sign is a short text such as `before ': '`, `known name` or `line avoid`; `weights.toml` says how
much each one weighs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from portbook.sources.documents.amounts import LOW, is_year
from portbook.sources.documents.blocks import Block, Fence, Heading, Item, Line, Table
from portbook.sources.documents.scope import Scope
from portbook.sources.documents.subjects import subject_of
from portbook.sources.documents.text import (
    CONJUNCTIONS,
    NEGATIONS,
    about,
    bare,
    clean_name,
    plain,
)
from portbook.sources.documents.tokens import Number, scan
from portbook.sources.found import FoundClaim
from portbook.sources.kinds import kind_of_name

LONGEST = 600
"""Signs of a line that is looked at."""
_LONGEST_NAME = 60
_PART = re.compile(
    r"[│┃║|]|[├└┌┐┘┬┴┤┼─═╔╗╚╝╠╣╭╮╰╯]+|\s[·•]\s|;\s|\s{3,}"
    r"|\s*(?:[-=]{1,3}>|[→⇒⟶▶►↓↑←⇐]|<-{1,2})\s*"
)
"""What parts a line of a drawing, or the things that it lists."""
_DRAWN = re.compile("[│├└┌║╔]")
_BEFORE = re.compile(rf"[,，、。]|[.:：]\s|\s(?:{CONJUNCTIONS})\s")
_BEHIND = re.compile(rf"[,，、。;()（）\[\]]|[.:：](?:\s|$)|\s(?:{CONJUNCTIONS}|[-–—/])\s")
_OPENED = re.compile(r"[(（][^()（）]*\Z")
_GAP = re.compile(r"[\W\d_]*\Z")
_LED = re.compile(r"[\s`*:：)\]）=–—-]*[(（\[]?\s*[`*]*")
_SHARED = re.compile(rf"\s*[`*]*\s*(?:[,/&+、]|(?:{CONJUNCTIONS}))\s*[`*]*\s*")
_MARKS = re.compile(r"[\s`*]+")
_LETTERS = re.compile(r"[^\W\d_]+(?:[ _.-][^\W\d_]+)*")
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"(?<!\d)\d{2,5}(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_JOINED = re.compile(r"\w[-_.]\w")
_OTHER_SIGN = re.compile(r"[^\w\s.-]")
_LOW = 1000
_DENIED = re.compile(rf"\b(?:{NEGATIONS})\b", re.IGNORECASE)
_NEAR = 3
"""Lines before and behind that are near."""
_TOLD = (
    *("port", "free", "avoid", "conflict", "taken", "example", "usual", "default", "changed"),
    *("old", "reserved", "planned", "problem", "visit", "order", "condition", "measure"),
    *("quantity", "calls", "outgoing", "modal", "pronoun", "past", "runs", "probe", "answer"),
    *("step", "value", "compared", "counted", "range", "container", "url", "service", "in-use"),
    *("others", "uses", "mere", "sum", "now", "many", "to-do"),
)
"""Concepts that say how a line means its numbers."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that may have a number; `behind` it or before it, with what stands between them."""

    line: int
    name: str
    number: Number
    behind: bool
    gap: str
    signs: frozenset[str]


@dataclass(slots=True)
class Around:
    """What a document says elsewhere: by line the numbers `said`, the `names` and `ports` of all.

    `shapes` counts how lines with numbers are written, `read` those of them that give ports;
    `share` is the part of such lines that do, in quarters.
    """

    lines: Sequence[str]
    said: dict[int, list[FoundClaim]]
    names: set[str] = field(default_factory=set)
    ports: set[int] = field(default_factory=set)
    shapes: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    share: int = 0
    titled: bool = False

    @classmethod
    def of(cls, lines: Sequence[str], claims: Iterable[FoundClaim]) -> Around:
        around = cls(lines, {})
        for claim in claims:
            around.said.setdefault(claim.line, []).append(claim)
            around.names.add(bare(claim.service))
            around.ports.update(_ports(claim))
        numbered = [line for line in lines if _NUMBER.search(line, 0, LONGEST)]
        around.shapes.update(map(_shape, numbered))
        around.read.update(_shape(lines[at - 1]) for at in around.said)
        around.share = min(round(4 * len(around.said) / max(1, len(numbered))), 4)
        around.titled = about("port", next(filter(str.strip, lines), "")[:200])
        return around

    def without(self, line: int) -> Around:
        """The same, of what the other lines say."""
        claims = [c for at, each in self.said.items() if at != line for c in each]
        said = {at: each for at, each in self.said.items() if at != line}
        names, ports = {bare(c.service) for c in claims}, {p for c in claims for p in _ports(c)}
        read = self.read - Counter([_shape(self.lines[line - 1])])
        return replace(self, said=said, names=names, ports=ports, read=read)


def _ports(claim: FoundClaim) -> set[int]:
    told = (claim.port, claim.port_end, claim.container_port, *claim.alternatives)
    return {port for port in told if port}


def _shape(line: str) -> str:
    """A line without its words and numbers, as that of others in its list may be."""
    return _LETTERS.sub("a", _DIGITS.sub("0", line[:LONGEST].strip()))


def candidates(line: int, block: Block, scope: Scope, around: Around) -> Iterator[Candidate]:
    """The names beside those numbers of a line that no claim of it has."""
    text = around.lines[line - 1]
    shown = plain(text)
    numbers = [n for n in scan(shown) if n.start >= 10 and not n.is_interval]
    said = around.said.get(line, [])
    ports = {port for claim in said for port in _ports(claim)}
    names = {bare(claim.service) for claim in said}
    form = _form(block, text)
    of_line = {f"numbers {min(len(numbers), 4)}", *_of_line(line, shown, form, scope, around)}
    sides = ("before", _named_before(shown, numbers)), ("behind", _named_behind(shown, numbers))
    for at, number in enumerate(numbers):
        both = all(told[at][1] for _, told in sides)
        for side, told in sides:
            gap, name = told[at]
            said_already = {number.start, number.container} & ports
            if said_already or bare(name) in names or not 0 < len(name) <= _LONGEST_NAME:
                continue
            signs = {side, f"{side} {gap!r}", f"{side} {form}", f"{side} {form} {gap!r}"}
            signs |= {f"{side} of two"} if both else set()
            signs |= {"number again"} if number.start in around.ports else set()
            signs |= of_line | {*_of_number(number, shown), *_of_name(name, around)}
            yield Candidate(line, name, number, side == "behind", gap, frozenset(signs))


def _named_before(shown: str, numbers: list[Number]) -> list[tuple[str, str]]:
    """Of each number the name before it, with what stands between; `shared`: another's."""
    told = [_before(shown, numbers, at) for at in range(len(numbers))]
    for at in range(1, len(told)):
        if not told[at][1] and _is_shared(shown, numbers, at):
            told[at] = (_SHARES, told[at - 1][1])
    return told


def _named_behind(shown: str, numbers: list[Number]) -> list[tuple[str, str]]:
    """Of each number the name behind it, likewise."""
    told = [_behind(shown, numbers, at) for at in range(len(numbers))]
    for at in range(len(told) - 1, 0, -1):
        if not told[at - 1][1] and _is_shared(shown, numbers, at):
            told[at - 1] = (_SHARES, told[at][1])
    return told


_SHARES = "shared"


def _is_shared(shown: str, numbers: list[Number], at: int) -> bool:
    """Whether nothing stands between a number and the one before but what lists them."""
    return _SHARED.fullmatch(shown, numbers[at - 1].last, numbers[at].first) is not None


def _form(block: Block, text: str) -> str:
    match block:
        case Heading():
            return "heading"
        case Table():
            return "row"
        case Item():
            return "item"
        case Fence() if not _DRAWN.search(text):
            return "fence"
        case Line() if not _DRAWN.search(text):
            return "text"
    return "drawing"


def _before(shown: str, numbers: list[Number], at: int) -> tuple[str, str]:
    """What stands between a number and the name before it, and that name, empty for none."""
    start = numbers[at - 1].last if at else 0
    for part in _PART.finditer(shown, start, numbers[at].first):
        start = part.end()
    head = shown[start : numbers[at].first]
    between = _GAP.search(head)
    gap = between[0] if between else ""
    named = head[: len(head) - len(gap)]
    cuts = [cut.end() for cut in _BEFORE.finditer(named)]
    head = head[cuts[-1] if cuts else 0 :]
    inside = _OPENED.search(head)
    name = "" if inside and about("example", inside[0]) else subject_of(head)
    gap = "port" if about("port", named[-12:]) else _MARKS.sub(" ", gap)[:3]
    return gap, name if any(map(str.isalpha, name)) else ""


def _behind(shown: str, numbers: list[Number], at: int) -> tuple[str, str]:
    """The same of the name behind a number."""
    last = numbers[at].last
    end = numbers[at + 1].first if at + 1 < len(numbers) else len(shown)
    part = _PART.search(shown, last, end)
    tail = shown[last : part.start() if part else end]
    led = _LED.match(tail)
    gap = led[0] if led else ""
    cut = _BEHIND.search(tail, len(gap))
    name = clean_name(tail[len(gap) : cut.start() if cut else None])
    return _MARKS.sub(" ", gap)[:3], name if any(map(str.isalpha, name)) else ""


def _of_line(line: int, shown: str, form: str, scope: Scope, around: Around) -> Iterator[str]:
    shape = _shape(around.lines[line - 1])
    near = range(line - _NEAR, line + _NEAR + 1)
    yield form
    yield f"written alike {min(around.shapes[shape], 4)}"
    yield f"read alike {min(around.read[shape], 3)}"
    yield f"near {min(sum(at in around.said for at in near if at != line), 3)}"
    yield f"share {around.share}"
    told = (("title", around.titled), ("read", line in around.said))
    yield from (sign for sign, holds in told if holds)
    if shown.endswith((".", "。", "!", "?")):
        yield "ends"
    if _DENIED.search(shown):
        yield "denied"
    yield from (f"line {concept}" for concept in _TOLD if about(concept, shown))
    label = scope.label or ""
    yield from (f"heading {concept}" for concept in _TOLD if about(concept, label))


def _of_number(number: Number, shown: str) -> Iterator[str]:
    right = shown[number.last :][:2]
    yield f"right {right[:1]!r}"
    told = (
        ("sure", number.sure),
        ("mapped", number.container),
        ("transport", number.transport),
        ("scheme", number.scheme),
        ("bracketed", number.bracketed),
        ("known number", number.start in LOW),
        ("low", number.start < _LOW),
        ("year", is_year(number.start)),
        ("round", number.start % 10 == 0),
        ("word behind", right[:1].isspace() and right[1:].isalpha()),
    )
    yield from (sign for sign, holds in told if holds)


def _of_name(name: str, around: Around) -> Iterator[str]:
    yield f"name words {min(len(_WORD.findall(name)), 5)}"
    told = (
        ("known name", kind_of_name(name)),
        ("variable", _VARIABLE.fullmatch(name)),
        ("upper", name[:1].isupper()),
        ("lower", name.islower()),
        ("joined", _JOINED.search(name)),
        ("digit in name", any(map(str.isdigit, name))),
        ("sign in name", _OTHER_SIGN.search(name)),
        ("name again", bare(name) in around.names),
    )
    yield from (sign for sign, holds in told if holds)
    yield from (f"name {concept}" for concept in _TOLD if about(concept, name))
