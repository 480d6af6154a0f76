"""Finds in sentences whose port a number is: `the API runs on port 8000 and the web on 3000`."""

from __future__ import annotations

import re
from collections.abc import Collection

from portbook.sources.documents.amounts import is_year
from portbook.sources.documents.cells import DOOR, Entry, port_cell
from portbook.sources.documents.doings import done_at
from portbook.sources.documents.one_pair import FOR, ITS, is_port, pair_in
from portbook.sources.documents.sentences import (
    LONGEST,
    SHOWING,
    as_told,
    sentences,
    telling,
    with_numbers,
    without_circumstances,
)
from portbook.sources.documents.spoken import programs_with_ports
from portbook.sources.documents.subjects import UNSPACED
from portbook.sources.documents.text import (
    ARTICLES,
    COMPUTER,
    CONJUNCTIONS,
    PREPOSITIONS,
    REMARK,
    about,
    about_any,
    alternatives,
    clean_name,
    starts_with,
    strip_words,
)
from portbook.sources.documents.tokens import Number, scan
from portbook.sources.documents.unlabelled import END

RUNS = re.compile(
    r"(?:^|[.!:] )((?:It |The (?:service|server|app|application) )?"
    rf"(?:is |are )?{alternatives('runs')} (?:{PREPOSITIONS}) (?:(?:{ARTICLES}) )?"
    rf"(?:tcp |udp |host |local )?{alternatives('port')} \d{{2,5}})"
    rf"(?=[.,;]? ?$|[.;,] | (?:{CONJUNCTIONS}) (?!\d))",
    re.IGNORECASE,
)
"""`It listens on port 3000.` behind another sentence of what the heading names."""
_SOCKETED = re.compile(
    r"(?<![\w./-])(?<!\bon )(?P<name>[A-Z][\w.+-]*(?: [A-Z][\w.+-]*){0,2}|[^\W\d_][\w.+-]*)"
    r"(?: instance| server| container)?"
    r" \((?:(?P<socket>\d{2,5}/(?:tcp|udp)|80/443)\b|:(?P<own>\d{4,5})\)"
    r"|(?P<bare>\d{3,5})(?:\)| on )"
    rf"|[^()]{{0,50}}(?i:{alternatives('port')}) `?(?:[\d.]+:|localhost:)?(?P<port>\d{{4,5}})`?"
    r"(?P<said> [^()\d]{2,50})?\))"
    r"|\((?P<inside>[A-Z][\w.-]*(?: [A-Z][\w.-]*)?) (?:on|at) (?:port )?`?(?P<number>\d{4,5})`?\)"
)
"""`mDNS (5353/udp)`, `Hydra (a store, port 9142)`, `my-api (:9142)`, `(Catfish on 9191)`."""
_NUMBERED = ("socket", "port", "number", "own", "bare")
_JOINED = re.compile(r"\w+-")
_THEIRS = re.compile(r"\b(?:belongs to|gehört(?: zu)?|appartient à|pertenece a) [\w ]*$")
"""`It belongs to the institute (licences.example, port 27000)`, which is no program."""
_BRACKETS = re.compile(r"[(（]([^()（）]{3,200})(?:[)）]|$)")

ARTICLE = rf"(?:(?:{ARTICLES}|l')(?:\s+|(?<=')))?"
NAME = (
    r"(?P<name>[^\W\d_][\w.+/'’-]*(?: (?:d['’])?[^\W\d_][\w.+-]*){0,3}?"
    r"(?: v?\d{1,2}(?:\.\d{1,2}){0,2})?)"
)
_IS = r"(?:is|are|will be|gets|ist|wird|sind|está|fica|é|est|è)"
_RUNS = alternatives("runs")
_ADVERB = r"(?:(?:also|only|then|always|usually|normally|locally) )?"
_DOES = (
    rf"(?:{_IS} {_ADVERB}(?:(?:{_RUNS}|bound|attached|pinned|fixed|open) )?"
    r"|(?:is|are) (?:configured|set(?: up)?) to"
    r" (?:accept|take|receive|serve|run|listen)[^.,;\d]{0,30}? "
    rf"|{_ADVERB}{_RUNS} {_ADVERB}"
    rf"|(?:can be |is |are ){alternatives('found')}"
    r" (?:(?:from|to|by) (?:[a-z]+ ){1,3}?)?"
    r"|(?:zelf |selbst )?(?:vind je|vindt u|findest du|findet man|finden Sie|si trova|se trouve) "
    r"|(?:sits|lives|stands|attaches|opens|takes|occupies|owns|binds)"
    r" (?:on its own \w+ |(?:beside|behind|next to|in front of|alongside|before) \w+ "
    r"|in front )?)"
)
_SIDE = "(?:default|local|host|tcp|udp)"
_AT = (
    rf"(?:(?:{PREPOSITIONS}|to) (?:(?:{ARTICLES}) )?(?:host (?:at|on) )?"
    rf"(?:{_SIDE} )?(?:{alternatives('port')}:? )?|{ARTICLE}(?:{_SIDE} )?{alternatives('port')}:? "
    rf"|(?:on|at) [a-z][\w.-]*(?: only)? \({alternatives('port')} )"
)
_PORT = (
    r"[`(<]?(?:(?:https?://)?(?:localhost|(?:\d{1,3}\.){3}\d{1,3})?:?"
    r"|(?:https?://)?[a-z][\w-]*(?:\.[\w-]+)*:)(?P<port>\d{2,5})(?!\w|[.:-]\d)"
)
_FIRST = re.compile(
    rf"(?:^|[.!;:,] |[-–—] |\b(?:while|so|{CONJUNCTIONS}) ){ARTICLE}{NAME}"
    r"(?: with [^.,;\d]{1,40}?| (?:next to|beside|behind|before|in front of) (?:it|them|that))?"
    rf" (?:{_DOES}{_AT}"
    rf"|(?:uses|binds|takes) (?=`?:?\d{{4,5}}`?(?:[.;]|,? (?!`?\d|and `?\d)|$))"
    r"|binds (?=\d{2,5}(?:, \d{2,5})*,? and \d{2,5}(?![\w.:]))"
    rf"|{alternatives('uses')} (?:[^\W\d]+ ){{0,2}}(?:{ARTICLES})"
    rf" (?=(?!20[0-3])\d{{4,5}}(?:[.;,]|$))){_PORT}",
    re.IGNORECASE,
)
_THAT = rf",? (?:which|that) {_DOES}{_AT}{_PORT}"
_WHICH = re.compile(rf"\b(?:{ARTICLES}) {NAME}{_THAT}", re.IGNORECASE)
_WHO = re.compile(
    rf"(?<![\w.-])(?P<name>(?-i:[A-Z])[\w.+-]*(?: (?-i:[A-Z])[\w.+-]*){{0,2}}){_THAT}",
    re.IGNORECASE,
)
"""`through the gateway, which listens on port 8000`"""
_CALLED = re.compile(
    r"(?:\b(?:talks?|connects?|speaks|proxies|forwards?|hands?|passes|sends?|writes?|reads?|goes"
    r"|routes?)"
    r" (?:[^\W\d]+ ){0,3}?(?:to|with|from|into)|\b(?:uses|needs|queries|calls)"
    r"|\b(?:proxied|served|exposed|routed) (?:through|via|by|behind)"
    r"|\b(?:I|We) (?:run|host|use)"
    rf"|\b{alternatives('calls')}"
    r"|\b(?:exposes|publishes|starts|opens|launches|brings(?: up)?|spins up|abre|levanta|arranca"
    r"|lance|démarre|startet|öffnet|apre|avvia|запускает|поднимает|открывает"
    r"|(?:database|store|broker|cache|queue|proxy|gateway) is))"
    rf" {ARTICLE}{NAME}(?: up)?"
    rf" (?:{PREPOSITIONS}) (?:(?:{ARTICLES}) )?(?:local |host |tcp )?"
    rf"(?:{alternatives('port')} |(?=\W*\d{{4,5}}\b)){_PORT}",
    re.IGNORECASE,
)
"""`and proxies calls to the backend on port 8000`"""
_NAMED_BY = re.compile(
    r"(?<![\w./-])(?P<name>[a-z][a-z0-9]*(?:[-_][a-z0-9]+)+)"
    rf" (?:{PREPOSITIONS}) (?:(?:{ARTICLES}) )?{alternatives('port')} {_PORT}",
    re.IGNORECASE,
)
"""`scrapes the metrics of till-api on port 9620`"""
_MORE = re.compile(rf"`?(?:,? (?:{CONJUNCTIONS}|i) |, ?| ?/ ?)`?(?P<port>\d{{2,5}})(?!\w|[.:]\d)")
"""`ports 80 and 443`: further numbers of the same."""
_AT_LAST = re.compile(
    rf"\b(?:{ARTICLES}|einen|einem|den|dem|het)(?: [a-zäöüß]+e[nrsm]?)? (?P<name>[^\W\d_][\w.+-]*)"
    rf"(?: [a-zäöüß]+)?, (?:die|der|das|dat|welche[rs]?) (?:also |auch |ook )?"
    rf"{_AT}{_PORT}`? (?:{_RUNS}|staat|steht|wartet|wacht|liegt|sitzt|hängt|horcht)\b",
    re.IGNORECASE,
)
"""`durch den Emulator, der auf Port 9105 wartet`"""
_FORMS = (_FIRST, _CALLED, _WHICH, _WHO, _AT_LAST, _NAMED_BY)
_SO_MUCH = re.compile(r"\s?(?:%|[a-z]{2,}[^\Wsu]s\b|[a-z]ps\b)")
"""`is at 87 %`, `is at 4000 documents`"""
_FURTHER = re.compile(
    rf"`?(?: \([^()]{{1,40}}\))?\)?,? (?:(?:while|{CONJUNCTIONS}|i) )?"
    rf"(?:(?:exposes|serves|to|with|from) )?"
    rf"{ARTICLE}{NAME} (?:[—–-] )?(?:{_DOES})?"
    rf"(?:{_AT})?{_PORT}",
    re.IGNORECASE,
)
_FOUND = re.compile(
    rf"(?:^|[.;] )(?:on|at|auf|unter|op|en el|sur le|sulla|na) {alternatives('port')} `?"
    rf"(?P<port>\d{{2,5}})`? (?:you(?: will|'ll)? find|{_RUNS}|is|ist|está|est|staat|steht|sitzt"
    rf"|vind je) (?:(?:the|de|het|der|die|das|el|la|le|il) (?P<what>[a-z][\w-]{{3,}})|{ARTICLE}"
    r"(?P<name>(?-i:[A-ZÀ-Ý]|[^\x00-\x7f])[\w.+/-]*(?: [A-Z(][\w.+)-]*){0,2}))(?=[.,;]|$)",
    re.IGNORECASE,
)
"""`On port 3000 runs Grafana.`"""
_USED = re.compile(
    rf"(?:^|[.;] )Port `?(?P<port>\d{{2,5}})`? is (?:used by|assigned to|taken by|for) {ARTICLE}"
    r"(?P<name>(?P<what>[^\W\d_][\w.+/-]*(?: [A-Za-z][\w.+-]*){0,2}?))(?= \(|[.,;]|$)",
    re.IGNORECASE,
)
"""`Port 3111 is assigned to the Git tool.`"""
COMMAND = re.compile(r"\b(?:npm|pnpm|yarn|bun) run \S|\bdocker compose \S| && ")
COLON = re.compile(r"(?P<name>[^\W\d][\w.-]*(?: [\w.-]+){0,2}) :(?P<port>\d{4,5})")
"""`Web :3000`"""


def ports_told(text: str, heading: str = "") -> list[tuple[str, Number]]:
    """Names with the numbers that a sentence gives them, in its order; `its` are the heading's."""
    bare = _ASIDE.sub("", REMARK.sub("", text := without_circumstances(text)))
    told = _listening(bare, heading) or _named(bare) or _listed(text) or bracketed_names(text)
    return _socketed(text) + told + doing(bare, {number.start for _, number in told})


_ASIDE = re.compile(
    r"(?<=\w), (?:which|that|who|the|our|an?|der|die|das|unsere?|que|nuestr[oa]|noss[oa]|qui|notre"
    r"|che|il|la|le|el) [^,\d;:()]{3,60},"
    rf"(?= (?:is|are|ist|sind|está|é|est|è|{alternatives('runs')}) )",
    re.IGNORECASE,
)
"""`Collabora, which opens documents, is on port 9980`"""


def doing(text: str, others: Collection[int] = ()) -> list[tuple[str, Number]]:
    """Names with numbers at which they do something, besides the others that a text tells."""
    found: list[tuple[str, Number]] = []
    said = [part for each in sentences(text[:LONGEST]) for part in _SO.split(each)]
    for name, port in done_at(said, [each for part in said for each in telling(part)]):
        if int(port.partition(":")[0]) not in {*others, *(n.start for _, n in found)}:
            add_named(found, name, scan(f"port {port}")[0])
    return found


_SO = re.compile(r",? so (?=there (?:is|are))|(?<=\w{2}): (?=[^\W\d])")
"""`ours was too slow, so there is now one on port 8072`"""


def _named(text: str) -> list[tuple[str, Number]]:
    """What sentences say of one number in other words than that something listens."""
    said = telling(text) if len(text) <= LONGEST else []
    return [(name, _number(port)) for each in said for name, port in programs_with_ports(each)]


def _socketed(text: str) -> list[tuple[str, Number]]:
    found: list[tuple[str, Number]] = []
    for beside in _SOCKETED.finditer(text):
        name, bare = beside["name"] or beside["inside"], beside["bare"]
        told = name[0].isupper() and "→" not in text and any(beside[0] in s for s in telling(text))
        if (
            not strip_words(name, "path")  # `profile (port 5252)`
            or about_any(("avoid", "changed", "old"), text[: beside.end()][-60:])
            or _THEIRS.search(text, 0, beside.start("name") if beside["name"] else 0)
            or (bare and not told)
            or (name.islower() and (beside["said"] or (beside["own"] and not _JOINED.match(name))))
        ):
            continue
        for number in scan(next(filter(None, beside.group(*_NUMBERED)))):
            if not bare or (is_port(number) and not is_year(number.start)):  # `Windows (2019)`
                add_named(found, name, number)
    return found


def _listed(text: str) -> list[tuple[str, Number]]:
    """`RabbitMQ (5672 / 15672), Redis (6379)`: a sentence of nothing but these."""
    gone = [each for each in with_numbers(text) if about("retired", each)]
    told = not about_any((*SHOWING, "default", "usual", "old", "measure"), text)
    behind = [pair_in(part) for part in _BEHIND.findall(text) if told]
    listed = [(pair.name, Entry(n)) for pair in behind if pair for n in pair.numbers if pair.name]
    if len(listed) < max(_SEVERAL, len(behind)):
        listed = [
            (match["told"] or match["name"], entry)
            for match in _NAMED.finditer(text)
            if not any(match[0] in each for each in gone)
            for entry in port_cell(match["ports"]).entries
        ]
    found: list[tuple[str, Number]] = []
    for name, entry in listed:
        add_named(found, f"{name} {entry.label}".strip(), entry.number)
    ends = all(not entry.label or END.fullmatch(entry.label) for _, entry in listed)
    whole = ends and len(listed) == len(scan(text, loose=False))
    return found if whole and len({name for name, _ in listed}) >= _SEVERAL else []


_BEHIND = re.compile(r"(?<![\w.:/])\d{4,5}`? \([^()\d]{2,30}\)")
"""`5005 (orders)`"""
_SEVERAL = 2
_NAMED = re.compile(
    r"(?<![\w.-])(?:(?:an?|the) (?P<told>[a-z][\w-]*(?: [a-z][\w-]*)?)"
    r"|(?P<name>(?!uses |needs |calls |and |with |to |via )"
    r"[^\W\d_][\w.+-]*(?: [A-Z][\w.+-]*){0,2}))"
    r" \((?P<ports>:?\d{4,5}(?: ?[/,] ?[^\d(),]{0,20}\d{4,5}){0,3})\)"
)


def _listening(text: str, heading: str) -> list[tuple[str, Number]]:
    """`The API runs on port 8000 and the web on 3000`; behind semicolons may be something else."""
    found: list[tuple[str, Number]] = []
    for part in text.split("; "):
        for used in (*_USED.finditer(part[:LONGEST]), *_FOUND.finditer(part[:LONGEST])):
            add_named(found, used["name"] or used["what"], _number(used["port"]))
        told = len(part) <= LONGEST and not part.rstrip().endswith(("?", "？"))
        for sentence in telling(part) if told else ():
            _add_listening(found, sentence, _subject(text) or heading)
    return found


_LEADS = re.compile(r"([^\W\d_][\w.]*[-_/][\w./-]+|[A-Z][\w.+-]*)(?: \([^()]*\))? ")


def _subject(text: str) -> str:
    """What a text begins with, if that is a name."""
    if (clause := _CLAUSES.match(text)) and len(clause[1].split()) < _SPOKEN:
        return clause[1]
    led = _LEADS.match(text)
    nobody = led and (starts_with("pronoun", led[1]) or _CLAUSE.match(led[1]))
    return led[1] if led and not nobody else ""


_CLAUSES = re.compile(r"((?=[^,，]*[A-Z])(?:[^,，。:：.]|\.(?=\d)){2,40})[,，]")
"""`Proxmox VE 8.1, web UI on 8006`"""
_SPOKEN = 5


def _add_listening(found: list[tuple[str, Number]], text: str, subject: str) -> None:
    at = 0
    while match := min(
        filter(None, (form.search(text, at) for form in _FORMS)),
        key=lambda told: told.start("name"),
        default=None,
    ):
        if about("condition", as_told(text[: match.end()])):
            break
        owner = match["name"]
        if ITS.match(owner) or _is_door(owner):
            owner = found[-1][0] if found else subject
        while match is not None:
            at = match.end()
            name = _owned(match["name"], owner) if owner else match["name"]
            much = _SO_MUCH.match(text, at) or _UP_TO.search(match[0])
            if much and not about("port", match[0]):
                break
            add_named(found, name, _number(match["port"]))
            while more := _MORE.match(text, at):
                at = more.end()
                add_named(found, name, _number(more["port"]))
            match = _FURTHER.match(text, at)
            if match and not (ITS.match(match["name"]) or _is_door(match["name"])):
                owner = match["name"]
    for pattern in UNSPACED:
        for match in pattern.finditer(text):
            owner = found[-1][0] if found else subject
            add_named(
                found,
                _owned(match["name"], owner) if owner else match["name"],
                _number(match["port"]),
            )


def _is_door(name: str) -> bool:
    """Whether a name is what any program offers: `admin listener`."""
    return DOOR.fullmatch(_LISTENS.sub("", name)) is not None


_LISTENS = re.compile(r"\s(?:listener|endpoint|port)s?$", re.IGNORECASE)


def _owned(name: str, owner: str) -> str:
    """A name with that of the program which it is a part of."""
    part = ITS.sub("", name, count=1)
    return f"{owner} {part}" if part != name or _is_door(name) else name


_UP_TO = re.compile(r"\bup to\b", re.IGNORECASE)


def _number(port: str) -> Number:
    return Number(int(port), 0, len(port))


_PLACED = re.compile(rf"(?<=\w)\s(?:{PREPOSITIONS})\s[\w.-]*[\d.-][\w.-]*$", re.IGNORECASE)
"""`nginx on web-1`, of which the latter is a machine."""


def add_named(found: list[tuple[str, Number]], name: str, number: Number) -> None:
    """Add a pair, but none of a name that may be anybody's."""
    name = _CALLED_SO.sub("", _SENTENCE.split(name)[-1])
    name = clean_name(_PLACED.sub("", _WILL.sub("", _AND.sub("", name)).rstrip(".")))
    told = strip_words(name, "service", "machine", *COMPUTER, "port", "many", "small", "now")
    nobody = (
        starts_with("pronoun", name)
        or _DOMAIN.fullmatch(name)
        or _CLAUSE.search(name)
        or _WHOM.match(name)
        or not told
        or about("order", name.split()[0])
    )
    if 20 < number.start < 65536 and not nobody:
        found.append((name, number))


_SENTENCE = re.compile(r"(?<=\w{2})[.!?] (?=\S)")
_CALLED_SO = re.compile(r"^.* (?:called|named) (?=\S)")
_DOMAIN = re.compile(r"(?:[\w-]+\.){2,}[a-z]{2,}")
_WHOM = re.compile(rf"(?:{FOR})\s")
_CLAUSE = re.compile(r"\b(?:and|it|if|when|once|after|before|while|you|this)\b", re.IGNORECASE)
_WILL = re.compile(
    rf"\s(?:{alternatives('modal')}|also|then|now|is|comes|always|sempre|siempre|toujours|immer)$"
)
_AND = re.compile(
    rf"^(?:(?:{CONJUNCTIONS}|so|while|während|mientras|enquanto|mentre|tandis que|а|тогда как) )?"
    rf"(?:(?:{ARTICLES}) )?",
    re.IGNORECASE,
)


def bracketed_names(text: str) -> list[tuple[str, Number]]:
    """`(web 3000, api 8000)`: nothing but names, each with its number."""
    found: list[tuple[str, Number]] = []
    shown = starts_with("condition", text)
    for inside in () if shown else _BRACKETS.findall(text):
        if about("example", inside[:10]):
            continue
        parts = re.split(r"\s*[,;，、；]\s*", inside)
        told = [pair_in(part) for part in parts if scan(part, loose=False)]
        pairs = [pair for pair in told if pair and pair.name]
        if len(pairs) == len(told) > 1:
            found += [(pair.name, number) for pair in pairs for number in pair.numbers]
    return found
