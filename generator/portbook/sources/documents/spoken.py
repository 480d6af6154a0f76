"""Finds the programs that a sentence gives a number to in other words than that they listen."""

from __future__ import annotations

import re

from portbook.sources.documents.amounts import is_year
from portbook.sources.documents.cells import DOOR
from portbook.sources.documents.sentences import BELONGS
from portbook.sources.documents.text import (
    ARTICLES,
    CONJUNCTIONS,
    PREPOSITIONS,
    about_any,
    alternatives,
)
from portbook.sources.documents.tokens import Number, scan
from portbook.sources.kinds import kind_of_name

_PORT = r"`?(?P<port>\d{2,5})(?!\w|[.:]\d)`?"
_NAME = r"(?P<name>[^\W\d][\w.+-]*(?: [\w.+-]+){0,2}?)"
_ENTRY = re.compile(
    r"\b(?P<name>SSH|SFTP|RDP|VNC|WireGuard|OpenVPN|WinRM)\b[^.;:()\d]{0,60}?"
    rf"(?:,|\b(?:{PREPOSITIONS}|over)) (?:(?:{ARTICLES}) )?{alternatives('port')} {_PORT}"
)
"""`Deploy logs in over SSH on port 2299.`"""
_LISTENING = re.compile(
    rf"{_NAME} [^,，;:]{{2,60}}[,，]\s?(?:[^\W\d]+ ){{0,2}}[監监侦]?[聽听]?{alternatives('port')}"
    rf"\s?{_PORT}[.。]?$",
    re.IGNORECASE,
)
"""`Oracle 19c is shared by all of them, listening on port 1521.`"""
_SERVICE = re.compile(
    rf"{alternatives('port')} {_PORT}(?: \((?:tcp|udp)\))?[,;(]+ ?"
    rf"{alternatives('service')}:? [\"“„«](?P<name>[^\"“”„«»]{{2,30}})[\"”“»]",
    re.IGNORECASE,
)
"""`sends all data to port 9922 (UDP), service "Collector"`"""
_PLACED = re.compile(
    rf"(?:^|[.;] ){_NAME} (?:{PREPOSITIONS}) [a-z][\w-]* (?:is|has|ist|hat|est|es|è|é) {_PORT}"
    r"(?=[.,;]|$)"
)
"""`PostgreSQL on oak is 5433`"""
_BELONGS = re.compile(
    rf"(?:^|[^\w.:/]){_PORT} {BELONGS.pattern}(?:(?:{ARTICLES}) )?"
    r"(?P<name>[^\W\d](?:[^.,;()]|\.(?=\w)){1,30}?)(?=[.,;]|$)"
)
"""`5432 belongs to the store's own database`"""
_FOR_WHOM = re.compile(
    r"(?<![\w.:])`?(?P<port>\d{2,5})`? (?:for|für|para|pour|per|voor|dla|для) "
    rf"(?:(?:{ARTICLES}) )?"
    r"(?P<name>[^\W\d][\w+-]*(?:[ .][\w+-]+){0,2}?)"
    rf"(?=[.,;)]|\s(?:{CONJUNCTIONS})\s|$)",
    re.IGNORECASE,
)
"""`3000 for the web client, 8000 for the API and 6379 for Redis`"""
_NEXT = re.compile(
    r"(?<=\d)[`*]*[,;]? (?:(?:and|und|y|et|e|и) )?(?:(?:the|der|die|das|el|la|le|il|o|a) )?"
    r"(?:next|nächste[rs]?|siguiente|próxim[oa]|prochaine?|prossim[oa]|volgende|следующий)"
    r"(?: (?:free|one|port|freie[rs]?|libre|livre))*"
    r"(?: (?:is|ist|es|est|è|é|would be|will be)|[:—–])+"
    r" [`*]*:?\d{4,5}(?!\d)[`*]*",
    re.IGNORECASE,
)
_ON_MACHINE = re.compile(
    rf"(?:^|(?<=[.!?] ))(?P<said>(?:(?:{ARTICLES}) )?[^\W\d][\w.+'-]*"
    r"(?: [\w.+'-]+){0,3}?"
    rf"(?: (?:is|are|ist|sind|est|sont|está|están|è|lives?|sits?|liegt|{alternatives('runs')}))+)"
    rf"(?: (?:also|ebenfalls|aussi|también))? (?P<on>{PREPOSITIONS}) (?:(?:{ARTICLES}) )?"
    r"`?[^\W\d][\w.-]*`?(?: as well| too| also| aussi| también| ebenfalls)?, "
    rf"(?:(?:on|at) )?(?={alternatives('port')} `?\d)",
    re.IGNORECASE,
)
_ROLE = re.compile(
    rf"(?:^|(?<=[.!?] ))(?P<role>[^\W\d][\w '-]{{2,30}}?)(?:: | (?:is|ist|es|est|è|é) )"
    rf"(?P<name>[A-Z][\w.+-]*), (?=(?i:{alternatives('port')}) `?\d)"
)
_HAS = re.compile(
    rf"(?:^|(?<=[.!?] ))(?:(?:{ARTICLES}) )?(?P<name>[^\W\d][\w.+-]*) (?:also )?"
    r"(?:has|hat|tiene|tem|ha|a)(?: (?:also|auch|también|aussi|anche))?"
    r" (?:(?:its|an?|the|eine?|una?|une|um|su)(?: own)? )?"
    r"(?P<page>(?:[^\W\d]+ )?(?:page|UI|console|dashboard|interface|Konsole|consola|consolle))"
    r"(?: too| as well)?[,:]? (?:(?:on|at|auf|unter|en|em|su) )?(?=[`<]?https?://)"
)


_SURE = re.compile(
    r"(?i:make sure|ensure|assurez-vous|asegúr\w+|certifique-se|sicher|assicurati|убедитесь)"
    r"(?:,? (?:that|de que|que|dass|che|что))? (?P<name>(?-i:[A-Z])[\w.+-]*(?: [A-Z][\w.+-]*)?)"
    r" (?:is|est|esté|está|esteja|ist|sia|è)?[\w' ]{0,30}? (?:on|at|sur|en|na|em|auf|su|на)"
    rf" (?:{alternatives('port')} )?[`*]*(?:https?://)?(?:localhost:)?(?P<port>\d{{4,5}})(?!\d)",
)
"""`Make sure that Redis is running on localhost:6379`"""


def plainly(text: str) -> str:
    """A line without what else its sentences tell with a number: `Grafana runs on oak, port 3000`,
    `Cache: Valkey, port 6390`, `begins at 4000, next is 4003`."""
    if sure := _SURE.search(text):
        text = f"{sure['name']}: port {sure['port']}"
    if "://" in text:
        text = _HAS.sub(r"\g<name> \g<page>: ", text)
    if sum(map(str.isdigit, text)) < _DIGITS or not ("," in text or ";" in text):
        return text
    text = _ON_MACHINE.sub(r"\g<said> \g<on> ", _NEXT.sub("", text))
    return _ROLE.sub(_called, text)


_DIGITS = 2


def _called(match: re.Match[str]) -> str:
    known = kind_of_name(match["name"]) and not kind_of_name(match["role"])
    return f"{match['name']} on " if known else match[0]


_AT = rf"(?:{PREPOSITIONS}) (?:(?:{ARTICLES}) )?(?:{alternatives('port')} )?"
_OWN = re.compile(
    r"(?:(?:it|the (?:service|server|app|application)) )?(?:is |are )?"
    rf"{alternatives('runs')} {_AT}`?:?(?P<port>\d{{4,5}})`?",
    re.IGNORECASE,
)
_ALSO = re.compile(
    rf"[;,]?\s+(?:(?:{CONJUNCTIONS}) )?(?:(?:exposes|serves|offers|has|with|its) ){{0,2}}"
    rf"(?P<door>{DOOR.pattern}) (?:is )?{_AT}`?:?(?P<port>\d{{4,5}})`?",
    re.IGNORECASE,
)


def own_ports(sentence: str) -> list[tuple[str, Number]]:
    """`Listens on 8081; metrics on 9081`, of what a heading names: each with what it is for."""
    own = _OWN.match(sentence)
    also = list(_ALSO.finditer(sentence, own.end())) if own else []
    if own is None or not also or sentence[also[-1].end() :].strip(" ."):
        return []
    return [(m.groupdict().get("door") or "", scan(f"port {m['port']}")[0]) for m in (own, *also)]


_BOLD = re.compile(r"\*\*(?P<name>[^*]{2,40}?)[.:]?\*\*[.:,]?\s+(?P<rest>\S+(?: \S+){3,})")
_BOUND_AT = re.compile(
    rf"\b(?:{alternatives('runs')}|{alternatives('found')}|by [\w.-]+) {_AT}"
    r"`?(?:https?://)?(?:localhost:|(?:\d{1,3}\.){3}\d{1,3}:)?:?(?P<port>\d{2,5})(?![\w.:]*\d)",
    re.IGNORECASE,
)


def led_in_bold(written: str) -> tuple[str, Number] | None:
    """`**Backend.** FastAPI, served by uvicorn on port 8000`: what leads, and where it is."""
    led = _BOLD.match(written)
    name = led["name"] if led else ""
    if led is None or not (kind_of_name(name) or about_any(("part", "general"), name)):
        return None
    told = _BOUND_AT.search(led["rest"][:_NEAR])
    return (name, scan(f"port {told['port']}")[0]) if told else None


_NEAR = 160
"""Signs behind what leads a paragraph within which it may say where that is."""


def programs_with_ports(text: str) -> list[tuple[str, str]]:
    """Programs with the numbers that a sentence gives them."""
    if len(scan(text, loose=False)) == 1:
        known = _LISTENING.match(text)
        if known and kind_of_name(known["name"].split()[0]):
            return [(known["name"], known["port"])]
        entries = [*_ENTRY.finditer(text), *_SERVICE.finditer(text)]
        return [(match["name"], match["port"]) for match in entries]
    placed = [each for each in _PLACED.finditer(text) if kind_of_name(each["name"])]
    whom = list(_FOR_WHOM.finditer(text))
    begins = about_any(("new", "next", "free", "beginning"), text)
    whom = [] if begins or len(whom) != len(scan(text, loose=False)) else whom
    told = [*placed, *_BELONGS.finditer(text), *whom]
    return [(each["name"], each["port"]) for each in told if not is_year(int(each["port"]))]
