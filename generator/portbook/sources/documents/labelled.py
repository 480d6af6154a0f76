"""Reads a label and what it is of: `NAME: 3000`, `NAME - text (3000)`, `NAME → address`."""

from __future__ import annotations

import re

from portbook.model.catalogue import CATALOGUE
from portbook.sources.documents.amounts import LOWEST
from portbook.sources.documents.cells import PortCell, port_cell
from portbook.sources.documents.environments import environment_of
from portbook.sources.documents.labels import key_of
from portbook.sources.documents.prose import COLON
from portbook.sources.documents.subjects import (
    ARTICLE,
    AVAILABLE,
    COPULA,
    STARTED,
    VISIT,
    subject_of,
    tells_what_to_do,
)
from portbook.sources.documents.text import (
    ARTICLES,
    PREPOSITIONS,
    about,
    about_any,
    alternatives,
    clean_name,
    outside_brackets,
    starts_with,
    strip_words,
)
from portbook.sources.documents.tokens import BETWEEN, scan
from portbook.sources.documents.unclaimed import is_place
from portbook.sources.documents.unlabelled import END, SENTENCE, WRAPPED, Statement, read_bare
from portbook.sources.kinds import kind_of_name

_PORT_WORDS = re.compile(
    r"^[\s✅🟢🟡✓✔☑]*(?:(?:uses?|using|runs?|running|listens?|listening|serves?|served|on|at|the|is|via|host|external|internal|container|tcp|udp|local|http|https|grpc|ws|usa|en|el|le|sur|auf|läuft|utilise|écoute|на|um|su|sul|op|na|no|используе\w*|слушает|использует|ou)(?:\s+|:\s*|/|$)){0,5}"
    rf"{alternatives('port')}?\s*(?:is|number|:|：|=|#)?\s*(?:{BETWEEN}\s*)?[`*]*$",
    re.IGNORECASE,
)
_SPOKEN = re.compile(SENTENCE.pattern + "|[がをはにで]$")
"""A label that is a sentence, or the part of one before its particle."""
_ALL = re.compile(
    r"[`*\s]*(?:in|for|dans|pour|en|para|für|bei|em) "
    r"(?:all|every|tous|toutes|todos|todas|allen?) (?:the |les |los |las |os |as )?\w+$",
    re.IGNORECASE,
)
"""`PORT=3000 in all containers`"""
_ORDERED = re.compile(r"(?:Standardi[sz]e|Change|Move|Switch|Migrate)\b.* to ")
"""`Change it to port 3001`, behind a label."""
_BEGINS = re.compile(r"\b(?:start|begin)\w{0,4} (?:at|from|with)\b", re.IGNORECASE)
"""`start from 4010 for a frontend`: a rule."""
_COMMAND = re.compile(r"(?:^|\s)(?:-p|--port)[ =]?$")


def read_labelled(left: str, right: str, *, arrow: bool = False) -> Statement | None:
    if arrow and _FLOWS.match(right):
        return None
    right = _value(right)
    cell = port_cell(right)
    if copula := COPULA.search(left):
        left = ARTICLE.sub("", left[: copula.start()])
    if uses := _USES.search(left):
        left = uses["name"]
    left = AVAILABLE.sub("", left)
    left = subject_of(left) if RUNS_ON.search(left) else left
    key, name = key_of(left), clean_name(STARTED.sub("", VISIT.sub("", left)))
    if _ASKED.match(name):
        return read_bare(right)
    key = "port" if _tells_status(left, right) else key
    if is_low(cell) or (not arrow and _TALKS.match(right[: cell.entries[0].number.first])):
        numbered = _NUMBER_AT_END.search(left) or _ends_in_port(left)
        numbered = numbered or (not cell.entries and left.rstrip("`* ").endswith(")"))
        own = read_bare(left) if numbered else None
        if own and own.entries[0].number.start >= LOWEST:
            return own
    sets = cell.variable and not key and starts_with("order", name)  # `Add: PORT = 80`
    if not cell.entries or sets or tells_what_to_do(name):
        return None
    return _of_label(name, right, cell, key, arrow=arrow)


def _value(right: str) -> str:
    """What stands behind a label without what is told beside its port."""
    if told := _PRESET.fullmatch(right) or _HELD_AT.fullmatch(_RELEASE.sub(r"\g<name>", right)):
        return f"port {told['port']}"
    aside = _URL_ASIDE.fullmatch(right)
    return aside["ports"] if aside else _RELEASE.sub(r"\g<name>", right)


def _tells_status(left: str, right: str) -> bool:
    """`Status: up at port 3001`, of what stands above."""
    stands = about("status", left) and not strip_words(left, "status", "now", "small")
    return stands and about_any(("runs", "port"), right)


_HELD_AT = re.compile(
    rf"\s*[^\W\d][^()（）\d]*[(（](?!{alternatives('port')})[^()（）\d]+ (?:{PREPOSITIONS})"
    rf" (?:(?:{ARTICLES}) )?{alternatives('port')} `?(?P<port>\d{{4,5}})`?[)）][\s.]*",
    re.IGNORECASE,
)
"""`Node.js and Express (the login on port 3001)`, behind what that is of."""
_URL_ASIDE = re.compile(r"`?[a-z]+://[\w.-]+/?`?\s*[(（](?P<ports>[^\W\d]+ \d[\d, /]+)[)）]\.?")
"""`smb://localhost (ports 139, 445)`"""
_FLOWS = re.compile(r"[`*]*[^\W\d][\w .-]*[`*]*\s?[:：]\s+(?:[^\s:：]+ ){4}")
"""`Web → API: all its calls go through http://localhost:3001`, whose is not told."""
_ASKED = re.compile(
    r"(?:what|who|which|how|where|wer|wie|welche[rs]?|qué|quién|cómo|comment|quoi|что|кто|как)"
    r" [^\W\d]",
    re.IGNORECASE,
)
"""`What is public`, before what is."""
_RELEASE = re.compile(
    r"(?P<name>(?<![\w.-])(?-i:[A-Z])[\w.+#-]*[^\W\d]) v?(?:1?\d|(?!2[0-35]|53|80)\d\d)(?:\.\d+)*"
    r"(?=,? (?:[^\W\d]|[–—(-])[^\d]*\d{4,5})"
)
"""`PostgreSQL 16, published on 5433`: of a program which release it is."""
_PRESET = re.compile(
    rf"[`*]*[A-Z][A-Z0-9_]*PORT[A-Z0-9_]*[`*]*\s*[,(（:：=—–-]?\s*{alternatives('default')}\s?[:：=]?\s?"
    r"[`*]*(?P<port>\d{2,5})[`*]*[)）]?\.?",
    re.IGNORECASE,
)
"""`WEB_PORT` (default 3000), behind whose it is."""


def _names(remark: str) -> bool:
    """Whether a remark behind a number names something: not `inside`, `dev` or `WebSocket`."""
    told = about_any(_SIDES, remark) or environment_of(remark) or END.fullmatch(remark)
    return not (told or key_of(remark))


_MACHINE_BEFORE = re.compile(r"[\s`*]*(?!\d)[\w-]+(?:\.[\w-]+)*:")
"""`nas.lan:`, before the number."""


def is_low(cell: PortCell) -> bool:
    """Whether its numbers are below what people run: `cache:6379 - Redis 7`."""
    numbers = (entry.number for entry in cell.entries)
    return all(n.start < LOWEST and not (n.sure or n.transport or n.container) for n in numbers)


_TALKS = re.compile(r"\s*[^\W\d][^\d:：]*[^\W\d]\W+[^\W\d]")
"""`orders, talks to Kafka on`, before the number of another: what the label does."""
RUNS_ON = re.compile(rf"\s{alternatives('runs')} (?:{PREPOSITIONS})$", re.IGNORECASE)
"""`Frontend runs on`, before an address."""
_USES = re.compile(
    r"(?:^|, |[.;] )(?:the )?(?P<name>[^\W\d][^\s,.;]*(?: [^\s,.;]+){0,2})"
    rf" {alternatives('uses')}(?: on)? (?:the following |these )?(?:tcp |udp |host )?ports?$",
    re.IGNORECASE,
)
"""`On its nodes, Registry uses the following ports`"""


def _of_label(
    name: str, right: str, cell: PortCell, key: str | None, *, arrow: bool
) -> Statement | None:
    """What stands behind a label: a number with its remarks, an address, or a sentence."""
    first = cell.entries[0].number
    before = right[: first.first]
    remark = _REMARK.match(right, first.last)
    if remark and (DOMAIN.fullmatch(name) or is_place(name)) and _names(remark[1]):
        name = remark[1]  # `shop.acme.org -> localhost:3000 (Frontend)`, `shop.py: 3000 (Shop)`
    if (key == "command" and " " not in before.strip()) or first.transport == "udp":
        key = None  # `Commandes: 3000` are orders, `Tailscale: 41641/udp` is no way to it.
    away = _MACHINE_BEFORE.fullmatch(before) and first.sure and not about("image", name)
    away = away and ("." in before or not arrow)  # `shop.acme.org → shop:3000` is the shop's.
    if first.scheme or away:
        return _address(name, right, cell, key)
    named = _LISTENS.fullmatch(right) if key in ("reached", "url") else None
    if named and key_of(named["name"]) is None:
        name, key = named["name"], None
    if _ALL.match(right, first.last) or _tells(name, before):
        return None
    passed = _PASSED.fullmatch(right) if not key else None
    if passed and not strip_words(passed["part"] or "", "part", "general", "page", "small"):
        return Statement(name, cell.entries[-1:], "labelled", right)
    if _COMMAND.search(before):
        return Statement(name, cell.entries[:1], "command", right, key)
    led = first.sign == "→" and first.container and len(before.split()) == 1  # `WAN 8080 → 80`
    where = ("container", "local", "url", "small") if first.bind else ()  # `intranet 10.0.0.3:80`
    told = len(before) < 30 and (key or led or not strip_words(before, "host", "port", *where))
    if WRAPPED.match(before) or _PORT_WORDS.match(" ".join(before.split())) or told:
        after = right[first.last : first.last + 1]
        glued = after.isalpha() and after.isascii()
        if remark and key == "port" and about("container", remark[1]) and not about("host", right):
            key = "container"  # `Port: 8080 (inside its container)`
        return None if glued else Statement(name, cell.entries, "labelled", right, key)
    avoided = about("avoid", outside_brackets(right))
    return (
        None if avoided else _with_several(name, right, key) or _explained(name, right, cell, key)
    )


def _with_several(name: str, right: str, key: str | None) -> Statement | None:
    """`directory service (port 389/636)`, `catches mail (SMTP 1025, UI 8025)`, behind a name."""
    told = _SEVERAL.fullmatch(right)
    if told is None or key or len(name.split()) > _SHORT or about_any(("status", "note"), name):
        return None
    ports = _COLONS.sub(" ", told["ports"])
    entries = port_cell(ports).entries
    if len(entries) < 2 and not _SPOKEN_BEHIND.search(ports):
        return None  # `Debugger: runs the app (port 5252)`
    return Statement(name, entries, "labelled", ports)


def _tells(name: str, before: str) -> bool:
    """Whether a number ends a remark, an order, or what begins or is to be avoided."""
    remarks = len(before.split()) > 1 and about("note", name.rpartition(" ")[2])
    told = _ORDERED.match(before) or _BEGINS.search(before) or about("avoid", before)
    return bool(remarks or told)


_WORDS = r"[^\W\d](?:[^\d()（）:→>]|(?<!\d)\d{1,2}(?!\d)|\((?![^()]*\d{3})[^()]{2,20}\)){2,60}?"
_DESCRIBED = re.compile(
    rf"(?:(?!localhost)(?P<part>[^\W\d][\w ]{{1,24}}):\s+|{_WORDS}(?:\s*[(（]|\s:(?=\d+$)))"
    r"(?P<port>[`*]*(?:(?:localhost|(?:\d{1,3}\.){3}\d{1,3})?:)?\d{4,5}"
    r"(?:[`*]*\s?[,/]\s?[`*]*:?\d{4,5})*[`*]*)[)）]?\s*(?:[(（][^()（）\d]*[)）]\s*)?"
)


def described(left: str, right: str) -> Statement | None:
    """`Shop - Backend: 3000` is the shop's backend, `Shop - sells (3000)` the shop itself."""
    told, name = _DESCRIBED.fullmatch(right), clean_name(left)
    if told is None or scan(left, loose=False):
        return None
    if key_of(left) or key_of(told["part"] or "") or tells_what_to_do(name):
        return None
    whole = f"{name} {clean_name(told['part'])}" if told["part"] else name
    return Statement(whole, port_cell(told["port"]).entries, "labelled", right)


_CALLS = re.compile(
    r"\b(?:curl|wget|GET|POST|(?:consum|connect|call|talk|depend|fetch|proxie|forward|subscrib|replac|updat|point)\w*)\b"
)
"""What is done with an address that something else has."""


def _address(name: str, right: str, cell: PortCell, key: str | None) -> Statement | None:
    """A label before an address, unless that stands in a sentence of its own."""
    before = right[: cell.entries[0].number.first].rstrip()
    told = starts_with("condition", right) and len(before.split()) > 3
    told = (
        told
        or re.search(r"\w[.;] ", before) is not None
        or _CALLS.search(before) is not None
        or _does(before)
    )
    if told or about("example", before[-14:]):
        return None  # `The wizard still works: if you prefer, use http://localhost:3000`.
    behind = _BEHIND.match(right, cell.entries[0].number.last)
    led = _PRODUCT.fullmatch(before)
    remark = clean_name(behind[1]) if behind else ""
    product = clean_name(led["name"]) if led else remark
    kind = kind_of_name(product) if product else None
    visits = before and not clean_name(strip_words(before, "visit", "small"))
    if kind and CATALOGUE[kind].role not in ("frontend", "backend"):
        name = product  # `Container management: Portainer (http://localhost:9000)`
    elif visits and remark[:1].isupper() and len(remark.split()) < 4 and not kind_of_name(name):
        name = remark  # `Media setup: visit http://localhost:8096 (Jellyfin)`
    return Statement(name, cell.entries, "address", right, key)


def _does(before: str) -> bool:
    """`use the console at`, before an address: what the label says is a step."""
    orders = starts_with("order", before) and not starts_with("visit", before)
    words = ("order", "visit", "url", "browser", "port", "small")
    return orders and len(clean_name(strip_words(before, *words))) > 3


_PRODUCT = re.compile(r"(?P<name>[^()（）]+?)\s*(?:[(（]|\s(?:at|on|@|via|unter|auf|en|em|sur|à))")
"""`Portainer (`, `MinIO at`, before an address."""
_BEHIND = re.compile(r"\S*\s+[(（]([^()（）\d:/]{2,30})[)）]")
"""`Open http://localhost:8096 (Jellyfin)`, behind what one does there."""
TIED = re.compile(r"[^\W\d][\w.-]*:\d{2,5}")
_STANDS = re.compile(
    rf"[^\W\d]\W* (?:{PREPOSITIONS})(?: {alternatives('port')})? [`*]*$", re.IGNORECASE
)
"""`web on 3000`, before what it does."""


def _ends_in_port(left: str) -> bool:
    """`WireGuard UDP 51820 → that machine`, `Grafana http://localhost:3000 - dashboards`."""
    number = scan(left, loose=False)[-1:]
    if not number or number[0].last != len(left.rstrip("`* ")):
        return False
    return bool(
        number[0].scheme
        or _STANDS.search(left[: number[0].first])
        or TIED.fullmatch(left)
        or COLON.fullmatch(left)
        or not left[number[0].first].isdecimal()  # `UDP 51820`
    )


_PASSED = re.compile(
    r"(?:[^\W\d](?:[^\d:：→>()]|(?<=[a-z-])\d){1,40}(?:\s[-–—]|,)"
    rf"|(?P<part>[^\W\d][\w -]{{1,30}}?) (?:{PREPOSITIONS}))\s(?:{alternatives('port')} )?"
    rf"[`*]*\d{{2,5}}[`*]*(?:\s(?:{PREPOSITIONS})\s[`*]*[\w.-]+[`*]*)?",
    re.IGNORECASE,
)
"""`logs - 3100` behind `Loki -`: what it is for, `db1, 5432`: where; `panel on 8099`."""
_REMARK = re.compile(r"[\s`*]*[(（]([^()（）\d]{2,40})[)）]\s*$")
_SIDES = ("host", "container", "bind", "transport")
DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+(?!service$|socket$|timer$)[a-z]{2,}")
_NUMBER_AT_END = re.compile(
    r"[(（]\s*(?:[^\W\d]{2,7}\s*)?:?[`*]*(\d{2,5}(?:\s?[-–,/]\s?\d{2,5})*)[`*]*(?:번|/\w+)?\s*[)）]\s*$"
)


def _explained(name: str, right: str, cell: PortCell, key: str | None) -> Statement | None:
    """A label whose text says more than a number, but says it of ports."""
    entries = cell.entries
    labelled = all(e.label and not _SPOKEN.search(e.label) for e in entries)
    sure = any(e.number.sure and not e.number.bracketed for e in entries)
    if labelled and (len(entries) > 1 or (sure and len(right.split()) <= 7)):
        return Statement(name, entries, "labelled", right, key)
    numbers = [n for n in scan(right, loose=False) if n.sure]
    intervals = tuple(e for e in entries if e.number.is_interval)
    ranged = len(entries) == 1 or sum(n.is_interval for n in numbers) == 1
    if intervals and ranged and about("range", right):
        return Statement(name, intervals[:1], "labelled", right, "range")
    first = entries[0].number
    # `Debugger: uses the HTTP profile (port 5252)`
    filed = first.bracketed and about("path", right[max(0, first.first - _FILE) : first.first])
    if filed or re.search(r"\w[;.] ", right[: first.first]) or _OR.search(right[: first.first]):
        return None  # What the label says ends before.
    one = len(numbers) == len(entries) == 1 and not first.bracketed
    runs = _RUNS_AS.fullmatch(right[: first.first])
    if runs and (about("container", name.rsplit(maxsplit=1)[-1]) or not strip_words(name, *_ANY)):
        name = runs["program"]
    made = runs or _MADE_WITH.fullmatch(right[: first.first])
    if len(entries) == 1 and (made or _DESCRIBED_PORT.match(right)) and len(name.split()) < 4:
        return Statement(name, entries, "labelled", right, key)
    if one and about("port", right[max(0, first.first - 14) : first.first]):
        return Statement(name, entries, "labelled", right, key)
    return None


_SHORT = 4
_ENDED = (
    rf"(?:(?:{alternatives('port')}|{END.pattern})\s*[:：]?\s*|[^\W\d][\w-]{{1,15}}[:：]\s?(?=\d{{4}}))?"
    rf"\d{{2,5}}(?:/[a-z]+)?(?:\s{END.pattern})?"
)
_SEVERAL = re.compile(
    r"(?:[^\d()（）:：]|\([^()\d]{1,20}\)){2,80}[(（]\s*(?=[^\d]*\d{2,5}\W|[^\d()]+\d)"
    rf"(?P<ports>{_ENDED}(?:\s*[,/、，&+;]\s*{_ENDED})*)\s*[)）]\W*",
    re.IGNORECASE,
)
_COLONS = re.compile(r"\s*[:：]\s*")
_SPOKEN_BEHIND = re.compile(r"\d\s[^\W\d]+$")
_FILE = 16
"""Signs before a number in brackets that may speak of a file."""
_OR = re.compile(r",? (?:or|oder|ou|oppure|или|lub|albo|veya|hoặc)\s", re.IGNORECASE)
"""What else could be done: `stop the other one, or use port 3307`."""
_LISTENS = re.compile(
    rf"[`*]*(?P<name>[^\W\d][\w.+-]*(?: [A-Z][\w.+-]*)?)[`*]* (?:{PREPOSITIONS}) "
    rf"(?:{alternatives('port')} )?[`*]*\d{{2,5}}\b.*",
    re.IGNORECASE,
)
"""`RDP on 33890 (only from inside)`, behind `Remote access:`."""
_MADE_WITH = re.compile(
    rf"(?-i:[A-Z])[\w.+#-]*(?: [\w.+#-]+)? (?:{PREPOSITIONS}|@) (?:(?:{ARTICLES}) )?"
    rf"(?:{alternatives('port')} )?[`*]*",
    re.IGNORECASE,
)
"""`Next.js on`, before the number."""
_ANY = ("service", "old", "new", "small")
_RUNS_AS = re.compile(
    r"\s*[`*]*(?:[\w.@-]+/)*(?P<program>[\w.@-]+)/?[`*]*,? (?:(?:is|are) )?"
    rf"(?:{alternatives('runs')} (?:{PREPOSITIONS})(?: {alternatives('port')})?"
    rf"|(?:{PREPOSITIONS}) {alternatives('port')}) [`*]*",
    re.IGNORECASE,
)
"""`apps/till, exposed on`, before the number: what runs as what the label says."""
_DESCRIBED_PORT = re.compile(
    rf"(?:[^()（）]|\([^()]{{2,20}}\)){{2,80}}?[(（]{alternatives('port')}"
    r" ?[:=]? ?[`*]*\d{4,5}[`*]*"
    r"(?:, [^()（）]*)?[)）]",
    re.IGNORECASE,
)
"""`**apps/site** — Next.js 15 app (port 3100). Uses a database.`"""
