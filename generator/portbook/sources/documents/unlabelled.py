"""Splits a line without a separator: `3000 API`, `API (3000)`, `API on port 3000`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portbook.sources.documents.cells import Entry, PortCell, port_cell
from portbook.sources.documents.subjects import (
    ARTICLE,
    STARTED,
    VISIT,
    short_name,
    subject_of,
    tells_what_to_do,
)
from portbook.sources.documents.text import (
    ARTICLES,
    CONJUNCTIONS,
    PREPOSITIONS,
    about,
    about_any,
    alternatives,
    clean_name,
    outside_brackets,
    starts_with,
    strip_words,
)
from portbook.sources.documents.tokens import scan
from portbook.sources.kinds import kind_of_name


@dataclass(frozen=True, slots=True)
class Statement:
    """`name` as it stands, what the rest gives it, and how certain that reading is.

    `form` is `labelled`, `numbered` (number first), `plain`, `address`, `command`, or `alone`
    where a line has only a port: it is its heading's.
    """

    name: str
    entries: tuple[Entry, ...]
    form: str
    rest: str = ""
    key: str | None = None


WRAPPED = re.compile(r"^[\s`*\"'(（【\[:]*$")
SENTENCE = re.compile(r"[。！？!?;；]|[.,](?:\s|$)")
_SAYS = re.compile(
    r"\s*(?:(?:not|isn't|is|are|was|were|will|must|should|can|may|has|have|already|ist|sind|est|sont|es"
    r"|está|estão|están|é|são|sono|zijn|są|уже)\b(?!\W*$)"
    r"|번?\s*(?:포트)?(?:는|은|을|를|가|이|로|에서|에)(?=\s|$)|号?端口?已|已被|は|が|を)",
    re.IGNORECASE,
)
"""What follows a number in a sentence about it: `3000 is taken`."""
_AFTER = re.compile(
    r"port(?:unda|undan|una|on)\b|['’]?[dt][ae] (?:çalış|dinl)\w+"
    r"|번? ?포트(?:에서|를 사용)|番?ポートで|号?端口上?(?:运行|监听|提供)",
    re.IGNORECASE,
)
"""`PostgreSQL 5432 portunda çalışır`: where languages put what `on port` says."""
_SAID = 60
_SEVERAL = re.compile(
    r"(?P<name>(?:[^()（）:：]|\([^()\d]*\)){2,60}?)\s*[(（]:?(?P<ports>\d{2,5}(?:\s?[,/]\s?:?\d{2,5})+)[)）]"
)
"""`Scheduler (10351, 10359)`"""
_IN_BRACKETS = re.compile(
    r"(?P<name>[^()（）:：]{2,60}?)\s*[(（]"
    rf"{alternatives('port')}\s?[:=：]?\s?"
    r"(?P<ports>\d{2,5}(?:(?:, ?|/| ?[-–] ?)\d{2,5})*)(?:[,;] [^()（）]*)?[)）]",
    re.IGNORECASE,
)
"""`Mirror kiosk (port 8180, with a screen) starts by itself`"""


def read_bare(text: str) -> Statement | None:
    """No separator: `3000 API`, `API (3000)`, `API on port 3000`."""
    if ends := _with_ends(text):
        return ends
    named = _IN_BRACKETS.match(text) or _several(text)
    if named and _length(named["name"]) < 6 and not tells_what_to_do(named["name"]):
        entries = port_cell(f"port {named['ports']}").entries
        name = clean_name(ARTICLE.sub("", VISIT.sub("", clean_name(named["name"]))).rstrip("/"))
        return Statement(name, entries, "plain", text[named.end() :])
    return _beside(text)


def _several(text: str) -> re.Match[str] | None:
    """A name with some numbers in brackets, behind which are no others."""
    match = _SEVERAL.match(text)
    told = match is not None and not about_any(("port", "everywhere"), match["name"])
    return match if match and told and not scan(text[match.end() :], loose=False) else None


_OF_IT = r"\d{2,5}(?:/\w+)? [^\W\d][^\d,;:()/]{0,30}"
_ENDS = re.compile(
    r"(?P<name>[^()（）:：,\d]{2,40}?)\s*[(（](?P<ports>[^()（）]*\d[^()（）]*)[)）][\s.]*"
    r"|(?P<known>[^\W\d][\w.-]+(?: [^\W\d][\w.-]+){0,2})"
    rf" (?P<listed>{_OF_IT}(?:\s*[/,;]\s*{_OF_IT})+)"
)
"""`Vector DB (6333, gRPC 6334)`, `minio 9000 API / 9001 console`, `Deluge 8112 web,
6881 for peers`"""


def _with_ends(text: str) -> Statement | None:
    """A program with the numbers of what it offers, which are words such as `API`."""
    ends = _ENDS.fullmatch(text[:200])
    if ends is None:
        return None
    name, ports = ends["name"] or ends["known"], ends["ports"] or ends["listed"]
    entries = port_cell(ports).entries
    labels = [entry.label for entry in entries]
    if len(entries) == 1 and entries[0].number.container and ends["name"] and _SIDES(ports):
        return Statement(clean_name(name), entries, "plain", ports)
    if len(entries) < 2 or not any(labels) or any(entry.number.end for entry in entries):
        return None
    ends_of = [END.fullmatch(label) is not None for label in labels if label]
    offered = all(ends_of) or (any(ends_of) and all(labels) and ends["name"] is not None)
    led = bool(ends["known"]) and (name != name.lower() or not name.isascii())
    offered = offered or (
        led and all(e.number.start >= _LEAST or e.number.transport for e in entries)
    )
    known = kind_of_name(name) is not None or ends["name"] or led
    return Statement(clean_name(name), entries, "plain", ports) if offered and known else None


_SIDES = re.compile(r"\D*\d{2,5} [^\W\d][^\d]*[,;/] ?\d{2,5} [^\W\d][^\d]*").fullmatch
"""`3307 outside, 3306 inside`"""
_LEAST = 2000
"""What is below, years and so many of something are."""
END = re.compile(
    r"(?:(?:web|admin|management|http|rest) )?(?:https?|wss?|websockets?|grpc|rest|rpc|tcp|udp|amqp"
    r"|mqtt|smtp|imap|s3|ssh|sql|p2p|dns|web|g?ui|api|admin|transport|console|dashboard|management|metrics|health"
    r"|konsole|consola|панель|консоль|控制台|管理|コンソール|콘솔)",
    re.IGNORECASE,
)
"""What one program offers beside others, each at a number of its own."""


def _beside(text: str) -> Statement | None:
    """A number with its name before it or behind it."""
    cell = port_cell(text)
    if not cell.entries:
        return None
    first, last = cell.entries[0].number, cell.entries[-1].number
    before, after = text[: first.first], text[last.last :]
    goes_on = _RUNS_ALONE.fullmatch(before) and _SAID_ON.match(after) and first is last
    runs = goes_on or (_RUNS.fullmatch(before) and _ENDED.fullmatch(after))
    joined = len(cell.entries) > 1 and _GOES_ON.search(text, first.last, last.first)
    if joined or (_is_sentence(text, cell) and not runs):
        return None
    if first.scheme and not runs:
        return _called(cell, before, after)
    if runs or _SIDE_ALONE.fullmatch(before):
        return Statement("", cell.entries, "alone", after)
    called = about("port", before)
    if WRAPPED.match(before) or (called and not clean_name(strip_words(before, "port"))):
        return _number_first(cell, after, called=called)
    beyond = after.lstrip(" )）]`*")
    if _AFTER.match(beyond) and len(beyond) < _SAID:
        before, after, beyond = _PARTICLE.sub("", before), "", ""
    ends = not clean_name(beyond.strip(".")) or beyond.startswith(
        ("(", "（", "- ", "– ", "— ", "# ")
    )
    stands = _STANDS.search(before) and _SAID_WITH.fullmatch(after)
    return _name_first(cell, before, after) if ends or stands else None


_STANDS = re.compile(
    rf"\s(?:{PREPOSITIONS}|na) (?:(?:{ARTICLES}) )?{alternatives('port')} [`*]*$", re.IGNORECASE
)
_SAID_WITH = re.compile(
    r"[`*]*\s(?:with|mit|con|com|avec|met|z|ze|s|se|с|со|med|cu|for|für|para|per|pour|voor|dla|для|pro)"
    r"\s[^\d:：]*",
    re.IGNORECASE,
)
"""`DB on port 5432 with a volume`, of nothing else that has a number."""
_GOES_ON = re.compile(
    rf"\s(?:{CONJUNCTIONS}) (?:[a-z]\w+ ){{2,}}"
    r"|\s(?:on|at|to|na|en el) (?:port|porta|puerto)\W*\Z|[^\W\d_]\. [A-Z]|。|(?:は|는|은)\W*\Z"
)
"""What a sentence says between two numbers: `and hands requests to the API on port`."""
_PARTICLE = re.compile(r"(?:은|는|이|가|は|が)\s*$")
_ENDED = re.compile(r"[\s.`*]*(?:[(（].*)?", re.DOTALL)
_SIDE_ALONE = re.compile(r"\s*(?:host|host port|external|published)[ :]*[`*]*", re.IGNORECASE)
"""`Host 18100 → container 8100`, below what both are of."""
_RUNS = re.compile(
    r"\s*(?:(?:the|its) port (?:used )?(?:is|will be) (?:[^\d.:;`]{0,99}, which is |set to )?[`*]*|"
    r"(?:(?:it|this|(?:the|this) (?:service|server|app|application|container)) )?(?:also )?"
    rf"(?:is |are )?{alternatives('runs')} "
    rf"(?:(?:{PREPOSITIONS}) )?(?:(?:{ARTICLES}) )?"
    rf"(?:(?:tcp|udp|host|local) )?{alternatives('port')}?[ :]*[`*]*)",
    re.IGNORECASE,
)
"""`Runs on port 3000`: what the heading names does."""
_RUNS_ALONE = re.compile(
    rf"(?!(?:use|run|start|serve|listen|connect|respond|expose)\b){_RUNS.pattern}", re.IGNORECASE
)
_SAID_ON = re.compile(
    r"[`*]*(?:[.;,]\s|\s(?:and|for|with|und|für|mit|y|para|con|e|per|et|pour|avec|и|для)\s)"
)
"""What goes on behind the port of what the heading names: `and stores its data elsewhere`."""
_BY = re.compile(r"\s(?:via|through|über|durch|par|através de|через|przez|tramite)\W*$")
"""`agents via nats://localhost:4222`: what they talk by."""
_CALLED = re.compile(r"[\s`*]*[(（]\s*(?P<name>[^\W\d][\w .-]{1,40}?)\s*[)）][\s.`*]*")
"""`http://localhost:5050 (pgAdmin)`."""
_HOST = re.compile(
    r"(?!localhost|host)[a-z]+(?:[-_][a-z\d]+)+|postgres(?:ql)?|mysql|redis|rabbitmq"
)
"""`http://api-gateway:8000`, alone in its line: a name of a container's network."""
_BEHIND = re.compile(
    r"/?\s+(?P<name>(?:[A-Z][\w.+-]*|[a-z][\w.]*[-_][\w.-]*|[^\x00-\x7f]+)"
    r"(?: [^\W_][\w.+)-]*){0,2}(?: \([^()\d]{2,30}\))?)\s*"
)
"""`http://localhost:3000 Grafana`"""


def _called(cell: PortCell, before: str, after: str) -> Statement | None:
    """An address behind or before its name, or without one, that of the heading."""
    name = subject_of(STARTED.sub("", before.rstrip(" (")))
    if name:
        words = len(name.split())  # `it runs by Vite on` is a sentence.
        told = words > 5 or tells_what_to_do(name) or (words > 2 and starts_with("pronoun", name))
        talks = _BY.search(before) and kind_of_name(cell.entries[0].number.scheme or "")
        return None if told or talks else Statement(name, cell.entries, "address", after)
    if len(cell.entries) > 1:
        return None
    named = _CALLED.fullmatch(after) or (None if before.strip() else _BEHIND.fullmatch(after))
    if named:
        return Statement(clean_name(named["name"]), cell.entries, "address", after)
    host = cell.entries[0].number.host or ""
    if _HOST.fullmatch(host) and not (before.strip(" `*") or after.strip(" .`*")):
        return Statement(host, cell.entries, "address", after)
    return None if after.strip(" .`*") else Statement("", cell.entries, "alone", after)


def _number_first(cell: PortCell, after: str, *, called: bool) -> Statement | None:
    """`3000 API`; a line that has only `Port 3000` speaks of its heading."""
    if sourced := _SOURCED.fullmatch(after.strip()):
        after = sourced["name"]
    after = _OWNED.sub("", after.removeprefix(","))
    addressed = cell.entries[0].number.last - cell.entries[0].number.first > _LONG
    if addressed and _LOGIN.fullmatch(after):
        return Statement("", cell.entries, "alone", after)
    if called and _stands(after):
        return Statement("", cell.entries, "alone", after)
    name = short_name(after.lstrip(") ）`*")) or short_name(after)
    said = cell.entries[0].label if len(cell.entries) > 1 else after
    if (
        re.search("[。，]", after)
        or _OR.match(after)
        or _SAYS.match(after.lstrip("`*"))
        or _SAYS.match(said)
    ):
        return None
    if (called or addressed) and not name and not after.strip(" .`*"):
        return Statement("", cell.entries, "alone", after)
    if len(cell.entries) > 1 and all(entry.label for entry in cell.entries):
        name = ""  # `1433 (store), 5432 (stock)`: each has its own.
    if _length(name) > 6:
        return None  # `35 of the programs have no port of their own`.
    form = "numbered" if name else "plain"
    return Statement(name, cell.entries, form, after)


def _stands(after: str) -> bool:
    """Whether words behind a port only say that it answers: `is listening locally`."""
    told = _IS.sub("", clean_name(after.lstrip(" )）`*:–—-")))
    said = about_any(("runs", "visit"), told) and _LETTERS.fullmatch(told)
    return bool(said) and not strip_words(told, "runs", "visit", "local", "now", "small")


_IS = re.compile(r"^(?:is|are|ist|est|está|é|è|jest)\s")
_LETTERS = re.compile(r"[^\W\d]+(?: [^\W\d]+){0,3}")
_LONG = 5
"""Digits that a port has at most: what is longer is an address."""
_LOGIN = re.compile(r"[`*\s]*[(（]\s*[\w.-]+\s?[/:]\s?[^\s()]+\s*[)）][\s.]*")
"""`(admin/secret)`, behind an address."""
_OR = re.compile(r"[`*]*,?\s(?:or|and|oder|und|ou|et|o|y)\s", re.IGNORECASE)
_OWNED = re.compile(
    r"^\s*(?:<[-=]{1,2}|belongs to|is for|is the port of|is(?= (?-i:[A-Z]|[^\x00-\x7f]|[a-z]+[_-]))"
    r"|(?:is )?(?:(?:taken|used|owned|held|occupied) by|assigned to)"
    r"|gehört(?: zu)?|ist für|(?:(?:belegt|benutzt|genutzt|verwendet) (?:von|durch))"
    r"|pertenece a|pertence a|(?:usado|utilizado|ocupado|usato) (?:por|da)"
    r"|(?:utilisé|occupé) par|appartient à|(?:используется|занят)(?: для)?)"
    r"\s+(?:the )?(?=\w)",
    re.IGNORECASE,
)
"""`3000 is taken by the shop`, `3000 <- shop`"""
_SOURCED = re.compile(r"(?:from|von|de|desde|da|от)\s[^()]{2,60}\((?P<name>[A-Za-z][^()]{1,30})\)")
"""`22/tcp from the jump host (SSH)`"""


def _name_first(cell: PortCell, before: str, after: str) -> Statement | None:
    """`API (3000)`, `WireGuard UDP 51820`."""
    name = subject_of(before)
    sentence = re.search(r"[。，；]|\w[.!?]\s+[A-Z]|\s\d+, ", before) or tells_what_to_do(name)
    if name and _length(name) <= 5 and not sentence and not about("avoid", name):
        return Statement(name, cell.entries, "plain", after)
    return None


def _is_sentence(text: str, cell: PortCell) -> bool:
    """`5443/tcp` at the start of a line is defined by it, however long it speaks."""
    first = cell.entries[0].number
    defines = first.first == 0 and (first.transport or _NAMED_NEXT.match(text, first.last))
    spoken = SENTENCE.search(outside_brackets(text).rstrip(" ."))
    return bool(spoken) and len(text) > _SAID and not defines


_NAMED_NEXT = re.compile(r"[`*]*\s+[A-Z][^\s,;.]*(?: [^\s,;.]+){0,4}[,;]\s")
"""`4310 Shop's own proxy, leave it alone`"""


def _length(text: str) -> int:
    """Words; two letters of a script without spaces count as one."""
    wide = sum(letter > "\u2e7f" and letter.isalpha() for letter in text)
    return len(text.split()) + wide // 4
