"""Finds the numbers in a cell or a line: ports, intervals, `host:container`, and what is none."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from portbook.sources.documents.amounts import (
    HUNDREDS,
    LOW,
    LOWEST,
    bracketed,
    count_digits,
    is_amount,
    is_counted,
    is_designated,
    likely,
    named_port,
    stands_alone,
)
from portbook.sources.documents.text import CONJUNCTIONS, about


@dataclass(frozen=True, slots=True)
class Number:
    """A port or an interval with what the text says beside it.

    `first` and `last` are offsets of its characters. `sure` is False for a number that only its
    column or list makes a port. `sign` is what led to the second number: `:`, `→` or a dash.
    """

    start: int
    first: int
    last: int
    end: int | None = None
    open_ended: bool = False
    container: int | None = None
    container_end: int | None = None
    bind: str | None = None
    transport: str | None = None
    scheme: str | None = None
    sign: str | None = None
    host: str | None = None
    sure: bool = True
    wild: bool = False
    bracketed: bool = False
    path: str | None = None

    @property
    def is_interval(self) -> bool:
        return self.end is not None or self.open_ended


_TOKEN = re.compile(
    r"""
    (?P<url>[A-Za-z][A-Za-z0-9+.-]{1,15}://(?:(?!;\w+://)[^\s<>|"'`，。、（）])+)
  | (?P<date>(?<![\w.])
      (?:\d{4}[-/.年_]\d{1,2}[-/.月_](?:\d{1,2}(?!\d)日?|[X*?]+)|\d{4}(?:_[*\d]+){2}|20[0-3]\d-(?:0[1-9]|1[0-2])(?![\d-])|\d{1,2}[./]\d{1,2}[./]\d{4}
        |(?:\d{4}[年년]\ ?)?\d{1,2}[月월]\ ?\d{1,2}(?!\d)[日일]?|\d{4}[年년]\ ?\d{1,2}[月월])
      (?:[T\ ]\d{1,2}:\d{2}\S*)?)
  | (?P<socket>(?:(?<![\w.])
      (?:\d{1,3}(?:\.\d{1,3}){3}|localhost|\[[0-9a-fA-F:]*\]|\*|0)):(?P<after>\d{1,5})(?![\dA-Za-z]|\.\w))
  | (?P<hardware>(?<![\w:])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![\w:])
      |(?<![\w:.])(?:[0-9A-Fa-f]{1,4}:){3,}[0-9A-Fa-f:]+(?![\w.])
      |(?<![\w:.\[])(?:f[c-f][0-9a-f]{2}|2[0-9a-f]{3})(?::[0-9a-f]{1,4})*::[0-9a-f:]*(?![\w.]))
  | (?P<ip>(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?(?!\d))
  | (?P<place>(?<![\w./-])[\w./-]+\.(?:[cm]?[jt]sx?|py|go|rs|java|kt|rb|php|c|h|cpp|cs|ya?ml|json
      |toml|md|sh|sql|exs?|html|css|swift|dart|scala|vue|svelte|lua|ps1|hpp):\d+(?:[-–:]\d+)?(?![\d:]))
  | (?P<time>(?<![\w:.])\d{1,2}:\d{2}:\d{2}(?![\d:]))
  | (?P<version>(?<![\w.])[vV]?\d+(?:\.\d+)+(?![\d:]))
  | (?P<name>(?<![A-Za-z_])(?:[A-Za-z_][\w.-]*[A-Za-z_.-]\d+[\w-]*
      |[A-Za-z_][\w-]*\d+[\w-]*[A-Za-z_]\w*))(?![\d:])
  | (?P<wild>(?<![\w.:])(?:\d[xX*]{3,4}|\d\d[xX*]{2,3}|\d{3}[xX*]{1,2}|\d{4}[xX*])(?![\w*]))
  | (?P<every>(?<![\w.])0\s?[-–—~]\s?\d{4,5}(?!\d))
  | (?P<clock>(?<![\w:.])(?:[01]\d|2[0-3]):[0-5]\d(?![\d:]))
  | (?P<number>\d+)
""",
    re.VERBOSE,
)
_DASH = re.compile(
    r"\s*(?:-{1,2}|[–—‒−‐‑~〜～]|\.{2,3}|…|to|bis|à|au|al|a|até|до|по|tot|t/m|through|thru|đến|do|until|至|到|から|에서)\s*",
    re.IGNORECASE,
)
_SIDE = r"(?:\s*\(\s*(?P<{0}>[^()\d]{{1,24}})\s*\))?"
_ARROW = re.compile(
    _SIDE.format("left")
    + r"\s*[`*]*\s*(?:(?P<back><-{1,2}|<=(?!=)|←|⇐)|-{1,2}>|=>|→|➜|➔|⇒|⟶|⇨|↦|➡️?|▶|⟹"
    + r"|mapped to|maps to|forwarded to)\s*[`*]*\s*"
    + r"(?:(?:[^\W\d][\w-]{0,20} (?=IP:))?(?P<before>[^\W\d]+)\s*:?\s*)?"
)
_AFTER = re.compile(_SIDE.format("right"))
_SLASHED = re.compile(r"/(tcp|udp|sctp)\b", re.IGNORECASE)
"""`53/udp → 53`"""
_SIDED = re.compile(
    r"\s+(?P<left>[^\W\d][^()\d→>,;|]{1,24}?)\s*(?:-{1,2}>|=>|→|➜|⇒)\s*"
    r"(?:(?P<before>[^\W\d]{2,12}) )?(?P<second>\d{2,5})"
    r"(?:\s+(?P<right>[^\W\d][^()\d→>,;|]{1,24}))?"
)
"""`8080 in the container → 8088 on the host`, `80 inside → host 8088`."""
_BEFORE = re.compile(r"([^\W\d]+)\s*[:=]?\s*[`*]*\s*$")
_PROTOCOL = re.compile(
    r"\s*[/(（]?\s*(tcp\s*(?:[+/&,]|and|und|et|y|e)\s*udp"
    r"|udp\s*(?:[+/&,]|and|und|et|y|e)\s*tcp|tcp|udp|sctp)\b\)?",
    re.IGNORECASE,
)
_URL = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?:[^/@\s]*@)?(?P<host>\[[0-9a-fA-F:.]+\]|(?!\[[0-9a-fA-F]*:)[^:/?#\s]*):(?P<port>\d{1,5})(?:[-–](?P<end>\d{4,5}))?(?![\dA-Za-z])(?P<path>/[^\s]*)?"
)
_IMAGE = re.compile(r"\s*(?:image:|FROM\s)")
_OPEN = re.compile(
    r"\+(?!\s*[\d(]|[`*\s]+[A-Z]+_)|\s\+(?=\s*(?:$|[),;.]))|[-–—]\s*$|\s?(?:"
    r"以上|이상|and up|and above|onwards"
    r"|и выше|y superiores|et plus|ve üzeri)"
)


def scan(text: str, *, loose: bool = True, mapping: bool = True) -> list[Number]:
    """Every port-like number of a plain text, in order.

    `loose`: the place says that numbers are ports (a port column), so a bare 80 or 2024 is one.
    Without `mapping`, `8080 → 80` is two numbers.
    """
    return list(_scan(text, loose, mapping))


@lru_cache(maxsize=2048)
def _scan(text: str, loose: bool, mapping: bool) -> tuple[Number, ...]:
    """The same, kept: a line is looked at from several sides."""
    found: list[Number] = []
    at = 0
    while (token := _TOKEN.search(text, at)) is not None:
        at = token.end()
        number = _number(token, text, loose)
        if number is None:
            continue
        if not (number.wild or _ends_a_name(number, text)):
            number = _joined(number, text, mapping)
        number = _transport(number, text)
        at = max(at, number.last)
        found.append(number)
    if len(found) > 1 and max(number.start for number in found) >= LOWEST:
        found = [number for number in found if not _ends_a_name(number, text)]
    return tuple(found)


def _ends_a_name(number: Number, text: str) -> bool:
    """`Redis 7` beside its port: the release of a program, or its place among several."""
    low = number.start < LOWEST and not (number.sure or number.is_interval or number.container)
    return low and re.search(r"[^\W\d][ -]$", text[: number.first]) is not None


def _number(token: re.Match[str], text: str, loose: bool) -> Number | None:
    kind = token.lastgroup
    if token["url"]:
        return _url(token)
    if token["after"]:
        host = token["socket"].rpartition(":")[0]
        bind = None if host in ("localhost", "*", "0") else host.strip("[]")
        named = host if host == "localhost" else None
        found = Number(int(token["after"]), token.start(), token.end(), bind=bind, host=named)
        return found if 0 < found.start < 65536 else None
    if kind == "wild":
        model = is_designated(0, token, text)  # `Ryzen 5900X`
        return None if model or _TIMES.match(text, token.end()) else _wild(token)
    left, _, right = token[0].partition(":")
    if kind == "clock" and loose and int(left) in LOW and text.strip().endswith(token[0]):
        number = Number(int(left), token.start(), token.end(), container=int(right) or None)
        return replace(number, sign=":")
    if kind == "number" and stands_alone(token, text):
        return _plain_number(token, text, loose)
    return None


def _plain_number(token: re.Match[str], text: str, loose: bool) -> Number | None:
    written = token[0]
    value = int(written) if len(written) < 6 else 0
    padded = written[0] == "0" and not (len(written) == 4 and text.strip("` *") == written)
    if not 0 < value < 65536 or padded:
        return None
    if is_counted(value, token, text) or is_designated(value, token, text):
        return None
    sure = named_port(token, text) or text.startswith(("/tcp", "/udp"), token.end())
    sure = sure or _LED.search(text, max(0, token.start() - 13), token.start()) is not None
    if not sure and is_amount(token, text):
        return None
    if not (loose or sure or likely(value, token, text)):
        return None
    return Number(value, token.start(), token.end(), sure=sure, bracketed=bracketed(token, text))


def _url(token: re.Match[str]) -> Number | None:
    url = _URL.match(token[0])
    if url is None:
        return None
    value = int(url["port"])
    end = int(url["end"]) if url["end"] else None
    number = Number(
        value, token.start(), token.end(), end, scheme=url["scheme"].lower(), path=url["path"]
    )
    return replace(number, host=url["host"]) if 0 < value < 65536 else None


_TIMES = re.compile(r"\s(?:faster|slower|more|better|calculation|speed|improvement|increase)")
"""`1000x faster`"""


def _wild(token: re.Match[str]) -> Number | None:
    """`301x` is 3010-3019; `9xxx` is 9000-9999."""
    digits = token[0].rstrip("xX*")
    places = len(token[0]) - len(digits)
    start = int(digits) * 10**places
    if len(token[0]) > 5 or len(token[0]) < 4 or not 0 < start < 65536:
        return None
    end = min(start + 10**places - 1, 65535)
    return Number(start, token.start(), token.end(), end=end, wild=True)


def _joined(number: Number, text: str, mapping: bool) -> Number:
    """With the number after it that belongs to it: an interval's end, a container's port."""
    if number.scheme:
        return number
    number = _interval(number, text)
    if (
        text[number.last : number.last + 1] == ":"
        and text[number.last + 1 : number.last + 2].isdecimal()
    ):
        return _second(number, text, number.last + 1, ":")
    if not mapping:
        return number
    carried = _SLASHED.match(text, number.last)
    arrow = _ARROW.match(text, carried.end() if carried else number.last)
    if carried and arrow:
        number = replace(number, transport=carried[1].lower())
    led = r"\d{3,}|[2-9]\d" if arrow and arrow["before"] else r"\d"  # `→ Redis 7` is a name.
    if arrow and re.match(led, text[arrow.end() :]):
        joined = _second(number, text, arrow.end(), "→")
        further = _ARROW.match(text, joined.last)
        if further and about("container", further["before"] or ""):
            # `WAN 8080 → NAS 8080 → container 80`
            joined = _second(joined, text, further.end(), "→")
        both = _names_both(arrow["left"], _AFTER.match(text, joined.last))
        return number if both else _by_sides(joined, number.first, arrow, text)
    sided = _SIDED.match(text, number.last)
    right = (sided["before"] or sided["right"] or "") if sided else ""
    return _sided(number, sided, right) if sided else number


def _sided(number: Number, sided: re.Match[str], right: str) -> Number:
    """With the number of the other side, if both sides are told."""
    left, second = sided["left"], int(sided["second"])
    if about("host", left) and about("container", right):
        return replace(number, container=second, last=sided.end(), sign="→")
    if about("container", left) and about("host", right):
        return replace(number, start=second, container=number.start, last=sided.end(), sign="→")
    return number


def _names_both(left: str | None, right: re.Match[str] | None) -> bool:
    """`3000 (Web) → 9090 (Metrics)`: of two programs, one calls the other."""
    named = (left or "", (right["right"] if right else None) or "")
    return all(named) and not any(about("host", n) or about("container", n) for n in named)


def _by_sides(number: Number, first: int, arrow: re.Match[str], text: str) -> Number:
    """`3000 (container) → 30180 (host)`, `host 30180 ← container 3000`: who is who is written."""
    inside = number.container
    if inside is None:
        return number
    after = _AFTER.match(text, number.last)
    before = _BEFORE.search(text[max(0, first - 24) : first])
    left = arrow["left"] or (before[1] if before else "")
    right = (after["right"] if after else None) or arrow["before"] or ""
    if after and after["right"] and (about("host", right) or about("container", right)):
        number = replace(number, last=after.end())
    inner = about("container", left) and not about("host", left)
    outer = about("host", right) and not about("container", right)
    known = inner or outer or about("host", left) or about("container", right)
    if inner or outer or (arrow["back"] and not known):
        return replace(number, start=inside, container=number.start)
    return number


BETWEEN = r"(?:between|zwischen|entre|tra|między|tussen|между)"
_BETWEEN = re.compile(
    r"(?:\b(?:ports|puertos|portas|porte|porty|poorten|порты|numbers|ranges?|be|is|are)|[:：]|^)"
    rf"(?: compris\w*)? ?{BETWEEN} [`*]*\Z",
    re.IGNORECASE,
)
"""`ports between 5100 and 5199`, not `a port between 5100 and 5199`, nor a clash between two."""
_AND = re.compile(rf"[`*]* (?:{CONJUNCTIONS}|a|en) [`*]*", re.IGNORECASE)


def _interval(number: Number, text: str) -> Number:
    dash = _DASH.match(text, number.last)
    if _BETWEEN.search(text, max(0, number.first - 32), number.first):
        dash = _AND.match(text, number.last)
    glued = dash and dash[0][-1:].isalpha() and dash[0].isascii()  # `1200 A1`
    at = dash.end() if dash else 0
    if dash and text[at : at + 1] == ":" == text[max(0, number.first - 1) : number.first]:
        at += 1  # `:8001-:8011`
    if dash and not glued and text[at : at + 1].isdecimal():
        size = count_digits(text, at)
        written = text[at : at + size]
        spaced = dash[0][0].isspace() and len(written) < len(str(number.start))
        if dash[0][0].isspace() and number.start < 100 and int(written[:6]) >= 1024:
            before = text[max(0, number.first - 24) : number.first]  # `Keycloak 22 - 8080`
            spaced = before.rstrip()[-1:].isalpha() and not about("port", before)
        end = None if spaced else _interval_end(number.start, written)
        after = text[at + size : at + size + 1]
        if (
            end
            and not (after.isascii() and after.isalpha())
            and not (dash[0].strip().isalpha() and (end <= number.start or _led_on(number, text)))
        ):
            return replace(number, end=end, last=at + size, sign="-")
    hundreds = HUNDREDS.match(text, number.last)
    if hundreds and number.start % 100 == 0:
        width = 1000 if number.start % 1000 == 0 else 100
        end = min(number.start + width - 1, 65535)
        return replace(number, end=end, last=hundreds.end(), wild=True)
    opened = _OPEN.match(text, number.last)
    if opened and number.start >= 1000:
        return replace(number, open_ended=True, last=opened.end(), sign="+")
    return number


_LEADS_ON = re.compile(
    r"\b(?:redirect|forward|prox(?:y|ie)|rout|redirig|redirec|umgeleit|перенаправ)\w*[^.;,:]{0,24}\Z",
    re.IGNORECASE,
)


def _led_on(number: Number, text: str) -> bool:
    """`redirects 80 to 443`, which is no interval."""
    return _LEADS_ON.search(text, max(0, number.first - 40), number.first) is not None


def _interval_end(start: int, written: str) -> int | None:
    end = int(written) if len(written) < 6 else 0
    if end < start and len(written) < len(str(start)) and len(written) > 0:
        first = str(start)
        end = int(first[: len(first) - len(written)] + written)
        if end < start:
            return None
    return end if 0 < end < 65536 else None


_AWAY = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?::(\d{1,5})(?:[-–](\d{4,5}))?)?(?![\d.])")


def _second(number: Number, text: str, at: int, sign: str) -> Number:
    if away := _AWAY.match(text, at):
        # `8080 → 192.168.1.7:80`: what a router hands on, and where to.
        beyond = int(away[1] or 0)
        there = beyond if 0 < beyond < 65536 and beyond != number.start else None
        end = int(away[2]) if there and away[2] else None
        return replace(number, container=there, container_end=end, last=away.end(), sign=sign)
    size = count_digits(text, at)
    value = int(text[at : at + size]) if size < 6 else 0
    if not 0 < value < 65536:
        return number
    inner = _interval(Number(value, at, at + size), text)
    last = inner.last if inner.end else at + size
    if sign == ":" and text[last : last + 1] == ":" and text[last + 1 : last + 2].isdecimal():
        return number
    return replace(number, container=value, container_end=inner.end, last=last, sign=sign)


def _transport(number: Number, text: str) -> Number:
    """With the transport behind it, `53/udp`, or that it begins with, `udp/53`."""
    if led := _LED.search(text, max(0, number.first - 13), number.first):
        return replace(number, transport=led[1].lower(), first=led.start())
    protocol = _PROTOCOL.match(text, number.last)
    if protocol is None:
        return number
    word = protocol[1].lower()
    both = "tcp" in word and "udp" in word
    return replace(number, transport="tcp+udp" if both else word, last=protocol.end())


_LED = re.compile(r"(?<![\w/+])(tcp|udp|sctp)(?:/|\s{1,9})\Z", re.IGNORECASE)


def mentions_port(text: str) -> bool:
    """Whether a line has a number that could be a port: not a date, a version or a count."""
    if _IMAGE.match(text):
        return False
    return any(n.start >= 10 for n in scan(text, loose=False))
