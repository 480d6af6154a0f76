"""Splits a line into its parts: `NAME: 3000`, `3000 - NAME`, `NAME (3000)`, or a sentence."""

from __future__ import annotations

import re
from dataclasses import replace

from portbook.sources.documents.cells import Entry, port_cell
from portbook.sources.documents.forms import named_before, read_form, tidied
from portbook.sources.documents.labelled import (
    DOMAIN,
    RUNS_ON,
    TIED,
    described,
    is_low,
    read_labelled,
)
from portbook.sources.documents.labels import key_of
from portbook.sources.documents.scope import without_numbers
from portbook.sources.documents.sentences import without_reason
from portbook.sources.documents.subjects import short_name
from portbook.sources.documents.text import (
    PREPOSITIONS,
    about,
    about_any,
    alternatives,
    clean_name,
    starts_with,
    strip_words,
)
from portbook.sources.documents.tokens import Number, scan
from portbook.sources.documents.unlabelled import Statement, read_bare

_SEPARATOR = re.compile(
    r"\s*(?:：|:(?=\s|\*|`|$)|(?<=\s)[-–—=](?=\s)|→|⇒|➜|➡️?|(?<=\s)[-=]+>(?=\s)|(?<=\s)\|(?=\s)|\t+)\s*|(?<=\S)[–—](?=\s)\s*"
)
_TIGHT = re.compile(r"^(?P<name>[^\W\d][\w. -]*?)\s*[:=]\s?(?=\d)")
_MACHINE = re.compile(
    rf"(?:^|\s)(?:localhost|https?|(?:(?:{PREPOSITIONS}) )?(?:\d{{1,3}}\.){{3}}\d{{1,3}})$",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(r"[(（]\s*(?:ej|e\.?g|ex|z\. ?b|bsp|p\. ?ej|напр|예|例)\.?$", re.IGNORECASE)
_RUN = re.compile(r"(?:[A-Z][A-Z0-9_]*=\S+ ){1,9}(?<=\d )[a-z./]")  # `PORT=3001 npm start`


def read_statement(written: str) -> Statement | None:
    """The statement of one line with a number; None where the number stands in a sentence."""
    text = tidied(written[:2000])
    core, note = without_note(text)
    stated = _read(core) if note else None
    if stated and (stated.name or stated.form == "alone"):
        return replace(stated, rest=stated.rest + note)
    return _read(text)


_SAID = r"(?=[^\W\d]|\d{1,2}\s[a-z])"
_NOTE = re.compile(
    rf"\s+(?:[-–—]\s+{_SAID}|(?:#+|//)\s+)|—{{2,}}\s*{_SAID}|[;,]\s+{_SAID}|[，；、]\s*{_SAID}"
    r"|\s+(?=\[[^\]()]{2,80}\]\s*$)|(?=（[^（）]{2,80}）\s*$)"
)
_UNIT = re.compile(r"(?<=\d)\s?(?:m?s|sec|min|мс|сек|мин|毫秒|秒|ミリ秒|초|[kMG]i?B|МБ|ГБ)(?!\w)")
"""`timeout 3000 ms`"""
_ENDS = re.compile(
    rf"[\d)）`*/](?:tcp|udp|s)?[`*]*$|\d {alternatives('container')}$"
    r"|^:?\d{2,5}(?:/\w+)?\s+[^\W\d][^\s,]*(?: [^\s,]+){0,2}$",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"(?!(?i:the|an?|die|der|das|el|la|le|les|los|il|os?)\s)"
    r"(?:[^:：,(（@]{1,40}(?:：|:(?:\s|(?=\d))|\s[-–—]\s|\s?[(（])"
    rf"|[^\W\d][^,:：(（.]{{1,50}} {alternatives('port')} `?\d{{2,5}}`?$"
    rf"|[^\W\d][\w.-]*(?: [\w.-]+)? (?:{PREPOSITIONS}) `?\d{{4,5}}`?$)"
)
ASIDE = (
    *("calls", "old", "changed", "avoid", "default", "usual", "taken", "conflict", "problem"),
    *("in-use", "outgoing"),
)
"""What a remark speaks of whose numbers are not its line's own."""
_COMMAS = (",", "，", "、")


def without_note(text: str) -> tuple[str, str]:
    """A line up to the remark behind its name and port, and that; it may tell of other numbers."""
    numbers = scan(text)
    for delimiter in _NOTE.finditer(text):
        core, note, sign = text[: delimiter.start()], text[delimiter.end() :], delimiter[0].strip()
        if not numbers or numbers[0].first >= len(core) or core.count("(") != core.count(")"):
            continue
        if sign in ("-", "–", "—", *_COMMAS) and not _ENDS.search(core):
            continue
        told = scan(note, loose=sign in _COMMAS)
        others = [each for each in told if not _UNIT.match(note, each.last)]
        timed = _UNIT.search(note) and not others and read_bare(core)
        labelled = sign not in _COMMAS or _LABELLED.match(core) or timed
        if not labelled or not _is_named(core):
            continue
        if others and not about_any(ASIDE, note[: others[0].first]):
            break
        return core, text[delimiter.start() :]
    return text, ""


def _is_named(core: str) -> bool:
    """Whether words besides those for a port stand with its number."""
    told = strip_words(without_numbers(core), "port", "host", "container", "transport", "small")
    return any(map(str.isalpha, told))


def _read(text: str) -> Statement | None:
    if told := read_form(text):
        return told
    numbers = scan(text)
    shows = starts_with("condition", text) and len(text.split()) > 4
    return None if not numbers or shows or _RUN.match(text) else _parted(text, numbers)


def _parted(text: str, numbers: list[Number]) -> Statement | None:
    """A line at its separator: a label and what it is of, or a number and who has it."""
    separators = (s for s in _SEPARATOR.finditer(text) if _separates(s, text, numbers))
    separator = next(separators, None)
    if separator and text[: separator.start()].strip():
        left, right = text[: separator.start()], text[separator.end() :]
        arrow = "→" in separator[0] or ">" in separator[0]
        if _VARIABLES.fullmatch(left) and (named := read_statement(right)) and _called(named):
            return named
        # `Browser → Shop (3001)`, `Client ---> Shop (3001)`: who calls has no number here.
        public = not strip_words(left, "anybody", "browser", "small")
        public = public or len(separator[0].strip()) > _LONG
        leads = arrow and (public or _PLACE.fullmatch(left.strip())) and not about("old", right)
        leads = leads and not (left.strip()[:1] == "/" and TIED.fullmatch(right.strip()))
        placed = read_statement(right) if leads else None
        if placed and placed.name and not DOMAIN.fullmatch(placed.name):
            return placed
        stated = None if arrow else named_before(text)
        stated = stated or _numbered(left, right, arrow=arrow) or described(left, right)
        return stated or read_labelled(left, right, arrow=arrow)
    tight = _TIGHT.match(text)
    mapped = tight and _MAPPED_NAME.search(text[: tight.end()])
    if tight and not mapped and not _MACHINE.search(tight["name"]):
        ends = _NUMBER_ENDS.fullmatch(text, tight.end()) is not None
        cut = ends and not RUNS_ON.search(tight["name"])
        label = _AT.sub("", tight["name"]) if cut else tight["name"]
        words = label.split()
        spoken = len(words) > 3 and about("small", label)
        if spoken and DOMAIN.fullmatch(words[-1]):
            return None  # `The app connects to license.acme.com:443`
        stated = read_labelled(words[-1] if spoken else label, text[tight.end() :])
        # `shop.internal:3000` is where somebody reaches it.
        return replace(stated, form="address") if stated and "." in tight["name"] else stated
    return named_before(text) or read_bare(text)


def _separates(sign: re.Match[str], text: str, numbers: list[Number]) -> bool:
    """Whether a sign stands between a label and what it is of, in no number or remark."""
    at = sign.start()
    return not (
        any(n.first < at < n.last and (n.scheme or n.sign in (":", "→", "-")) for n in numbers)
        or _EXAMPLE.search(text, 0, at)
        or ("（" in text[:at].rpartition("）")[2] and sign[0].strip() in ":：")
        or numbers[0].last <= text.find("(", 0, at) > text.rfind(")", 0, at)
    )


_LONG = 2
"""Signs of an arrow that is drawn: `-->`."""
_PLACE = re.compile(r"(?:https?://)?(?:[\w*-]+\.)+[a-z]{2,}(?:/\S*)?|/\S*")
"""A domain or a path, before what a proxy hands it to: `photos.acme.org → Immich (2283)`."""
_AT = re.compile(rf"\s(?:{PREPOSITIONS})(?:\s[\w-]+(?:\.[\w-]+)+)?$")
"""`web at :3000`, `Loki on nas.lan:3100`"""
_MAPPED_NAME = re.compile(r"\s\d{2,5}:$")
"""`grafana 3000:`, before the container's port"""
_NUMBER_ENDS = re.compile(r"\d{2,5}[\s`*.]*(?:[(（].*|\s[-–—]\s.*)?")
_VARIABLES = re.compile(r"\W*[A-Z][A-Z0-9_]*PORT(?:\s*[/,]\s*[A-Z][A-Z0-9_]*PORT)*\W*")
"""`WEB_PORT` before what has it."""


def _called(statement: Statement) -> bool:
    """Whether a statement names more than that a number is the usual one."""
    name = statement.name
    return bool(strip_words(name, "default", "port", "small")) and key_of(name) is None


def _numbered(left: str, right: str, *, arrow: bool = False) -> Statement | None:
    left = _ITS_SIDE.sub("", _AND_SO_ON.sub("", left)) if arrow else _AND_SO_ON.sub("", left)
    cell = port_cell(left)
    if called := _CALLED.fullmatch(left):
        return Statement(clean_name(called["name"]), cell.entries, "numbered", right)
    if (
        not cell.entries
        or is_low(cell)
        or about("avoid", without_reason(right.rpartition("→")[2]))
        or cell.asides
        or len(cell.rest) > 3
        or (scan(right, loose=False) and not right.strip())
    ):
        return None
    if len(left) - max(e.number.last for e in cell.entries) > 14:
        return None
    named = clean_name(strip_words(cell.rest, "port", "host", "small"))
    if any(map(str.isalpha, named)):
        # `CLI port 15053: never open it`: the words before the number are its name.
        return Statement(named, cell.entries, "plain", right)
    form = "address" if cell.entries[0].number.scheme else "numbered"
    entries = cell.entries
    if len(entries) == 1 and (mapped := _MAPPED.match(right)):
        number = replace(entries[0].number, container=int(mapped[1]))  # `8000: 80 web`
        entries, right = (replace(entries[0], number=number),), right[mapped.end() :]
    entries = _with_inner(entries, right, arrow=arrow)
    name = short_name(_LED_BY.sub("", right))
    key = "environment" if form == "numbered" and key_of(name) == "environment" else None
    return Statement(name, entries, form, right, key)


_AND_SO_ON = re.compile(
    r",\s(?:etc|usw|и т\. ?д)\.?\s*$|\s+on (?:[\d.]{7,15}|localhost|\[::1?\]|all interfaces)\s*$"
    r"|(?<=tcp|udp)[`*]*\s+[(]?(?:on )?(?:[\d.]{7,15}|localhost|loopback|lan|local\w*|lokal\w*"
    r"|public\w*|públic\w|pubblic\w|öffentlich|intern\w*|extern\w*|публичн\w*|локальн\w*"
    r"|внутренн\w*|公开|公網|公网|内部|本地)[)]?\s*$",
    re.IGNORECASE,
)
_ITS_SIDE = re.compile(
    rf"(?<=\d)[`*]*\s*[(（]\s*{alternatives('host')}\s*[)）][`*]*\s*$", re.IGNORECASE
)
"""`3000 (host) → web`"""
_CALLED = re.compile(
    rf"\s*{alternatives('port')}\s`?\d{{2,5}}`?\s+[(（](?!tcp|udp)(?P<name>(?-i:[A-Z]|[^\W\d]*[^\x00-\x7f])[^\d()（）]{{1,30}})[)）]\s*",
    re.IGNORECASE,
)
"""`Port 4100 (Mailer)`, before what it does."""
_MAPPED = re.compile(r"\s*(\d{2,5})\s+(?=[^\W\d])")
_LED_BY = re.compile(r"^\s*[(（][^()（）]*[)）]\s*(?=[^\W\d])")
"""`7050: (app.py) Joystick`"""


def _with_inner(entries: tuple[Entry, ...], right: str, *, arrow: bool) -> tuple[Entry, ...]:
    """`5433 - PostgreSQL (mapped from 5432 inside)`, `5433 → PostgreSQL (5432)`: the remark gives
    the other side's number."""
    inner = [n for n in scan(right, loose=False, mapping=False) if n.bracketed]
    number = entries[0].number
    if len(entries) != 1 or len(inner) != 1 or number.is_interval or number.container:
        return entries
    remark = re.split(
        r"[)）]", re.split(r"[(（]", right[: inner[0].first])[-1] + right[inner[0].last :]
    )[0]
    inside, outside = about("container", remark), about("host", remark)
    if inside and outside:  # `(inside, host 8081)`
        inside = about("container", re.split("[;,]", remark)[-1])
    inside = inside or (arrow and not strip_words(remark, "port"))
    if inside == outside or inner[0].is_interval:
        return entries
    number = replace(number, container=inner[0].start)
    if outside:  # `5432 - PostgreSQL (external: 5433)`
        number = replace(number, start=inner[0].start, container=number.start)
    return (replace(entries[0], number=number),)
