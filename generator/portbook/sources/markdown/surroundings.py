"""What stands around a number and tells whether it can be a port."""

from __future__ import annotations

import re

__all__ = ["HUNDREDS", "bracketed", "count_digits", "likely", "named_port", "stands_alone"]

_PORT_BEFORE = re.compile(
    r"(?:ports?|puertos?|portas?|porte?|порт\w*|cổng|端口号?|埠|ポート|포트|portu?)\s*(?:is|number|no\.?|:|：|=|は|为|是|#)?\s*[`*\"'(（]*$",
    re.IGNORECASE,
)
_PORT_AFTER = re.compile(
    r"\s*[`*]*\s*(?:번|포트|端口|号端口|ポート|ports?\b|portu?\b|порт)", re.IGNORECASE
)
_BAD_BEFORE = "#$€£@.,'+_\\"
_UNITS = re.compile(
    r"\s?(?:ms|s|sec|min|mb|gb|kb|tb|mib|gib|px|hz|mhz|ghz|k|m|%|°|x|req|rows|lines|users|days?|hours?|개|명|행|个|元|年|月|日|回|件|次|秒|분|초|년|월|일)\b|%",
    re.IGNORECASE,
)
HUNDREDS = re.compile(r"\s?(?:番台|번대)|s(?!\w)")
"""`3000s`: the numbers that begin so."""


def stands_alone(token: re.Match[str], text: str) -> bool:
    before = text[token.start() - 1] if token.start() else " "
    after = text[token.end()] if token.end() < len(text) else " "
    if before in _BAD_BEFORE and not _after_comma(token, text):
        return False
    if (
        before == "-"
        and text[max(0, token.start() - 2) : token.start() - 1].isalpha()
        and text[token.start() - 2].isascii()
    ):
        return False
    if (before.isascii() and before.isalpha()) or (
        after.isascii()
        and (after.isalpha() or after in "_%")
        and not HUNDREDS.match(text, token.end())
    ):
        return False
    if after in ".," and text[token.end() + 1 : token.end() + 2].isdigit():
        return (
            after == "," and len(token[0]) != 3 and count_digits(text, token.end() + 1) != 3
        ) or count_digits(text, token.end() + 1) > 3
    following = text[token.end() + 1 : token.end() + 2]
    return not (after == "-" and following.isalpha() and following.isascii())


def _after_comma(token: re.Match[str], text: str) -> bool:
    """`3001,3002` is two ports, `50,000` a count."""
    start = token.start()
    if text[start - 1] not in ",.'":
        return False
    return not text[start - 2 : start - 1].isdigit() or (
        text[start - 1] == "," and len(token[0]) > 3
    )


def count_digits(text: str, at: int) -> int:
    end = at
    while end < len(text) and text[end].isdigit():
        end += 1
    return end - at


def named_port(token: re.Match[str], text: str) -> bool:
    if token.start() and text[token.start() - 1] == ":" and len(token[0]) > 1:
        return not text[token.start() - 2 : token.start() - 1].isspace()
    near = text[max(0, token.start() - 24) : token.start()]
    return bool(_PORT_BEFORE.search(near) or _PORT_AFTER.match(text, token.end()))


def likely(value: int, token: re.Match[str], text: str) -> bool:
    if value < 1000 or 1970 <= value <= 2039:
        return False
    return not _UNITS.match(text, token.end())


def bracketed(token: re.Match[str], text: str) -> bool:
    before = text[max(0, token.start() - 120) : token.start()]
    return before.count("(") + before.count("（") > before.count(")") + before.count("）")
