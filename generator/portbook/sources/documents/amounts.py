"""Tells numbers of ports from amounts, versions and places in a text by what stands beside them."""

from __future__ import annotations

import re

from portbook.sources.documents.text import alternatives, in_date

_PORT_BEFORE = re.compile(
    rf"{alternatives('port')}\s*(?:is|number|no\.?|:|：|=|は|为|是|#)?\s*[`*\"'(（]*$",
    re.IGNORECASE,
)
_PORT_AFTER = re.compile(
    r"\s*[`*]*\s*(?:번|포트|端口|号端口|ポート|ports?\b|portu?\b|порт)", re.IGNORECASE
)
"""Not `listening` and the like: `Redis 7 listens`."""
_COUNTED = re.compile(
    r"\s?(?:ports|puertos|portas|портов)\b"
    r"|\+\s(?:lines|tests|users|requests|files|words|rows|records|customers|people)\b",
    re.IGNORECASE,
)
_MORE = re.compile(r"\+(?:\s+[^\W\d]|\s*[),./]|\s*$)")
"""`80+ parameters`: a count."""
_BAD_BEFORE = "#$€£@.,'+_\\"
_OFFSET = re.compile(
    r"\boffset from\b|\s\+\s(?:[A-Z]{1,4}\b|[A-Z]+_[A-Z_]+\b|\$|\(|\w+ ?×"
    r"|(?:n|i|offset|index|slot|id|number)\b)"
)
"""`3400 + NN`: where numbers are reckoned from."""
_DESIGNATED = re.compile(
    r"\b(?:ISO|IEC|RFC|DIN|ICAO|IEEE|CVE|CWE|PEP|NIST|Windows Server|RTX|GTX"
    r"|Ryzen(?: \d)?|EPYC|Xeon)[\s-]$"
    r"|\b(?:P?ID|VMID|LXC|CT|process(?: tree)?):?\s?$|(?-i:[a-z]ID:?\s?$)"
    r"|(?-i:(?<![\w-])(?!TCP|UDP|PORT|HTTP)[A-Z]+(?:\d+-)?\d{2,5}/$)",
    re.IGNORECASE,
)
"""`ISO 27001`, `RFC 6335`: the number of a standard; `LXC 50110`: that of a guest;
`S7-1200/1500`, of a maker's."""
_PLACED = re.compile(
    r"第$|\b(?:Status(?: code)?|Route|Day|Lines?|L[ií]neas?|Lignes?|Linhas?|Rig[ah]e?|Zeilen?"
    r"|Pages?|VM|LXC|CT)[\s-](?:\d{1,3}[-–])?$",
    re.IGNORECASE,
)
"""`line 94`: below 1000 a place in a text."""
_VERSIONED = re.compile(
    r"\b(?:Java|JDK|Node(?:\.js)?|Python|PHP|Angular|React|Go|Ubuntu|Debian|Rust|Ruby|Rails|Windows"
    r"|Chrome|Chromium|Firefox|Safari|Edge|Opera|iOS|Android|Task|Phase|Step|Chapter|Section|Issue|Sprint|Week|Kapitel|Seite|Top)[\s-]$"
)
"""`Java 21`, `Ubuntu 22`: below 80, the web's, a version or a count."""
_GROUPED = re.compile(r"/100\b|/7\b|-\d{6}| 0\d{3}\b|(?: \d{1,3}%){2}")
"""`87/100`, `84-1930240`, `4000 0000 0002`, `220 18% 9%`: a score, or a part of a longer number."""
_CARD = re.compile(r"(?<!\d)(?=(?:\d{4} ){3}\d{4}(?!\d))[\d ]{0,10}?(\d{4}) \1")
"""`4111 1111 1111 1111`"""
_SHARE = re.compile(
    r"\d{1,3}\s?[-–]\s?\d{1,3}\s?%|\d{1,4}\s?[-–]\s?\d{1,5}x\b"
    r"|\d{1,2}/(?!21|22|25|53|68|80|81|88)\d{1,2}(?![\d/])|\d+ ?[(（]\d{1,3}(?:[.,]\d+)?\s?%"
)
"""`22/30`, `43 (95.6%)`, `85-95%`, `1000-5000x`"""
_COPYRIGHT = re.compile(r"copyright|©|\(c\) (?:\d{4}, )*\Z", re.IGNORECASE)
_UNITS = re.compile(
    r"\s?(?:ms|s|sec|seconds?|secondes?|segundos?|sekunden|secondi|seconden|saniye|sekund\w?|секунд\w?|сек|giây|minutes?|minutos?|minuten|minuti|dakika|минут\w?|min|mb|gb|kb|tb|mib|gib|px|hz|mhz|ghz|k|m|%|°|x|dims?|dimensions?|tokens?|токен\w*|байт\w*|строк\w?|символ\w*|chunks?|blocks?|failures?|characters?|caracteres|zeichen|caractères|zeilen|lignes|líneas|linhas|righe|维|[qtrf]ps|[kmg]?bps|k?va|k?wh|mah|kw|dpi|kg|[ckm]m|rpm|req|hits|trans(?:actions)?|rows|columns|lines|users|days?|hours?|horas?|heures?|stunden|events|points|requests|e?mails|entries|records|passed|failed|context|개|점|시간|小时|時間|часов|명|행|个|個|台|枚|元|年|月|日|回|件|次|秒|분|초|년|월|일)\b|\s?%",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"\d+\s?[-–]\s?\d+\s?(?:ms|[kmg]bps|[kmg]?bit/s|[kmg]?bytes|[kmg]b|rpm|hz|px|(?:milli)?seconds"
    r"|minutes|sekunden|segundos|secondes)\b",
    re.IGNORECASE,
)
"""`1200-2400 ms`"""
_STREET = re.compile(
    r"\s(?:[A-Z][\w.'-]*\s){1,3}(?:St|Street|Ave|Avenue|Rd|Road|Dr|Blvd|Boulevard|Ln|Lane)\b"
)
"""`123 Main St`"""
_IN_YEAR = re.compile(r"(?:19[89]|20[0-3])\d['’][td][ae]n?\b")
"""`2023'te`, in Turkish"""
HUNDREDS = re.compile(r"\s?(?:番台|번대)|s(?!\w)")
"""`3000s`: the numbers that begin so."""

_RECKONED = re.compile(
    r"(?:\b[A-Z][A-Z0-9]*_\w+|\$\w+|[)}]|\b(?:base|offset|start|ports?|porta|puerto|порт|n|i|slot|index)\w*)"
    r"[`*_\s]*[+*×-][`\s]*$|\w ?× ?$",
    re.IGNORECASE,
)
"""`PORT_BASE + 3`: what is added to a number is none."""
_WITH_INDEX = re.compile(
    r"`?\s*\+\s*`?(?:idx|index|slot|offset|instance|[inkx]|id|num|nr)(?![^\W\d])", re.IGNORECASE
)
"""`8100 + idx * 10`: a number that others are reckoned from."""
_TIMES = re.compile(r"[\w)] [*×] \Z")
"""`SLOT * 1000`"""
_SIZED = re.compile(r"\s?×\s?\d")
_SIZED_BY = re.compile(r"\d\s?×\s?\Z")
"""`1920×1080`"""
LOW = frozenset(
    (21, 22, 25, 53, 67, 68, 80, 81, 88, 110, 123, 143, 389, 443, 465, 514, 554, 587, 631, 636)
) | {161, 445, 502, 853, 873, 990, 993, 995}
"""Numbers below 1000 that people run services on: any other is rather a count."""
_NETWORK = re.compile(r"(?:IP|ip|\.\d{1,3}|>)/\Z")
"""`YOUR_IP/32`"""
_BOUND = re.compile(r"(?:(?<![-=])[<>]=|[≤≥≈≅]) ?[*`]*\Z")
_OPTION = re.compile(r"[a-z] -\Z")
"""`kill -9`, `tail -100`."""
LOWEST = 20
"""The first port that people run a service on, FTP's: below is a count, a place or a release."""


def is_year(value: int) -> bool:
    """Whether a number is rather a year than a port where nothing calls it one."""
    return 1990 <= value <= 2039


def stands_alone(token: re.Match[str], text: str) -> bool:
    before = text[token.start() - 1] if token.start() else " "
    after = text[token.end()] if token.end() < len(text) else " "
    added = text[token.end() : token.end() + 2] == " =" and text[: token.start()].endswith(" + ")
    if (
        added
        or _SIZED.match(text, token.end())
        or _SIZED_BY.search(text, 0, token.start())
        or _WITH_INDEX.match(text, token.end())
        or _TIMES.search(text[: token.start()][-4:])
        or (len(token[0]) < 4 and _RECKONED.search(text[: token.start()][-40:]))
    ):
        return False  # `base + 51 = 8151`
    # `>1024` is a bound.
    bound = before in "<>≤≥" and text[max(0, token.start() - 2) : token.start() - 1] not in "-=|>"
    bound = bound or _NETWORK.search(text, 0, token.start()) is not None
    bound = bound or _BOUND.search(text, 0, token.start()) is not None
    called = before == "#" and _PORT_BEFORE.search(text, max(0, token.start() - 24), token.start())
    besides = before == "+" and text[: token.start()].endswith("(+") and len(token[0]) > 3
    besides = besides and not token[0].endswith("000")  # `(+1000)`, for the next slot
    if bound or (before in _BAD_BEFORE and not (called or besides or _after_comma(token, text))):
        return False
    parted = text[max(0, token.start() - 2) : token.start() - 1]
    option = len(token[0]) < 4 and _OPTION.search(text, 0, token.start())
    if before == "-" and (option or (parted.isalpha() and parted.isascii())):
        return False
    if (before.isascii() and before.isalpha()) or (
        after.isascii()
        and (after.isalpha() or after in "_%")
        and not HUNDREDS.match(text, token.end())
    ):
        return False
    if after in ".," and text[token.end() + 1 : token.end() + 2].isdecimal():
        digits = count_digits(text, token.end() + 1)
        apart = (len(token[0]) != 3 and digits != 3) or _is_listed(token, text)
        return (after == "," and apart) or digits > 3
    # `2451:0044` is a device of a bus.
    following = text[token.end() + 1 : token.end() + 2]
    device = after == ":" and following == "0" and count_digits(text, token.end() + 1) > 2
    return not device and not (after == "-" and following.isalpha() and following.isascii())


def _after_comma(token: re.Match[str], text: str) -> bool:
    """`3001,3002` is two ports, `50,000` a count."""
    start = token.start()
    if start < 2 or text[start - 1] not in ",'":
        return False
    return not text[start - 2 : start - 1].isdecimal() or (
        text[start - 1] == "," and (len(token[0]) > 3 or _is_listed(token, text))
    )


def _is_listed(token: re.Match[str], text: str) -> bool:
    """`80,443`, `53,80` and `80,82,443` are ports, whose commas part no thousands."""
    around = _RUN.finditer(text, max(0, token.start() - _SO_FAR), token.end() + _SO_FAR)
    run = next(each[0] for each in around if each.end() >= token.end()).strip(",")
    parts = run.split(",")
    known = [len(part) > 3 or int(part) in LOW for part in parts if part]
    ports = all(1 < len(part) < 6 and part[0] != "0" for part in parts)
    return ports and (all(known) or (any(known) and not _THOUSANDS.fullmatch(run)))


_RUN = re.compile(r"[\d,]+")
_SO_FAR = 60
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")


def count_digits(text: str, at: int) -> int:
    end = at
    while end < len(text) and text[end].isdecimal():
        end += 1
    return end - at


def named_port(token: re.Match[str], text: str) -> bool:
    if token.start() and text[token.start() - 1] == ":" and len(token[0]) > 1:
        # `Memory :3103` and `Web :80`, not `ratio :16`.
        if len(token[0]) > 3 or int(token[0]) in LOW:
            return True
        return not text[token.start() - 2 : token.start() - 1].isspace()
    near = text[max(0, token.start() - 24) : token.start()]
    after = _PORT_AFTER.match(text, token.end())
    # `7 ports` counts them, `80 portu` is one.
    counts = after and len(token[0]) < 4 and after[0].strip(" *`").lower() == "port"
    return bool(_PORT_BEFORE.search(near) or (after and not counts))


def likely(value: int, token: re.Match[str], text: str) -> bool:
    if value < 1000 or 1970 <= value <= 2039:
        return False
    return not _UNITS.match(text, token.end())


def bracketed(token: re.Match[str], text: str) -> bool:
    before = text[max(0, token.start() - 120) : token.start()]
    return before.count("(") + before.count("（") > before.count(")") + before.count("）")


def is_designated(value: int, token: re.Match[str], text: str) -> bool:
    """Whether a number is a standard's, a version's, or a share such as `22/22`."""
    before = text[max(0, token.start() - 16) : token.start()]
    same = f"{token[0]}/{token[0]}"
    share = text.startswith(same, token.start()) or text.endswith(same, 0, token.end())
    return bool(
        _DESIGNATED.search(before)
        or _GROUPED.match(text, token.end())
        or (value < 1000 and _PLACED.search(before))
        or (value < 200 and (share or _VERSIONED.search(before)))
        or _SHARE.match(text, token.start())
        or _STREET.match(text, token.end())
        or _COPYRIGHT.search(text, 0, token.start())
        or _CARD.search(text, max(0, token.start() - 15), token.start() + 19) is not None
        or (value < 600 and text.startswith(" OK", token.end()))
    )


def is_counted(value: int, token: re.Match[str], text: str) -> bool:
    """`80+ parameters`, `24 ports`: how many there are, or where numbers are reckoned from."""
    pattern = _MORE if value < 1000 else _COUNTED
    return bool(pattern.match(text, token.end()) or _OFFSET.match(text, token.end()))


def is_amount(token: re.Match[str], text: str) -> bool:
    """`20 ms`, `25 de marzo`: so much of a unit, or the day or year of a date."""
    spans = _SPAN.match(text, token.start()) is not None
    called = _PORT_BEFORE.search(text, max(0, token.start() - 24), token.start())
    spans = spans or (_IN_YEAR.match(text, token.start()) is not None and not called)
    return spans or bool(_UNITS.match(text, token.end())) or in_date(token, text)
