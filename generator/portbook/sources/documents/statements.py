"""Splits a line into its parts: `NAME: 3000`, `3000 - NAME`, `NAME (3000)`, or a sentence."""

from __future__ import annotations

import re
from dataclasses import replace

from portbook.model.catalogue import CATALOGUE
from portbook.sources.documents.cells import Entry, PortCell, port_cell
from portbook.sources.documents.forms import named_before, read_form, tidied
from portbook.sources.documents.labels import key_of
from portbook.sources.documents.prose import COLON
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
from portbook.sources.documents.unlabelled import (
    ARTICLE,
    AVAILABLE,
    COPULA,
    LED,
    SENTENCE,
    VISIT,
    WRAPPED,
    Statement,
    read_bare,
    short_name,
    subject_of,
    tells_what_to_do,
)
from portbook.sources.kinds import kind_of_name

_SEPARATOR = re.compile(
    r"\s*(?:：|:(?=\s|\*|`|$)|(?<=\s)[-–—=](?=\s)|→|⇒|➜|➡️?|(?<=\s)->(?=\s)|(?<=\s)=>(?=\s)|(?<=\s)\|(?=\s)|\t+)\s*|(?<=\S)[–—](?=\s)\s*"
)
_TIGHT = re.compile(r"^(?P<name>[^\W\d][\w. -]*?)\s*[:=]\s?(?=\d)")
_MACHINE = re.compile(
    rf"(?:^|\s)(?:localhost|https?|(?:{PREPOSITIONS}) (?:\d{{1,3}}\.){{3}}\d{{1,3}})$",
    re.IGNORECASE,
)
_PORT_WORDS = re.compile(
    r"^[\s✅🟢🟡✓✔☑]*(?:(?:uses?|using|runs?|running|listens?|listening|serves?|served|on|at|the|is|via|host|external|internal|container|tcp|udp|local|http|https|grpc|ws|usa|en|el|le|sur|auf|läuft|utilise|écoute|на|um|su|sul|op|na|no|используе\w*|слушает|использует|ou)(?:\s+|:\s*|/|$)){0,5}"
    rf"{alternatives('port')}?\s*(?:is|number|:|：|=|#)?\s*[`*]*$",
    re.IGNORECASE,
)
_SPOKEN = re.compile(SENTENCE.pattern + "|[がをはにで]$")
"""A label that is a sentence, or the part of one before its particle."""
_TRANSPORT = re.compile(r"(?:tcp|udp|sctp|[/+& ])+", re.IGNORECASE)
_EXAMPLE = re.compile(r"[(（]\s*(?:ej|e\.?g|ex|z\. ?b|bsp|p\. ?ej|напр|예|例)\.?$", re.IGNORECASE)
_RUN = re.compile(r"(?:[A-Z][A-Z0-9_]*=\S+ ){1,9}(?<=\d )[a-z./]")  # `PORT=3001 npm start`
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


def read_statement(written: str) -> Statement | None:
    """The statement of one line with a number; None where the number stands in a sentence."""
    text = tidied(written[:2000])
    if told := read_form(text):
        return told
    numbers = scan(text)
    shows = starts_with("condition", text) and len(text.split()) > 4
    return None if not numbers or shows or _RUN.match(text) else _parted(text, numbers)


def _parted(text: str, numbers: list[Number]) -> Statement | None:
    """A line at its separator: a label and what it is of, or a number and who has it."""
    separator = next(
        (
            s
            for s in _SEPARATOR.finditer(text)
            if not any(
                (n.first < s.start() < n.last and n.scheme)
                or (n.first < s.start() < n.last and n.sign in (":", "→", "-"))
                for n in numbers
            )
            and not _EXAMPLE.search(text, 0, s.start())
        ),
        None,
    )
    if separator and text[: separator.start()].strip():
        left, right = text[: separator.start()], text[separator.end() :]
        arrow = "→" in separator[0] or ">" in separator[0]
        if _VARIABLES.fullmatch(left) and (named := read_statement(right)) and _called(named):
            return named
        leads = arrow and _PLACE.fullmatch(left.strip()) and not about("old", right)
        leads = leads and not (left.strip()[:1] == "/" and _TIED.fullmatch(right.strip()))
        placed = read_statement(right) if leads else None
        if placed and placed.name and not DOMAIN.fullmatch(placed.name):
            return placed
        stated = None if arrow else named_before(text)
        stated = stated or _numbered(left, right, arrow=arrow) or _described(left, right)
        return stated or _labelled(left, right, arrow=arrow)
    tight = _TIGHT.match(text)
    mapped = tight and _MAPPED_NAME.search(text[: tight.end()])
    if tight and not mapped and not _MACHINE.search(tight["name"]):
        ends = _NUMBER_ENDS.fullmatch(text, tight.end()) is not None
        label = _AT.sub("", tight["name"]) if ends else tight["name"]
        words = label.split()
        spoken = len(words) > 3 and about("small", label)
        stated = _labelled(words[-1] if spoken else label, text[tight.end() :])
        # `shop.internal:3000` is where somebody reaches it.
        return replace(stated, form="address") if stated and "." in tight["name"] else stated
    return named_before(text) or read_bare(text)


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
    left = _AND_SO_ON.sub("", left)
    cell = port_cell(left)
    if called := _CALLED.fullmatch(left):
        return Statement(clean_name(called["name"]), cell.entries, "numbered", right)
    if (
        not cell.entries
        or _low(cell)
        or about("avoid", right.rpartition("→")[2])
        or cell.asides
        or len(cell.rest) > 3
        or (scan(right, loose=False) and not right.strip())
    ):
        return None
    if len(left) - max(e.number.last for e in cell.entries) > 14:
        return None
    named = clean_name(strip_words(cell.rest, "port", "host", "small"))
    if any(map(str.isalpha, named)) and not _TRANSPORT.fullmatch(named):
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
)
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
    inside = inside or (arrow and not strip_words(remark, "port"))
    if inside == outside or inner[0].is_interval:
        return entries
    number = replace(number, container=inner[0].start)
    if outside:  # `5432 - PostgreSQL (external: 5433)`
        number = replace(number, start=inner[0].start, container=number.start)
    return (replace(entries[0], number=number),)


def _labelled(left: str, right: str, *, arrow: bool = False) -> Statement | None:
    cell = port_cell(right)
    if copula := COPULA.search(left):
        left = ARTICLE.sub("", left[: copula.start()])
    if uses := _USES.search(left):
        left = uses["name"]
    left = AVAILABLE.sub("", left)
    left = subject_of(left) if _RUNS_ON.search(left) else left
    key, name = key_of(left), clean_name(VISIT.sub("", left))
    if _low(cell) or (not arrow and _TALKS.match(right[: cell.entries[0].number.first])):
        numbered = _NUMBER_AT_END.search(left) or _ends_in_port(left)
        own = read_bare(left) if numbered else None
        if own and own.entries[0].number.start >= _LOWEST:
            return own
    if not cell.entries or tells_what_to_do(name):
        return None
    return _of_label(name, right, cell, key, arrow=arrow)


_MACHINE_BEFORE = re.compile(r"[\s`*]*(?!\d)[\w-]+(?:\.[\w-]+)*:")
"""`nas.lan:`, before the number."""
_LOWEST = 20


def _low(cell: PortCell) -> bool:
    """Whether its numbers are below what people run: `cache:6379 - Redis 7`."""
    numbers = (entry.number for entry in cell.entries)
    return all(n.start < _LOWEST and not (n.sure or n.transport or n.container) for n in numbers)


_TALKS = re.compile(r"\s*[^\W\d][^\d:：]*[^\W\d]\W+[^\W\d]")
"""`orders, talks to Kafka on`, before the number of another: what the label does."""
_RUNS_ON = re.compile(rf"\s{alternatives('runs')} (?:{PREPOSITIONS})$", re.IGNORECASE)
"""`Frontend runs on`, before an address."""
_USES = re.compile(
    r"(?:^|, |[.;] )(?:the )?(?P<name>[^\W\d][^\s,.;]*(?: [^\s,.;]+){0,2})"
    r" (?:uses|listens on|exposes) (?:the following |these )?(?:tcp |udp |host )?ports?$",
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
    if remark and DOMAIN.fullmatch(name) and not about_any(_SIDES, remark[1]):
        name = remark[1]  # `shop.acme.org -> localhost:3000 (Frontend)`
    if key == "command" and " " not in before.strip():
        key = None  # `Commandes: 3000` are orders.
    away = _MACHINE_BEFORE.fullmatch(before) and first.sure and not about("image", name)
    away = away and ("." in before or not arrow)  # `shop.acme.org → shop:3000` is the shop's.
    if first.scheme or away or before.rstrip().endswith("localhost"):
        return _address(name, right, cell, key)
    remarks = len(before.split()) > 1 and about("note", name.rpartition(" ")[2])
    if (
        remarks
        or _ORDERED.match(before)
        or _ALL.match(right, first.last)
        or about("avoid", before)
        or _BEGINS.search(before)
    ):
        return None
    if _PASSED.fullmatch(right) and not key:
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
        entries = _carried(cell.entries, before)
        return None if glued else Statement(name, entries, "labelled", right, key)
    return None if about("avoid", right) else _explained(name, right, cell, key)


def _carried(entries: tuple[Entry, ...], before: str) -> tuple[Entry, ...]:
    """`UDP 3000`: with the transport that leads the only number."""
    led = LED.search(before.rstrip(" /:`*"))
    if led is None or len(entries) > 1 or entries[0].number.transport:
        return entries
    number = replace(entries[0].number, transport=led["transport"].lower())
    return (replace(entries[0], number=number),)


_DESCRIBED = re.compile(
    r"(?:(?!localhost)(?P<part>[^\W\d][\w ]{1,24}):\s+|[^\W\d][^\d()（）:→>]{2,60}\s*[(（])"
    r"(?P<port>[`*]*(?:(?:localhost|(?:\d{1,3}\.){3}\d{1,3}):)?\d{4,5}[`*]*)[)）]?\s*"
    r"(?:[(（][^()（）\d]*[)）]\s*)?"
)


def _described(left: str, right: str) -> Statement | None:
    """`Shop - Backend: 3000` is the shop's backend, `Shop - sells (3000)` the shop itself."""
    told, name = _DESCRIBED.fullmatch(right), clean_name(left)
    if told is None or scan(left, loose=False):
        return None
    if key_of(left) or key_of(told["part"] or "") or tells_what_to_do(name):
        return None
    whole = f"{name} {clean_name(told['part'])}" if told["part"] else name
    return Statement(whole, port_cell(told["port"]).entries, "labelled", right)


_ROUTED = re.compile(r"(?:^|\s)/\S*\s*(?:→|[-=]+>)$")
"""`/api/* →`, before the address that a proxy hands this to."""
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
        or _ROUTED.search(before) is not None
        or re.search(r"\w[.;] ", before) is not None
        or _CALLS.search(before) is not None
    )
    if told or about("example", before[-14:]):
        return None  # `The wizard still works: if you prefer, use http://localhost:3000`.
    product = clean_name(before[:-1]) if before.endswith(("(", "（")) else ""
    kind = kind_of_name(product) if product else None
    if kind and CATALOGUE[kind].role not in ("frontend", "backend"):
        name = product  # `Container management: Portainer (http://localhost:9000)`
    return Statement(name, cell.entries, "address", right, key)


_TIED = re.compile(r"[^\W\d][\w.-]*:\d{2,5}")


def _ends_in_port(left: str) -> bool:
    """`WireGuard UDP 51820 → that machine`, `Grafana http://localhost:3000 - dashboards`."""
    number = scan(left, loose=False)[-1:]
    if not number or number[0].last != len(left.rstrip()):
        return False
    return bool(
        number[0].scheme
        or _TIED.fullmatch(left)
        or COLON.fullmatch(left)
        or LED.search(left[: number[0].first])
    )


_PASSED = re.compile(r"[^\W\d][^\d:：→>()]{1,40}(?:\s[-–—]|,)\s(?:[Pp]ort )?[`*]*\d{2,5}[`*]*")
"""`logs - 3100` behind `Loki -`: what it is for, and its port."""


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
    if re.search(r"\w[;.] ", right[: first.first]):
        return None  # What the label says ends before.
    one = len(numbers) == len(entries) == 1 and not first.bracketed
    made = _MADE_WITH.fullmatch(right[: first.first])
    if len(entries) == 1 and (made or _DESCRIBED_PORT.match(right)) and len(name.split()) < 4:
        return Statement(name, entries, "labelled", right, key)
    if one and about("port", right[max(0, first.first - 14) : first.first]):
        return Statement(name, entries, "labelled", right, key)
    return None


_MADE_WITH = re.compile(r"[A-Z][\w.+#-]*(?: [\w.+#-]+)? (?:on|at|@) (?:port )?[`*]*")
"""`Next.js on`, before the number."""
_DESCRIBED_PORT = re.compile(
    rf"[^()（）]{{2,80}}?[(（]{alternatives('port')} ?[:=]? ?[`*]*\d{{4,5}}[`*]*"
    r"(?:, [^()（）]*)?[)）]",
    re.IGNORECASE,
)
"""`**apps/site** — Next.js 15 app (port 3100). Uses a database.`"""
