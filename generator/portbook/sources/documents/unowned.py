"""Tells why a row of a table claims nothing: nobody has its number, or others have."""

from __future__ import annotations

import re

from portbook.sources.documents.beside import leads_out
from portbook.sources.documents.environments import environment_of
from portbook.sources.documents.features import Column
from portbook.sources.documents.reader import Reader
from portbook.sources.documents.row_facts import RowFacts
from portbook.sources.documents.text import (
    about,
    about_any,
    clean_name,
    is_anybody,
    outside_brackets,
    strip_words,
)
from portbook.sources.documents.unclaimed import (
    MODE_REASONS,
    NAMELESS_LINE,
    NAMELESS_RESERVED,
    NOT_NAMED,
    is_free,
    is_setting,
    names_nothing,
)
from portbook.sources.kinds import kind_of_name

_EXAMPLE = re.compile(r"example\b(?! (?:services|ports|configuration|project))", re.IGNORECASE)


_DISPUTED = ("conflict", "problem", "failed", "taken")


def is_set_aside(mode: str, reader: Reader) -> bool:
    """Whether what stands above a table says that its numbers are nobody's here."""
    group = reader.scope.group or ""
    if mode == "example":
        return _EXAMPLE.match(group) is not None
    # `Ambari metrics`, `Why this matters` head services with their ports, too.
    asked = mode == "warned" and about("why", group[:12]) and not about_any(_DISPUTED, group)
    meant = asked or (mode == "figures" and not about("compared", group))
    meant = meant and reader.inventory
    # `Ports in use? Change them in .env:`, above the variables with what they are as it is.
    usual = reader.listed and any(about("default", c.header) for c in reader.columns)
    meant |= usual and mode == "warned"
    return mode in ("free", "avoid", "warned", "figures", "outgoing") and not meant


def _leads_out(text: str) -> bool:
    return (leads_out(text) and len(text.split()) < 3) or _OUT.fullmatch(text) is not None


_OUT = re.compile(r"out|sortie|salida|出|→|➡️?", re.IGNORECASE)
"""Of a column of directions; alone, as in other texts these words say something else."""


_UNCLAIMED = {
    "free": "a free number",
    "reserved": NAMELESS_RESERVED,
    "planned": NAMELESS_RESERVED,
    "avoid": "a number to stay away from",
    "sum": "a sum of the rows",
    "retired": "a number that nothing uses any more",
}
_TELLING = (*_UNCLAIMED, "port")
_FOR = re.compile(r"\b(?:for|für|pour|para|per|для|use|new|other)\b", re.IGNORECASE)
_NOBODY = re.compile(
    r"(?:not|no|none|other|another|kein|nicht|aucun|ningun|outr[oa]s?|otr[oa]s?|autres?|andere\w?"
    r"|altri|друг\w{2}|не|nie|diğer)\s"
    r".*\b(?:projects?|projekt\w?|projets?|proyectos?|projetos?|проект\w*|ours?|service|used)\s*$"
    r"|.*\b(?:ephemeral|transient|temporary)\b|.*\svs\.?\s"
    r"|(?:multiple|several|various|mehrere|varios|varias|vários|plusieurs|несколько)\s\w+$"
    r"|(?:多个|複数)|.*(?:他の?プロジェクト|其他项目|其他專案|別のプロジェクト|다른 프로젝트)",
    re.IGNORECASE,
)


_NOBODYS = ("conflict", "taken", "variable")
_MEASURES = ("measure", "quantity", "variable")
_OF_PORT = re.compile(r"(?:^|[_-])ports?(?:$|[_-])", re.IGNORECASE)
_BLOCK = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}/\d{1,2}")


def why_unowned(facts: RowFacts, reader: Reader, url: str) -> str | None:
    """Why a row of a number claims nothing: nobody has it yet, or others are called at it."""
    if any(map(_leads_out, (*facts.beside, facts.status_text, url))):
        return MODE_REASONS["outgoing"]
    name = facts.service
    # `101`, of a machine, `/login`
    if name.isdecimal() or name.startswith("/") or not strip_words(name, *_NOBODYS):
        return None if any(map(_names_its_own, reader.columns)) else NAMELESS_LINE
    held = any(alias.casefold().startswith(name.casefold()) for alias in facts.aliases)
    # `Todo` beside `todo-backend` is a name.
    if (not held and is_anybody(_BLOCK.sub("any", name))) or (
        (" " in name or not name.isascii()) and _NOBODY.match(name)
    ):
        return NOT_NAMED
    other = reader.settings and not (facts.of_port or _is_of_a_port(facts, name, reader))
    if other or is_setting(facts.variable or name):
        return "a setting that is no port"
    name = outside_brackets(name) or name
    told = about_any(_TELLING, name)
    spoken = told and about("port", name) and "." not in name  # `transport.port`
    local = about_any(("local", "small"), name)
    if local and about("service", reader.header) and name.isalpha():
        local = environment_of(name) is None  # `local`, one among instances
    general = (spoken or local) and names_nothing(name)
    if general or (spoken and about("usual", name)):
        return "a name that any number may have"
    alone = told and not clean_name(_FOR.sub(" ", strip_words(name, *_TELLING, "range", "many")))
    alone = alone and not (facts.of_project and about("planned", name))  # `ideas` among projects
    reasons = (reason for state, reason in _UNCLAIMED.items() if alone and about(state, name))
    return next(reasons, "a free number" if is_unowned(facts, reader) else None)


def _names_its_own(column: Column) -> bool:
    """Whether the numbers of a column are those of its header, or of names beside them."""
    return bool(column.part) or (column.role == "port" and about("service", column.header))


def _is_of_a_port(facts: RowFacts, name: str, reader: Reader) -> bool:
    """Whether a setting among others is one of a port: by its name, or by the heading's."""
    staged = any(column.environment for column in reader.columns)
    part = staged and about("part", name) and not about_any(_MEASURES, name)
    named = _OF_PORT.search(facts.variable or name) or kind_of_name(name)
    if part or about("port", name) or named:
        return True
    told_so = about("port", reader.scope.group or "") and not facts.variable
    return told_so and not about_any(_MEASURES, name)


_UNUSED = re.compile(r"un|not?\b|nicht|sin|non|não|не|未|미", re.IGNORECASE)
"""`unused`, where most other rows say `available` of what runs."""


def _is_owned(facts: RowFacts, reader: Reader) -> bool:
    """Whether a column says who owns a number, which nothing uses at the moment."""
    return about("owner", reader.header) and len(facts.service) > 1


_WAS = re.compile(r"was(?: (?!used|for)\w+)*", re.IGNORECASE)
"""`Was`, `Was läuft`, which asks in German what it is."""


def is_unowned(facts: RowFacts, reader: Reader) -> bool:
    """Whether the status says that nobody has a number which no column gives to anybody."""
    status = facts.status_text
    german = _WAS.fullmatch(reader.header) is not None and reader.scope.status is None
    if about("old", reader.header) and not (german or reader.places.get("new")):
        return True  # `Port | Former service`
    told = (facts.service, facts.group, facts.project)
    names = [name for name in told if name and not name[-1].isdecimal()]
    if any(map(is_free, names)) and not any(about("reserved", each) for each in (*names, status)):
        return True
    if facts.service and (reader.in_use or _is_owned(facts, reader)) and not _UNUSED.match(status):
        return False
    return about("free", status) and not about("reserved", status)
