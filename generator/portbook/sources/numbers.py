"""Finds port-like numbers in lines that no reader understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from functools import wraps

from portbook.model.ports import HIGHEST, LOWEST
from portbook.sources.found import Fact, Found, FoundService, Unread
from portbook.text.diagnostic import Diagnostic
from portbook.text.source import Source

MOST_UNREAD = 100_000
"""Lines of one file that are listed."""
LONGEST_TEXT = 200
"""Characters kept of a line that was not understood."""

# A number of two to five digits that is no part of a longer word, version, date or size.
_LIKE = re.compile(r"(?<![\w.$#%-])([1-9]\d{1,4})(?![\w%]|[.,]\d|-\d\d-)")
_LINES_WITH_DIGITS = re.compile(r"^(?=[^\n\d]*\d)[^\n]+", re.MULTILINE)
_AFTER_COLON = re.compile(r"[\w\])]:([1-9]\d{1,4})(?![\w.])")
_NAMED = re.compile(r"port\w*[\"']?\s*[:=]?\s*[\"']?[1-9]\d{0,4}\b", re.IGNORECASE)


def port_number(text: str) -> int | None:
    """The port a text is, None where it is none or lies outside 1 to 65535."""
    text = text.strip()
    if not text.isdecimal() or not text.isascii() or len(text) > 7:
        return None
    number = int(text)
    return number if LOWEST <= number <= HIGHEST else None


def port_span(text: str) -> tuple[int, int] | None:
    """`8000` or `8000-8010` as first and last number."""
    first, dash, last = text.partition("-")
    low, high = port_number(first), port_number(last if dash else first)
    return (low, high) if low is not None and high is not None and low <= high else None


def mentions_port(line: str) -> bool:
    """Whether a line says something that looks like a port: four or five digits, a number behind
    a colon, or one behind the word port."""
    if len(line) > 2000:
        line = line[:2000]
    if _NAMED.search(line) or _AFTER_COLON.search(line):
        return True
    return any(len(each) >= 4 and int(each) <= HIGHEST for each in _LIKE.findall(line))


def reading(
    rest: str | Callable[[str], str | None] | None = None,
) -> Callable[[Callable[[Source], Iterator[Fact | Diagnostic]]], Callable[[Source], Found]]:
    """A reader of what yields facts, and what it could not read, one after the other.

    Lines that mention a port, and that none of them is of, follow as unread for the reason `rest`,
    which is that of `unread_rest`.
    """

    def reader(facts: Callable[[Source], Iterator[Fact | Diagnostic]]) -> Callable[[Source], Found]:
        @wraps(facts)
        def read(source: Source) -> Found:
            found = Found()
            for each in facts(source):
                if isinstance(each, Fact):
                    found.facts.append(each)
                else:
                    found.problems.append(each)
            if rest is not None:
                told = {each.line for each in found.facts if not isinstance(each, FoundService)}
                found.facts += unread_rest(source, told, rest)
            return found

        return read

    return reader


def unread(source: Source, line: int, reason: str) -> Unread:
    return Unread(source.name, line, source.line_text(line).strip()[:LONGEST_TEXT], reason)


def unread_rest(
    source: Source,
    told: Container[int],
    reason: str | Callable[[str], str | None],
    until: int | None = None,
) -> list[Unread]:
    """The lines that mention a port and are not `told` of, up to line `until`.

    `reason` may look at the line, and give None where there is nothing to say. Behind MOST_UNREAD
    lines one more says that the rest is left out.
    """
    text = source.text
    found: list[Unread] = []
    line, at = 1, 0
    for match in _LINES_WITH_DIGITS.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        if until is not None and line > until:
            break
        if line in told or not mentions_port(match[0]):
            continue
        why = reason if isinstance(reason, str) else reason(match[0].strip())
        if why is None:
            continue
        shown = match[0].strip()[:LONGEST_TEXT]
        if len(found) >= MOST_UNREAD:
            why = "the lines from here on are not listed: there are too many like it"
            return [*found, Unread(source.name, line, shown, why)]
        found.append(Unread(source.name, line, shown, why))
    return found


def unread_lines(source: Source, lines: Iterable[int], reason: str) -> list[Unread]:
    """Those of the lines that mention a port."""
    return [unread(source, line, reason) for line in lines if mentions_port(source.line_text(line))]
