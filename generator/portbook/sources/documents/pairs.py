"""Finds lines that only list names with their ports: `web 3000, api 80`, `web (80) → api (81)`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain

from portbook.sources.documents.cells import DOOR
from portbook.sources.documents.environments import environment_of
from portbook.sources.documents.labels import key_of
from portbook.sources.documents.one_pair import AND, FOR, ITS, VERSION, Pair, may_name, pair_in
from portbook.sources.documents.scope import MACHINE
from portbook.sources.documents.text import (
    about,
    about_any,
    alternatives,
    clean_name,
    strip_words,
)
from portbook.sources.documents.tokens import Number, scan
from portbook.sources.documents.unlabelled import END
from portbook.sources.kinds import kind_of_name


@dataclass(frozen=True, slots=True)
class Pairs:
    """`label` is what stands before the list, `External: 80 Caddy, 443 Shop`; `placed` tells that
    it is a machine, with its address."""

    label: str
    told: list[tuple[str, Number]]
    placed: bool = False


_LONGEST = 500
_INTO = re.compile(r"(?P<caller>[^→>\d():]{2,40}?)\s*(?:→|[-=]+>)\s*(?=[^→>]+[,/;][^→>]+$)")
"""`api → store (5432) / cache (6379)`: who calls them."""
_BOUND = re.compile(r"\s(?:\d{1,3}\.){3}\d{1,3}(?=\s?: )")
"""`All are bound to 127.0.0.1: 80 → 8080 for the shop`"""
_ONLY = re.compile(r"(?<=\d) (?:only|nur|solo|seulement|somente|apenas|alleen|tylko|только)$")
_BETWEEN = re.compile(
    rf"\s*[,;、，；]\s*(?:(?:{AND})\s)?|\s+(?:[·•|/&+]|(?!en\s)(?:{AND}))\s+|(?<=[\d)`])\s+en\s+"
    r"|\s*(?:和|及|と|および)\s*"
)
_DOTS = re.compile(r"\s+[·•]\s+")
"""Between `store:3011 / 3018` and the next."""
_BEFORE_BRACKET = re.compile(r"\s{2,}(?=[(（])")
_GAP = re.compile(r"\s{2,}|\t|(?<=\d)\s(?=[^\W\d][\w.-]*:\d)")
"""Between `web:3000 api:3001`, or wherever lines leave more than one blank."""
_ARROW = re.compile(r"\s*(?:→|➜|⇒|⟶|(?<![<=-])[-=]{1,3}>)\s*")
_BRACKETS = re.compile(r"[(（\[][^()（）\[\]]*[)）\]]")
HOSTLIKE = re.compile(r"[a-z]{2,12}-?\d{1,2}")
"""`docker01`"""
_LABEL = re.compile(
    rf"(?P<label>{HOSTLIKE.pattern}"
    r"|(?:[^\d:：,;→()（）]|(?<=[^\W\d])\d|(?<=\d\.)\d){1,90}"
    r"(?:[^\s\d:：,;→()（）]|(?<=v\d\.)\d|(?<=\sv)\d))"
    r"(?:\s[(（](?P<aside>[^\d()（）:]{2,30})[)）])?(?:\s?: +|：\s*)(?=\S)"
)
_DASHED = re.compile(
    rf"(?P<label>{HOSTLIKE.pattern}|[^\W\d][^\d:：,;→()（）]{{1,40}}?)\s+[–—-]\s+(?=[^\W\d])"
)
_ITEM = (
    rf"(?:(?:{alternatives('port')}|tcp|udp)[\s:]*)?`?:?\d{{2,5}}(?:/(?:tcp|udp)|\s?[–-]\s?:?\d{{2,5}})?`?"
    rf"(?:\s?(?:[,/&、]|{AND})\s?`?\d{{2,5}}(?:/(?:tcp|udp))?`?)*\s?[(（][^()（）\d]+[)）]"
)
_EACH = re.compile(_ITEM, re.IGNORECASE)
_BRACKET = re.compile(r"\s?[(（]|[)）]")
_OFFERS_ONLY = re.compile(
    r"(?:^|\s)(?:https?|grpc|wss?|tcp|udp|g?ui|native|metrics|console|dashboard|management)$",
    re.IGNORECASE,
)
"""What one program offers, whose name stands elsewhere."""
_LED = re.compile(
    r"(?P<lead>(?:we|i|make sure|ensure|please|the following"
    rf"|[^\d()（）]*{alternatives('port')}[^\d()（）]*?"
    r"|it (?:publishes|exposes|opens|serves|uses|listens on))\b[^\d():：]*[:：]?\s*"
    rf"(?:(?:tcp|udp)\s(?=\d))?)(?P<list>{_ITEM}(?:[,，、;]?\s*(?:(?:{AND})\s)?{_ITEM})+)[^\d()（）]*",
    re.IGNORECASE,
)
"""`We use 3000 (web) and 3001 (admin)`, `Open the ports 22 (SSH), TCP 80, 443 (proxy)`"""
_OFFERED = re.compile(rf"(?<=\d) ?[(（]({DOOR.pattern}) ?[:：]? ?(\d{{4,5}})[)）]", re.IGNORECASE)
"""`(console 9001)` behind a program's port"""
_PARTS = re.compile(rf"\d[`*]* (?:{FOR}) ")
"""`for the shop`, behind a number, and that with its number."""
_SPACED = re.compile(r"(?<=\d)\s+(?=[a-z])")
"""Between `http=80 grpc=81`."""


def pairs_of(text: str) -> Pairs | None:
    """The pairs of a line that has nothing else, at least two of them; None of other text."""
    if not 6 < len(text) <= _LONGEST or sum(map(str.isdigit, text)) < 4:
        return None
    text = _BOUND.sub("", _ONLY.sub("", text.rstrip(" .。,，、;；")))
    machine = _MACHINE.match(text)
    led = (_on_machine(machine) if machine else None) or _behind_dash(text)
    if led := led or _named_behind(_BEFORE_BRACKET.sub(" ", text)):
        return led
    into = _INTO.match(text)
    owner = into["caller"] if into and not environment_of(into["caller"]) else ""
    text = text[into.end() :] if into and owner else text
    if owner and len(_PARTS.findall(text)) == len(parts_of(text)) and may_name(owner):
        return None  # `torrents → 8181 for the page, 6881 for peers`, all its own
    if sum(part[:1].isalpha() for part in parts_of(text)) > 1:
        text = _OFFERED.sub(r", \1 \2", text)
    text = _BEFORE_BRACKET.sub(" ", text)
    parts = parts_of(text, _GAP)
    if len(parts) > 2 and not scan(parts[0]) and all(map(END.match, parts[1:])):
        parts = [f"{parts[0]} {parts[1]}", *parts[2:]]  # `orders  http: 8081  grpc: 9081`
    listed = _listed(text) or _list(parts)
    if told := _flow(parts_of(text, _ARROW)) or listed:
        offered = owner and _offers(owner, told)
        return Pairs("", [(owner, each) for _, each in _owned(told)] if offered else _owned(told))
    label = _LABEL.match(text)
    if label and environment_of(label["aside"] or ""):
        label = None  # `Till (staging): http 8080, grpc 9090`
    below = text[label.end() :] if label else ""
    told = (_listed(below) or _list(parts_of(below, _SPACED))) if label else []
    if label and told and _offers(label["label"], told):
        return Pairs("", [(label["label"], each) for _, each in _owned(told)])
    return (
        Pairs(label["label"], _owned(told))
        if label and told and (_says_how(label["label"]) or _leads(label["label"], told))
        else None
    )


def _named_behind(text: str) -> Pairs | None:
    """`We use 3000 (web) and 3001 (admin)`: ports, each with its name in brackets behind it."""
    led = _LED.fullmatch(text)
    sided = led and about_any(("container", "closed", "outgoing", "range"), led["lead"])
    if led is None or sided or environment_of(led["lead"]):
        return None
    if about_any(("avoid", "default", "usual"), text):
        return None
    told = [_BRACKET.split(item[0]) for item in _EACH.finditer(led["list"])]
    items = [(ports, _BEHIND_NAME.sub("", name.strip("`"))) for ports, name, *_ in told]
    names = [name for _, name in items]
    if not all(len(name.split()) < _SPOKEN and may_name(_SCRIPT.sub("", name)) for name in names):
        return None
    named = [name for name in names if not _OFFERS_ONLY.search(name)]
    pairs = [(clean_name(name), n) for ports, name in items for n in scan(f"port {ports}")]
    label = led["lead"] if about_any(("retired", "free"), led["lead"]) else ""
    return Pairs(label, pairs) if len({*named}) > 1 else None


_BEHIND_NAME = re.compile(r"`?(?:[,，;]\s.*)?$")
"""`shop, no listener needed`"""
_SCRIPT = re.compile(rf"\.(?:sh|py|[jt]s|ps1|bat|rb|go)$|\s(?:{AND})(?=\s)")
"""`config.sh`, `perf and load`: what no name elsewhere has."""


def _behind_dash(text: str) -> Pairs | None:
    """`NATS — client 4222, cluster 6222` as if a colon stood there."""
    dashed = _DASHED.match(text)
    pairs = _list(parts_of(text[dashed.end() :])) if dashed else []
    if not (dashed and pairs):
        return None
    label = dashed["label"]
    whose = {pair.name: _with_part(label, pair.name) for pair in pairs}
    if may_name(label) and all(whose.values()):
        return Pairs("", [(whose[pair.name], n) for pair in pairs for n in pair.numbers])
    return pairs_of(f"{label}: {text[dashed.end() :]}")


def _with_part(label: str, name: str) -> str:
    """Whose what a label offers is: its own, or a part's; empty for what has a name of its own."""
    if END.fullmatch(name) or (kind_of_name(label) and not kind_of_name(name)):
        return label
    return f"{label} {name}" if about("part", name) and not kind_of_name(name) else ""


_MACHINE = re.compile(
    r"(?:(?P<name>[^\W\d][^:：()（）|]{1,40}?)\s*[(（](?:\d{1,3}\.){3}\d{1,3}[)）]"
    r"|(?:\d{1,3}\.){3}\d{1,3}\s*"
    r"(?:[(（](?P<inside>[^\W\d][\w .-]{1,30})[)）]|[—–-]\s(?P<behind>[\w-]{2,20}))"
    rf"|(?P<counted>(?i:{MACHINE.pattern}))(?=\s?[:：]|\s[–—-]\s))"
    r"\s*[:：–—-]?\s+(?=:?[^\W_])"
)
"""`Media (10.0.0.20): `, `10.0.0.5 (oak): `, `VM 2 (db): `, before what runs there."""
_PROGRAM = re.compile(
    rf"(?P<name>[^\W\d][^()（）:：]{{0,40}}?)\s*"
    rf"[(（](?:{alternatives('port')}\s*)?(?P<ports>:?\d{{2,5}}(?:/[a-z]+)?(?:\s*[,/]\s*:?\d{{2,5}}(?:/[a-z]+)?)*)[)）]",
    re.IGNORECASE,
)


def _on_machine(machine: re.Match[str]) -> Pairs | None:
    """Programs with their ports, behind the machine that they run on."""
    name = clean_name(next(filter(None, machine.groups())))
    parts = parts_of(machine.string[machine.end() :])
    alone = pair_in(parts[0]) if len(parts) == 1 else None
    pairs = _list(parts) or ([alone] if alone and alone.led and alone.name else [])
    if pairs and not (_offers(name, pairs) or kind_of_name(name)):
        return Pairs(name, _owned(pairs), placed=True)
    told: list[tuple[str, Number]] = []
    for part in parts:
        program = _PROGRAM.fullmatch(part)
        if program is None and any(map(str.isdigit, part)):
            return None
        numbers = scan(f"port {program['ports']}") if program else []
        told += [(clean_name(program["name"]), number) for number in numbers if program]
    return Pairs(name, told, placed=True) if told else None


def parts_of(text: str, separator: re.Pattern[str] = _BETWEEN) -> list[str]:
    """The parts of a text between separators outside of brackets."""
    masked = _BRACKETS.sub(lambda inside: "x" * len(inside[0]), text)
    gaps = [gap.span() for gap in separator.finditer(masked)]
    ends = [0, *(end for gap in gaps for end in gap), len(text)]
    return [text[b:e].strip() for b, e in zip(ends[::2], ends[1::2], strict=True)]


def _listed(text: str) -> list[Pair]:
    """The pairs of a list, between dots rather than between what may part the numbers of one."""
    return _list(parts_of(text, _DOTS)) or _list(parts_of(text))


def _list(parts: list[str]) -> list[Pair]:
    """The pairs of a list of one order, with at least two names; empty where a part is none."""
    parts = [part for part in parts if not _is_closed(part)]
    while len(parts) > 2 and not any(map(str.isdigit, parts[-1])):
        parts = parts[:-1]  # `auth on 1812/udp, accounting on 1813/udp, same box`
    read = [_held_in(part) or [pair_in(part)] for part in parts] if len(parts) > 1 else []
    pairs = [pair for each in read for pair in each if pair]
    named = [pair for pair in pairs if pair.name]
    one_order = len({pair.led for pair in named}) == 1 and (
        named[0].led or len(named) == len(pairs)
    )
    several = len({pair.name for pair in named}) > 1 and pairs[0] is named[0]
    several = several and not ITS.match(named[0].name)
    return pairs if None not in chain(*read) and several and one_order else []


_HELD = re.compile(
    r"(?P<name>[^\W\d][^()（）:：]{1,40}?)\s*[(（](?P<ports>[^\d()（）][^()（）]*)[)）]"
)


def _held_in(part: str) -> list[Pair | None]:
    """`Broker (names:9876 + store:10911)`: what a program offers, each at its own port."""
    held = _HELD.fullmatch(part)
    told = _INNER.split(held["ports"]) if held else []
    ends = [each for each in map(_END_AT.fullmatch, told) if each]
    if held is None or len(ends) < max(2, len(told)):
        return []
    whose = VERSION.sub("", f"{held['name']}:").rstrip(":")
    named = ((clean_name(f"{whose} {end['end']}"), end["port"]) for end in ends)
    return [Pair(name, (scan(f"port {port}")[0],), led=True) for name, port in named]


_INNER = re.compile(r"\s*[,;+/、，]\s*")
_END_AT = re.compile(r"(?P<end>[^\W\d][\w -]{0,20}?)\s*[:：\s]\s*(?P<port>\d{2,5})")


def _is_closed(part: str) -> bool:
    """`API off`, `Diun no port` among others that have ports."""
    silent = len(part.split()) < 6 and not any(map(str.isdigit, part))
    return silent and about_any(("closed", "retired"), part)


def _flow(parts: list[str]) -> list[Pair]:
    """`Browser → web (3000) → api:8080, mail:25`: who calls whom, two or more with their ports."""
    if len(parts) < 2:
        return []
    ends = [*parts[:-1], *parts_of(parts[-1])]
    pairs = [pair_in(each) if any(map(str.isdigit, each)) else Pair(each) for each in ends]
    told = [pair for pair in pairs if pair and pair.numbers]
    sided = any(not strip_words(pair.name, "host", "container", "machine") for pair in told)
    named = None not in pairs and all(pair.led and pair.name for pair in told)
    return told if named and len(told) > 1 and not sided else []


def _owned(pairs: list[Pair]) -> list[tuple[str, Number]]:
    """Each number with its name, and what a program offers besides with that program's."""
    told: list[tuple[str, Number]] = []
    owner, _, first = pairs[0].name.replace("'s ", " ").rpartition(" ")
    ends = [(first, pairs[0]), *((pair.name, pair) for pair in pairs[1:])]
    if owner and all(END.fullmatch(end) for end, _ in ends):  # `orders rest:8081 grpc:9081`
        return [(f"{owner} {end}", number) for end, pair in ends for number in pair.numbers]
    owner = name = ""
    for pair in pairs:
        door = owner and DOOR.fullmatch(pair.name) and not kind_of_name(pair.name)
        own = ITS.sub(f"{name} ", pair.name)
        name = f"{owner} {pair.name}" if door else own or name
        if not door:
            owner = _OFFER.sub("", pair.name) if kind_of_name(pair.name) else ""
        told += [(name, number) for number in pair.numbers]
    return told


_OFFER = re.compile(rf"(?<=\w) {END.pattern}$", re.IGNORECASE)  # `MinIO API`
_SPOKEN = 4
"""Words of a label that is a sentence, which may lead more pairs than that."""
_COMPOUND = re.compile(r"[^\W\d_]\w*(?:[-_]\w+)+")
"""`orders-api`, which says whose it is."""


def _offers(label: str, pairs: list[Pair]) -> bool:
    """Whether a label is a name, and all of a list what that offers: `orders: http 80, grpc 81`."""
    offered = all(END.fullmatch(pair.name) for pair in pairs)
    return offered and key_of(label) is None and may_name(label) and not environment_of(label)


def _says_how(label: str) -> bool:
    """`Docker network`, `Deprecated in v3`: where a list is reached from, or how it stands."""
    sides = ("container", "closed", "deprecated")
    if about("port", label) or not (about_any(sides, label) or _NETWORK.search(label)):
        return False  # `Container ports: 80 (web), 81 (admin)`, of the item above
    told = strip_words(_NETWORK.sub(" ", label), *sides, "area", "many", "small")
    return not _SINCE.sub("", told).strip(" -")


_NETWORK = re.compile(
    r"\b(?:docker|bridge|overlay|networks?|netzwerk|netz|red|rede|réseau|rete|netwerk|sieć|ağ|сеть|мережа"
    r"|mạng|jaringan)\b|网络|網路|ネットワーク|네트워크",
    re.IGNORECASE,
)
_SINCE = re.compile(r"^(?:[^\W\d]+ )?v?\d[\d.]*$", re.IGNORECASE)
"""`in v3`, behind that it is deprecated."""
_PROGRAMS = 2


def _leads(label: str, pairs: list[Pair]) -> bool:
    """Whether a label is not what all of a list are parts of: a place, a group, a stage."""
    mapped = all(number.container for pair in pairs for number in pair.numbers)
    # `MinIO 9000, console 9001`
    names = [pair.name for pair in pairs if not DOOR.fullmatch(pair.name)] or [pairs[0].name]
    if len(label.split()) > _SPOKEN or (mapped and not pairs[0].led):
        several = len(pairs) > _SPOKEN or sum(map(bool, map(kind_of_name, names))) > 1
        return mapped or (pairs[0].led and several)
    # `Databases: Postgres 5432, Redis 6379`
    grouped = about_any(("many", "area"), label)
    grouped = grouped and sum(map(bool, map(kind_of_name, names))) >= _PROGRAMS
    own = sum(kind_of_name(name) is not None and not about("part", name) for name in names)
    # `Infra: Postgres 5432, Redis 6379, MinIO 9000, Grafana 3002` are no product's parts.
    parts = own < _PROGRAMS and any(about("part", n) or environment_of(n) for n in names)
    known = any(map(kind_of_name, names)) and not parts
    if not pairs[0].led and all(map(kind_of_name, names)):
        return True  # `Inside: 5432 (Postgres), 6379 (Redis)`
    ported = about("port", label) and not strip_words(label, "port", "area", "many", "service")
    if ported or key_of(label) or environment_of(label):
        return known or pairs[0].led
    told = [number.start for pair in pairs for number in pair.numbers]
    whole = len(told) == len({*told}) and all(map(_COMPOUND.fullmatch, names))
    # `Media: Plex 32400, Sonarr 8989, Radarr 7878`
    proper = len(names) > 2 and all(n[0].isupper() and not about("general", n) for n in names)
    whole = whole or (proper and not parts)
    if HOSTLIKE.fullmatch(label) or grouped or (whole and pairs[0].led):
        return True
    role = DOOR.fullmatch(label) or not strip_words(label, "part")
    if role and not parts:
        return pairs[0].led  # `panel: cPanel on 2083, WHM on 2087`
    return known and kind_of_name(label) is None
