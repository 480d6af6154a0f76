"""Takes the lines of drawings apart: what stands between their frames, and what each states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from portbook.sources.documents.amounts import LOWEST
from portbook.sources.documents.commands import comment_told, rule_told
from portbook.sources.documents.environments import environment_of, stage_named
from portbook.sources.documents.formats import TOOLS
from portbook.sources.documents.forms import CHAIN, as_mapping
from portbook.sources.documents.labels import PROTOCOL, key_of
from portbook.sources.documents.leaves import leaf_told
from portbook.sources.documents.row_facts import SPOKEN
from portbook.sources.documents.scope import names_a_program, without_numbers
from portbook.sources.documents.statements import without_note
from portbook.sources.documents.text import (
    about,
    alternatives,
    clean_name,
    strip_words,
)
from portbook.sources.documents.tokens import scan
from portbook.sources.documents.unlabelled import END
from portbook.sources.kinds import kind_of_name

FRAME = re.compile(
    r"[│┃║|█▇▆▅▄▃▂▁▓▒░┌┐└┘├┤┬┴┼─━═╔╗╚╝╠╣╦╩╬╭╮╰╯▼▲◄►▶●○■▪•]+|[`'](?=-)|\++(?=[-=|])|(?<=[-=|])\++|-{2,}|\s{3,}"
    r"|(?<=\s)[-<]*>\s|→(?! ?\d)|(?<!\d)(?<!\d )→|←|↓|↑|⇒"
)
GUEST = re.compile(r"(?<!\w)(?:lxc|ct|vm|kvm) \d{3} (?=[^\W\d])", re.IGNORECASE)
"""`lxc 101`, before what it runs."""
_ORDINAL = re.compile(r"^\s*\d{1,2}[.)]\s+")
_COLONS = re.compile(
    r"(?:^|(?<=[│┃║|\s]))(?P<name>[^\W\d][\w.-]*(?: [\w.-]+)*) :(?P<port>\d{4,5})"
    r"(?=\s{2}|\s*$|\s[│┃║|])"
)
"""`MySQL :3306  Redis :6379`"""
_SAID_BESIDE = re.compile(
    r"((?<=\w)\s[(（]:?\d{2,5}(?:\s?/\s?:?\d{2,5})*)(?:[,;]|\s[–—-])\s[^()（）\d]{2,40}[)）](?=\s*$|\s{3})"
)
"""`n8n (5678, internal)`, in a tree"""
_REMARK_LED = re.compile(r"(\d[)）\s]*)\s\.{4,}\D*$")
"""`Web (3000) ..... needs the API`"""
_GAP = re.compile(r"(?<=\d)\s{3,}(?=[-–—:=]\s|[(（])|(?<=\w)\s{3,}(?=[-–—]\s)|(?<=\s[-–—:=])\s{3,}")
"""`22     - SSH`, `web   - shop (3000)`: blanks that align a dash."""
_STROKE = re.compile(
    rf"^(\s*(?:{alternatives('port')})?\s*:?\d{{2,5}})\s+[─━]{{1,2}}\s+(?=[^\W\d])", re.IGNORECASE
)
"""`Port 3000  ─ web`"""
_HUNG = re.compile(
    r"[├└][─-]+\s?:(?P<port>\d{2,5})\s+[(（](?P<name>[^\W\d][\w.→-]*(?: [\w.-]+){0,2})[)）]\s*"
)
"""`├─ :8550 (web)   ├─ :4800 (api)`, below the machines of each"""
_LED = re.compile(
    r"\s*(?:[-*•]\s+)?(?:[^\W\d]+\s|(?:[a-z]+://)?[\w.-]+(?=:))?:?\d{2,5}(?:\s*/\s*\d{2,5})?/?"
    r"(?:\s*\([^()]*\))?\s+(?:→|➜|⇒|[-=]+>)\s+[^\W\d]"
)
"""`8181  → Proxy Manager`."""
URL_LEADS = re.compile(
    r"^([\s│┃║|├└─]*(?:[a-z]+://[\w.-]+|localhost|(?:\d+\.){3}\d+):\d{2,5}/?)\s+[─━═]+[►▶>]\s+"
)
_LISTED = re.compile(r"\s*:?\d{4,5}\s{2,}[^\W\d]")
"""`3100     Frontend (behind nginx)`."""
_BRACKET = r"\s*[(（][^()（）]*[)）]"
_REMARKED = re.compile(
    rf"(?:[^\W\d]+\s)?:?\d{{2,5}}{_BRACKET}$|[(（]:?\d{{2,5}}[,;] [^()（）\d]*[)）]$"
    rf"|(?=.*[)）]):?\d{{2,5}}(?:{_BRACKET})?(?:[,/\s]+:?\d{{2,5}}(?:{_BRACKET})?)+$"
)
"""`:5432 (inside the network)`, `Port 3000 (by the proxy)`, `3000, 22 (ssh)`, `(5432, inside)`."""
_BOX = re.compile(
    r"\[\s*(?P<name>[^\W\d][^\[\]|:()]{0,40}?)\s*(?:[(:]|\s)\s*:?"
    r"(?P<port>\d{2,5}(?:\s?[/,]\s?:?\d{2,5})*)\s*\)?\s*\]"
)
"""`[Web :3000]`, `[Web :80/:443]`, a box in a line."""
_NO_DRAWING = re.compile(
    r"\s*(?:-[a-z] |--[a-z]+[ =-]|-[a-z][\w.]*[:=]|users:\(\(|\"(?!\w*port)[a-z]+_\w+\":\s*\d"
    r"|(?!\w*port\b)[A-Za-z_]\w*\s+=\s+[\w(]|(?-i:bind) [\d.*\[]*:\d"
    rf"|(?-i:\$ |sudo )*(?-i:{TOOLS}|bun)\s"
    r"|(?-i:https?) (?:-\S+ )*(?:(?:GET|POST|PUT|PATCH|DELETE) )?(?:[\w.-]*:\d{2,5}/|localhost))",
    re.IGNORECASE,
)
"""`SlotSize = 5000`, a number that is reckoned with; `curl -f ...`, a command; `-p 80:80`."""
_CODE = re.compile(
    r".*(?:\w\(.*\)|['\"]\)?)[;,]\s*$"
    r"|.*[\w=,(]\s?\([^()]*\) => |\s*(?:const|let|var|static|return) "
)
"""A line of a program."""
_TRANSPORT = re.compile(r"/(?:tcp|udp)\b", re.IGNORECASE)
_REACHED = re.compile(
    r"(?:[a-z]+://\S+|(?:localhost|(?:\d{1,3}\.){3}\d{1,3}):\d{2,5})(?:\s*\([^()]*\))?"
    r"(?:\s*[^\w\s()]+|\s+(?:ok|up|running))?",
    re.IGNORECASE,
)
_ALONG = re.compile(
    r"(?<!\w)[-─━═=]+\s?[(\[]?(?:[A-Za-z/]{2,8}[ :]{1,2})?:?(?P<port>\d{2,5}(?:\s?/\s?:?\d{2,5})*)"
    r"[)\]]?\s?[-─━═=]+[>▶►→]+"
    r"[\s│┃║|\[]*(?P<name>[^\W\d][\w.-]*(?: [^\W\d][\w.-]*)*)"
)
"""`──(443)──> proxy`: a port on the arrow to what listens there."""
_TARGET = re.compile(
    r"(?<=[>▶►→])\s+(?P<name>[^\W\d][\w.-]*(?: [\w.-]+)*)\s{2,}\(:?(?P<port>\d{2,5})\)"
)
"""`──► Traefik      (8090)`: where an arrow ends, in a column."""
_LEADS_TO = re.compile(
    r"\s*[│┃║|]\s*(?:HTTPS?|gRPC|TCP|UDP|WSS?|REST|SQL|AMQP)\s*[(:]?\s*(?:\d{2,5})?\)?\s*"
)
"""The line from one box to another, with what goes along it."""
_UP = re.compile(r"(?<=\s)Up(?:\s+(?:About )?\w+ \w+)?(?: \((?:un)?healthy\))?(?=\s|$)")
"""The status in the output of `docker ps`."""


_FORMULA = re.compile(r"=\s*\d{2,5}\s*[+-]\s*[^\s=]+\s*[*×]\s*\d")
"""`web = 3000 + number * 200 → 3200, 3400`: what numbers are reckoned by."""


_TIMED = re.compile(r"\s*\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d")
"""A line of a log, which may say that something listens."""


def is_silent(line: str) -> bool:
    """Whether a line of a block states nothing, but to those below it."""
    return bool(
        len(line) > 2000
        or not any(map(str.isdigit, line))
        or (_NO_DRAWING.match(line) and not (rule_told(line) or comment_told(line)))
        or _LEADS_TO.fullmatch(line)
        or _FORMULA.search(line)
        or (_TIMED.match(line) and not about("runs", line))
        or _CODE.match(line)
        or _OPTION.match(line)
    )


_OPTION = re.compile(r"\s*--[a-z][\w.-]*[= ]\S")
"""`--store.endpoint=http://store:9000 \\`, of a command that goes on."""


def counts(line: str) -> bool:
    """`users: 7 | places: 21 | plans: 6`: how many there are of what."""
    told = [_COUNT.fullmatch(part) for part in _PARTED.split(line)]
    numbers = [int(each[1]) for each in told if each]
    return len(numbers) == len(told) > 2 and min(numbers) < LOWEST and max(numbers) < 1000


_COUNT = re.compile(r"\s*[^\W\d][^\d:：]{0,30}[:：]\s?(\d{1,5})\s*")
_PARTED = re.compile(r"[|,;·•]")


def _names(remark: str) -> bool:
    """Whether a remark behind a port is a name, not how it is reached."""
    told = strip_words(remark, "container", "host", "local", "transport", "closed", "port")
    return bool(told) and not END.fullmatch(remark)


def is_name(text: str) -> bool:
    """Whether a text has no number of a port: `Redis 7`, `DS92+`, not `all 40+ workers`."""
    return not re.search(r"\b\d+\+", text) and all(number.start < 20 for number in scan(text))


def pieces_of(line: str) -> Iterator[str]:
    """The texts between the frames of a line; a number alone belongs to the words before it."""
    line = _STROKE.sub(r"\1 - ", _REMARK_LED.sub(r"\1", line))
    listed = list(_COLONS.finditer(line))
    if len(listed) > 1 and _COLONS.sub("", line).strip(" │┃║|") == "":
        yield from (f"{each['name']}: {each['port']}" for each in listed)
        return
    hung = list(_HUNG.finditer(line))
    if any(_names(h["name"]) for h in hung) and not _HUNG.sub("", line).strip(" │┃║|"):
        yield from (f"{each['port']}: {each['name'].partition('→')[0]}" for each in hung)
        return
    if (
        told := as_mapping(line.strip(" │┃║|•*"))
        or rule_told(line)
        or (_NO_DRAWING.match(line) and comment_told(line))
    ):
        yield told
        return
    arrows = [*_TARGET.finditer(line), *_ALONG.finditer(line)]
    yield from (f"{each['name']}: {each['port'].replace(' / :', ', ')}" for each in arrows)
    line = _ALONG.sub(r"   \g<name>", _TARGET.sub(r"   \g<name>", line))
    line = line if FRAMED.search(line) else without_note(line)[0]
    line = GUEST.sub("", line)
    line = _BY.sub(lambda by: f"   {by['port']}{_transport(by['by'])}", line)
    line = URL_LEADS.sub(r"\1 → ", _GAP.sub(" ", _ORDINAL.sub("", _UP.sub(" ", line))))
    if told := leaf_told(line.rstrip()):
        yield told
        return
    if _LISTED.match(line):
        yield " ".join(line.split())
        return
    boxed = _BOX.sub(lambda box: f"   {box['name']}: {box['port'].replace(':', '')}   ", line)
    bare = line.strip(" │┃║|├└─-*•")
    led = CHAIN.fullmatch(bare) or _LED.match(bare) or any(n.sign == "→" for n in scan(line))
    if led and boxed == line:
        yield bare
        return
    line = boxed
    line = _SAID_BESIDE.sub(r"\1)", line)
    for box in _BESIDE.split(line):
        parts = (part.strip().removeprefix("- ") for part in FRAME.split(box))
        yield from _framed(list(filter(None, parts)))


_BY = re.compile(
    rf"(?<=[^\W\d]|[)])\s{{2,}}(?P<by>{SPOKEN.pattern})\s+(?P<port>:?\d{{2,5}})(?=\s{{2,}}|\s*$|\s?[│┃║|─━═◄])"
    r"(?!\s*[─━═-]*[>▶►→])",
    re.IGNORECASE,
)
"""`web   https  443`: between a name and its port, what is spoken there."""


def _transport(protocol: str) -> str:
    return f"/{protocol.lower()}" if protocol.lower() in ("tcp", "udp") else ""


FRAMED = re.compile("[│┃║|├└]")
_NAMED = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)+")
_ROLE = re.compile(
    r"[^\W\d][^()（）]*[(（](?:port|端口|포트|puerto|porta)?\s?(?P<port>\d{4,5})[)）]"
)
"""`domain layer (port 3000)`, beside the name of what it is said of."""


_OFFERS = re.compile(
    rf"{END.pattern}:? ?:?\d{{2,5}}(?:[,/ ]+{END.pattern}:? ?:?\d{{2,5}})+", re.IGNORECASE
)
"""`API 9000, console 9001`, beside whose they are."""


_COLON = re.compile(r"(?<=\d)\s+(?=:\d)")
"""Between `:80 :443`"""


def _is_port(piece: str) -> bool:
    """`Port 3000`, behind the blanks that align it."""
    rest = without_numbers(piece)
    told = strip_words(rest, "port", "transport", "runs", "now")
    return rest != piece and bool(rest) and not any(map(str.isalpha, told))


_BESIDE = re.compile("[│┃║]\\s+[│┃║]")
"""Between two boxes."""


_DOMAIN = re.compile(
    r"(?:https?://)?(?:[a-z\d*-]+\.){2,}[a-z]{2,}"
    r"|[a-z\d-]+\.(?:com|org|net|io|dev|lan|home|local|internal|example)"
)
"""`git.oak.lan`, before what it leads to."""


_BARE = re.compile(r":\d{2,5}")
_CALLED = re.compile(
    r"(?!(?i:https?|redirect|redire[cg]|umleit|weiterleit|перенаправ))[^\W\d][\w.-]*"
    r"(?: [\w.-]+){0,2}"
)


_LED_BY_PORT = re.compile(rf"{_BARE.pattern} {_CALLED.pattern}(?: [(][^()\d]+[)])?")


def _with_names_behind(pieces: list[str]) -> list[str]:
    """A name behind a port that stands first, or behind what a domain leads to, before that:
    `git.oak.lan  →  localhost:3000   Gitea`."""
    if any(map(_LED_BY_PORT.fullmatch, pieces[:1])):
        return [pieces[0][1:], *pieces[1:]]
    if any(map(_BARE.fullmatch, pieces[:1])) and any(map(_CALLED.fullmatch, pieces[1:2])):
        return [f"{pieces[0][1:]}: {pieces[1]}", *pieces[2:]]
    led = any(map(_DOMAIN.fullmatch, pieces[:1])) and any(map(_REACHED.fullmatch, pieces[1:2]))
    called = led and any(map(_CALLED.fullmatch, pieces[2:3]))
    return [pieces[2], pieces[1], *pieces[3:]] if called else pieces


def _framed(pieces: list[str]) -> Iterator[str]:
    """The texts of a line that frames part, each number with the words before it."""
    name = ""
    last = pieces[-1] if pieces else ""
    for before, piece in pairwise(["", *_with_names_behind(pieces)]):
        if is_name(piece):
            next_ = not name or name.startswith("/") or not is_name(before)
            next_ = next_ or _DOMAIN.fullmatch(name) is not None
            name = piece.rstrip(":：/") if next_ else name
        elif piece.startswith(":") and (not name or (name.startswith("[") and piece != last)):
            # `:80 (HTTP)` on the edge between two boxes.
            continue
        elif PROTOCOL.fullmatch(name) and _REACHED.fullmatch(piece):
            continue  # `gRPC → 10.0.0.9:9443`: how another machine is called.
        elif name and (_REMARKED.match(piece) or _REACHED.fullmatch(piece)):
            yield f"{name}: {_COLON.sub(', ', piece).lstrip(':')}"
        elif name and _OFFERS.fullmatch(piece):
            yield f"{name}: {piece}"
        elif name and _is_port(piece):
            yield f"{name}: {strip_words(piece, 'runs', 'now').lstrip('✅🟢⏳⚠️ (')}"
        elif _NAMED.fullmatch(name) and (role := _ROLE.fullmatch(piece)):
            yield f"{name}: {role['port']}"
        elif any(map(str.isalpha, _TRANSPORT.sub("", piece))) or not name:
            yield piece
        else:
            yield f"{name}: {piece}"


def stage_of(piece: str, owner: str) -> str | None:
    """The environment that is all that a piece says of its port, below whose it is: `dev :3000`."""
    label = clean_name(without_numbers(piece))
    stage = environment_of(label) if scan(piece) else None
    whole = stage and stage_named(label) == stage and names_a_program(owner)
    return stage if whole else None


def owned(piece: str, owner: str) -> str:
    """`Ports: 80, 443` on a branch of a tree, with the name that it hangs from."""
    label, colon, rest = piece.replace("：", ":").partition(":")
    if stage_of(piece, owner):
        return f"{owner.rstrip(':')}: {piece[scan(piece)[0].first :]}"  # `dev :3000` of `shop`
    if kind_of_name(owner) and END.fullmatch(without_numbers(piece).strip(_LEADERS)):
        return f"{owner} {piece}"  # `console: 9001` on a branch of `minio`
    if owner and not strip_words(without_numbers(piece), "host", "container", "port", "transport"):
        return f"{owner.rstrip(':')}: {piece}"  # `shop` over `host 8080 -> container 80`
    return f"{owner}: {rest.strip()}" if owner and colon and key_of(label) == "port" else piece


_LEADERS = " .:-–—()[]"
