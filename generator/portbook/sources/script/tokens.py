"""JavaScript and TypeScript to tokens, without comments, with texts and templates taken whole.

Enough of ECMA-262's lexical grammar to know what is code: where a slash begins a regular
expression is guessed from the token before it, as editors do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Token", "tokens"]

MOST_TOKENS = 400_000

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))
    |(?P<number>0[xX][0-9a-fA-F_]+|\d[\d_]*(?:\.\d+)?)
    |(?P<name>[A-Za-z_$][\w$]*)
    |(?P<text>"(?:[^"\\\n]++|\\.)*+"?|'(?:[^'\\\n]++|\\.)*+'?|`(?:[^`\\]++|\\.)*+`?)
    |(?P<slash>/)
    |(?P<mark>\?\?|\|\||&&|=>|\.\.\.|.)""",
    re.VERBOSE | re.DOTALL,
)
_REGEX = re.compile(
    r"/(?:[^/\\\[\n]{1,200}+|\\.|\[(?:[^\]\\\n]{1,100}+|\\.){0,9}+\]){1,40}+/[a-z]*"
)


@dataclass(frozen=True, slots=True)
class Token:
    """`sort` is name, number, text or mark; a text's value is without its quotes."""

    sort: str
    value: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    at, count, last = 0, 0, ""
    while at < len(text) and count < MOST_TOKENS:
        match = _TOKEN.match(text, at)
        if match is None:
            return
        sort = match.lastgroup or ""
        if sort == "slash":
            regex = _REGEX.match(text, at) if not _ends_value(last) else None
            at = regex.end() if regex else match.end()
            last = ")" if regex else "/"
            continue
        at = match.end()
        if sort in ("space", "comment"):
            continue
        count += 1
        last = "x" if sort in ("name", "number", "text") else match[0]
        if match[0] in ("return", "case", "typeof", "of", "in"):
            last = "("
        value = match[0]
        if sort == "text":
            value = value[1:].removesuffix(value[0])
        yield Token(sort, value, match.start())


def _ends_value(last: str) -> bool:
    return last in ("x", ")", "]", "}")
