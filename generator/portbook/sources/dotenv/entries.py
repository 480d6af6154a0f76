"""The text of a .env file to its variables, as Docker Compose and the dotenv libraries read it.

Lines that are no assignment are passed over, as most readers do; quoted values may span lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portbook.sources.template import BadTemplate, Lookup, substitute
from portbook.text.source import Source


@dataclass(frozen=True, slots=True)
class Entry:
    """`raw` is the value without its quotes; `value` the same with variables filled in.

    A `commented` one stands behind a `#`: an example of what may be set. `line` is 1-based.
    """

    key: str
    raw: str
    value: str
    line: int
    commented: bool = False


_ASSIGNMENT = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*(?:=|:[ \t])[ \t]*(.*)")
# Behind a number sign only what can be nothing else: upper case, and no words of prose behind it.
_COMMENTED = re.compile(r"[ \t]*#+[ \t]*([A-Z][A-Z0-9_]*)=([^\s#]*|\"[^\"]*\"|'[^']*')[ \t]*(#.*)?")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
LONGEST_LINE = 20_000
LONGEST_QUOTED = 400
"""Lines that a quoted value may span before its quote counts as never closed."""


def entries(source: Source, outer: Lookup | None = None) -> list[Entry]:
    """Every assignment in order; `outer` gives what the file's values may refer to besides."""
    known: dict[str, str] = {}

    def lookup(name: str) -> str | None:
        return known[name] if name in known else outer(name) if outer else None

    found = []
    for key, raw, literal, line, commented in _assignments(source.text):
        value = raw
        if not literal and "$" in raw:
            try:
                value = substitute(raw, lookup).text
            except BadTemplate:
                value = raw
        if not commented:
            known[key] = value
        found.append(Entry(key, raw, value, line, commented))
    return found


def values(source: Source, outer: Lookup | None = None) -> dict[str, str]:
    """Name to value; of two the last one counts."""
    return {each.key: each.value for each in entries(source, outer) if not each.commented}


def _assignments(text: str) -> Iterator[tuple[str, str, bool, int, bool]]:
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        line = lines[at].rstrip("\r")
        number = at + 1
        at += 1
        if len(line) > LONGEST_LINE:
            continue
        if match := _COMMENTED.fullmatch(line):
            yield match[1], match[2].strip("\"'"), True, number, True
        elif match := _ASSIGNMENT.fullmatch(line):
            rest = match[2]
            if rest[:1] in ("'", '"'):
                value, more = _quoted(rest, lines, at)
                if value is not None:
                    at += more
                    yield match[1], value, rest[0] == "'", number, False
                    continue
            yield match[1], _bare(rest), False, number, False


def _bare(rest: str) -> str:
    if rest.startswith("#"):
        return ""
    return re.split(r"[ \t]#", rest, maxsplit=1)[0].rstrip()


def _quoted(rest: str, lines: list[str], at: int) -> tuple[str | None, int]:
    """A quoted value and how many further lines it takes; None where its quote never closes."""
    quote, taken = rest[0], 0
    kept: list[str] = []
    rest = rest[1:]
    while True:
        end = _end(rest, quote)
        if end >= 0:
            kept.append(rest[:end])
            break
        kept.append(rest)
        if at + taken >= len(lines) or taken >= LONGEST_QUOTED:
            return None, 0
        rest = lines[at + taken].rstrip("\r")[:LONGEST_LINE]
        taken += 1
    value = "\n".join(kept)
    if quote == '"':
        value = re.sub(r"\\([nrt\"\\])", lambda found: _ESCAPES[found[1]], value)
    return value, taken


def _end(text: str, quote: str) -> int:
    at = text.find(quote)
    while at > 0 and quote == '"' and _escaped(text, at):
        at = text.find(quote, at + 1)
    return at


def _escaped(text: str, at: int) -> bool:
    slashes = 0
    while at - slashes > 0 and text[at - slashes - 1] == "\\":
        slashes += 1
    return slashes % 2 == 1
