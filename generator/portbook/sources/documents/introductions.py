"""Tells what a line or an item says of what stands right below it."""

from __future__ import annotations

import re
from itertools import takewhile

from portbook.sources.documents.blocks import Block, Fence, Heading, Item, Line
from portbook.sources.documents.called import machine_quoted
from portbook.sources.documents.environments import STAGE_FILE, environment_of, stage_behind
from portbook.sources.documents.labels import is_one, key_of
from portbook.sources.documents.modes import mode_of
from portbook.sources.documents.text import (
    about,
    alternatives,
    clean_name,
    plain,
    starts_with,
    strip_words,
)
from portbook.sources.documents.tokens import mentions_port

TITLED = re.compile(r"\*\*.*\*\*|\*\*[^*]+\*\*\s*[(（](?:[^()（）]|\([^()]*\))*[)）]", re.DOTALL)
"""`**Web** (for readers)`, the title of the list below."""
_FRAMED = re.compile(
    r"^[ \t]*[┌╔╭][─═]+[┐╗╮][ \t]*\n[ \t]*[│║]([^│║\n]*)[│║][ \t]*\n[ \t]*[├╠]", re.MULTILINE
)
"""The outer box of a drawing, whose first line is ruled off."""


def is_in_need(text: str) -> bool:
    """`If the database is missing`: what to do then, unless it tells what runs."""
    return starts_with("condition", text) and not about("runs", text)


def describes(shown: str, below: list[Block], heading: str) -> bool:
    """Whether a line in bold says in words what the heading is, above its properties."""
    first = below[0].text if below and isinstance(below[0], Item) else ""
    label = re.split("[:：]", plain(first[:80]), maxsplit=1)[0]
    if ":" not in first or key_of(label) is None:
        return False
    return len(shown.split()) > _SPOKEN or (
        _WORDED.fullmatch(shown) is not None and is_one(heading) and not _goes_on(below)
    )


def _goes_on(below: list[Block]) -> bool:
    """Whether a section has another title in bold below its first."""
    section = takewhile(lambda each: not isinstance(each, Heading), below[:_REACH])
    return any(isinstance(each, Line) and TITLED.fullmatch(each.text.strip()) for each in section)


_SPOKEN = 3
"""Words of a title: more of them are a sentence."""
_WORDED = re.compile(r"[^\W\d_]+(?: [^\W\d_A-Z]+)+")
"""`Photo library`: words, where a name would be written as one."""
_REACH = 60
"""Blocks of a section that may have titles."""


def names_machine(line: Line, hosts: frozenset[str]) -> bool:
    """`At home: `oak` (Debian, 10.0.0.5)`, above a list of what runs there."""
    short = len(line.text) < _TITLE and not mentions_port(line.text)
    return short and machine_quoted(line.text, hosts) is not None


_TITLE = 80
"""Signs of a line that is a title."""


def shuns(line: Line, shown: str, following: Block | None) -> bool:
    """`Don't use` right above a list, whose numbers are nobody's."""
    listed = isinstance(following, Item) and following.line == line.line + 1
    short = listed and len(shown.split()) < _SHORT and not any(map(str.isdigit, shown))
    return short and mode_of(shown) in ("avoid", "free")


_SHORT = 5


def stage_above(fence: Fence, before: Block | None) -> str | None:
    """The environment that the item right above a block names, a file, or a drawing's title."""
    if (
        isinstance(before, Item) or (isinstance(before, Line) and STAGE_FILE.search(before.text))
    ) and len(before.text) < 60:
        return environment_of(plain(before.text))
    titles = _FRAMED.findall(fence.text)
    if len(titles) == 1:
        return environment_of(titles[0].strip())
    return environment_of(fence.info) if STAGE_FILE.search(fence.info) else None


def stage_told_above(line: Line) -> str | None:
    """The environment in brackets at the end of the sentence above a table, or of its first."""
    first = _SENTENCE.split(plain(line.text[:300]), maxsplit=1)[0]
    return stage_behind(first.rstrip(".。:： ")) if len(first.split()) < _WORDS else None


_SENTENCE = re.compile(r"(?<=[.。])(?:\s|$)")
_WORDS = 8


_USER = re.compile(
    r"(?:(?P<mark>\*\*|`)(?P<marked>[^*`]{2,40})(?P=mark)|(?<![\w.])(?P<named>[A-Z][\w.+-]*"
    r"(?: [A-Z][\w.+-]*){0,2}|[a-z0-9]+(?:[-_][a-z0-9]+)+)"
    r"|\b(?:it|the (?:service|server|app|application|component|program)))"
    rf"(?: [a-z]+)? {alternatives('uses')} (?P<what>\D{{5,60}})$"
)


def user_of_ports(text: str) -> str | None:
    """Whose the ports of a table are, as the sentence above it says: `**web** uses these ports:`.

    Empty where it is what the heading names; None of other text.
    """
    user = _USER.search(text.strip().rstrip(":：")[-200:])
    if not user or not about("port", user["what"]):
        return None
    name = clean_name(user["marked"] or user["named"] or "").removeprefix("The ")
    nobody = starts_with("pronoun", name) or not strip_words(
        name, "service", "machine", "port", "many"
    )
    return "" if nobody or name == "It" else name
