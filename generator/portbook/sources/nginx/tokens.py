"""nginx's text to directives, each with its line.

The rules are those of `ngx_conf_read_token` (src/core/ngx_conf_file.c): words end at blanks,
`;` and `{`; quotes only count at a word's beginning; `${` does not open a block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portbook.text.source import Source

__all__ = ["BadNginx", "Directive", "directives"]

DEEPEST = 100
LONGEST_WORD = 4_000
MOST_WORDS = 1_000_000

_SKIPPED = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)++")
_WORD = re.compile(r"(?:[^\s;{\\$]{1,5000}+|\\.|\$\{?){1,5000}+", re.DOTALL)
_QUOTED = {
    '"': re.compile(r'"((?:[^"\\]++|\\.)*+)"', re.DOTALL),
    "'": re.compile(r"'((?:[^'\\]++|\\.)*+)'", re.DOTALL),
}


class BadNginx(Exception):
    """The text stops being nginx configuration at an offset."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.message = message
        self.at = at


@dataclass(slots=True)
class Directive:
    """`block` is None where the directive ends in a semicolon."""

    name: str
    words: list[str]
    source: Source
    line: int
    block: list[Directive] | None = None


def directives(source: Source) -> tuple[list[Directive], BadNginx | None]:
    """The directives of a file, and what stopped the reading, if anything did."""
    top: list[Directive] = []
    open_blocks = [top]
    words: list[tuple[str, int]] = []
    try:
        for count, (token, quoted, at) in enumerate(_tokens(source.text)):
            if count >= MOST_WORDS:
                raise BadNginx(f"more than {MOST_WORDS} words", at)
            if quoted or token not in (";", "{", "}"):
                words.append((token, at))
            elif token == "}":
                _close(open_blocks, words, at)
            elif words:
                _add(source, open_blocks, words, token == "{", at)
                words = []
    except BadNginx as stopped:
        return top, stopped
    if words or len(open_blocks) > 1:
        return top, BadNginx("the text ends before a directive or a block does", len(source.text))
    return top, None


def _close(open_blocks: list[list[Directive]], words: list[tuple[str, int]], at: int) -> None:
    if words:
        raise BadNginx(f"'{words[0][0][:40]}' is not ended by ';'", words[0][1])
    if len(open_blocks) == 1:
        raise BadNginx("'}' closes nothing", at)
    open_blocks.pop()


def _add(
    source: Source,
    open_blocks: list[list[Directive]],
    words: list[tuple[str, int]],
    opens: bool,
    at: int,
) -> None:
    line = source.line_column(words[0][1])[0]
    made = Directive(words[0][0], [word for word, _ in words[1:]], source, line)
    open_blocks[-1].append(made)
    if opens:
        made.block = []
        if len(open_blocks) >= DEEPEST:
            raise BadNginx(f"nested more than {DEEPEST} blocks deep", at)
        open_blocks.append(made.block)


def _tokens(text: str) -> Iterator[tuple[str, bool, int]]:
    at = 0
    while at < len(text):
        if skipped := _SKIPPED.match(text, at):
            at = skipped.end()
            continue
        first = text[at]
        if first in ";{}":
            yield first, False, at
            at += 1
        elif first in _QUOTED:
            match = _QUOTED[first].match(text, at)
            if match is None:
                raise BadNginx("a quote is never closed", at)
            yield match[1].replace("\\" + first, first), True, at
            at = match.end()
        else:
            match = _WORD.match(text, at)
            if match is None:
                raise BadNginx(f"{first!r} cannot stand here", at)
            if len(match[0]) > LONGEST_WORD:
                raise BadNginx(f"a word of {len(match[0])} characters", at)
            yield match[0], False, at
            at = match.end()
