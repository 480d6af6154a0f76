"""Finds the names that a document gives to machines in code or quotes, or above branches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from portbook.sources.documents.blocks import Block, Fence, Heading, Item, Line
from portbook.sources.documents.environments import environment_of
from portbook.sources.documents.places import NO_MACHINES
from portbook.sources.documents.text import (
    BRACKET,
    about_any,
    alternatives,
    outside_brackets,
    strip_words,
)
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
SYSTEM = re.compile(
    r"(?:arch|alma|alpine|casaos|centos|debian|dsm|esxi|fedora|freebsd|linux|mac ?os|mint|nixos"
    r"|openmediavault|openwrt|opnsense|pfsense|pop[!_ ]*os|proxmox|raspbian|raspberry pi os|rhel"
    r"|dell|hp|lenovo|fujitsu|odroid|orange pi|hetzner|ovh|contabo|netcup|linode|wedos|transip"
    r"|rocky|synology|truenas|ubuntu|unraid|windows)\b.{0,20}|\d{1,3} ?GB(?: of)?(?: RAM| memory)?",
    re.IGNORECASE,
)
"""What a machine runs or has, or whose it is: `Unraid 6.12`, `8 GB`, `Dell R210`."""
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
            yield fence.line * _LINES + len(frame), text.strip(" ]")


def machines_drawn(lines: Iterable[str]) -> dict[str, str]:
    """The labels above branches that are machines, with their names: those that say what they are,
    `oak (Debian VM)`, or `vm-inside`, and those below which is the same as below such."""
    below: dict[str, set[str]] = {}
    above: list[tuple[int, str]] = []
    for line in lines:
        if match := _BRANCH.match(line[:_LONGEST]):
            begin, text = len(match["frame"]), match["text"].strip(" │|[]")
            above = [label for label in above if label[0] < begin]
            if above:
                below.setdefault(text, set()).add(above[-1][1])
            above.append((begin, text))
    labels = {each for roots in below.values() for each in roots if not mentions_port(each)}
    said = {each for each in labels if _is_drawn(each)}
    alike = [each & labels for text, each in below.items() if len(each) > 1 and mentions_port(text)]
    said = said.union(*(each for each in alike if each & said))
    return {each: outside_brackets(each).strip(" :/") for each in said} if len(said) > 1 else {}


def _is_drawn(label: str) -> bool:
    """Whether a label calls itself a machine, by its last word, its name, or what it runs."""
    name = outside_brackets(label).strip(" :")
    if kind_of_name(name) not in (None, "node") or environment_of(name):
        return False
    parts = [part.strip() for each in BRACKET.findall(label) for part in re.split("[,/]", each)]
    last = [each.split()[-1] for each in (name, *parts) if each]
    called = any(about_any(("hardware", "machine"), w) and not _SERVES.match(w) for w in last)
    return (
        called or any(map(_AS_MACHINE.match, (name, *parts))) or any(map(SYSTEM.fullmatch, parts))
    )


_AS_MACHINE = re.compile(r"(?:vm|lxc|ct|srv|host|node)[-_]?(?:\d|[-_]\w)|.*\blxc$", re.IGNORECASE)
_SERVES = re.compile("server", re.IGNORECASE)
"""`API server`, which may be a program."""
_LINES = 1000
_BRANCH = re.compile(r"(?P<frame>[\s│├└─|`+\[-]*)(?P<text>[^\W_].{0,100})")


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
