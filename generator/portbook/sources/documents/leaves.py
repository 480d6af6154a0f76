"""Reads lines of trees and lists of one shape: a leaf, or a branch, and where that listens."""

from __future__ import annotations

import re

from portbook.sources.documents.formats import STARTERS
from portbook.sources.documents.text import ARTICLES, PREPOSITIONS, alternatives

_SHOWN = re.compile(
    r"\s*(?P<name>[\w.-]+)\s{2,}(?:[\d.]+|\[::\]):(?P<port>\d+)->(?P<inside>\d+)/(?:tcp|udp)"
)
"""`web   0.0.0.0:8080->80/tcp`, of `docker ps`."""
_ON = f"{alternatives('port')}|{PREPOSITIONS}|{ARTICLES}"
_LEAF = re.compile(
    r"[\s│├└─|`+-]*(?P<name>[\w.-]+(?: [^\W\d(][\w.()&+-]*| \([\w -]+\)){0,4}?)"
    r"(?:/?\s+(?:#|//|←|<-+)|/\s+(?:[-=]+>|→))\s*(?:\W{1,3}(?=[^\W\d]))?(?:[A-Z]{3,}:\s)?"
    rf"(?:[^#:()]{{2,40}}?, (?={alternatives('port')}\b)"
    r"|[^#:()]{2,40}?, (?=:?\d{4,5}\s*$)"
    rf"|[^\d#:()]{{2,40}}?(?:, | )(?=(?:{_ON})\b)|[^\d#:()]{{2,40}} (?=[(:])|[A-Z]\w*(?=:))?"
    rf"(?i:[(]?(?:listens on|{_ON})[:：]?\s*)*"
    r"[(]?:?(?!(?:19|20)\d\d [^\W\d])(?P<port>\d{4,5}|\d{2,5}(?:\s?[,/]\s?\d{2,5})+)[)]?"
    r"(?P<rest>\s*\([^()]*\)|\s?[-–—,]\s[^\d]*|(?: [^\W\d]+){1,3})?"
)
"""`├── web/  # 3000`: a leaf of a tree, and where it listens."""
_END = r"(?:HTTPS?|gRPC|REST|WS|TCP|UDP|metrics|admin|UI|API) \d{4,5}"
_TOLD_LEAF = re.compile(
    r"[\s│├└─|`+-]*(?P<name>[\w.-]+)/?\s+(?:#|//|←|<-+)\s*(?:[^\d#:()]{2,40}?, )?"
    rf"(?P<told>{_END}(?:, {_END})*)\s*",
    re.IGNORECASE,
)
"""`├── orders/  # Go, gRPC 50051, metrics 2112`"""
_STARTED = re.compile(
    rf"[\s│├└─|`+-]*(?:{STARTERS})(?: [\w@:./=-]+)+ [(](?i:{_ON})?[:\s]*(?P<port>\d{{4,5}})[)]"
    r"\s*(?:#|//|←|<-+)\s*(?P<name>[^\W\d].*)"
)
"""`├─ npm start --prefix api (Port 5000)  # Backend`"""
_HOLDS = re.compile(
    r"[\s│├└─|`+-]*(?P<name>[\w.-]+)/\s{2,}(?P<ports>:?\d{2,5}(?:\s*\([^()\d]*\))?"
    r"(?:,\s*:?\d{2,5}(?:\s*\([^()\d]*\))?)+)"
)
"""`├── gitea/   3000 (web), 2222 (ssh)`: a folder with the ports of what it has."""
_KEEPS = re.compile(
    r"[\s│├└─|`+-]*(?P<name>[^\W\d][\w.-]*(?: [\w.-]+){0,3})\s{2,}"
    r":(?P<port>\d{2,5}(?:/(?:tcp|udp))?)\s{2,}[^\W\d][^\d│┃║|─→>]*[│┃║|\s]*"
)
"""`├── redis   :6379  keeps what is asked often`"""
_BRANCHED = re.compile(
    r"[\s│]*[├└][─\s]*:?(?P<port>(?<=:)\d{2,5}(?:/\d{2,5})*|\d{4,5}(?:/\d{4,5})*)\s+(?:[-–—]\s+)?(?P<name>[^\W\d].*)"
)
"""`├── :3000 web`"""
_COLUMNS = re.compile(
    r"\s*:(?P<port>\d{2,5})\s{2,}(?P<name>[^\W\d][\w.-]*(?: [\w.-]+)?)\s{2,}[^\s│┃║|→←].*"
)
"""`:3000  web    serves pages    pnpm web`"""
_ARROWED = re.compile(
    r"[\s│]*[├└][─\s]*:(?P<port>\d{2,5})\s+(?:[→←]|[-=]+>|<[-=]+)\s+\[?"
    r"(?P<name>[^\W\d](?:(?!:\d|\s{2}|\s\d)[^→\[\]])*)(?:\].*|\s{2,}.*|\s→.*)?"
)
"""`├── :3000 → [web] nginx   → serves pages`, `├── :3000 ← web (Vite)`"""
_POINTED = re.compile(
    r"[\s│├└]*[─-]*[►▶→>]\s*:(?P<port>\d{2,5})\s+[(（](?P<name>[^\W\d][^()（）,，]*)(?:[,，][^()（）]*)?[)）]\s*"
)
"""`├──► :5001  (Flask UI)`"""
_RUNG = re.compile(
    r"[\s│├└─]*:(?P<port>\d{2,5})\s+[─-]{2,}\s+(?P<name>[^\W\d](?:[^─\s]| (?!─))*)(?:\s+─.*)?"
)
"""`├── :8087  ── Tak server ──── relay`"""
_NUMBERED = re.compile(
    r"[\s│├└─|`+-]*(?:[\w./-]{1,30}?\s?)??[-─═]+[>▶►→]+\s*"
    r"\[:?(?P<port>\d{4,5}|80|443)\]\s+(?P<name>[^\W\d][\w.-]*(?: [\w.-]+)*)(?P<rest>\s+\(.*\))?"
)
"""`|-- /files --> [8081] assets (nginx)`"""
_NOTED = re.compile(
    r"\s*:?(?P<port>\d{2,5}(?:/(?:tcp|udp))?)\s+(?:#|//|←|<-+)\s*(?P<name>[^\W\d].*)"
)
"""`3000  # web`"""
_BARRED = re.compile(r"\s*(?P<port>\d{4,5})\s*[│┃║|]\s*[█▇▆▅▄▃▂▁▓▒░\s]*(?P<name>[^\W\d][^│┃║|]*)")
"""`8008 │ ████ Patroni 1 API`, a line of a chart."""
_LOGGED = re.compile(r"\s*(?P<name>[\w.-]+)\s+\|\s+[^|]*?\s(?P<url>https?://\S+:\d{2,5})\S*[^|]*")
"""`shop-1  | listening on http://localhost:3000`, as Compose prints a log."""
_WHOLE = (
    (_SHOWN, "{name}: {port}:{inside}"),
    (_TOLD_LEAF, "{name}: {told}"),
    (_STARTED, "{name}: {port}"),
    (_LEAF, "{name}: {port}{rest}"),
    (_HOLDS, "{name}: {ports}"),
    (_KEEPS, "{name}: {port}"),
    (_LOGGED, "{name}: {url}"),
    (_BARRED, "{port}: {name}"),
    (_BRANCHED, "{port}: {name}"),
    (_COLUMNS, "port {port}: {name}"),
    (_ARROWED, "port {port}: {name}"),
    (_RUNG, "{port}: {name}"),
    (_POINTED, "{port}: {name}"),
    (_NUMBERED, "{name}: {port}{rest}"),
    (_NOTED, "{port}: {name}"),
)
"""Lines of one shape, and what each says."""


def leaf_told(line: str) -> str | None:
    """What a whole line of one of these shapes says, `web: 3000`; None of any other."""
    for pattern, form in _WHOLE:
        if match := pattern.fullmatch(line):
            return form.format(**match.groupdict(""))
    return None


_BRANCH = re.compile(r"[\s│├└─|`+-]*(?P<name>[\w.-]+)/?(?:\s.*)?")


def repeated_leaves(lines: list[str], first: int) -> dict[int, str]:
    """What leaves of a tree say whose name several have, each with its folder: `shop api: 3000`."""
    told: dict[int, tuple[str, str, str]] = {}
    above: list[tuple[int, str]] = []
    for at, line in enumerate(lines, first):
        if (branch := _BRANCH.fullmatch(line[:500])) is None:
            continue
        begin = branch.start("name")
        while above and above[-1][0] >= begin:
            above.pop()
        if above and (leaf := _LEAF.fullmatch(line[:500])):
            told[at] = (above[-1][1], leaf["name"], leaf["port"])
        above.append((begin, branch["name"]))
    names = [name for _, name, _ in told.values()]
    folders = {(folder, name) for folder, name, _ in told.values()}
    apart = len(folders) == len(told)
    return {
        at: f"{folder} {name}: {port}"
        for at, (folder, name, port) in told.items()
        if apart and names.count(name) > 1
    }
