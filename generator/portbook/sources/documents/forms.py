"""Reads lines of a fixed form: an option with its usual number, a path that leads somewhere."""

from __future__ import annotations

import re

from portbook.sources.documents.amounts import is_year
from portbook.sources.documents.cells import Entry, port_cell
from portbook.sources.documents.environments import environment_of
from portbook.sources.documents.formats import STARTERS
from portbook.sources.documents.labels import key_of
from portbook.sources.documents.one_pair import AND, FOR
from portbook.sources.documents.subjects import subject_of, tells_what_to_do
from portbook.sources.documents.text import (
    ARTICLES,
    PREPOSITIONS,
    SO_THAT,
    about,
    about_any,
    alternatives,
    clean_name,
    plain,
    strip_words,
)
from portbook.sources.documents.tokens import scan
from portbook.sources.documents.unlabelled import END, Statement

_RUN_BY = re.compile(
    r"(?P<name>[^\W\d][\w.-]*(?: [\w.-]+){0,2}?)\s?(?:[—–:：]|\s-)\s"
    r"(?P<by>[^\W\d][\w.+-]*(?: \d{1,2})?)"
    rf"(?:\s(?:{PREPOSITIONS})|,)\s"
    rf"(?:(?:(?:\d{{1,3}}\.){{3}}\d{{1,3}}|localhost)?:|{alternatives('port')}\s)"
    r"(?P<port>\d{2,5})(?P<rest>(?![\w.:])[^\d]*)",
    re.IGNORECASE,
)
"""`app — gunicorn on 127.0.0.1:8000, unit app.service`: what runs it, and where."""
CHAIN = re.compile(
    r"(?=[^→>|]{0,20}/)[\w.*/, -]{1,60}?\s+(?:→|⇒|➜|[-=]+>)\s+(?:https?://)?[\w.-]*:(?P<port>\d{2,5})"
    r"\s+(?:→|⇒|➜|[-=]+>)\s+(?P<name>[^\W\d][\w .-]{1,60}?)\s*(?:[(（](?P<remark>.*))?"
)
"""`/api → localhost:8000 → backend`: a path, the address it leads to, and who is there."""
_PAIRS = re.compile(
    rf"{alternatives('service')}\s?[=:：]\s?(?P<name>[^\s=:,;|]+(?: [^\s=:,;|]+)?)[\s,;|]+"
    rf"{alternatives('port')}\s?[=:：]\s?(?P<port>\d)",
    re.IGNORECASE,
)
"""`name=web port=3000`"""
_MAPPED = re.compile(
    r"\s*(?:(?:https?://)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0|host)?:)?(?P<outer>\d{2,5}(?:/(?:tcp|udp))?)"
    r"\s*(?:→|➜|⇒|[-=─━]+[>▶►])\s*(?:https?://)?(?P<name>[^\W\d][\w-]*)\s*:(?P<inside>\d{2,5})"
    r"(?P<rest>\s*(?:[(（][^()（）\d]*[)）])?|\s+[#–—-]\s[^\d]*)",
    re.IGNORECASE,
)
"""`localhost:3000 → web:80`: a port of the host, and the container's that it leads to."""
_FED = re.compile(
    r"\s*(?P<name>[^\W\d][\w-]*)(?:\s?:(?P<inside>\d{2,5})|\s+[(（][^()（）\d]*[)）])?"
    r"\s*(?:←|[<◀◄][-=─━])[-=─━]*"
    r"\s*(?:localhost|127\.0\.0\.1|0\.0\.0\.0|host)?:(?P<outer>\d{2,5})(?P<rest>)"
    rf"(?:\s+{alternatives('host')})?\s*",
    re.IGNORECASE,
)


def as_mapping(text: str) -> str | None:
    """`web: 3000:80` of a line that leads from a port of the host to a container's; else None."""
    mapped = _MAPPED.fullmatch(text) or _FED.fullmatch(text)
    if mapped is None or strip_words(mapped["name"], "container", "host") == "":
        return None
    inside = f":{mapped['inside']}" if mapped["inside"] else ""
    return f"{mapped['name']}: {mapped['outer']}{inside}{mapped['rest']}"


_HANDED = re.compile(
    r"(?P<port>:?\d{2,5})\s*[(（](?P<name>[^\W\d][^()（）]{1,40})[)）]\s*(?:→|[-=]+>)\s*"
    r"[\w.-]+:\d{2,5}(?:\s*[(（][^()（）]*[)）])?"
)
"""`:8443 (relay) → hub:8443`: who listens, and where that hands on to."""
_OPTION = re.compile(
    r"--?(?P<flag>[A-Za-z][\w.-]*)(?:[ =](?:\[[^\]]*\]|<[^>]*>|\w+))?\s*[:：–-]\s*"
    r"(?P<told>[^()（）.]{3,120}?)[,.]?\s*[(（]default:?\s*(?:[\d.]+:)?(?P<port>\d{4,5})[)）]\.?",
    re.IGNORECASE,
)
"""`--ws.port [value]: WebSocket server listening port (default: 8546)`"""
_AGAIN = re.compile(r"(?<![\w:.])(\d{2,5})\s+(?:https?://)?[\w.-]+:\1(?:/\S*)?(?=\s*$|\s+[-–—:] )")
"""`4310    http://localhost:4310`, `[4310](http://localhost:4310) - Shell`"""
_COMMANDED = re.compile(
    rf"(?:\s*[:：–—-]|\s(?:with|using|via|mit|con|com|avec))?\s*`(?:\$ )?(?:{STARTERS})"
    r"\s(?:(?!\d{4})[^`])+`\s*(?:[:–—-]\s)?(?=[^`]*\d{4,5})"
)
"""`Start the API: ``make api`` (port 4000)`: what starts it."""
CHECKBOX = re.compile(
    r"^\[[ xX]\]\s+|^:[a-z][\w+-]*:\s+(?=[^\W\d])"
    r"|^(?:terminal|window|tab|shell)\s?\d{1,2}\s?[:：.–—-]\s+",
    re.IGNORECASE,
)
"""What stands before an item: a box, a picture (`:rocket:`), or where it runs."""
_MARK = re.compile(
    r"^(?:(?:[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f]+\s*|\([a-z]\)\s+|HTTPS?\s)(?=\d{2,5}\b)"
    r"|[a-z]\)\s+(?=[^\W\d])|\[(\d{2,5})\]\s*)"
)
"""What stands before a port: a picture, `(i)`, `a)`, a scheme, a bracket."""
_INWARD = re.compile(
    r"^([^→>]{0,60}\d)\s*(?:→|[-=]+>) (?:the )?container(?: port)? (?=\d)", re.IGNORECASE
)
"""`80 -> container 3000`"""
_ALLOWED = re.compile(
    r"^(\d{2,5}(?:/(?:tcp|udp))?)"
    r"(?:\s+(?:ALLOW|LIMIT)(?: IN)?(?:\s+\S+\s+#|(?=\s+\())|(?<=p)\s+open)\s+(?=\(?[^\W\d])"
)
"""`25565/tcp  ALLOW  Anywhere  # minecraft`, `22/tcp  ALLOW  (SSH)`, as ufw tells it; `80/tcp open
nginx`, as nmap"""
_SIDES = re.compile(
    rf"^{alternatives('host')}\s*(?:[:/→]|[-=]+>)\s*{alternatives('container')}\s*(?:[:：→]|[-=]+>)\s*(?=\d)",
    re.IGNORECASE,
)
"""`host:container -> 3307:3306`"""
_AT = re.compile(r"(?<=\w)\s?[(（]((?:\d{1,3}\.){3}\d{1,3})[)）]\s?[:：]\s?(?=\d{2,5}\b)")
"""`node1 (10.0.0.1): 8761`"""
_NUMBERED = re.compile(r"(?<!\d)(\d{2,5})\s?[番번](?:\s?(?:ポート|포트))?(?=\s*[:：)）])")
"""`3000番ポート: 管理`"""
_OFFERED = re.compile(rf"(?<=\d)\s*(?:→|[-=]+>)\s*({END.pattern})(?=\s*(?:[,;]|$))", re.IGNORECASE)


def with_ends(text: str) -> str:
    """`8080 → HTTP, 9090 → gRPC` as `8080 (HTTP), 9090 (gRPC)`."""
    return _OFFERED.sub(r" (\1)", text) if len(_OFFERED.findall(text)) > 1 else text


_NAMES = re.compile(
    r"(?:^|(?<=[,，、] ))(?P<lead>(?:[^\W\d][\w.-]* ){0,3})"
    r"(?P<names>`?[^\W\d][\w-]*?`?(?:\s?/\s?`?[^\W\d][\w-]*?`?)+)"
    r"(?P<sign>[*`]*(?:은|는|は|[:：]|\s[-–—]))\s?(?P<ports>[*`]*\d{4,5}[*`]*(?:\s?/\s?[*`]*\d{4,5}[*`]*)+)"
    r"(?![\w/:.]*\d)"
)


def each_named(text: str) -> str:
    """`Shop UI/API: 8503 / 5055` as `Shop UI: 8503, Shop API: 5055`, and `a, b: 8503, 5055` so."""
    if listed := _LISTED.fullmatch(text):
        names, ports = listed["names"].split(", "), listed["ports"].split(", ")
        if len(names) == len(ports) == len({*names}):
            return ", ".join(f"{name}: {port}" for name, port in zip(names, ports, strict=True))
    return _NAMES.sub(_each, text)


_LISTED = re.compile(
    r"(?P<names>`?[^\W\d][\w.-]*`?(?:, `?[^\W\d][\w.-]*`?)+)[:：] "
    r"(?P<ports>`?\d{4,5}`?(?:, `?\d{4,5}`?)+)"
)


_IDENTIFIER = re.compile(r"`?[a-z]+(?:[-_][a-z]+)+`?")


def _each(match: re.Match[str]) -> str:
    names, ports = (re.split(r"\s?/\s?", match[each]) for each in ("names", "ports"))
    parts = all(about("part", name) or END.fullmatch(name) for name in names)
    parts = parts or all(map(_IDENTIFIER.fullmatch, names))
    if len(names) != len(ports) or not parts:
        return match[0]
    told = zip(names, ports, strict=True)
    return ", ".join(f"{match['lead']}{name}{match['sign']} {port}" for name, port in told)


_ENDED = re.compile(
    r"^(\*\*[^*]{2,40}\*\*(?:\s*\([^()\d]*\))?)\.\s+([^.]*\d{4,5}[^.]*)(?:\.(?:\s.*)?)?$"
)
"""`**orders-db** (Postgres). Port 5432`: a name that stands as a sentence."""
_PARTED = re.compile(
    rf"(?<!\d)[，、]\s?(?=(?:开发|默认|调试|监听)?(?:{alternatives('port')}|监听|运行在|使用)号?[为是]?\s?[:：]?\s?\d)"
)
"""`前端，端口 3000`: a comma between a name and its port."""


_PAIR = r"\d{2,5}:\d{2,5}(?:/\w+)?"
_MAPPINGS = re.compile(
    rf"^([^\W\d][\w .-]{{1,40}}?)\s*[(（]({_PAIR}(?:\s?[,;]\s?{_PAIR})+)[)）]\s*$"
)
"""`web (8080:80, 8443:443)`"""
_STAGE = r"[^\W\d][\w-]*\s?[:：=]?\s?:?\d{2,5}"
_STAGES = re.compile(
    rf"^([^\W\d][\w .-]{{1,40}}?)\s*[(（]({_STAGE}(?:\s?[,;/|]\s?{_STAGE})+)[)）]\s*$"
)
_STAGED = re.compile(r"([^\W\d][\w-]*)\s?[:：=]?\s?:?(\d{2,5})")


def _with_stages(text: str) -> str:
    """`web (dev: 3000, prod: 80)` as `web: 3000 (dev), 80 (prod)`."""
    staged = _STAGES.match(text)
    told = _STAGED.findall(staged[2]) if staged else []
    if staged is None or not all(environment_of(stage) for stage, _ in told):
        return text
    return f"{staged[1]}: " + ", ".join(f"{port} ({stage})" for stage, port in told)


_PUBLIC = re.compile(
    r"https?://[\w./-]+ [(（](?:[^\W\d][\w ]{0,20}[:：]\s?)?((?:https?://)?[\w.-]+:\d{2,5})[)）]"
)
"""`https://wiki.acme.org (inside: 10.0.0.5:8081)`: where what has a domain listens."""
_VERSION = re.compile(
    r"(?<=[A-Za-z])\s[(（]v?(?!2[125]\b|53\b|8[018]\b)\d{1,2}(?:\.\d+){0,2}[)）](?=\s[^\d]*\d{3})"
)
"""`Postgres (16)`, before its port"""
_COLONS = re.compile(r"((?<!\S):\d{2,5})\s+(?=:\d{2,5}(?!\S))")
"""`:80 :443`"""


_SCRIPT = re.compile(
    r"`(?:p?npm|yarn|bun|make|just|task|rake)(?: run)? "
    r"(?!(?:run|dev|start|serve|up|preview|watch|all)\b)(?P<name>[a-z][\w-]*)`[\s:–—-]*(?=→|[-=]+>|http|[(（])"
)


def _script(command: re.Match[str]) -> str:
    """The name of the script that leads a line, ``pnpm web` → http://localhost:3000`."""
    script = _SCRIPT.match(command.string) if not command.start() else None
    return f"{script['name']} " if script else " "


_STACK = re.compile(
    r"^[*`]*(?:stacks?/|(?:docker-)?compose[.-])?(?!values|config|settings|application|package|ci\b)"
    r"(?P<stem>[a-z][\w-]*)\.ya?ml[*`]*(?=\s*[-–—:：]\s"
    rf"[^()（）]*(?:[(（](?:{alternatives('port')}|{END.pattern})\s*[:：]?\s*\d|,\s{alternatives('port')}\s\d))",
    re.IGNORECASE,
)
"""`shop.yml - sells things (port 8000)`: the file of a stack, before what that is for."""
_GUEST = r"(?:LXC|CT|VM|VMID|KVM)(?: ?ID)?[ #:]{0,2}\d{2,6}"
_LED_BY_GUEST = re.compile(
    rf"^{_GUEST}\s*(?:[(（](?P<name>[^()（）\d][^()（）]*)[)）]|[:：–—-]\s+|(?=`))"
    rf"(?!\s*{alternatives('port')}\b)(?=.*\d{{2,5}})"
)
"""`CT 106: Jellyfin (8096)`, `LXC 105 (Immich): 2283`"""
_ON_GUEST = re.compile(
    rf"(?<=[:：–—-] ){_GUEST}[\s,]*(?:[–—-]\s+|(?=[(（]))|\s*[(（]{_GUEST}[)）](?=\s*[:：–—-])"
)
"""`Plex: LXC 101 (10.0.0.5:32400)`, `Wiki (LXC 104): 10.0.0.6:8080`"""


def _without_guest(text: str) -> str:
    """A line without the number of the guest that it tells of."""
    return _ON_GUEST.sub("", _LED_BY_GUEST.sub(r"\g<name>", text))


def tidied(written: str) -> str:
    """A line as it is read, without marks, commands and what it says twice."""
    written = _PUBLIC.sub(r"\1", _STACK.sub(r"\g<stem>", written))
    text = _AGAIN.sub(
        r"\1", plain(_COMMANDED.sub(_script, SO_THAT.sub("", _ENDED.sub(r"\1: \2", written))))
    )
    text = _VERSION.sub("", _without_guest(text))
    text = _SIDES.sub("port: ", CHECKBOX.sub("", _PARTED.sub(" ", text)))
    text = _ALLOWED.sub(r"\1 ", _MARK.sub(r"\1 ", _AT.sub(r" \1:", _NUMBERED.sub(r"\1", text))))
    text = _with_stages(_MAPPINGS.sub(r"\1: \2", text))
    text = _COLONS.sub(r"\1, ", _INWARD.sub(r"\1 → ", text)).lstrip()
    return as_mapping(text) or text


_HOST_SIDE, _INSIDE = (
    rf"(?:(?:on|in|auf|im|dans|sur|en|no|na|nel) )?(?:(?:{ARTICLES}) |l['’])?{alternatives(side)}"
    r"(?:側|侧|端|쪽)?"
    for side in ("host", "container")
)
_OUTER, _INNER = r"\s?`?(?P<outer{}>\d{{2,5}})`?\s?", r"\s?`?(?P<inner{}>\d{{2,5}})`?\s?"
_AND_IN = r"\s?(?:[,、，;/]|and|und|et|y|e|и)\s?"
_BOTH_SIDES = re.compile(
    r"(?P<name>[^\W\d][^:：,，、;()（）]{1,39}?)\s?(?:は|는|은|:|：|\b(?:is|has|ist|hat|est|es|è|é)\b)\s?"
    rf"(?:{_HOST_SIDE}(?:は|で)?{_OUTER.format(1)}{_AND_IN}{_INSIDE}(?:は|で)?{_INNER.format(1)}"
    rf"|{_OUTER.format(2)}{_HOST_SIDE}{_AND_IN}{_INNER.format(2)}{_INSIDE})"
    r"(?:です|だ|입니다)?[.。]?",
    re.IGNORECASE,
)
"""`MariaDB is 3307 on the host and 3306 in the container.`"""


def read_form(text: str) -> Statement | None:
    """The statement of a whole line of one of these forms; None of any other."""
    if whole := _BOTH_SIDES.fullmatch(text):
        outer, inner = whole["outer1"] or whole["outer2"], whole["inner1"] or whole["inner2"]
        entries = port_cell(f"{outer}:{inner}").entries
        return Statement(subject_of(whole["name"]), entries, "plain", "")
    if whole := CHAIN.fullmatch(text):
        return _of_chain(whole)
    if whole := _HANDED.fullmatch(text) or _RUN_BY.fullmatch(text):
        entries = port_cell(f"port {whole['port'].lstrip(':')}").entries
        own = _is_own(whole["name"])
        return Statement(subject_of(whole["name"]), entries, "plain", "") if own else None
    if whole := _OPTION.fullmatch(text):
        return _of_option(whole)
    if whole := _PAIRS.match(text):
        cell = port_cell(text[whole.start("port") :])
        return Statement(clean_name(whole["name"]), cell.entries, "labelled", "", None)
    return None


def _is_own(name: str) -> bool:
    """Whether what stands before a port is a name: no key, side, stage, or word for a remark."""
    nobody = about_any(("note", "host", "container"), name)
    return not (key_of(name) or environment_of(name) or nobody)


def _of_chain(chain: re.Match[str]) -> Statement:
    mapped = f"{chain['port']}:"
    told = (chain["remark"] or "").rstrip(")）") if mapped in (chain["remark"] or "") else ""
    entries = port_cell(told or chain["port"]).entries
    return Statement(clean_name(chain["name"]), entries, "address", "")


def _of_option(option: re.Match[str]) -> Statement | None:
    """What an option of a command says of a port, with its usual number."""
    flag, told = option["flag"], option["told"]
    if not (about("port", flag.replace(".", " ")) or about("port", told)):
        return None
    name = strip_words(told, "port", "runs", "order", "small").removeprefix("to ")
    entries = port_cell(f"port {option['port']}").entries
    return Statement(clean_name(name) or flag, entries, "plain", "")


_OF = rf"{alternatives('port')} \d{{2,5}} (?:{FOR}) [^\d,;]{{2,40}}?"
"""`port 3000 for guests`"""
_NAMED_BEFORE = re.compile(
    r"(?P<name>[^\W\d][^()（）\[\]:：,;.–—|/→]{1,39}?)"
    rf"(?:\s*[(（\[](?:(?:runs on |on )?{alternatives('port')}\s|:)?(?P<inside>\d{{4,5}})[)）\]]"
    rf"|,\s(?:(?P<transport>tcp|udp)[\s-])?{alternatives('port')}\s?[:=]?\s?(?P<port>\d{{2,5}})(?=,)"
    rf"|,\s(?P<each>{_OF}(?:,?\s(?:(?:{AND})\s)?{_OF})+)\.?$)(?P<rest>.*)",
    re.IGNORECASE,
)
_SAYS = re.compile(r"\s*[^\W\d]")
_VALUED = re.compile(r"\s*[:：=→>-]+\s*(?:[a-z]+://|\w+[:@])?\d")
_STEP = re.compile(
    r"(?:(?:start(?:ing)?|run|launch) (?:the )?|(?:suba|rode|inicie|levant(?:e|a|ar)|arranc(?:a|ar)"
    r"|inici(?:a|ar)|lance[rz]?|démarre[rz]?|starte|avvia(?:re)?|запусти\w*) "
    r"(?:o |a |el |la |le |les |den |die |das |il )?)(?=\S+(?: \S+)?$)",
    re.IGNORECASE,
)
"""`Start the API`"""
_ON_HOST = re.compile(
    rf"\s{alternatives('runs')} (?:{PREPOSITIONS}) [\w.-]+(?: only)?$", re.IGNORECASE
)
"""`Grafana runs on mon01 (port 3000)`"""


def named_before(text: str) -> Statement | None:
    """`gateway (8100), timeout 30 s`, `gateway, port 8080, Go`: whatever is said behind."""
    told = _NAMED_BEFORE.fullmatch(text)
    name = _STEP.sub("", subject_of(_ON_HOST.sub("", told["name"]))) if told else ""
    if told is None or len(name.split()) > 4 or key_of(name) or tells_what_to_do(name):
        return None
    if told["each"]:
        entries = tuple(map(Entry, scan(told["each"])))
        return Statement(name, entries, "plain", told["each"])
    port, rest = told["inside"] or told["port"], told["rest"]
    spoken = _VALUED.match(rest) or _SAYS.match(rest)
    if is_year(int(port)) or spoken or scan(name, loose=False):
        return None
    sent = f"/{told['transport'].lower()}" if told["transport"] else ""
    entries = port_cell(f"port {port}{sent}").entries
    return Statement(name, entries, "plain", rest)
