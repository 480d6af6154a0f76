"""Finds what drawings name: boxes, trees and arrows."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain

from portbook.sources.documents.blocks import Fence, Heading
from portbook.sources.documents.boxed import told_in, told_on_arrows, written
from portbook.sources.documents.boxes import Boxes, named_above, named_below
from portbook.sources.documents.called import machines_drawn
from portbook.sources.documents.environments import environment_of
from portbook.sources.documents.evidence import Gathered
from portbook.sources.documents.leaves import repeated_leaves
from portbook.sources.documents.lines import Lines
from portbook.sources.documents.pieces import (
    FRAME,
    FRAMED,
    GUEST,
    URL_LEADS,
    counts,
    is_name,
    is_silent,
    owned,
    pieces_of,
    stage_of,
)
from portbook.sources.documents.row_facts import PROTOCOL
from portbook.sources.documents.scope import (
    INTRODUCTION,
    IP,
    MACHINE,
    Scope,
    names_a_program,
    without_numbers,
)
from portbook.sources.documents.text import (
    about,
    about_any,
    outside_brackets,
    strip_words,
)
from portbook.sources.documents.tokens import scan
from portbook.sources.documents.unclaimed import DRAWING
from portbook.sources.documents.unlabelled import END
from portbook.sources.kinds import kind_of_name

_EQUAL = re.compile(r"\s*[^\W\d][^\d=:]*[\w() -]*\s=\s+\d{4,5}\s*")
"""`Web = 3000`, where a block has nothing else."""
_ADDRESS = re.compile(r"[a-z]+://\S+")
_NETWORK = re.compile(r"^\W*Network:\s+http", re.MULTILINE)
_LOCAL = re.compile(r"\W*Local:\s+http")


def read_drawing(fence: Fence, lines: Lines, gathered: Gathered) -> None:
    """Add what a drawing mentions, line by line."""
    drawing = _Drawing(fence, lines)
    for number, line in enumerate(fence.text.split("\n"), fence.line):
        if not drawing.line(number, line):
            gathered.note(number, DRAWING)


class _Drawing:
    """Knows what stands above a line: words in their columns, boxes, and branches of a tree.

    `shown` is what a server prints of itself: no environment, but where it is reached from here.
    """

    def __init__(self, fence: Fence, lines: Lines) -> None:
        told = fence.text.split("\n")
        filled = [line for line in told if line.strip()]
        self.equal = len(filled) > 1 and all(_EQUAL.fullmatch(line[:200]) for line in filled)
        self.shown = _NETWORK.search(fence.text) is not None
        self.boxes = Boxes(told, fence.line)
        texts = (text for line in told for _, text in _parts(line[:2000]))
        numbered = {each for each in (*self.boxes.titles(), *texts) if MACHINE.fullmatch(each)}
        leading = {each["name"] for each in map(_ON_MACHINE.match, told) if each}
        several = chain(*(each for each in (numbered, leading) if len(each) > 1))
        placed = {each: outside_brackets(each) for each in self.boxes.titles() if _PLACED(each)}
        self.machines = {each: each for each in several} | machines_drawn(told)
        self.machines |= placed if len(placed) > 1 else {}
        self.led = _led_down(told, fence.line) | _going_on(told, fence.line)
        self.led |= named_above(told, fence.line) | named_below(told, fence.line)
        self.led |= repeated_leaves(told, fence.line)
        self.led |= told_on_arrows(told, fence.line, self.boxes)
        self.boxed = told_in(self.boxes.all)
        self.lines = lines
        self.above: list[tuple[int, str]] = []
        self.ported: tuple[int, list[tuple[int, str]]] = (0, [])
        self.tree: list[list[tuple[int, str]]] = []

    def line(self, number: int, line: str) -> bool:
        """Add what a line mentions; whether it is one that says something."""
        parts = [] if line.lstrip().startswith("↑") else _parts(line[:2000])
        if number in self.led:
            for said in self.led[number].split("\n"):
                self.lines.weak(said, number)
            return True
        words = [(self.boxes.column(number, at), text) for at, text in parts if is_name(text)]
        below, self.above = self.above, words or self.above
        begin = parts[0][0] if parts else 0
        if self.tree and words and all(_PLACE.fullmatch(text) for _, text in words):
            self.tree[-1] = _joined([*self.tree[-1], *words])
            return True
        while self.tree and self.tree[-1][0][0] >= begin:
            self.tree.pop()
        roots = [*self.tree]
        self.tree += [_joined(words)] if words else []
        if counts(line[:500]):
            return False
        silent = is_silent(line) and not (self.equal and parts)
        if silent or (self.shown and _LOCAL.match(line)):
            return True
        begun = line.lstrip()[:1]
        # `| Web | http://localhost:3000 |` is a row of a table.
        row = begun == "|" and any(is_name(text) for _, text in parts[:1])
        boxed = ((begun in "│┃║|" and not row) or not words) and not URL_LEADS.match(line)
        placed = [(self.boxes.column(number, at), at, text) for at, text in parts if boxed]
        whole = self._of_titles(number, line, parts)
        pieces = whole or _in_boxes(placed, below, line)
        pieces = pieces or self._by_box(number, line, parts, below)
        pieces = pieces or list(pieces_of(line)) or self._bare(placed, number)
        self._say(pieces, line, number, roots, named=bool(whole))
        ported = [(self.boxes.column(number, at), text) for at, text in parts if " :" in text]
        line_before, again = self.ported
        self.ported = (number, ported or (again if pieces and line_before == number - 1 else []))
        return bool(pieces)

    def _of_titles(self, number: int, line: str, parts: list[tuple[int, str]]) -> list[str]:
        """What boxes say of their titles, where all numbers of a line are in such."""
        told = self.boxed.get(number, [])
        ported = [at for at, part in parts if scan(part, loose=False)]
        held = all(any(text.begin <= at < text.end for text, _ in told) for at in ported)
        return [piece for _, pieces in told for piece in pieces] if held and told else []

    def _by_box(
        self, line: int, text: str, parts: list[tuple[int, str]], above: list[tuple[int, str]]
    ) -> list[str]:
        """What boxes side by side say, each of itself; nothing where a number stands in none."""
        boxed: dict[int, list[tuple[int, int]]] = {}
        for at, part in parts:
            if box := self.boxes.within(line, self.boxes.column(line, at)):
                boxed.setdefault(box.begin, []).append((at, at + len(part)))
            elif scan(part, loose=False):
                return []
        pieces: list[str] = []
        for places in boxed.values():
            begin = places[0][0]
            said = text[begin : places[-1][1]]
            besides = strip_words(without_numbers(said), "port", "transport")
            if not any(map(str.isdigit, said)):
                continue
            alone = said.lstrip(": ")[:1].isdecimal() and END.fullmatch(besides)
            if besides and not alone:
                pieces += pieces_of(said)
            elif len(names := _over(self.boxes.column(line, begin), said, above)) == 1:
                pieces += [f"{names[0]}: {said.lstrip(':')}"] if "," not in names[0] else []
        return pieces

    def _say(
        self,
        pieces: list[str],
        line: str,
        number: int,
        roots: list[list[tuple[int, str]]],
        *,
        named: bool,
    ) -> None:
        """Add what the pieces of a line mention, each below the titles of its boxes.

        Of pieces that are `named` by these, they say no more than where they are.
        """
        within, at = self.lines.scope, -1
        branches = _BRANCH.search(line) is not None
        led = line.lstrip()[:1].isalnum()
        owner = GUEST.sub("", roots[-1][0][1]) if roots else ""
        hangs = branches or _LABEL.fullmatch(owner)
        owner = owner if hangs and not about("port", owner) else ""
        for piece in pieces:
            name, _, port = piece.lstrip(":").partition(":")
            begins = (line.find(each, at + 1) for each in (name, port.strip()) if each)
            at = next((begin for begin in begins if begin >= 0), at)
            column = self.boxes.column(number, at)
            around = self.boxes.around(number, column)
            above = [_before(column, words) for words in roots]
            above = [name for name in above if branches or (led and IP.search(name))]
            over = self.boxes.over(number, column)
            above += [_ADDRESSED.sub("(", t) for t in over if IP.search(t) or environment_of(t)]
            row = _ROW.fullmatch(piece) is not None
            titles = [box.title for box in around if not (row and _ROW.fullmatch(box.title))]
            on = _ON_MACHINE.match(line)
            titles += [on["name"]] if on and not piece.startswith(on["name"]) else []
            self.lines.scope = self._placed(within, above, titles, number, named=named)
            # What a box says of a port without a name is not the heading's.
            bare = line.lstrip()[:1] in "│┃║" and not any(
                map(str.isalpha, strip_words(piece, "port"))
            )
            bare = bare and not (owner or any(each.is_interval for each in scan(piece)))
            below = around and around[-1].titled == number - 1
            if not ((bare and not below) or _ADDRESS.fullmatch(piece)):
                alone = below and not any(map(str.isalpha, piece))
                told = _offered(piece, around[-1].title) if around else piece
                if stage := stage_of(piece, owner):
                    self.lines.scope = replace(self.lines.scope, environment=stage)
                self.lines.weak(f"port: {piece}" if alone else owned(told, owner), number)
        self.lines.scope = within

    def _placed(
        self, within: Scope, above: list[str], titles: list[str], number: int, *, named: bool
    ) -> Scope:
        """Where a piece is, by what stands above it and by the titles around it."""
        rooted = _titled(within, above, number)
        scope = replace(within, environment=rooted.environment, host=rooted.host)
        titled = _titled(scope, titles, number)
        where = replace(scope, environment=titled.environment, host=titled.host)
        scope = where if named else titled
        known = (name.strip(" []") for name in (*above, *titles))
        placed = [self.machines[name] for name in known if name in self.machines]
        return replace(scope, host=placed[-1]) if placed and scope.host == within.host else scope

    def _bare(self, parts: list[tuple[int, int, str]], number: int) -> list[str]:
        """Whose ports without names are: `:443` below `Traefik  :80`, or those right below the
        title of their box, with what each is: `:80 (HTTP) | :443 (HTTPS)`."""
        line, told = self.ported
        pieces: list[str] = []
        for column, _, text in parts if all(_BARE.fullmatch(part[2]) for part in parts) else ():
            above = _over(column, text, told) if line == number - 1 else []
            names = [name.partition(":")[0].strip() for name in above]
            around = self.boxes.around(number, column)[-1:]
            names += [outside_brackets(b.title) for b in around if number - b.titled < _TITLED]
            if names and names[0] and is_name(names[0]):
                pieces.append(f"{names[0].strip()}: {text[1:]}")
        return pieces


_PLACED = re.compile(rf"[^\W\d][^\d()（）]*[\w-]*\s?[(（]{IP.pattern}[)）]").fullmatch
"""`oak (10.0.0.5)`, the title of a box."""
_ON_MACHINE = re.compile(
    rf"\s*(?P<name>{MACHINE.pattern}|[a-z][\w-]*(?=\s+{IP.pattern}))\s{{2,}}", re.IGNORECASE
)
"""`VM 1 (db)   10.0.0.5   :5432 Postgres`, a line of what runs there."""
_ADDRESSED = re.compile(rf"\([^()\d]*(?={IP.pattern})")
"""`(gw 10.0.0.1)`, of what stands before."""
_TITLED = 4
"""Lines below its title at which a box may tell its ports."""
_BARE = re.compile(r":\d{2,5}(?:\s{1,2}\([^()\d]+\))?")


def _led_down(lines: list[str], first: int) -> dict[int, str]:
    """What lines say on which an arrow down is that has a port: `│ 443`, above `▼` and a name."""
    led: dict[int, str] = {}
    for at, (along, head, name) in enumerate(zip(lines, lines[1:], lines[2:], strict=False), first):
        if (port := _DOWN.fullmatch(along)) and _HEAD.fullmatch(head) and _ONE.fullmatch(name):
            led[at] = f"{name.strip()}: {port[1]}"
    return led if len(led) > 1 else {}


def _going_on(lines: list[str], first: int) -> dict[int, str]:
    """The lines that have more ports, below those of a name: `2222 (ssh)` below `git   3000`."""
    more: dict[int, str] = {}
    name, column = "", 0
    for at, line in enumerate(lines, first):
        if led := _LEADING.fullmatch(line[:200]):
            name, column = led["name"], led.start("ports")
        elif (below := _MORE.fullmatch(line[:200])) and name and below.start("ports") == column:
            ports, _, said = below["ports"].strip(" :").rstrip(")").partition(" (")
            its = said and END.fullmatch(said) and not PROTOCOL.fullmatch(said)
            more[at] = f"{name} {said}: {ports}" if its else f"{name}: {below['ports'].strip(' :')}"
        else:
            name = ""
    return more


_PORTS = (
    r"(?P<ports>(?:(?:^|,\s*|(?<=\s)):?\d{2,5}(?:\s?(?:->|→|:)\s?:?\d{2,5})?(?:/\w{3})?"
    r"(?:\s[(][^()\d]+[)])?)+)\s*[│┃║|]?\s*"
)
_LEADING = re.compile(rf"[^\w\[(]*(?P<name>[^\W\d][\w.-]*(?: [\w.-]+)*)/?\s{{2,}}{_PORTS}")
_MORE = re.compile(rf"[│┃║|\s]*{_PORTS}")
_DOWN = re.compile(r"\s*[│|]\s*(?:[A-Z/]{2,8}\s?[:(]?)?:?(\d{2,5})\)?\s*")
_HEAD = re.compile(r"\s*[▼v↓]\s*")
_ONE = re.compile(r"\s*\[?[^\W\d][\w.-]*(?: [\w.-]+)*\]?\s*")


def _offered(piece: str, title: str) -> str:
    """`Metrics: 9090` in the box of a service is an end of that."""
    end, colon, rest = piece.partition(":")
    serves = about_any(("service", "part"), title) or kind_of_name(title)
    owned = colon and serves and PROTOCOL.fullmatch(end) and names_a_program(title)
    return f"{title}: {rest.strip()}" if owned else piece


def _before(column: int, words: list[tuple[int, str]]) -> str:
    """The last of some words that begins at or before a column, or the first."""
    return [words[0][1], *(name for begin, name in words[1:] if begin <= column)][-1]


def _titled(scope: Scope, titles: list[str], line: int) -> Scope:
    """The scope below what is written at the top of boxes and trees, which begins no section."""
    if titles:
        scope = replace(scope, above=None, label=None)
    for level, title in enumerate(titles, INTRODUCTION + 1):
        if len(scan(title)) < _SEVERAL:
            below = scope.under(Heading(level, title, line))
            name = outside_brackets(below.label or "") or below.label
            scope = replace(below, label=name, group=scope.group)
    return scope


_ROW = re.compile(r"[^\W\d][\w .-]*:?\s:?\d{2,5}")
"""`web   :3000`, of whose like a box has a list, without a title."""
_SEVERAL = 2


def _joined(words: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The words of a line, each with the address that stands in brackets behind it, or below."""
    joined: list[tuple[int, str]] = []
    for at, text in words:
        named = [n for n, (begin, _) in enumerate(joined) if begin <= at + _OFF]
        if not (named and (_AT.match(text) or _PLACE.fullmatch(text))):
            joined.append((at, text))
        elif IP.search(text) and not IP.search(joined[named[-1]][1]):
            begin, name = joined[named[-1]]
            placed = text if _AT.match(text) else f"({text})"
            joined[named[-1]] = (begin, f"{name} {placed}")
    return joined


_OFF = 2
"""Columns by which what stands below a name may begin before it."""
_PLACE = re.compile(r"\d{1,3}(?:\.(?:\d{1,3}|[xX*]{1,3})){3}(?:/\d{1,2})?")
_AT = re.compile(rf"[(\[]{IP.pattern}")
_LABEL = re.compile(r"[\w.-]+:")
_BRANCH = re.compile(r"[├└]|^[\s|]*[|`'+]-")


def _parts(line: str) -> list[tuple[int, str]]:
    """The texts between the frames of a line, each with the column where it begins."""
    ends = [0, *(each for gap in FRAME.finditer(line) for each in gap.span()), len(line)]
    parts = ((b, line[b:e]) for b, e in zip(ends[::2], ends[1::2], strict=True))
    return [(b + len(text) - len(text.lstrip()), text.strip()) for b, text in parts if text.strip()]


def _in_boxes(
    parts: list[tuple[int, int, str]], above: list[tuple[int, str]], line: str
) -> list[str] | None:
    """Ports without names, each of the words above it in its box; None where one has none.

    `parts` are texts with the column and the place in the line where each begins.
    """
    found: dict[str, list[str]] = {}
    named_to = 0
    for column, begin, text in parts:
        numbers = scan(text, loose=False)
        if _BRANCH.search(line, 0, begin) and about("port", text):
            return None  # `├── Port 9090`, of what the branch hangs on
        if not any(map(str.isdigit, text)):
            named_to = begin + len(text)
            continue
        if named_to and not (FRAMED.search(line, named_to, begin) and FRAMED.search(line, begin)):
            return None  # `Web  → http://localhost:3000`, or `│ web │ (3000)`, beside a box.
        besides = without_numbers(text).replace("/", " ")
        names = _over(column, text, above)
        named = strip_words(besides, "port", "transport", "host", "container")
        if any(map(str.isalnum, named)) or len(names) != 1:
            return None
        if names[0] in found or PROTOCOL.fullmatch(names[0]):
            return None
        found[names[0]] = [written(number, text) for number in numbers]
    return [f"{name}: {number}" for name, numbers in found.items() for number in numbers]


def _over(begin: int, text: str, above: list[tuple[int, str]]) -> list[str]:
    return [name for at, name in above if at < begin + len(text) and begin < at + len(name)]
