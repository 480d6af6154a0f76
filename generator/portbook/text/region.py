"""The marked region that a file of somebody else's holds of ours; every other byte is theirs.

The line that opens it carries a digest of what we put there, so that an edit by hand is seen.
Everything is done on bytes: a hand-written line in whatever encoding stays what it is.
"""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

from portbook.text.source import Source


class Unclear(Exception):
    """The file's markers do not say where the region is; the reason is for a person."""


DOTENV, MARKDOWN = "# {}", "<!-- {} -->"
"""How a marker stands in a comment of the file: its style."""

OPENS = ">>> portbook >>>"
CLOSES = "<<< portbook <<<"
JOINED = "joined"
"""The file had no line break at its end, which the region brought along and takes away again."""
NEW = "new"
"""There was no file: where nothing else is in it, it goes with the region."""

_MARKER = re.compile(
    rb"^(?:# |<!-- )(?:(?P<opens>>>> portbook >>>)[^\r\n]*|(?P<closes><<< portbook <<<)[^\r\n]*)",
    re.MULTILINE,
)
_DIGEST = re.compile(rb"\[(?P<digest>[0-9a-f]{16})(?: (?P<flag>joined|new))?\]")


class Region(NamedTuple):
    """Offsets of the whole region, its markers and their line breaks included, and of the first
    line between the markers. `edited`: it is not what was put there; `flag`: JOINED, NEW or ""."""

    start: int
    end: int
    inner_start: int
    edited: bool
    flag: str


def find(data: bytes) -> Region | None:
    """The region of a file, or None; Unclear where there are two, or half a one."""
    marks = list(_MARKER.finditer(data))
    if not marks:
        return None
    if [bool(mark["opens"]) for mark in marks] != [True, False]:
        raise Unclear(_trouble(data, marks))
    opening, closing = marks
    inner = data.find(b"\n", opening.end()) + 1
    told = _DIGEST.search(opening[0])
    flag = (told["flag"] or b"").decode() if told else ""
    # What it brought is a line break like its own.
    size = 2 if data[opening.end() : opening.end() + 2] == b"\r\n" else 1
    start = opening.start() - (size if flag == JOINED else 0)
    body = data[inner : closing.start()]
    edited = told is None or told["digest"].decode() != _digest(body)
    end = data.find(b"\n", closing.end()) + 1 or len(data)
    return Region(start, end, inner, edited, flag)


def hand_written(source: Source) -> Source:
    """A text without its region; the lines of the rest keep their numbers."""
    data = source.text.encode()
    try:
        region = find(data)
    except Unclear:
        return source
    if region is None:
        return source
    blank = b"\n" * data.count(b"\n", region.start, region.end)
    return source.with_text((data[: region.start] + blank + data[region.end :]).decode())


def put_region(data: bytes | None, body: str, style: str) -> bytes:
    """The file, None where there is none, with `body` as its region: where the old one is, else at
    the end.

    Line breaks are those that the file has. Raises Unclear as `find` does.
    """
    if data is None:
        return _whole(body.encode(), style, b"\n", NEW)
    region = find(data)
    # A region keeps its own: what comes before it may end with a carriage return alone.
    before = data[: region.inner_start if region else data.find(b"\n") + 1]
    crlf = before.endswith(b"\r\n")
    broken = b"\r\n" if crlf else b"\n"
    inner = body.encode().replace(b"\n", broken)
    if region is None:
        joins = bool(data) and not data.endswith(b"\n")
        return data + (broken if joins else b"") + _whole(inner, style, broken, JOINED * joins)
    brought = broken if region.flag == JOINED else b""
    made = brought + _whole(inner, style, broken, region.flag)
    if not data[: region.end].endswith(b"\n"):
        made = made.removesuffix(broken)
    return data[: region.start] + made + data[region.end :]


def remove_region(data: bytes) -> bytes | None:
    """The file without its region: the bytes that were there before it was put in; None where
    there was no file."""
    region = find(data)
    if region is None:
        return data
    rest = outside(data, region)
    return None if region.flag == NEW and not rest else rest


def outside(data: bytes, region: Region) -> bytes:
    """What is not the region's. A line break that it brought stays where something follows."""
    before, after = data[: region.start], data[region.end :]
    if region.flag == JOINED and after:
        before += data[region.start : data.find(b"\n", region.start) + 1]
    return before + after


def _whole(inner: bytes, style: str, broken: bytes, flag: str) -> bytes:
    told = f"{_digest(inner)} {flag}".rstrip()
    opening = f"{OPENS} written by 'portbook install'; edit ports.yaml instead [{told}]"
    head, foot = (style.format(each).encode() for each in (opening, CLOSES))
    return head + broken + inner + foot + broken


def _digest(body: bytes) -> str:
    """Of the text, however its lines end: Git may change that on its way."""
    return hashlib.sha256(body.replace(b"\r\n", b"\n")).hexdigest()[:16]


def _trouble(data: bytes, marks: list[re.Match[bytes]]) -> str:
    lines = [(mark, data.count(b"\n", 0, mark.start()) + 1) for mark in marks]
    opened = [line for mark, line in lines if mark["opens"]]
    closed = [line for mark, line in lines if mark["closes"]]
    if len(opened) > 1:
        return f"has two portbook regions, at the lines {opened[0]} and {opened[1]}; delete one"
    if not opened:
        return f"has the end of a portbook region at line {closed[0]}, but no beginning"
    if not closed:
        return f"has the beginning of a portbook region at line {opened[0]}, but no end"
    return f"has a portbook region that ends at line {closed[0]} before it begins"
