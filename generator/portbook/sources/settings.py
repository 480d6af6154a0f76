"""The numbers in a settings file of any language: settings.py, config.exs, application.yml ...

No grammar is known. A number counts behind a name that says port or listen, and in the address of
this machine; what encloses it by its indentation says whose it is. Comments say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from portbook.sources.naming import names, words
from portbook.sources.numbers import port_number
from portbook.sources.urls import addresses, is_local
from portbook.text.source import Source

LONGEST_LINE = 2_000
_LINES = 20_000
_COMMENT = re.compile(r"\s*(?:#|//|--|;|\*|/\*|<!--|%)")
_TRAILING = re.compile(r"\s(?:#|//|--)\s.*")
_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_NUMBER = re.compile(r"(?<![\w.:/-])([1-9]\d{1,4})(?![\w:]|\.\d)")
_REACH = 60
"""Characters behind a name in which its number stands."""
_SAYS = names("port ports listen")
_BETWEEN = re.compile(r"[,;}{]")
_PLAIN = names(
    "port ports listen http https server default env environ get fetch getenv os process config "
    "system string to integer int number parse value val key opts options runtime app settings "
    "ip const let var def self this public static final spring application main address host bind "
    "url uri base local localhost development dev endpoint"
)
"""Words around a number that name nothing."""

_PHOENIX = re.compile(r"\b[A-Z]\w*Web\.")
"""`ShopWeb.Endpoint` is an application's own, whatever service is called web."""


_BESIDE = names("iis shadow")
"""IIS Express, which `dotnet run` never starts, and the database that Supabase compares with for a
moment: both stand in every new project's file."""


class Setting(NamedTuple):
    """`start` to `end` is the number. `context` are words that say whose it is, the nearest
    first; a `call` is an address, which some other program has. `scheme` is the address's."""

    start: int
    end: int
    line: int
    number: int
    context: tuple[str, ...]
    call: bool
    host: str | None = None
    scheme: str | None = None


def settings_in(source: Source) -> Iterator[Setting]:
    """Every number of the file that is a port by its name or its address."""
    offset = 0
    enclosing: list[tuple[int, str]] = []
    unused = _unused(source.text)
    for at, line in enumerate(source.text.split("\n", _LINES)[:_LINES]):
        speaks = line.strip() and not _COMMENT.match(line) and at not in unused
        if speaks and len(line) <= LONGEST_LINE:
            indent = len(line) - len(line.lstrip())
            while enclosing and enclosing[-1][0] >= indent:
                enclosing.pop()
            found = _line(line, offset, at + 1, [text for _, text in enclosing[:-9:-1]])
            yield from (each for each in found if _BESIDE.isdisjoint(each.context))
            enclosing.append((indent, line))
        offset += len(line) + 1


_SECTION = re.compile(r"\s*\[[^\]]+\]\s*$")
_OFF = re.compile(
    r"\s*(?:enabled|enable|active)\s*=\s*(?:false|no|off|0)\s*(?:#.*)?$", re.IGNORECASE
)


def _unused(text: str) -> set[int]:
    """The lines, from 0, of `[sections]` that say of themselves that they are off."""
    found: set[int] = set()
    section: list[int] = []
    off = False
    for at, line in enumerate([*text.split("\n", _LINES)[:_LINES], "[end]"]):
        if _SECTION.match(line):
            found.update(section if off else ())
            section, off = [], False
        section.append(at)
        off = off or _OFF.match(line) is not None
    return found


def _line(line: str, offset: int, number: int, enclosing: list[str]) -> Iterator[Setting]:
    text = _TRAILING.sub("", line)
    around = _words(enclosing)
    spans = []
    for address in addresses(text):
        near = is_local(address.host) or (address.scheme and "." not in address.host)
        if address.port is None or not near:
            continue
        match = re.search(rf"(?<=:){address.port}(?!\d)", text)
        if match is None:
            continue
        spans.append((match.start(), match.end()))
        context = (*_words([text[: match.start()]]), *around)
        span = offset + match.start(), offset + match.end()
        found = Setting(*span, number, address.port, context, call=True)
        yield found._replace(host=address.host, scheme=address.scheme)
    for start, end, context in _named(text):
        if any(first <= start < last for first, last in spans):
            continue
        value = port_number(text[start:end])
        if value:
            span = offset + start, offset + end
            yield Setting(*span, number, value, (*context, *around), call=False)


def _named(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Numbers behind a name that says port, each once, with the words of the name."""
    seen = set()
    for name in _NAME.finditer(text):
        if not any(word in _SAYS for word in words(name[0])):
            continue
        found = _NUMBER.search(text, name.end(), name.end() + _REACH)
        if found is None or found.start() in seen:
            continue
        if _BETWEEN.search(re.sub(r"^\s*[\"']?\s*[,)]", "", text[name.end() : found.start()])):
            continue
        seen.add(found.start())
        yield found.start(), found.end(), _words([text[: name.end()]])


def _words(texts: list[str]) -> tuple[str, ...]:
    texts = [_PHOENIX.sub("", text[:200]) for text in texts[:8]]
    found = [word for text in texts for word in reversed(words(text))]
    kept = (each for each in found if each not in _PLAIN and len(each) > 1 and not each.isdecimal())
    return tuple(dict.fromkeys(kept))
