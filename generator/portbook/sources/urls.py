"""Finds addresses and origins in the values of variables, commands and settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from portbook.sources.naming import names
from portbook.sources.numbers import port_number
from portbook.text.source import Source

LONGEST = 5_000

_URL = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,30})://"
    r"(?:[^\s/@'\"<>]{0,300}@)?"
    r"(?P<host>\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9_.*-]{1,253})"
    r"(?::(?P<port>\d{1,5}))?(?![\w.])"
)
_BARE = re.compile(
    r"(?<![\w./:@-])(?P<host>\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9_][A-Za-z0-9_.-]{0,252})"
    r":(?P<port>[1-9]\d{1,4})(?![\w.:-]*[\w:])"
)
_PASSWORD = re.compile(r"(://[^\s/:@'\"]{0,200}):[^\s/@'\"]{1,500}@")
LOCAL = names(
    "localhost 127.0.0.1 0.0.0.0 [::1] [::] ::1 :: host.docker.internal 10.0.2.2 "
    "host.containers.internal"
)


class Address(NamedTuple):
    """`scheme` and `port` are None where the text gives none."""

    host: str
    port: int | None
    scheme: str | None


def addresses(text: str) -> list[Address]:
    """URLs and `host:port` pairs in the order in which they stand."""
    text = text[:LONGEST]
    found = []
    for match in _URL.finditer(text):
        port = port_number(match["port"]) if match["port"] else None
        found.append((match.start(), Address(match["host"], port, match["scheme"].lower())))
    rest = _URL.sub(lambda url: " " * len(url[0]), text)
    found += [
        (match.start(), Address(match["host"], port, None))
        for match in _BARE.finditer(rest)
        if (port := port_number(match["port"]))
    ]
    return [address for _, address in sorted(found, key=lambda each: each[0])]


def is_local(host: str) -> bool:
    """Whether the host is this machine, seen from itself, a container or an emulator."""
    return host.lower() in LOCAL or host.startswith("127.") or host.endswith(".localhost")


def without_password(value: str) -> str:
    """The value without the password of a URL in it, which no map should hold."""
    return _PASSWORD.sub(r"\1@", value)


_ORIGIN = re.compile(r"https?://[^\s\"'`,\]\[(){}<>;|\\]+", re.IGNORECASE)
_EVERY = re.compile(r"""(?:^|["'=\s\[(:])\*(?:$|["'\s\]),])""")
_DEFAULTS = {"http": 80, "https": 443}
_LONGEST = 20_000
"""Characters of one list that are read."""
_MOST = 200
"""Keys of one file whose values are looked at."""
_LINES = 80
"""Lines that a list may take."""


def origins_in(text: str) -> tuple[str, ...]:
    """The origins in a text, each once; an address with a path is none."""
    listed = (origin(match[0]) for match in _ORIGIN.finditer(text[:_LONGEST]))
    return tuple(dict.fromkeys(each for each in listed if each))


def every_origin(text: str) -> bool:
    """Whether a star stands alone in it."""
    return _EVERY.search(text[:_LONGEST]) is not None


def origin(text: str) -> str | None:
    """`scheme://host:port` as browsers send it (RFC 6454, 6.1); None for what is no origin."""
    try:
        parts = urlsplit(text.lower().rstrip("/.*"))
        port = parts.port
    except ValueError:
        return None
    if parts.path or parts.query or not parts.hostname or "*" in parts.netloc:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    if not re.fullmatch(r"[a-z0-9.\-\[\]:]+", host):
        return None
    shown = "" if port in (None, _DEFAULTS.get(parts.scheme)) else f":{port}"
    return f"{parts.scheme}://{host}{shown}"


class FoundList(NamedTuple):
    """`start` to `end` is its key, called `name`; `lines` are those that it takes below that."""

    start: int
    end: int
    name: str
    origins: tuple[str, ...]
    every: bool
    lines: int


_KEY = re.compile(r"""(?<![\w.-])["']?([A-Za-z_][\w.-]{1,80})["']?\s*(?:=>|:=|[:=(])""")
_WORD = re.compile(r"[\w.-]+")
_BESIDE = 5
"""Lines below the word CORS in which a key `origin` is a list's."""
_COMMENT = re.compile(r"\s*(?:#|//|--|;|\*|/\*|<!--)")
_OPEN, _CLOSE = "[({", "])}"


def lists_in(source: Source) -> Iterator[FoundList]:
    """Every list under a name that speaks of CORS, or under `origin` beside that word."""
    lines = source.text[:1_000_000].split("\n")
    offset, done, near, tried = 0, -1, -100, 0
    for at, line in enumerate(lines):
        near = at if "cors" in line.lower() else near
        if at > done and len(line) < _LONGEST and not _COMMENT.match(line):
            for start, end in _keys(line, beside=at - near <= _BESIDE):
                tried += 1
                found = _found(lines, at, start, end, offset)
                if found is not None:
                    yield found
                    done = at + found.lines
                    break
        if tried > _MOST:
            return
        offset += len(line) + 1


def _keys(line: str, *, beside: bool) -> Iterator[tuple[int, int]]:
    """Where a key that may hold a list begins, and where its value does."""
    for match in _KEY.finditer(line):
        plain = match[1].lower().rpartition(".")[2]
        if is_list_name(match[1]) or (plain == "origin" and beside):
            yield match.start(1), match.end()


def _found(lines: list[str], at: int, start: int, end: int, offset: int) -> FoundList | None:
    name = _WORD.match(lines[at], start)
    text, last = _value(lines, at, end)
    if name is None or (name[0].lower() == "cors" and re.search(r"\borigins?\b", text)):
        # The key `origin` within it is nearer.
        return None
    origins, every = origins_in(text), every_origin(text)
    if not origins and not every:
        return None
    return FoundList(offset + start, offset + name.end(), name[0], origins, every, last - at)


def _value(lines: list[str], at: int, column: int) -> tuple[str, int]:
    """What is behind a key: to the bracket that closes, else the line and the items below it."""
    head = lines[at]
    text, depth, last = head[column:], 0, at
    opened = head[column - 1] == "("
    depth = _depth(text) + opened
    while depth > 0 and last + 1 < len(lines) and last - at < _LINES:
        last += 1
        if not _COMMENT.match(lines[last]):
            text += "\n" + lines[last]
            depth += _depth(lines[last])
    if last == at and not text.strip():
        indent = len(head) - len(head.lstrip())
        while last + 1 < len(lines) and last - at < _LINES and _item(lines[last + 1], indent):
            last += 1
            text += "\n" + lines[last]
    return text, last


def _depth(text: str) -> int:
    return sum(text.count(each) for each in _OPEN) - sum(text.count(each) for each in _CLOSE)


def _item(line: str, indent: int) -> bool:
    stripped = line.lstrip()
    return stripped.startswith("- ") and len(line) - len(stripped) >= indent


def is_list_name(name: str) -> bool:
    """Whether a variable or key of that name holds the origins that CORS allows."""
    lower = name.lower()
    if any(word in lower for word in ("csrf", "regex", "trusted", "pattern", "change")):
        return False
    if "cors" in lower:
        return "method" not in lower and "header" not in lower
    allowed = "allow" in lower or "permit" in lower or "whitelist" in lower
    return "origins" in lower or (allowed and "origin" in lower)
