"""Names the ports of a machine that runs several services, where two items tell one of each."""

from __future__ import annotations

import re
from dataclasses import replace

from portbook.sources.documents.blocks import Block, Heading, Item, Table
from portbook.sources.documents.records import property_of
from portbook.sources.documents.reshaped import is_port
from portbook.sources.documents.text import BRACKET, about, clean_name, contains_name, plain
from portbook.sources.documents.tokens import scan
from portbook.sources.documents.unlabelled import END

_FORWARD = re.compile(
    r"(?:forward|target|upstream|backend|destination|weiterleit|ziel|destino|cible|destinazione)",
    re.IGNORECASE,
)
_CONTAINER = re.compile(r"(?!localhost$)[a-z][\w-]*[a-z]\w*", re.IGNORECASE)
"""`Forward hostname: jellyfin`, above `Forward port: 8096`: a container, no address."""
_APART = re.compile(r"\s*[·•|,;、，]\s*")
_NUMBER = re.compile(
    r"(?P<port>\d{2,5}(?:/(?:tcp|udp))?)(?:\s*[(（](?P<word>(?!\d)[^()（）·,]{2,40}?)[)）])?",
    re.IGNORECASE,
)
_VERSION = re.compile(r"\s+v?\d[\d.]*$")


def with_hosted(blocks: list[Block]) -> list[Block]:
    """The blocks with `Postgres: 5432`, `Redis: 6379` for what stands in two items below a heading:
    `Services: Postgres 17 · Redis 7` and `Ports: 5432 (Postgres) · 6379 (Redis)`."""
    read: list[Block] = []
    names: list[str] = []
    target = ""
    for each in blocks:
        block = each
        if isinstance(block, Heading | Table):
            names = []
        told = property_of(block.text, block) if isinstance(block, Item) else None
        forwards = told is not None and _FORWARD.match(told.key) is not None
        if isinstance(each, Item) and told and forwards and target and about("port", told.key):
            block = replace(each, text=f"`{target}` (port {plain(told.value)})")
        container = told and _CONTAINER.fullmatch(plain(told.value))
        if forwards or not (told and target):
            target = container[0] if forwards and container else ""
        if told and isinstance(block, Item) and is_port(told.key) and len(names) > 1:
            pairs = _pairs(names, plain(told.value))
            read.append(replace(block, text=told.key) if pairs else block)
            below = block.depth + 1
            read += [replace(block, text=f"{name}: {port}", depth=below) for name, port in pairs]
            continue
        if told and about("service", told.key) and not scan(told.value, loose=False):
            names = _names(told.value)
        read.append(block)
    return read


def _names(value: str) -> list[str]:
    """What a list of services names, without releases and remarks."""
    parts = _APART.split(BRACKET.sub("", plain(value)))
    return [_VERSION.sub("", clean_name(part)) for part in parts if clean_name(part)]


def _pairs(names: list[str], value: str) -> list[tuple[str, str]]:
    """Each number with whose it is; nothing where that is not said of all."""
    told = [_NUMBER.fullmatch(part) for part in _APART.split(value)]
    words = [clean_name(each["word"] or "") if each else "" for each in told]
    in_turn = len(told) == len(names) or any(
        word and word == name for word, name in zip(words, names, strict=False)
    )
    pairs = [
        (_named(names, word, names[at] if in_turn and at < len(names) else ""), each["port"])
        for at, (each, word) in enumerate(zip(told, words, strict=True))
        if each
    ]
    return pairs if len(pairs) == len(told) > 1 and all(name for name, _ in pairs) else []


def _named(names: list[str], word: str, own: str) -> str:
    """Whose a number is by the word behind it, else by its place in the list."""
    if same := next((name for name in names if word and contains_name(name, word)), ""):
        return same
    return word if word[:1].isupper() and not END.fullmatch(word) else own
