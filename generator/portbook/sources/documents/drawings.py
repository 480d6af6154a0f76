"""Finds what drawings name: boxes, trees and arrows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from portbook.sources.documents.blocks import Fence, Heading
from portbook.sources.documents.boxes import Boxes
from portbook.sources.documents.commands import comment_told, rule_told
from portbook.sources.documents.evidence import Gathered
from portbook.sources.documents.formats import TOOLS
from portbook.sources.documents.forms import CHAIN
from portbook.sources.documents.labels import PROTOCOL, key_of
from portbook.sources.documents.lines import Lines
from portbook.sources.documents.mermaid import nodes_in
from portbook.sources.documents.scope import INTRODUCTION, Scope, without_numbers
from portbook.sources.documents.statements import without_note
from portbook.sources.documents.text import (
    ARTICLES,
    PREPOSITIONS,
    about,
    alternatives,
    outside_brackets,
    strip_words,
)
from portbook.sources.documents.tokens import Number, scan
from portbook.sources.documents.unlabelled import END

_FRAME = re.compile(
    r"[│┃║|█▇▆▅▄▃▂▁▓▒░┌┐└┘├┤┬┴┼─━═╔╗╚╝╠╣╦╩╬╭╮╰╯▼▲◄►●○■▪•]+|[`'](?=-)|\++(?=[-=|])|(?<=[-=|])\++|-{2,}|\s{3,}"
    r"|(?<=\s)[-<]*>\s|→(?! ?\d)|(?<!\d)(?<!\d )→|←|↓|↑|⇒"
)
_ORDINAL = re.compile(r"^\s*\d{1,2}[.)]\s+")
_COLONS = re.compile(
    r"(?:^|(?<=[│┃║|\s]))(?P<name>[^\W\d][\w.-]*(?: [\w.-]+)*) :(?P<port>\d{4,5})"
    r"(?=\s{2}|\s*$|\s[│┃║|])"
)
"""`MySQL :3306  Redis :6379`"""
_SHOWN = re.compile(
    r"\s*(?P<name>[\w.-]+)\s{2,}(?:[\d.]+|\[::\]):(?P<port>\d+)->(?P<inside>\d+)/(?:tcp|udp)"
)
"""`web   0.0.0.0:8080->80/tcp`, of `docker ps`."""
_REMARK_LED = re.compile(r"(\d[)）\s]*)\s\.{4,}\D*$")
"""`Web (3000) ..... needs the API`"""
_GAP = re.compile(r"(?<=\d)\s{3,}(?=[-–—:=]\s|[(（])|(?<=\s[-–—:=])\s{3,}")
"""`22     - SSH`: blanks that align a dash."""
_ON = f"{alternatives('port')}|{PREPOSITIONS}|{ARTICLES}"
_LEAF = re.compile(
    r"[\s│├└─|`+-]*(?P<name>[\w.-]+(?: [^\W\d(][\w.()&+-]*| \([\w -]+\)){0,4}?)/?"
    r"\s+(?:#|//|←|<-+)\s*"
    rf"(?:[^\d#:()]{{2,40}}?(?:, | )(?=(?:{_ON})\b)|[^\d#:()]{{2,40}} (?=[(:])|[A-Z]\w*(?=:))?"
    rf"(?i:[(]?(?:listens on|{_ON})[:：]?\s*)*"
    r"[(]?:?(?!(?:19|20)\d\d [^\W\d])(?P<port>\d{4,5}|\d{2,5}(?:\s?[,/]\s?\d{2,5})+)[)]?"
    r"(?P<rest>\s*\([^()]*\)|\s?[-–—,]\s[^\d]*|(?: [^\W\d]+){1,3})?"
)
"""`├── web/  # 3000`: a leaf of a tree, and where it listens."""
_HOLDS = re.compile(
    r"[\s│├└─|`+-]*(?P<name>[\w.-]+)/\s{2,}(?P<ports>:?\d{2,5}(?:\s*\([^()\d]*\))?"
    r"(?:,\s*:?\d{2,5}(?:\s*\([^()\d]*\))?)+)"
)
"""`├── gitea/   3000 (web), 2222 (ssh)`: a folder with the ports of what it has."""
_BRANCHED = re.compile(r"[\s│]*[├└][─\s]*:?(?P<port>\d{4,5})\s+(?:[-–—]\s+)?(?P<name>[^\W\d].*)")
"""`├── :3000 web`"""
_NOTED = re.compile(
    r"\s*:?(?P<port>\d{2,5}(?:/(?:tcp|udp))?)\s+(?:#|//|←|<-+)\s*(?P<name>[^\W\d].*)"
)
"""`3000  # web`"""
_LED = re.compile(
    r"\s*(?:[-*•]\s+)?(?:[^\W\d]+\s|(?:[a-z]+://)?[\w.-]+(?=:))?:?\d{2,5}(?:\s*/\s*\d{2,5})?/?"
    r"(?:\s*\([^()]*\))?\s+(?:→|➜|⇒|[-=]+>)\s+[^\W\d]"
)
"""`8181  → Proxy Manager`."""
_URL_LEADS = re.compile(r"^(\s*[a-z]+://[\w.-]+:\d{2,5}/?)\s+[─━═]+[►▶>]\s+")
_LISTED = re.compile(r"\s*:?\d{4,5}\s{2,}[^\W\d]")
"""`3100     Frontend (behind nginx)`."""
_BARRED = re.compile(r"\s*(?P<port>\d{4,5})\s*[│┃║|]\s*[█▇▆▅▄▃▂▁▓▒░\s]*(?P<name>[^\W\d][^│┃║|]*)")
"""`8008 │ ████ Patroni 1 API`, a line of a chart."""
_REMARKED = re.compile(
    r"(?:[^\W\d]+\s)?:?\d{2,5}\s*[(（][^()（）]*[)）]$|[(（]:?\d{2,5}[,;] [^()（）\d]*[)）]$"
)
"""`:5432 (inside the network)`, `Port 3000 (by the proxy)`, `(5432, inside)`."""
_BOX = re.compile(
    r"\[\s*(?P<name>[^\W\d][^\[\]|:()]{0,40}?)\s*(?:[(:]|\s)\s*:?(?P<port>\d{2,5})\s*\)?\s*\]"
)
"""`[Web :3000]`, a box in a line."""
_NO_DRAWING = re.compile(
    r"\s*(?:-[a-z] |--[a-z]+[ =-]|-[a-z][\w.]*[:=]|users:\(\(|\"(?!\w*port)[a-z]+_\w+\":\s*\d"
    r"|(?!\w*port\b)[A-Za-z_]\w*\s+=\s+[\w(]|(?-i:bind) [\d.*\[]*:\d"
    rf"|(?-i:\$ |sudo )*(?-i:{TOOLS}|bun)\s"
    r"|(?-i:https?) (?:-\S+ )*(?:(?:GET|POST|PUT|PATCH|DELETE) )?(?:[\w.-]*:\d{2,5}/|localhost))",
    re.IGNORECASE,
)
"""`SlotSize = 5000`, a number that is reckoned with; `curl -f ...`, a command; `-p 80:80`."""
_EQUAL = re.compile(r"\s*[^\W\d][^\d=:]*[\w() -]*\s=\s+\d{4,5}\s*")
"""`Web = 3000`, where a block has nothing else."""
_CODE = re.compile(
    r".*(?:\w\(.*\)|['\"]\)?)[;,]\s*$"
    r"|.*[\w=,(]\s?\([^()]*\) => |\s*(?:const|let|var|static|return) "
)
"""A line of a program."""
_TRANSPORT = re.compile(r"/(?:tcp|udp)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"[a-z]+://\S+")
_REACHED = re.compile(
    r"(?:[a-z]+://\S+|(?:localhost|(?:\d{1,3}\.){3}\d{1,3}):\d{2,5})(?:\s*\([^()]*\))?"
    r"(?:\s*[^\w\s()]+|\s+(?:ok|up|running))?",
    re.IGNORECASE,
)
_LOGGED = re.compile(r"\s*(?P<name>[\w.-]+)\s+\|\s+[^|]*?\s(?P<url>https?://\S+:\d{2,5})\S*[^|]*")
"""`shop-1  | listening on http://localhost:3000`, as Compose prints a log."""
_NETWORK = re.compile(r"^\W*Network:\s+http", re.MULTILINE)
_LOCAL = re.compile(r"\W*Local:\s+http")
_ALONG = re.compile(
    r"[-─━═=]+\s?[(\[]?(?:[A-Za-z/]{2,8}[ :]{1,2})?:?(?P<port>\d{2,5})[)\]]?\s?[-─━═=]+[>▶►→]+"
    r"[\s│┃║|\[]*(?P<name>[^\W\d][\w.-]*(?: [^\W\d][\w.-]*)*)"
)
"""`──(443)──> proxy`: a port on the arrow to what listens there."""
_LEADS_TO = re.compile(
    r"\s*[│┃║|]\s*(?:HTTPS?|gRPC|TCP|UDP|WSS?|REST|SQL|AMQP)\s*[(:]?\s*(?:\d{2,5})?\)?\s*"
)
"""The line from one box to another, with what goes along it."""
_UP = re.compile(r"(?<=\s)Up(?:\s+(?:About )?\w+ \w+)?(?: \((?:un)?healthy\))?(?=\s|$)")
"""The status in the output of `docker ps`."""


def read_drawing(fence: Fence, lines: Lines, gathered: Gathered) -> None:
    # What a server prints of itself: no environment, but where it is reached from here.
    shown = _NETWORK.search(fence.text) is not None
    above: list[tuple[int, str]] = []
    tops: list[tuple[int, str]] = []
    last = 0
    tree: list[tuple[int, str]] = []
    filled = [line for line in fence.text.split("\n") if line.strip()]
    equal = len(filled) > 1 and all(_EQUAL.fullmatch(line[:200]) for line in filled)
    within = lines.scope
    boxes = Boxes(fence.text.split("\n"), fence.line)
    for number, line in enumerate(fence.text.split("\n"), fence.line):
        parts = [] if line.lstrip().startswith("↑") else _parts(line[:2000])
        words = [part for part in parts if _is_name(part[1])]
        told = _with_above(words, above) if last == number - 1 else words
        below, above, last = above, told or above, number if words else last
        tops = (tops or [word for word in words if len(word[1]) > 1]) if parts else []
        begin = parts[0][0] if parts else 0
        while tree and tree[-1][0] >= begin:
            tree.pop()
        owner = tree[-1][1] if tree else ""
        hangs = _BRANCH.search(line) or _LABEL.fullmatch(owner)
        owner = owner if hangs and not about("port", owner) else ""
        roots = [name for _, name in tree] if _BRANCH.search(line) else []
        tree += words[:1]
        if (_is_silent(line) and not (equal and parts)) or (shown and _LOCAL.match(line)):
            continue
        begun = line.lstrip()[:1]
        # `| Web | http://localhost:3000 |` is a row of a table.
        boxed = begun in "│┃║|" and not (begun == "|" and words[:1] == parts[:1])
        boxed = boxed or not words
        pieces = (_in_boxes(parts, _titles(tops, below), line) if boxed else None) or list(
            _pieces(line)
        )
        rooted = _titled(within, roots, number)
        lines.scope = replace(within, environment=rooted.environment, host=rooted.host)
        _say(pieces, owner, line, number, boxes, lines)
        lines.scope = within
        if not pieces:
            gathered.note(number, "a number in a drawing")


def _say(pieces: list[str], owner: str, line: str, number: int, boxes: Boxes, lines: Lines) -> None:
    """Add what the pieces of a line mention, each below the titles of the boxes around it."""
    scope, column = lines.scope, -1
    for piece in pieces:
        column = max(line.find(piece.lstrip(":").split(":")[0], column + 1), column)
        around = boxes.around(number, column)
        lines.scope = _titled(scope, [box.title for box in around], number)
        # What a box says of a port without a name is not the heading's.
        bare = line.lstrip()[:1] in "│┃║" and not any(map(str.isalpha, strip_words(piece, "port")))
        bare = bare and not (owner or any(number.is_interval for number in scan(piece)))
        below = around and around[-1].titled == number - 1
        if not ((bare and not below) or _ADDRESS.fullmatch(piece)):
            alone = below and not any(map(str.isalpha, piece))
            lines.weak(f"port: {piece}" if alone else _owned(piece, owner), number)


def _titled(scope: Scope, titles: list[str], line: int) -> Scope:
    """The scope below what is written at the top of boxes and trees, which begins no section."""
    if titles:
        scope = replace(scope, above=None, label=None)
    for level, title in enumerate(titles, INTRODUCTION + 1):
        if len(scan(title)) < _SEVERAL:
            below = scope.under(Heading(level, title, line))
            name = outside_brackets(below.label or "") or below.label
            scope = replace(below, label=name, group=scope.group)
    return scope


_SEVERAL = 2


def _is_silent(line: str) -> bool:
    """Whether a line of a block states nothing, but to those below it."""
    return bool(
        len(line) > 2000
        or not any(map(str.isdigit, line))
        or (_NO_DRAWING.match(line) and not (rule_told(line) or comment_told(line)))
        or _LEADS_TO.fullmatch(line)
        or _CODE.match(line)
    )


def _with_above(
    words: list[tuple[int, str]], above: list[tuple[int, str]]
) -> list[tuple[int, str]]:
    """The words of a line with those of the line above that they go on, or that stand alone."""
    whole = [(at, _whole(at, name, above)) for at, name in words]
    left = [told for told in above if not _over(*told, words)]
    return whole + left if whole != words else whole


def _whole(at: int, name: str, above: list[tuple[int, str]]) -> str:
    """A name in a box, `Service` or `(Java)` with the one word above it there."""
    over = [told for begin, told in above if begin < at + len(name) and at < begin + len(told)]
    if len(over) != 1 or (name[0] != "(" and strip_words(name, "many", "service")):
        return name
    return over[0] if name[0] == "(" else f"{over[0]} {name}"


def _owned(piece: str, owner: str) -> str:
    """`Ports: 80, 443` on a branch of a tree, with the name that it hangs from."""
    label, colon, rest = piece.replace("：", ":").partition(":")
    if owner and not strip_words(without_numbers(piece), "host", "container", "port", "transport"):
        return f"{owner.rstrip(':')}: {piece}"  # `shop` over `host 8080 -> container 80`
    return f"{owner}: {rest.strip()}" if owner and colon and key_of(label) == "port" else piece


_LABEL = re.compile(r"[\w.-]+:")
_BRANCH = re.compile(r"[├└]|^\s*[|`'+]-")


def _parts(line: str) -> list[tuple[int, str]]:
    """The texts between the frames of a line, each with the column where it begins."""
    ends = [0, *(each for gap in _FRAME.finditer(line) for each in gap.span()), len(line)]
    parts = ((b, line[b:e]) for b, e in zip(ends[::2], ends[1::2], strict=True))
    return [(b + len(text) - len(text.lstrip()), text.strip()) for b, text in parts if text.strip()]


def _is_name(text: str) -> bool:
    """Whether a text has no number of a port: `Redis 7`, `n8n`, not `all 40+ workers`."""
    return not re.search(r"\d\+", text) and all(number.start < 20 for number in scan(text))


def _in_boxes(
    parts: list[tuple[int, str]], above: list[tuple[int, str]], line: str
) -> list[str] | None:
    """Ports without names, each of the words above it in its box; None where one has none."""
    found: dict[str, list[str]] = {}
    named_to = 0
    for begin, text in parts:
        numbers = scan(text, loose=False)
        if not any(map(str.isdigit, text)):
            named_to = begin + len(text)
            continue
        if named_to and not (_FRAMED.search(line, named_to, begin) and _FRAMED.search(line, begin)):
            return None  # `Web  → http://localhost:3000`, or `│ web │ (3000)`, beside a box.
        besides = without_numbers(text).replace("/", " ")
        names = _over(begin, text, above)
        named = strip_words(besides, "port", "transport", "host", "container")
        if any(map(str.isalnum, named)) or len(names) != 1:
            return None
        if names[0] in found or PROTOCOL.fullmatch(names[0]):
            return None
        found[names[0]] = [_written(number, text) for number in numbers]
    return [f"{name}: {number}" for name, numbers in found.items() for number in numbers]


def _written(number: Number, text: str) -> str:
    if number.is_interval:
        return text[number.first : number.last]
    return f"{number.start}:{number.container}" if number.container else f"{number.start}"


def _titles(tops: list[tuple[int, str]], above: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The first words of boxes side by side, where each has one line of more above the ports."""
    if not 1 < len(tops) == len(above) or any(len(_over(*each, tops)) != 1 for each in above):
        return above
    told = [name for _, name in above]
    named = any(name.startswith((_over(at, name, tops)[0], "(")) for at, name in above)
    return tops if not named and all(n[0].islower() or " " in n for n in told) else above


def _over(begin: int, text: str, above: list[tuple[int, str]]) -> list[str]:
    return [name for at, name in above if at < begin + len(text) and begin < at + len(name)]


_WHOLE = (
    (_SHOWN, "{name}: {port}:{inside}"),
    (_LEAF, "{name}: {port}{rest}"),
    (_HOLDS, "{name}: {ports}"),
    (_LOGGED, "{name}: {url}"),
    (_BARRED, "{port}: {name}"),
    (_BRANCHED, "{port}: {name}"),
    (_NOTED, "{port}: {name}"),
)
"""Lines of one shape, and what each says."""


def _pieces(line: str) -> Iterator[str]:
    """The texts between the frames of a line; a number alone belongs to the words before it."""
    line = _REMARK_LED.sub(r"\1", line)
    listed = list(_COLONS.finditer(line))
    if len(listed) > 1 and _COLONS.sub("", line).strip(" │┃║|") == "":
        yield from (f"{each['name']}: {each['port']}" for each in listed)
        return
    if told := rule_told(line) or (_NO_DRAWING.match(line) and comment_told(line)):
        yield told
        return
    yield from (f"{along['name']}: {along['port']}" for along in _ALONG.finditer(line))
    line = _ALONG.sub(r"   \g<name>", line)
    line = line if _FRAMED.search(line) else without_note(line)[0]
    line = _URL_LEADS.sub(r"\1 → ", _GAP.sub(" ", _ORDINAL.sub("", _UP.sub(" ", line))))
    for pattern, form in _WHOLE:
        if match := pattern.fullmatch(line.rstrip()):
            yield form.format(**match.groupdict(""))
            return
    if _LISTED.match(line):
        yield " ".join(line.split())
        return
    boxed = _BOX.sub(r"   \g<name>: \g<port>   ", line)
    bare = line.strip(" │┃║|├└─-*•")
    led = CHAIN.fullmatch(bare) or _LED.match(bare) or any(n.sign == "→" for n in scan(line))
    if led and boxed == line:
        yield bare
        return
    if nodes := list(nodes_in(line)):
        yield from nodes
        return
    line = boxed
    for box in _BESIDE.split(line):
        parts = (part.strip().removeprefix("- ") for part in _FRAME.split(box))
        yield from _framed(list(filter(None, parts)))


_FRAMED = re.compile("[│┃║|├└]")
_NAMED = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)+")
_ROLE = re.compile(
    r"[^\W\d][^()（）]*[(（](?:port|端口|포트|puerto|porta)?\s?(?P<port>\d{4,5})[)）]"
)
"""`domain layer (port 3000)`, beside the name of what it is said of."""


_OFFERS = re.compile(
    rf"{END.pattern}:? ?:?\d{{2,5}}(?:[,/ ]+{END.pattern}:? ?:?\d{{2,5}})+", re.IGNORECASE
)
"""`API 9000, console 9001`, beside whose they are."""


def _is_port(piece: str) -> bool:
    """`Port 3000`, behind the blanks that align it."""
    rest = without_numbers(piece)
    told = strip_words(rest, "port", "transport", "runs", "now")
    return rest != piece and bool(rest) and not any(map(str.isalpha, told))


_BESIDE = re.compile("[│┃║]\\s+[│┃║]")
"""Between two boxes."""


def _framed(pieces: list[str]) -> Iterator[str]:
    """The texts of a line that frames part, each number with the words before it."""
    name = ""
    last = pieces[-1] if pieces else ""
    for before, piece in pairwise(["", *pieces]):
        if _is_name(piece):
            next_ = not name or name.startswith("/") or not _is_name(before)
            name = piece.rstrip(":：/") if next_ else name
        elif piece.startswith(":") and (not name or (name.startswith("[") and piece != last)):
            # `:80 (HTTP)` on the edge between two boxes.
            continue
        elif PROTOCOL.fullmatch(name) and _REACHED.fullmatch(piece):
            continue  # `gRPC → 10.0.0.9:9443`: how another machine is called.
        elif name and (_REMARKED.match(piece) or _REACHED.fullmatch(piece)):
            yield f"{name}: {piece.lstrip(':')}"
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
