"""Tells what a line or an item says of what stands right below it."""

from __future__ import annotations

import re

from portbook.sources.documents.blocks import Block, Fence, Item, Line
from portbook.sources.documents.called import machine_quoted
from portbook.sources.documents.environments import STAGE_FILE, environment_of, stage_behind
from portbook.sources.documents.labels import key_of
from portbook.sources.documents.modes import mode_of
from portbook.sources.documents.text import about, plain, starts_with
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


def describes(shown: str, following: Block | None) -> bool:
    """Whether a line in bold says in words what the heading is, above its properties."""
    first = following.text if isinstance(following, Item) else ""
    label = re.split("[:：]", plain(first[:80]), maxsplit=1)[0]
    return len(shown.split()) > _SPOKEN and ":" in first and key_of(label) is not None


_SPOKEN = 3
"""Words of a title: more of them are a sentence."""


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
