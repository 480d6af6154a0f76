"""Finds the names that a document gives to machines in code or quotes, or above branches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from portbook.sources.documents.blocks import Block, Fence, Heading, Item, Line
from portbook.sources.documents.environments import environment_of
from portbook.sources.documents.places import NO_MACHINES
from portbook.sources.documents.text import alternatives, strip_words
from portbook.sources.documents.tokens import mentions_port
from portbook.sources.kinds import kind_of_name

_NAME = r"(?P<name>[^\W\d][\w-]{1,20})"
QUOTED = re.compile(rf"[`\"“„«「]{_NAME}[`\"”“»」]")
_IP = r"\d{1,3}(?:\.\d{1,3}){3}(?!/)"
_COMPUTER = "|".join(map(alternatives, ("computer", "hardware", "machine")))
_CALLED = (
    re.compile(
        rf"{QUOTED.pattern}(?:\s?[(（]|,)[^()（）]{{0,40}}?(?:\b{_IP}|{_COMPUTER})", re.IGNORECASE
    ),
    re.compile(rf"(?:{_COMPUTER})(?:[^.:：`]{{0,30}}[:：])?\s{QUOTED.pattern}", re.IGNORECASE),
    re.compile(
        rf"(?:{_COMPUTER})\s?[(（](?P<name>[a-z]+-?\d+|[a-z]+(?:-[a-z\d]+)+)[)）]", re.IGNORECASE
    ),
    re.compile(
        rf"^(?:{_COMPUTER})(?:\s[^\W\d]+){{1,3}}\s[(（](?P<name>[a-z]+-?\d+)[)）]$", re.IGNORECASE
    ),
    re.compile(rf"(?<![\w./-])(?P<name>[a-z]+(?:-[a-z\d]+)+)\s+[(（]{_IP}[)）]"),
)
"""``oak` (Debian, 10.0.0.5)`, `server "oak"`, `the GPU node (oak-g1)`, `Serveur de secours
(srv-02)`, `oak-1 (10.0.0.5)`"""
_GENERAL = ("general", "part", "service", "machine", "computer", "hardware")
_LONGEST = 300


def machines_called(blocks: Iterable[Block]) -> frozenset[str]:
    """The machines that text names so, in lower case; none where it names but one."""
    told = {name for text in _texts(blocks) for name in _called_in(text)}
    return frozenset(told) if len(told) > 1 else frozenset()


def machine_quoted(text: str, hosts: frozenset[str]) -> str | None:
    """The one machine whose name stands in code or quotes in a title."""
    quoted = {each["name"] for each in QUOTED.finditer(text[:_LONGEST])}
    known = [name for name in quoted if name.casefold() in hosts]
    return known[0] if len(known) == 1 else None


def roots_in(fence: Fence) -> Iterator[tuple[int, str]]:
    """What has no number in a drawing and branches below it, with a level for each column."""
    lines = [line for line in fence.text.split("\n")[:_LINES] if any(map(str.isalnum, line))]
    told = [(match["frame"], match["text"]) for line in lines if (match := _BRANCH.match(line))]
    for (frame, text), (below, _) in pairwise(told):
        hangs = len(below) > len(frame) and re.search(r"[├└]|[|`+]-", below)
        if hangs and not mentions_port(text):
            yield fence.line * _LINES + len(frame), text.strip()


_LINES = 1000
_BRANCH = re.compile(r"(?P<frame>[\s│├└─|`+-]*)(?P<text>[^\W_].{0,100})")


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Heading | Item | Line):
            yield from block.text[:_LONGEST].split("\n")


def _called_in(text: str) -> Iterator[str]:
    for pattern in _CALLED:
        for match in pattern.finditer(text):
            name = match["name"].casefold()
            known = kind_of_name(name) or environment_of(name) or name in NO_MACHINES
            if not known and name != "localhost" and strip_words(name, *_GENERAL):
                yield name
