"""Finds whose a number is by what a program does there: `CUPS has its page on 631`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from portbook.sources.documents.amounts import LOW, is_year
from portbook.sources.documents.cells import DOOR
from portbook.sources.documents.labels import PROTOCOL
from portbook.sources.documents.one_pair import FOR, ITS
from portbook.sources.documents.text import (
    ARTICLES,
    CONJUNCTIONS,
    PREPOSITIONS,
    about,
    about_any,
    alternatives,
    starts_with,
)
from portbook.sources.kinds import kind_of_name

_CAPITALS = r"(?-i:[A-ZÀ-ÝА-Я])[\w.+-]*(?: (?-i:[A-Z])[\w.+-]*){0,2}"
_WORDS = rf"(?:(?:{ARTICLES}) )?[^\W\d_][\w.+/-]*(?: [^\W\d_][\w.+-]*){{0,3}}?"
_DOES = alternatives("does")
_RUNS = alternatives("runs")
_IS = "is|are|ist|sind|está|están|é|são|est|sont|è|sono|jest|sits|lives|stays?|comes"
_WHERE = (
    rf" (?:(?:{PREPOSITIONS}|from|over|по) (?:(?:{ARTICLES}) )?"
    rf"(?:(?:tcp|udp|host|local) )?{alternatives('port')} |(?:{PREPOSITIONS}) )"
)
_AND = f"{CONJUNCTIONS}|en|i|so|damit|but|aber|pero|mais"
_PORT = (
    r"`?:?(?P<port>\d{2,5})`?(?!\w|[.:–-]\d)"
    rf"(?=\s?(?:[.,;)(]|$)|\s(?:{_AND}|for|because|while|with|when|like|unless|rather|instead"
    r"|as|für|weil|mit|wie|para|porque|con|com|pour|avec|per|perché|для)\s)"
)
_THING = r"(?: (?!(?:to|from|with|into|against|through|by|an|zu|von|mit|nach)\b)[^\W\d][\w'’-]*)"
_LED = re.compile(
    rf"(?:(?P<name>{_WORDS}) (?:{_IS}|{_DOES}|{_RUNS}|do(?:es)?|did|has|have|will|can)\b"
    rf"(?:(?: (?:{ARTICLES}|[a-z]+)){{0,2}} (?P<program>{_CAPITALS}))?"
    rf"|(?P<named>{_CAPITALS}) [a-z]+[st]\b"
    rf"|(?:Now|Next|Then|First|Last)(?: comes| start)?,? the (?P<next>{_WORDS})\.$)",
    re.IGNORECASE,
)
"""What a sentence speaks of."""
_OFFERS = re.compile(
    rf"(?:^|[.;:!] |, |\b(?:{_AND}) )(?P<name>{_WORDS}) (?:(?:also|then|only) )?"
    rf"(?:{_DOES}|(?:keeps|kept|has|hat|tiene|tem|ha)(?= {ITS.pattern}))"
    rf"(?P<what>{_THING}{{1,6}}?){_WHERE}{_PORT}",
    re.IGNORECASE,
)
"""`The shop serves its customers on 3600`"""
_GOES_ON = re.compile(
    rf"(?:\b(?:{_AND})|,)(?: (?:it|they|er|sie|es))?"
    rf" (?:(?:(?:{_IS})|{_DOES}|{_RUNS}|has|shows|hat|tiene|tem|ha)(?: (?:also|still|now))?"
    rf"{_THING}{{0,5}}?{_WHERE}|(?:uses|takes|opens|nutzt|benutzt|usa|utilise"
    rf"|gebruikt|redirects from) (?:(?:{ARTICLES}) )?(?:(?:tcp|udp) )?(?:{alternatives('port')} )?)"
    rf"{_PORT}",
    re.IGNORECASE,
)
"""`and has its page on port 631`, `so it is on 4566`: of what the sentence speaks of."""
_ALSO = re.compile(
    rf",? (?:{CONJUNCTIONS})(?: (?!\w+s\b)[^\W\d][\w'’-]*){{1,3}}?{_WHERE}{_PORT}", re.IGNORECASE
)
"""`and the native protocol on 9019`"""
_PUT = re.compile(
    r"\b(?:we|I|you|wir|ich) (?:always )?(?:publish|run|expose|host|serve|map|bind|keep|put|set)"
    rf" (?:it|this|that|them)(?: to |{_WHERE}){_PORT}",
    re.IGNORECASE,
)
"""`and we publish it on 7711`"""
_ITSELF = re.compile(
    r"(?:It|They|Er|Sie|Es|Il|Elle|Ella|Ele|Ela|Он|Она|Оно|Hij|Zij|Het)"
    rf" (?:(?:(?:{_IS})|{_DOES}|{_RUNS})(?: [^\W\d]+)?{_WHERE}"
    rf"|(?:opens|uses|takes|öffnet|nutzt) (?:(?:tcp|udp) )?{alternatives('port')} ){_PORT}",
    re.IGNORECASE,
)
"""`It is still on 5432`, behind a sentence that names it."""
_THERE = re.compile(
    r"(?:\bthere(?: is| are|'s| runs)|\bes gibt|\bhay|\bil y a|\bc'è|\bhá)(?: [^\W\d]+){0,2}?"
    rf" (?:one|an?|the|eine?n?|une?|una?|uma?) (?P<name>{_WORDS}){_WHERE}{_PORT}"
    r"|\b(?:called|named|namens|llamad[oa]|chamad[oa]|appelée?|nommée?|chiamat[oa]) [*`\"']?"
    rf"(?P<called>[^\W\d][\w.+-]*)[*`\"']?{_WHERE}`?(?P<number>\d{{2,5}})\b",
    re.IGNORECASE,
)
"""`there is one PostgreSQL on 5432`, `a service called inkwell on port 8072`"""
_SHOWS = re.compile(
    rf"(?:^|[.;] )(?P<name>{_WORDS}) (?:{_DOES}|exposes|publishes|has|hat|tiene|tem)"
    rf"{_THING}{{1,5}}? (?:{PREPOSITIONS}) [`<]?https?://[\w.-]+:(?P<port>\d{{2,5}})/[a-z]",
    re.IGNORECASE,
)
"""`The worker exposes its queues at http://localhost:8792/queues`: a page of it."""
_SHORTLY = re.compile(
    rf"(?:^|[.;] )(?P<name>{_CAPITALS})(?: v?\d[\d.]*)?(?: does| is)?,"
    rf" (?i:(?:{PREPOSITIONS}) )?(?i:{alternatives('port')} )?(?P<port>\d{{4,5}})(?=[.,;]|$)"
)
"""`Postgres 14, port 5432, is older`, `Flower does, on 5557`, of known programs"""
_GETS = re.compile(
    rf"(?:^|[.;:!] |, (?:(?:{CONJUNCTIONS}) )?|\b(?:{CONJUNCTIONS}) )(?P<name>{_WORDS})"
    r" (?:got|gets|received|is given|was given|bekam|bekommt|erhält|recibe|recibió|recebe|recebeu"
    r"|reçoit|a reçu|riceve|получил|получает) `?(?P<port>\d{4,5})`?(?=[.,;]|$)",
    re.IGNORECASE,
)
"""`the shop got 3300, and the till got 3301`"""
_FOR_WHAT = re.compile(
    rf"`?(?P<port>\d{{2,5}}(?::\d{{2,5}})?)`? (?:{FOR})"
    rf" (?:(?:{ARTICLES}|its|ihre?|su|sua|son|sa) )?"
    r"(?P<what>[^\W\d][\w/-]*)",
    re.IGNORECASE,
)
_EACH = re.compile(
    rf"{_WORDS} (?:(?:{_IS})(?: (?:mapped|published|bound|exposed))?|{_RUNS}|uses|takes)"
    rf"(?:{_WHERE}| (?:to )?){_FOR_WHAT.pattern}(?: [a-z]+)?(?:,? (?:{CONJUNCTIONS})|,)"
    r" (?=`?\d)",
    re.IGNORECASE,
)
"""`MinIO is mapped 9044:9000 for S3 and 9045:9001 for the console`"""


def done_at(spoken: Iterable[str], telling: Collection[str]) -> list[tuple[str, str]]:
    """Programs with the numbers that sentences say they do something at.

    `spoken` are all, one after the other; only those that are `telling` give any.
    """
    found: list[tuple[str, str]] = []
    above = ""
    for said in spoken:
        led = _led(said)
        for name, match in _told(said, led, above) if said in telling else ():
            port = match["port"] or match["number"]
            if _is_port(port, match[0]) and not about("condition", said[: match.end()]):
                found.append((name, port))
        above = led or above
    return found


def _told(said: str, led: str, above: str) -> Iterable[tuple[str, re.Match[str]]]:
    """Names with what a sentence says of each; `led`: what it speaks of, `above`: the one above."""
    yield from _named(said)
    yield from _offered(said, led)
    for form, subject in ((_GOES_ON, led), (_PUT, led or above)):
        for match in form.finditer(said) if subject else ():
            yield subject, match
    first = _EACH.match(said) if led else None
    if first and (PROTOCOL.fullmatch(first["what"]) or not kind_of_name(first["what"])):
        for each in _FOR_WHAT.finditer(said, first.start("port")):
            door = DOOR.fullmatch(each["what"])
            yield (f"{led} {each['what']}" if door else led), each
    if above and (itself := _ITSELF.match(said)):
        yield above, itself


def _named(said: str) -> Iterable[tuple[str, re.Match[str]]]:
    for form in (_GETS, _SHOWS, _SHORTLY):
        for match in form.finditer(said):
            if form is not _SHORTLY or kind_of_name(match["name"]):
                yield match["name"], match
    for match in _THERE.finditer(said):
        yield match["name"] or match["called"], match


def _offered(said: str, led: str) -> Iterable[tuple[str, re.Match[str]]]:
    for match in _OFFERS.finditer(said):
        own = led if starts_with("pronoun", match["name"]) else match["name"]
        part = ITS.match(match["what"].strip())
        yield (f"{own} {part.string[part.end() :]}" if own and part else own), match
        at = match.end()
        while more := _ALSO.match(said, at):
            yield own, more
            at = more.end()


def _led(said: str) -> str:
    """What a sentence speaks of, if that is named first."""
    if begun := _BEGUN.match(said):
        return begun["name"]
    led = _LED.match(said)
    name = (led["name"] or led["named"] or led["next"]) if led else ""
    general = " " not in name or about_any(("part", "general"), name)
    if led and general and kind_of_name(led["program"] or ""):
        return led["program"]  # `The search is Meilisearch, ...`
    nobody = any(starts_with(each, name) for each in _SAYING)
    return "" if nobody or DOOR.fullmatch(name) else name


_BEGUN = re.compile(
    rf"(?:[^.;:\d]{{2,30}}, )?(?:then )?(?:start|restart|launch|bring up|starte|starten Sie"
    rf"|démarrez|lancez|arranca|inicia|inicie|avvia|запустите) (?:(?:{ARTICLES}|den) )?`?"
    r"(?P<name>[^\W\d][\w.+-]*(?: [\w.+-]+){0,2}?)`?(?: \([^()]*\))?"
    r"(?: (?:first|next|zuerst|then))?"
    r"(?=[.,;]|$)",
    re.IGNORECASE,
)
"""`On the first machine, start the broker`, above `It listens on port 5672`."""
_SAYING = ("pronoun", "order", "calls", "condition", "does", "runs", "clause")
"""Words that a sentence without its subject begins with: `Handles orders and listens on 8082`."""


def _is_port(written: str, told: str) -> bool:
    number = int(written.partition(":")[0])
    bare = number in LOW or (number > 999 and not is_year(number))
    return bare or ":" in written or about("port", told)
