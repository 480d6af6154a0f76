"""Decides how the numbers below a heading are meant: as they are, free, in dispute, an example."""

from __future__ import annotations

import re
from functools import lru_cache

from portbook.sources.documents.environments import STAGES, without_compounds
from portbook.sources.documents.text import (
    BRACKET,
    COMPUTER,
    CONJUNCTIONS,
    NEGATIONS,
    about,
    about_any,
    clean_name,
    outside_brackets,
    starts_with,
    strip_words,
)


def is_of_system(text: str) -> bool:
    """`Taken by the system`, `Reserved by macOS`: what no service of a document has."""
    held = ("reserved", "taken", "used", "avoid")
    others = ("assign", "port", "numbering", "small")
    if not (about("system", text) and about_any(held, text)):
        return False
    return not clean_name(strip_words(strip_words(text, "system"), *held, *others))


_WHAT = re.compile(r"(?:^|(?<=[.:!?] ))Was(?= )")
"""`Was läuft wo`, which asks in German and tells of nothing past."""


@lru_cache(maxsize=1024)
def mode_of(text: str) -> str | None:
    """How the numbers below a heading are meant; None as usual.

    `free` and `avoid` are nobody's; `warned` are in dispute or only discussed; `changed` tells
    of changes; `closed` are inside a network; `example` shows how; `figures` measure or compare;
    `advice` tells what to do, of which ranges hold; `outgoing` are those of other machines.
    """
    if _is_nobodys(text):
        return "avoid"
    text = without_compounds(_FREE_NAME.sub(" ", text))
    text = _MIGRATIONS.sub(" ", _WHAT.sub(" ", text))
    if _IDS.search(text) and not about("port", text):
        return "figures"
    if about("usual", text) and about("default", text):
        return "avoid"  # What anybody's programs listen on.
    asks = about("why", BRACKET.sub(" ", text)[:12])
    if (asks or _heads_conflicts(text)) and not about("none", text):
        return "warned"
    for mode in ("avoid", "free", "closed", "changed", "advice", "example", "outgoing"):
        if mode == "advice" and not about(mode, outside_brackets(text)):
            continue  # `Allocation (best practices)`
        meant = {
            "avoid": about("conflict", text) or _runs_without(text) or _avoids_else(text),
            "changed": _KEPT.search(text),
            "free": _offers(text) or _joined(text) or _REACHED.search(text) or _is_given(text),
            # `How to access` tells where things are.
            "example": about("visit", text) or _USING.search(text),
        }
        if about(mode, text) and not meant.get(mode):
            return mode
    counts = about("figures", text) and not (_sides(text.split(" ")[-1]) or about("port", text))
    return "figures" if counts or (about("compared", text) and not _sides(text)) else None


_NOT = re.compile(rf"\b(?:do|{NEGATIONS})\b", re.IGNORECASE)


def _avoids_else(text: str) -> bool:
    """`Databases (to avoid confusion)`: what a remark avoids is none of the numbers."""
    inside = [told for told in BRACKET.findall(text) if about("avoid", told)]
    besides = ("avoid", "assign", "pronoun", "port", "used", "taken", "range", "small")
    own = not about("avoid", outside_brackets(text))
    rests = (_NOT.sub("", strip_words(told, *besides)) for told in inside)
    return own and any(map(clean_name, rests))


def _is_nobodys(text: str) -> bool:
    """Whether a heading is of what was, what is gone, or what the system has."""
    told = outside_brackets(text)
    if not about("port", told):
        told = told.partition(",")[0]  # `Switched off, kept for the record`
    gone = about("retired", told) and not strip_words(told, "retired", "service", "many", "small")
    return gone or _is_past(text) or is_of_system(told)


def _is_past(text: str) -> bool:
    """`Before (Old Ports)`, `The problem (before)`, `Suggested alternatives`"""
    inside = (told for told in BRACKET.findall(text) if about("old", told))
    general = ("port", "mapping", "assign", "numbering", "deprecated", "default", "small")
    outside = outside_brackets(text)
    past = about("old", outside) and not strip_words(outside, "old", "retired", *general)
    other = about("fallback", text) and not strip_words(text, "fallback", "next", *general)
    return past or other or any(not strip_words(told, "old") for told in inside)


def _sides(text: str) -> bool:
    """`Development vs production`, `Host vs container` are two sides of what runs here."""
    sides = ("port", "part", "service", "host", "container", "environment", *COMPUTER, *STAGES)
    return about_any(sides, text)


_IDS = re.compile(
    r"\b(?:VM|CT|LXC|container|user|group) ?IDs?\b|\bIDs? (?:ranges?|blocks?)\b|\bIDs?$",
    re.IGNORECASE,
)
"""`ID Ranges`: of machines, not of ports; `Import these dashboard IDs`."""


def may_be_reached(label: str) -> bool:
    """Whether `available` is all that calls the numbers below a label free."""
    told = strip_words(label, "available")
    coming = about("next", label) and not about_any(("service", "many"), label)
    return about("available", label) and not (coming or about_any(("free", "later"), told))


def _runs_without(text: str) -> bool:
    """`Those who do not use Docker run`, before what they run."""
    told = strip_words(text, "avoid")
    return bool(told) and not strip_words(told.rpartition(" ")[2], "runs")


def _offers(text: str) -> bool:
    """`Available services` are there; `Free for new services` and `Available ports` are not."""
    spoken = about_any(("service", "many", "url", "variable"), text) or _AVAILABLE.match(text)
    return bool(spoken) and not about_any(("port", "range", "planned", "next"), text)


_KEPT = re.compile(rf"\b(?:{NEGATIONS})\b|n't|勿|不要|不得", re.IGNORECASE)
"""`Ports (do not change)`"""
_USING = re.compile(
    r"how to (?:use|run|access)|c[óo]mo usar|comment utiliser|wie man|如何使用|使い方|사용 방법",
    re.IGNORECASE,
)
"""What tells of the thing itself rather than of an example."""
_REACHED = re.compile(
    r"available (?:at|on|under|via|from)\b|dispon[ií]ble en|disponível em|disponible (?:sur|à)"
    r"|verfügbar unter",
    re.IGNORECASE,
)
_AVAILABLE = re.compile(r"available (?!to\b|for\b|slots?\b|blocks?\b|numbers?\b)\w+", re.IGNORECASE)
_MIGRATIONS = re.compile(r"\b(?:database migration|migrations)\b", re.IGNORECASE)
"""Of a database; ports are moved in one migration."""
_FREE_NAME = re.compile(r"(?<!\w)[A-Z]\w+ Free [A-Z]\w+(?! ?[Pp]orts?)")
"""`Be Free Fitness`."""


def _joined(text: str) -> bool:
    """`Used and available ports`: some of both."""
    parts = _AND.split(text)
    return len(parts) > 1 and any(about("used", p) and not about("free", p) for p in parts)


def _is_given(text: str) -> bool:
    """`Assigned ports (checked: free)`"""
    told = outside_brackets(text)
    return about("assign", told) and not about("free", told)


_AND = re.compile(rf"\s*(?:[&/,]|\b(?:{CONJUNCTIONS}|i)\b|和|与|及|と|및)\s*", re.IGNORECASE)


def _heads_conflicts(text: str) -> bool:
    """Whether a heading is about conflicts: `Port clash`, `Conflictos de puertos`."""
    words = _TABLE_OF.sub("", clean_name(BRACKET.sub(" ", text))).split()
    if not words or _DONE.fullmatch(words[0]):
        return False
    last = words[-1] if words[-1] < "\u2e80" else words[-1][-2:]
    return (
        about("conflict", last)
        or about("problem", words[-1][-4:] if len(last) < 3 else last)
        or (
            about("conflict", words[0])
            and _ATTRIBUTE.fullmatch(words[0]) is None
            and len(words) < 5
        )
    )


_TABLE_OF = re.compile(r"^[^\W\d]+ (?:de[is]?|dos|of|von) (?=[ck]onfl)", re.IGNORECASE)
"""`Tabela de conflitos potenciais`"""
_DONE = re.compile(r"implemented|applied|chosen", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"conflict|collision|clash|konflikt\w*|[^\x00-\u02ff].*", re.IGNORECASE)
"""A first word that only describes the ones behind it: `Conflict history`."""
_STATUSES = ("retired", "deprecated", "planned", "reserved")


def status_of(text: str) -> str | None:
    """The status that a heading or a cell gives; None where it says nothing of it."""
    if not text or len(text) > 120 or not about_any(_STATUSES, text):
        return None
    return next(status for status in _STATUSES if about(status, text))


_DATED = re.compile(r"[(（][^()（）]*\d{4}[-/.]\d{1,2}[^()（）]*[)）]")
"""`Allocation (changed 2026-01-31)` tells of now, not of a change."""


def _mode(label: str) -> str | None:
    """How the lines below a heading are meant; one that sets ranges aside is meant as it says."""
    if _is_nobodys(label):
        return "avoid"
    mode = ("free" if _is_coming(label) else mode_of(label)) or _usual(label)
    first = label.partition(" ")[0]
    if mode is None and about("new", first) and first.lower() != "to" and about("port", label):
        return "usual"  # `New external ports`, below what tells of changes.
    taken = not about("usual", label) and about_any(("taken", "others"), label)
    if mode == "avoid" and (taken or _runs_now(label)):
        # Numbers to avoid as other services of this machine have them: these are claims.
        return "usual"
    if mode is None and (_heads_conflicts(label) or _MORE.fullmatch(label)):
        return "usual"  # `No conflicts`, `Additional services`
    if mode is None and (about("range", label) or about("reserved", label)):
        return "usual"
    return mode


def _is_coming(label: str) -> bool:
    """`Next project`, which has no ports yet."""
    coming = starts_with("next", label) and not starts_with("new", label)
    return coming and about("project", label) and not strip_words(label, "next", "project", "small")


_MORE = re.compile(
    r"(?:other|additional|more|optional) (?:services|ports)(?: \(\w+\))?", re.IGNORECASE
)


def _runs_now(label: str) -> bool:
    """`Current Docker services (avoid these)`, `Listening here — do not use these ports`"""
    first = _REMARK.split(label)[0]
    now = about_any(("in-use", "now"), first) and about_any(("service", "port"), first)
    return (now or about("runs", first)) and not about("avoid", first)


_REMARK = re.compile(r"\s[—–-]\s|[(（:：]")


def _usual(label: str) -> str | None:
    """`Ports in use` under `Reserved and used` says that its lines are meant as usual."""
    return "usual" if about("in-use", label) and not about_any(("free", "failed"), label) else None


def meaning_of(label: str, *, top: bool) -> tuple[str | None, str | None]:
    """Status and mode; a title over everything speaks of the document, not of each line."""
    if top:
        return _usual(label), None
    told = _DATED.sub(" ", label)
    status, mode = status_of(told), _mode(told)
    if status == "reserved" and about("others", told):
        status = None  # What others run there is no plan.
    if mode in ("free", "avoid", "changed", "warned") and status != "reserved":
        status = None
    return status or _usual(label), mode


_CHANGING = re.compile(
    r"(?:to )?(?:expos|chang|us|add|enabl|overrid|customi[sz]|modify)(?:e|ing)?\b(?=.*\bports?\b)"
    r"|(?:mudando|alterando|cambiando|modificando) "
    r"|(?:changer|modifier|cambiar|alterar|mudar) (?:le|la|el|a|o) ",
    re.IGNORECASE,
)
"""`To expose the database port`, `Mudando a porta`."""


def heading_mode(text: str, label: str, mode: str | None, *, introduces: bool) -> str | None:
    """The mode of a heading or a line that introduces a list, `mode` by its words alone."""
    listed = about("port", text) and not strip_words(_AND.split(text)[0], "port", "service", "many")
    supposed = about("condition", text) and about_any(("conflict", "taken"), text) and not listed
    here = about_any(COMPUTER, text) and not re.search(r"\d{2}", outside_brackets(text))
    failed = about("failed", text) and not here  # `Ports already in use on this server`
    if _ASKED.search(text) or (not introduces and ((supposed and not here) or failed)):
        return "warned"  # `Port 3000 is already in use`, `If a port is taken`
    if introduces and _SETTLED.fullmatch(label):
        return "changed"
    return "example" if not (introduces or mode) and _CHANGING.match(label) else mode


_SETTLED = re.compile(
    r"(?:resolutions?|resolved|solutions?|decisions?|lösung|entscheidung|soluci[oó]n|decisi[oó]n"
    r"|solução|decisão|résolution|décision|решение|解决方案|解決策|해결)\W*",
    re.IGNORECASE,
)
"""`Resolution:`, below what was in dispute: how it is now."""
_ASKED = re.compile(r"\d{2}.*[?？]\s*$")
"""`Can I use 9000?`"""
