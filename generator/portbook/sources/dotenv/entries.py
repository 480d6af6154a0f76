"""The text of a .env file to its variables, as Docker Compose and the dotenv libraries read it.

Lines that are no assignment are passed over, as most readers do; quoted values may span lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from portbook.sources.template import BadTemplate, Lookup, substitute
from portbook.text.source import Source


class Entry(NamedTuple):
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
_QUOTED = {'"': re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL), "'": re.compile(r"'([^']*+)'")}
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
    pattern = _QUOTED[rest[0]]
    found = pattern.match(rest)
    if found is None:
        more = (line.rstrip("\r")[:LONGEST_LINE] for line in lines[at : at + LONGEST_QUOTED])
        found = pattern.match("\n".join((rest, *more)))
    if found is None:
        return None, 0
    value = found[1]
    if rest[0] == '"':
        value = re.sub(r"\\([nrt\"\\])", lambda escape: _ESCAPES[escape[1]], value)
    return value, found[1].count("\n")
