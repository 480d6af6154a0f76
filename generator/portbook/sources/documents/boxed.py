"""Names the ports in the boxes of a drawing by what stands at the top of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, takewhile

from portbook.sources.documents.boxes import Box, Boxes, Text
from portbook.sources.documents.pieces import is_name
from portbook.sources.documents.runtimes import is_made_with
from portbook.sources.documents.scope import IP, without_numbers
from portbook.sources.documents.text import (
    about_any,
    alternatives,
    clean_name,
    outside_brackets,
    strip_words,
)
from portbook.sources.documents.tokens import Number, scan
from portbook.sources.kinds import kind_of_name

Told = dict[int, list[tuple[Text, list[str]]]]


def told_in(boxes: list[Box]) -> Told:
    """What the innermost boxes say of their titles, by the lines with their ports.

    Each text is given with its pieces, `shop: 3000` of `Port 3000` below `shop` and `(Node.js)`.
    """
    parts = [part for box in boxes if box.within is None for part in _parts(box)]
    parts += [[text for text in b.texts if text.line < b.within] for b in boxes if b.within]
    titles = [part[0].text for part in parts if part]
    told: Told = {}
    for part in parts:
        for text, pieces in _named(part, titles):
            told.setdefault(text.line, []).append((text, pieces))
    return told


def _parts(box: Box) -> Iterator[list[Text]]:
    """The texts of a box between its dividing lines; none of a box with columns."""
    lines = [text.line for text in box.texts]
    if len({*lines}) == len(lines):
        for above, below in pairwise([box.first, *box.divided, box.last]):
            yield [text for text in box.texts if above <= text.line < below]


def _named(texts: list[Text], titles: list[str]) -> Iterator[tuple[Text, list[str]]]:
    """The ports right below a title; what stands behind others may be of another."""
    above = [*takewhile(lambda text: not scan(text.text, loose=False), texts)]
    below = takewhile(lambda text: scan(text.text, loose=False), texts[len(above) :])
    said = [text.text for text in above]
    for text in below if 0 < len(said) < _ABOVE else ():
        own = clean_name(without_numbers(text.text))
        parted = said[-1].endswith(("-", "_")) and _ONE.fullmatch(own)
        name = _name([*said, own] if parted else said, titles)
        if not (name and (parted or _is_bare(text.text))):
            return
        numbers = scan(text.text, loose=False)
        yield text, [f"{name}: {written(number, text.text)}" for number in numbers]


def told_on_arrows(lines: list[str], first: int, boxes: Boxes) -> dict[int, str]:
    """What lines say that have only ports, `HTTP (8081)  gRPC (8082)`, each on its way to a box."""
    titles = [box.title for box in boxes.all]
    begun: dict[int, list[Box]] = {}
    for each in boxes.all:
        begun.setdefault(each.first, []).append(each)
    told: dict[int, str] = {}
    for at, line in enumerate(lines):
        ways = list(_WAY.finditer(line))
        if not ways or any(map(str.isalnum, _WAY.sub("", line))):
            continue
        said: list[str] = []
        for way in ways:
            middle = sum(way.span("told")) // 2
            if any(box.within is None for box in boxes.around(first + at, middle)):
                break
            near = (box for after in _NEAR for box in begun.get(first + at + after, ()))
            box = next((box for box in near if box.begin <= middle <= box.end), None)
            between = lines[at + 1 : box.first - first] if box else []
            leads = any(_HEAD.search(each[box.begin : box.end]) for each in between if box)
            name = _name([text.text for text in box.texts], titles) if box and leads else ""
            said += [f"{name}: {way['port']}"] if name else []
        if len(said) == len(ways):
            told[first + at] = "\n".join(said)
    return told if len(told) > 1 else {}


_WAY = re.compile(
    r"(?<![^\s│|])(?P<told>(?:HTTPS?|gRPC|TCP|UDP|WSS?|REST|SQL|AMQP)?\s?[(]?"
    rf"(?:{alternatives('port')})?\s?:?(?P<port>\d{{4,5}}|80|443)[)]?)(?![^\s│|])",
    re.IGNORECASE,
)
_HEAD = re.compile("[▼▽↓]|(?<![^ ])[vV](?![^ ])")
_NEAR = range(2, 7)
"""Lines below a port on an arrow at which its box begins."""
_ABOVE = 5
"""Lines of a box that may stand above its port."""
_WORDS = 5


def _name(above: list[str], titles: list[str]) -> str:
    """The title of a box, with what goes on below it: `Order` and `Service`, `stock_` and `db`."""
    name, colon, _ = outside_brackets(above[0]).partition(":")
    name, below = name.strip(), above[1] if len(above) > 1 and not colon else ""
    if name.endswith(("-", "_")) and below:
        coded = name.endswith("_") or (name.islower() and name.count("-") == 1)
        name = (name if coded else name[:-1]) + outside_brackets(below)
    elif _ONE.fullmatch(below) and (titles.count(above[0]) > 1 or _goes_on(name, below)):
        name = f"{name} {below}"
    several = re.search(r"\S\s{2,}\S", name) or len(name.split()) > _WORDS or IP.search(name)
    return name if is_name(name) and any(map(str.isalpha, name)) and not several else ""


_LEADS = re.compile(r"(?:→|➜|⇒|[-=]+>)\s*[^\W\d]")
_ONE = re.compile(r"[^\W\d_][^\W\d_]+")


def _goes_on(name: str, below: str) -> bool:
    """Whether a word is the rest of a name, and not what it is made with or spoken by."""
    if " " in name or below.isupper() or is_made_with(below):
        return False
    kind = kind_of_name(name)
    part = about_any(("service", "part", "general"), below) or below.casefold() == "exporter"
    own = kind is None or kind_of_name(f"{name} {below}") != kind
    return part or (own and kind_of_name(below) is None)


def _is_bare(text: str) -> bool:
    """Whether a text has a port and no name: `(localhost:3000)`, `Node.js - Port 3000`."""
    if _LEADS.search(text):
        return False  # `:8080 → gateway`
    besides = without_numbers(text).replace("/", " ")
    named = strip_words(besides, "port", "transport", "host", "container", "local").strip(" -,")
    return not any(map(str.isalnum, named)) or is_made_with(named)


def written(number: Number, text: str) -> str:
    """How a number of a text is said again behind a name."""
    if number.is_interval:
        return text[number.first : number.last]
    low = number.sure and not number.container and number.start < 1000
    told = f"port {number.start}" if low else f"{number.start}"  # `:503`, which is no count
    return f"{number.start}:{number.container}" if number.container else told
