"""One line to its parts: `NAME: 3000`, `3000 - NAME`, `NAME (3000)`, and what is a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.importers.markdown.numbers import scan
from generator.importers.markdown.plain import clean_name, plain
from generator.importers.markdown.portcell import Entry, PortCell, port_cell
from generator.importers.markdown.states import environment_of
from generator.importers.markdown.vocabulary import means, strip_words

__all__ = ["Statement", "key_of", "read_statement"]

_CHECKBOX = re.compile(r"^\[[ xX]\]\s+")
_SEPARATOR = re.compile(
    r"\s*(?:：|:(?=\s|\*|`|$)|(?<=\s)[-–—=](?=\s)|→|⇒|➜|➡️?|(?<=\s)->(?=\s)|(?<=\s)=>(?=\s)|(?<=\s)\|(?=\s)|\t+)\s*|(?<=\S)[–—](?=\s)\s*"
)
_TIGHT = re.compile(r"^(?P<name>[^\W\d][\w. -]*?)\s*[:=]\s?(?=\d)")
_WRAPPED = re.compile(r"^[\s`*\"'(（【\[:]*$")
_PORT_WORDS = re.compile(
    r"^\s*(?:(?:uses?|using|runs?|running|listens?|listening|serves?|served|on|at|the|is|via|host|tcp|udp|local|usa|en|el|le|sur|auf|läuft|utilise|écoute|на|um|su|sul|op|na|no|используе\w*|слушает|использует|ou)\s+){0,5}"
    r"(?:ports?|puertos?|portas?|porte?|порт\w*|cổng|端口|포트|ポート|portu?|poort)?\s*(?:is|number|:|：|=|#)?\s*[`*]*$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[。！？!?;；]|[.,](?:\s|$)")
_COMMAND = re.compile(r"(?:^|\s)(?:-p|--port)[ =]?$")


@dataclass(frozen=True, slots=True)
class Statement:
    """`name` as it stands, what the rest gives it, and how certain that reading is.

    `form` is `labelled`, `numbered` (number first), `plain`, `address` or `command`.
    """

    name: str
    entries: tuple[Entry, ...]
    form: str
    rest: str = ""
    key: str | None = None


def read_statement(written: str) -> Statement | None:
    """The statement of one line with a number; None where the number stands in a sentence."""
    text = plain(_CHECKBOX.sub("", written[:2000]))
    numbers = scan(text)
    if not numbers:
        return None
    separator = next(
        (
            s
            for s in _SEPARATOR.finditer(text)
            if not any(
                (n.first < s.start() < n.last and n.scheme)
                or (n.first < s.start() < n.last and n.sign in (":", "→", "-"))
                for n in numbers
            )
        ),
        None,
    )
    if separator and text[: separator.start()].strip():
        left, right = text[: separator.start()], text[separator.end() :]
        return _numbered(left, right) or _labelled(left, right)
    tight = _TIGHT.match(text)
    if tight and tight["name"].casefold() not in ("localhost", "http", "https"):
        return _labelled(tight["name"], text[tight.end() :])
    return _bare(text)


def _numbered(left: str, right: str) -> Statement | None:
    cell = port_cell(left)
    if (
        not cell.entries
        or cell.asides
        or len(cell.rest) > 3
        or (scan(right, loose=False) and not right.strip())
    ):
        return None
    if len(left) - max(e.number.last for e in cell.entries) > 14:
        return None
    return Statement(_short_name(right), cell.entries, "numbered", right)


def _short_name(text: str) -> str:
    """What stands before the remarks: `gateway (the way in, serves all)` is `gateway`."""
    name = re.split(
        r"\s*[(（]|\s+[-–—:]\s+|：|:\s|,\s|，|。|\.\s|;|；|\s/\s", text.strip(), maxsplit=1
    )[0]
    if not clean_name(name):
        name = text.strip(" ()（）")
    return clean_name(name)


def _labelled(left: str, right: str) -> Statement | None:
    cell = port_cell(right)
    if not cell.entries:
        return _bare(left) if _NUMBER_AT_END.search(left) else None
    key, name = key_of(left), clean_name(left)
    first = cell.entries[0].number
    before = right[: first.first]
    if first.scheme or before.rstrip().endswith("localhost"):
        return Statement(name, cell.entries, "address", right, key)
    if means("avoid", before):
        return None
    if _COMMAND.search(before):
        return Statement(name, cell.entries[:1], "command", right, key)
    if _WRAPPED.match(before) or _PORT_WORDS.match(before) or (key and len(before) < 30):
        after = right[first.last : first.last + 1]
        glued = after.isalpha() and after.isascii()
        return None if glued else Statement(name, cell.entries, "labelled", right, key)
    return None if means("avoid", right) else _explained(name, right, cell, key)


_NUMBER_AT_END = re.compile(r"[(（]\s*(?:port\s*)?:?(\d{2,5})\s*[)）]\s*$")


def _explained(name: str, right: str, cell: PortCell, key: str | None) -> Statement | None:
    """A label whose text says more than a number, but says it of ports."""
    entries = cell.entries
    labelled = all(e.label and not _SENTENCE.search(e.label) for e in entries)
    sure = any(e.number.sure and not e.number.bracketed for e in entries)
    if labelled and (len(entries) > 1 or (sure and len(right.split()) <= 7)):
        return Statement(name, entries, "labelled", right, key)
    numbers = [n for n in scan(right, loose=False) if n.sure]
    intervals = tuple(e for e in entries if e.number.is_interval)
    ranged = len(entries) == 1 or sum(n.is_interval for n in numbers) == 1
    if intervals and ranged and means("range", right):
        return Statement(name, intervals[:1], "labelled", right, "range")
    first = entries[0].number
    one = len(numbers) == len(entries) == 1 and not first.bracketed
    if one and _port_word_near(right, first.first):
        return Statement(name, entries, "labelled", right, key)
    return None


def _port_word_near(text: str, at: int) -> bool:
    return means("port", text[max(0, at - 14) : at])


def _bare(text: str) -> Statement | None:
    """No separator: `3000 API`, `API (3000)`, `API on port 3000`."""
    cell = port_cell(text)
    if not cell.entries or (_SENTENCE.search(text.rstrip(" .")) and len(text) > 60):
        return None
    first, last = cell.entries[0].number, cell.entries[-1].number
    before, after = text[: first.first], text[last.last :]
    if first.scheme:
        name = clean_name(_ON_PORT.sub("", before))
        return (
            Statement(name, cell.entries, "address", text)
            if name and len(name.split()) <= 5
            else None
        )
    if _WRAPPED.match(before) or (
        means("port", before) and not clean_name(strip_words(before, "port"))
    ):
        name = _short_name(after.lstrip(") ）`*")) or _short_name(after)
        if re.search("[。，]", after):
            return None
        return Statement(
            name, cell.entries, "numbered" if name and _length(name) <= 6 else "plain", after
        )
    beyond = after.lstrip(" )）`*")
    if not clean_name(beyond.strip(".")) or beyond.startswith(("(", "（", "- ", "– ", "— ")):
        name = clean_name(_ON_PORT.sub("", before))
        if name and _length(name) <= 5 and not means("avoid", name):
            return Statement(name, cell.entries, "plain", after)
    return None


def _length(text: str) -> int:
    """Words; two letters of a script without spaces count as one."""
    wide = sum(letter > "\u2e7f" and letter.isalpha() for letter in text)
    return len(text.split()) + wide // 4


_ON_PORT = re.compile(
    r"\s*[(（\[]*\s*\b(?:(?:runs?|listens?|läuft|available|escucha|écoute|corre|gira|draait|działa|слушает)\s+)?(?:on|at|auf|en|sur|na|su|op|на|via)?\s*(?:the|el|le|il)?\s*"
    r"(?:ports?|puerto|porta|port|порту?|poort|porcie|cổng|端口|포트|ポート)?\s*[:=]?\s*$",
    re.IGNORECASE,
)


def key_of(label: str) -> str | None:
    """What a label says that is no name: `port`, `container`, `url`, `environment`, `skip` ..."""
    bare = clean_name(label)
    if not bare or len(bare.split()) > 6:
        return None
    if means("column.note", bare) and not clean_name(
        strip_words(bare, "column.note", "column.port")
    ):
        return "skip"
    for key, words in _KEYS:
        if means(key, bare) and not clean_name(strip_words(bare, *words)):
            return "url" if key == "column.url" else key
    if environment_of(bare) and not clean_name(
        strip_words(bare, *_STAGES, "column.port", "column.environment", "column.host", "url")
    ):
        return "environment"
    return None


_STAGES = ("development", "production", "staging", "test", "local", "separator")
_KEYS = (
    ("free", ("free", "column.port", "range", "next", "column.service")),
    ("avoid", ("avoid", "column.port", "range")),
    ("reserved", ("reserved", "column.port", "range", "planned")),
    ("planned", ("planned", "column.port", "range", "reserved")),
    ("range", ("range", "column.port")),
    ("container", ("container", "column.port", "column.container")),
    (
        "port",
        (
            "column.port",
            "column.host",
            "column.default",
            "column.transport",
            "column.new",
            "column.service",
        ),
    ),
    ("host", ("column.host", "column.port", "url")),
    ("column.url", ("column.url", "url", "column.port")),
    ("column.old", ("column.old", "column.port")),
    ("column.health", ("column.health", "url")),
)
