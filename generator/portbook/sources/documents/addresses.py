"""Finds in sentences what stands at an address: `the shop is at http://localhost:3000`."""

from __future__ import annotations

import re

from portbook.sources.documents.prose import ARTICLE, COMMAND, NAME, add_named, ports_told
from portbook.sources.documents.sentences import LONGEST, sentences
from portbook.sources.documents.subjects import subject_of
from portbook.sources.documents.text import (
    ARTICLES,
    CONJUNCTIONS,
    NEGATIONS,
    PREPOSITIONS,
    about_any,
    alternatives,
    strip_words,
)
from portbook.sources.documents.tokens import Number, scan
from portbook.sources.kinds import kind_of_name

_HERE = (
    r"localhost|0\.0\.0\.0|1(?:27|0|92\.168|72)(?:\.\d{1,3}){2,3}"
    r"|[a-z][\w-]*\.(?:local|lan|home|internal)"
)
_ADDRESS = rf"[`<\[]?(?P<url>https?://(?:{_HERE}|(?:[a-z]\w*[_-])*(?:ip|host|server)):\d{{2,5}})(?!\w|\.\d)"
_INSIDE = rf"[`<\[]?(?P<inside>https?://(?:{_HERE}):\d{{2,5}})(?!\w|\.\d)"
_STARTS = (
    "starts?|runs?|boots|comes up|listens|startet|hört|lauscht|démarre|tourne|écoute|arranca|inicia"
    "|corre|escucha|escuta|roda|sobe|parte|gira|ascolta|start|draait|luistert|startuje|działa"
    "|запускается|работает|слушает|стартует"
    "|answers|antwortet|répond|responde|risponde|antwoordt|odpowiada|отвечает"
)
_THROUGH = (
    "from|here|through|pod|por|mediante|a través de|através d[aeo]|par|à travers|attraverso|tramite"
    "|через|przez"
)
_REACHED = (
    rf"(?: {alternatives('modal')})?"
    r"(?: (?:be|is|are|ser|être|está|estará|est|sera|è|ist|sind|läuft|fica|är|jest))?"
    r"(?: (?:now|also|then|usually|danach|dann|jetzt|nun|ahora|ensuite|alors|agora|теперь))?"
    rf"(?: (?:{alternatives('found')}|disponible|disponível|{_STARTS}))?"
    r"(?: (?:locally|directly|now))?"
)
"""What is said of a thing before its address, if anything."""
_PLACED = re.compile(
    rf"(?:(?:^|[.;:,!] |\b(?:then|to|can|you'll|{CONJUNCTIONS}) )(?P<visit>"
    rf"(?:{alternatives('visit')}|view|see|reach|find|use|check|verifica|verifique|comprueb[ae]|vérifiez|проверьте)"
    rf"(?: a| à| sie| your| our)?) "
    rf"{ARTICLE}"
    rf"|\b(?P<article>(?:{ARTICLES}) |l')"
    rf"|(?P<led>(?:^|[.;:,!] |\b(?:that|{CONJUNCTIONS}) )(?!(?:{ARTICLES}) ))"
    r"|(?<=\w )(?=(?-i:[A-Z])[\w.-]* \())"
    rf"{NAME}(?P<reached>{_REACHED})"
    rf"(?:(?P<at> (?:{PREPOSITIONS}|{_THROUGH}))?\s?:? {_ADDRESS}| \({_INSIDE})",
    re.IGNORECASE,
)
"""`Open Grafana at http://localhost:3000`, `the shop is at ...`, `Kibana can be reached at ...`."""
_PLACED_UNSPACED = re.compile(
    r"(?:^|[，。；、\s])(?P<name>[^\W\d][^\s，。；、：:]{0,15}?)(?:将?(?:运行|启动|部署))?"
    r"(?:的?(?:访问)?(?:地址|网址|入口))?"
    rf"(?:为|是|在|は)\s?{_ADDRESS}"
)
_IF = re.compile(
    rf"(?:\b(?:if|when|unless|falls|wenn|si|se|jeśli|если|example|{NEGATIONS})\b|n't)[^,]*\Z",
    re.IGNORECASE,
)
"""What stands before an address that may not be there, or is none to go to."""


def _is_placed(match: re.Match[str]) -> bool:
    """Whether what stands before an address is a name: with less to say so, of fewer words."""
    name, led = match["name"], match["led"]
    if _DOES.search(name):
        return False  # `the mailer shows its state`
    if match["visit"] or (led is not None and match["reached"]):
        return match["inside"] is None
    capital = name[0].isupper() and (led is None or led[:1] not in ("", ".", ":"))
    told = capital or (match["article"] is not None and (match["at"] or match["reached"]))
    return bool(told) and len(name.split()) < _FEW and strip_words(name, "small") == name


def _whole(match: re.Match[str]) -> str:
    """A name with the words before it that are of it: `API Gateway (http://localhost:3000)`."""
    spoken = match["visit"] or match["article"] or match["led"] is not None
    led = None if spoken else _CAPITALS.search(match.string, 0, match.start("name"))
    words = led[0] if led and not about_any(_SAYING, led[0]) else ""
    return words + match["name"]


_DOES = re.compile(rf"\w {alternatives('does')} \w", re.IGNORECASE)
_CAPITALS = re.compile(r"(?<![\w.-])(?:[A-Z][\w.-]* ){1,3}$")
_PAGE = re.compile(rf"\bpage$|{alternatives('page')}", re.IGNORECASE)
_SAYING = ("visit", "order", "small", "pronoun", "url", "port")
_FEW = 4


def addressed(text: str) -> list[tuple[str, Number]] | None:
    """What a sentence says to stand at an address of this machine; None of other text.

    `Open your browser at http://localhost:3000` names nobody.
    """
    if "://" not in text[:LONGEST]:
        return None
    found: list[tuple[str, Number]] = []
    accessed = False
    for said in sentences(text[:LONGEST]):
        at = len(said) if about_any(("avoid", "failed"), said) or COMMAND.search(said) else 0
        while match := _PLACED.search(said, at):
            led = match["visit"] or ""
            if led.isascii() and led and kind_of_name(f"{led} {match['name']}"):
                at = match.end()  # `Open WebUI`
                continue
            accessed |= match["visit"] is not None
            placed = _is_placed(match) and not _IF.search(said[: match.start("name")])
            at = match.end() if placed else match.start() + 1
            for number in scan(match["url"] or match["inside"]) if placed else ():
                add_named(found, _whole(match), number)
        for match in _PLACED_UNSPACED.finditer(said):
            for number in scan(match["url"]):
                add_named(found, subject_of(match["name"]), number)
    others = ports_told(text) if found else []
    told = {number.start for _, number in others}
    # `The API listens on 4900, the Swagger page is at http://localhost:4900/docs`
    found = [each for each in found if each[1].start not in told or not _PAGE.search(each[0])]
    told = {number.start for _, number in found}
    found += [each for each in others if each[1].start not in told]
    return found if found or accessed else None
