"""Splits lines into sentences, and knows those that tell how it is."""

from __future__ import annotations

import re

from portbook.sources.documents.text import about, about_any, alternatives

LONGEST = 500
"""Signs of a line whose sentences are looked at."""
_STOP = re.compile(
    r"(?:(?<=[^\W\d]{2}[.!?])|(?<=\d{3}\.)|(?<=\w\)\.)|(?<=-\d\.))\s+(?=[A-ZÄÖÜÀ-ÝА-Я])|(?<=[。！？])(?=\S)"
)


def sentences(text: str) -> list[str]:
    """The sentences of a line; a very long one is one."""
    several = ". " in text or "。" in text
    return _STOP.split(text) if several and len(text) < 4 * LONGEST else [text]


_CLEAR = re.compile(
    r"\s*(?:(?<=[(,]) ?|\b(?:(?:in order |so as )?to|para|por|per|pour|um|zur?)\s)?"
    rf"{alternatives('avoid')}(?:\s?\w+){{0,4}}?\s?{alternatives('conflict')}(?:\([^()]*\)|[^.;()])*",
    re.IGNORECASE,
)
"""`to avoid conflicts with Jenkins (8080)`: why a number is as it is."""


def without_reason(text: str) -> str:
    """A line without the conflicts that it says to avoid by its number."""
    return _CLEAR.sub("", text) if about("conflict", text) else text


_SURELY = (
    "because|weil|porque|ya que|já que|parce que|puisque|perché|poiché|omdat|ponieważ|protože"
    "|eftersom|fordi|потому что|так как|поскольку|тому що|çünkü|karena"
)
_BECAUSE = re.compile(
    rf"[`*]*\s*[,;–—]?\s+(?:(?P<surely>{_SURELY})|since|as|denn|da|pues|pois|car|want|bo|бо|vì)"
    r"\s(?P<told>[^.;()（）]*\d[^.;()（）]*)"
    r"|\s*[(（](?P<beside>[^()（）]*\d{2,5}[^()（）]*)[)）]",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:used|already|benutzt|verwendet|usa|utilisé|usato|gebruikt|используется)\b", re.IGNORECASE
)
_PORT = re.compile(r"(?<!\d)\d{2,5}(?!\d)")


def without_because(text: str) -> str:
    """A line without why it has no other number: `5433, because 5432 is taken`.

    What belongs to somebody is told, whatever it explains: `because 5435 belongs to the wiki`.
    """
    return _BECAUSE.sub(_unless_told, text)


def _unless_told(match: re.Match[str]) -> str:
    said = match["told"] or match["beside"]
    if not _PORT.search(match.string, 0, match.start()):
        return match[0]
    if match["beside"] and about("condition", said):
        return match[0]  # `(used when 808x is taken)` says when it is.
    owned = BELONGS.search(said)
    others = about("taken", said) or (match["told"] and (match["surely"] or _OTHERS.search(said)))
    return match[0] if owned or not others else ""


BELONGS = re.compile(
    r"\b(?:belongs to|gehört(?: zu)?|appartient à|pertenece a|pertence a|appartiene a|принадлежит"
    r"|należy do|hoort bij)\s"
)


def with_numbers(text: str) -> list[str]:
    """The sentences of a text that have numbers; all of a long one."""
    return [each for each in sentences(text) if any(map(str.isdigit, each))]


def speaks(text: str) -> bool:
    """Whether several sentences of a text have numbers, or one tells what we run."""
    return len(with_numbers(text)) > 1 or _OURS.match(text) is not None


_OURS = re.compile(r"(?:We|I) (?:run|host|use) ")


def telling(text: str) -> list[str]:
    """The sentences with numbers that tell how it is: not what may be, was, or went wrong."""
    said = with_numbers(text)
    return [each for each in said if not about_any(SHOWING, as_told(_HENCE.sub("", each)))]


def as_told(text: str) -> str:
    """A text without what it says of something that listens in words that mean free or if."""
    return _REACHABLE.sub("", text)


_HENCE = re.compile(
    r",? (?:so|because|please|don't|do not|damit|sodass|weil|denn|así que|porque|parce que|perché"
    r"|потому что|поэтому"
    r"|(?:and|und|y|et|e) (?:nobody|no one|then|you|please|niemand|nadie|personne))"
    r"\s[^\d]*$",
    re.IGNORECASE,
)
"""`on port 5273, so it fails when that is taken`: what follows of it."""
SHOWING = ("example", "avoid", "failed", "changed", "problem", "free", "taken")
"""What a sentence speaks of that states nothing: what may be, was, or went wrong."""
_REACHABLE = re.compile(
    r"\bavailable (?:at|on|via|from|under|in)\b|\bse (?:ejecuta|encuentra|expone|sirve|inicia)\w*"
    r"|\bдоступ\w{2,3} (?:на|по)\b"
    r"|\bfree (?:of charge|software|tier|plan|edition|licen[cs]e|time|days?|weekends?|evenings?)\b",
    re.IGNORECASE,
)
"""What is said of something that listens, though its words mean free or if elsewhere."""


def without_circumstances(text: str) -> str:
    """Sentences without when all runs, and from where: `Once it is up, the shop is on 3600`."""
    return _FROM.sub("", _UP.sub("", text))


_UP = re.compile(
    r"(?:^|(?<=[.!?] ))(?:when|once|as soon as|wenn|sobald|quand|une fois|dès qu|cuando|una vez"
    r"|quando|una volta|zodra|als|когда|gdy)\b[^,.;:\d()]{2,40}?\s?"
    r"(?:up|started|running|läuft|laufen|gestartet|démarrée?s?|lancée?s?|iniciad[oa]s?"
    r"|arrancad[oa]s?|arriba|em pé|rodando|avviat[aeio]|in piedi|draait|draaien|gestart"
    r"|запущен\w*|działa), ",
    re.IGNORECASE,
)
_FROM = re.compile(
    r" (?:from (?:the |your |my )?(?:host|outside)|depuis (?:l['’]hôte|l['’]extérieur|la machine)"
    r"|(?:von außen|vom Host)(?: aus)?|desde (?:el host|fuera)|dall['’](?:host|esterno)"
    r"|(?:a partir )?d[eo] (?:host|fora)|van(?:af|uit) (?:de host|buiten)|van buitenaf"
    r"|с хоста|снаружи|извне|z (?:hosta|zewnątrz))(?= \w)",
    re.IGNORECASE,
)
