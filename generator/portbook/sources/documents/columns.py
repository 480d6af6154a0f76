"""What each column of a table holds: one assignment of roles, with its reasons.

Each column is looked at for itself: words of its header and what stands in its cells speak for
roles, of which the one that says most wins. Then the columns are read together: which of
them names the rows, what headers without a known word are to the rows (parts, environments,
machines), and what a column of numbers is beside another.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from portbook.sources.documents.beside import (
    compared,
    host_and_container,
    on_machines,
    staged,
    with_inner_ports,
    with_old,
    without_goals,
    without_sizes,
)
from portbook.sources.documents.blocks import Table
from portbook.sources.documents.environments import environment_of
from portbook.sources.documents.features import (
    BAND,
    PORT_VARIABLE,
    Column,
    Features,
    features_of,
)
from portbook.sources.documents.formats import STARTERS, TOOLS
from portbook.sources.documents.giving import with_addresses, with_settings, with_stages
from portbook.sources.documents.matrix import with_matrix
from portbook.sources.documents.places import on_places
from portbook.sources.documents.row_names import with_names
from portbook.sources.documents.text import (
    about,
    about_any,
    alternatives,
    outside_brackets,
    plain,
    strip_words,
)

_SAMPLE = 150
"""Rows that are looked at; more of them say the same."""


_JOINED = re.compile(r"(?<=[a-zäöü]{3})(?<!trans)(?<!sup|air)(?<!ex|im|re)port$", re.IGNORECASE)
"""`Testport`, as German joins words."""
_Signs = tuple[tuple[str, Callable[[Features], bool], str], ...]

_KINDS = ("type", "technology", "group")
_STAGE = re.compile(
    r"(?:local(?: dev\w*)?|dev(?:elopment)?|staging|test\w*|prod(?:uction)?)", re.IGNORECASE
)
_SCRIPT = re.compile(
    rf"[\w./-]+\.(?:sh|bash|bat|cmd|ps1|py|ya?ml)|(?-i:{STARTERS}|{TOOLS}) [\w:.-]+(?: [\w:./-]+)*",
    re.IGNORECASE,
)
"""`quick-start.sh`, `npm run dev`: with what all is started."""
_TRANSPORTS = 4
"""Different cells that a column of transports has at most."""
_COUNTED = 3
"""Rows that count `1, 2, 3, 4`: of a switch, whatever the header calls them."""
_INSIDE = frozenset(("expose", "target"))
_CARRIED = re.compile(r"\b(?:TCP|UDP)$")
"""`Game UDP`, above nothing but numbers of ports."""
_PROTOCOL = re.compile(r"tcp|udp|sctp|tls|ssl|plain", re.IGNORECASE)
_WORDED = (
    *("health", "variable", "status", "date", "command", "image", "transport", "bind", "path"),
    *("environment", "url", "project", "service", "machine", "purpose", "group", "type"),
    *("technology", "note", "container", "aside"),
)
"""Concepts of columns that hold text, those that say most first."""


def _worded(found: Features) -> bool:
    text = any(about(role, found.header) for role in _WORDED) and not found.header[-1:].isdecimal()
    return (text and not found.says("part")) or found.pure * 10 < found.ports * 6


def _says_chosen(header: str) -> bool:
    """`Debug port (auto-assigned)` is a port of its own, whoever chooses it."""
    told = outside_brackets(header)
    kind = about("port", told) and not about("chosen", told) and strip_words(told, "port", "small")
    return about("chosen", header) and not kind


_NOT_NEW = ("note", "container", "calls", "bind")
_NUMBERS: _Signs = (
    ("index", lambda f: 2 * f.small > f.ports and f.says("port"), "ports, of a switch"),
    (
        "index",
        lambda f: f.says("index") and (f.coded or (f.again and not f.says("port"))),
        "a count",
    ),
    ("note", lambda f: f.says("example") and not f.says("host"), "examples"),
    ("note", lambda f: f.says("planned") and not f.says("port"), "what is planned"),
    ("note", lambda f: f.says("free") and (f.says("next") or not f.says("port")), "what is free"),
    ("note", lambda f: f.says("conflict") and not f.says("port"), "what else uses a number"),
    ("note", lambda f: f.says("calls") and not (f.says("port") or f.called), "who is called"),
    ("pairs", lambda f: f.pairs * 2 >= f.filled, "cells of NAME=port"),
    (
        "port",
        lambda f: f.says("range") and 0 < 4 * f.intervals <= 3 * f.ports <= 6 * f.high,
        "ranges, but many of its cells are single numbers",
    ),
    (
        "range",
        lambda f: (
            f.says("range")
            and (f.ranged or not (f.says("port") or f.header[-1:].isdecimal()))
            and 2 * f.high >= f.ports
        ),
        "ranges",
    ),
    ("date", lambda f: (f.says("date") or f.yearly) and not f.says("port"), "dates"),
    ("old", lambda f: f.short and f.says("old"), "before"),
    ("new", lambda f: f.short and f.says("new") and not about_any(_NOT_NEW, f.header), "now"),
    ("chosen", lambda f: f.mostly_pure and _says_chosen(f.header) and f.high > 0, "a choice"),
    (
        "default",
        lambda f: (
            f.mostly_pure
            and f.says("default")
            and not any(map(f.says, ("host", "container", "bind", "url")))
            and environment_of(f.header) == environment_of(outside_brackets(f.header))
            # `Staging port (default)`
            and (about("default", outside_brackets(f.header)) or environment_of(f.header) is None)
        ),
        "defaults",
    ),
    ("default", lambda f: f.mostly_pure and not strip_words(f.header, "value"), "values"),
    ("fallback", lambda f: f.mostly_pure and f.says("fallback"), "alternatives"),
    ("unknown", lambda f: bool(PORT_VARIABLE.fullmatch(f.header)), "a variable"),
    ("variable", lambda f: f.says("port", "variable") and not f.says("host"), "variables"),
    ("container", lambda f: f.says("port", "container") and not f.says("host"), "containers"),
    ("port", lambda f: f.says("port"), "ports"),
    ("container", lambda f: f.header.lower() in _INSIDE and f.pure > 2 * f.bound, "the inside"),
    ("quantity", lambda f: f.says("quantity"), "amounts"),
    ("route", lambda f: f.says("route"), "where a proxy leads"),
    (
        "container",
        lambda f: f.mostly_pure and f.high > 0 and f.says("container") and not f.says("host"),
        "the inside",
    ),
    ("port", lambda f: f.mostly_pure and f.says("host"), "the host"),
    ("port", lambda f: f.mostly_pure and f.says("bind"), "where it listens"),
    ("port", lambda f: f.mostly_pure and bool(_PROTOCOL.fullmatch(f.header)), "a transport"),
    ("port", lambda f: f.high == f.pure == f.filled and bool(_CARRIED.search(f.header)), "ports"),
    (
        "unknown",
        lambda f: (
            (f.says("environment") or bool(_SCRIPT.fullmatch(f.header))) and 2 * f.high >= f.ports
        ),
        "",
    ),
    ("port", lambda f: 2 * f.told >= f.filled and not f.called, "ports in its cells"),
    (
        "labelled",
        lambda f: (
            f.labelled == f.ports > 0
            and f.high == f.ports
            and not f.again
            and not about_any(("service", "note", "purpose", "aside", "calls"), f.header)
        ),
        "names with ports",
    ),
    ("unknown", lambda f: 2 * f.addressed > f.filled and environment_of(f.header) is not None, ""),
    ("port", lambda f: f.says("url") and 2 * f.led > f.filled, "ports before their addresses"),
    ("text", _worded, "words with numbers among them"),
    ("url", lambda f: f.called == f.ports, "addresses"),
    ("unknown-range", lambda f: f.ranged, ""),
    ("unknown", lambda _: True, ""),
)
"""What speaks for a role of a column whose cells mostly hold numbers, those that say most first: of
two words in one header, that wins."""
_RUNS_THERE = re.compile(rf"[^\W\d]+ {alternatives('runs')}", re.IGNORECASE)
"""`What runs there`, no command to run."""


_WHAT_ELSE = re.compile(
    r"what (?:it\b|(?!is|runs|uses|has|holds|owns|takes|binds)\w+ (?:it|that|this|them)\b)",
    re.IGNORECASE,
)
"""`What it does`, `What protects it`, not `What uses it`."""
_INNER_IP = re.compile(r"(?:cluster|pod|container|docker)[ -]?(?:ip|address)", re.IGNORECASE)


def _is_place(found: Features) -> bool:
    """Whether cells are machines, by their words or as each has several rows: what `Runs on` heads
    may be `Docker`, a file, or ports."""
    how = found.engines + found.files > 0 or 2 * found.high >= found.filled
    told = found.apart < found.filled or 2 * found.machines > found.filled
    return found.says("place") and told and not how


_TEXT: _Signs = (
    ("note", lambda f: bool(_INNER_IP.fullmatch(f.header)), "addresses inside a network"),
    ("index", lambda f: f.header.casefold() == "container id", "what Docker calls each"),
    ("machine", _is_place, "where it runs"),
    (
        "variable",
        lambda f: (f.says("environment") or f.says("variable")) and 3 * f.variables >= f.filled > 0,
        "variables",
    ),
    ("range", lambda f: f.says("range") and f.ports * 3 >= f.filled > 0, "ranges"),
    ("note", lambda f: f.says("port", "owner"), "who has them"),
    ("users", lambda f: f.says("who", "modal"), "who may"),
    (
        "note",
        lambda f: about("condition", f.header.rpartition(" ")[0].partition(" ")[0]),
        "remedies",
    ),
    ("purpose", lambda f: bool(_WHAT_ELSE.match(f.header)), "purposes"),
    (
        "note",
        lambda f: f.header.endswith(")") and not strip_words(outside_brackets(f.header), "origin"),
        "where it begins",
    ),
    ("port", lambda f: f.says("port") and (not f.filled or f.says("host")), "ports"),
    (
        "port",
        lambda f: f.ports > 0 and f.says("port") and not strip_words(f.header, "port"),
        "ports",
    ),
    (
        "new",
        lambda f: f.ports > 0 and f.says("new") and not strip_words(f.header, "new", "port"),
        "now, but few of its cells are numbers",
    ),
    ("index", lambda f: f.coded and f.says("index"), "a count"),
    ("other", lambda f: f.says("index"), "a count, but its cells are words"),
    ("other", lambda f: f.says("bind") and not f.bound, "interfaces, but no cell is an address"),
    ("quantity", lambda f: f.says("quantity") and not f.says("service"), "amounts"),
    ("environment", lambda f: f.says("date") and 3 * f.staged >= f.filled > 0, "when it runs"),
    ("service", lambda f: f.says("service") and bool(_RUNS_THERE.match(f.header)), "what runs"),
    (
        "project",
        lambda f: f.header.lower() in ("repo", "repository") and 0 < f.apart < f.filled > f.files,
        "repositories",
    ),
    ("group", lambda f: f.header.lower() == "bounded context", "parts of a domain"),
    ("container-name", lambda f: f.says("container", "machine") and not f.ports, "containers"),
    ("service", lambda f: f.says("service", "transport") and f.apart > _TRANSPORTS, "services"),
    (
        "service",
        lambda f: f.says("service", "environment") and f.staged < f.filled,
        "services and environments",
    ),
    (
        "type",
        lambda f: not f.differs and f.says("service") and about_any(_KINDS, f.header),
        "kinds",
    ),
    (
        "path",
        lambda f: 2 * f.files > f.filled and not f.ports and not f.says("environment"),
        "files",
    ),
    ("status", lambda f: 2 * f.flags > f.filled and not f.says("service"), "yes and no"),
    (
        "status",
        lambda f: (
            not f.ports
            and bool(_STAGE.fullmatch(f.header))
            and not (2 * f.apart > f.filled and f.says("test"))
        ),
        "an environment",
    ),
)


def _reading(found: Features) -> tuple[str, str]:
    """The role of a column by itself, and what speaks for it."""
    if 2 * found.dates > found.filled:
        return "date", "its cells are dates"
    if found.counting and (found.filled > _COUNTED or not found.says("port")):
        return "index", "its cells count the rows"
    if found.numeric and not _is_place(found):
        role, _, told = next(each for each in _NUMBERS if each[1](found))
        if role != "text":
            share = f"{found.ports} of {found.filled} cells are numbers"
            spoken = f"its header speaks of {told}" if told else "no word of its header is known"
            return role, f"{spoken}; {share}"
    for role, holds, told in _TEXT:
        if holds(found):
            inner = role == "port" and found.says("container") and not found.says("host")
            return "container" if inner else role, f"its header speaks of {told}"
    outside = outside_brackets(found.header)  # `Service (when running)`
    for concept in (*filter(lambda each: about(each, outside), _WORDED), *_WORDED):
        if found.says(concept):
            named = {"container": "container-name", "technology": "type"}
            role = named.get(concept, concept)
            return role, f"its header speaks of {concept}"
    told = "most of its cells are words" if found.says("port") else "no word of its header is known"
    return "other", told


def columns_of(table: Table, hosts: frozenset[str] = frozenset()) -> list[Column]:
    """One column for each header cell, as they are best read together."""
    rows = table.rows[:_SAMPLE]
    features: list[Features] = []
    for at, header in enumerate(table.header):
        cells = [plain(row.cells[at][:300]) if at < len(row.cells) else "" for row in rows]
        told = _JOINED.sub(r" \g<0>", plain(header).replace("ort(s)", "orts"))
        features.append(features_of(BAND.sub("", told) or told, cells))
    columns = _with_further([_column(found) for found in features], features)
    columns = on_machines(without_goals(without_sizes(columns, rows)), features)
    columns = with_matrix(_crossed(columns, features), features, hosts)
    columns = staged(compared(with_old(with_inner_ports(columns, features))))
    columns = with_settings(host_and_container(columns, features), features, rows)
    columns = with_stages(with_names(columns, features, rows), features, rows)
    columns = with_addresses(columns, features, rows)
    return on_places(columns, rows, hosts)


def _with_further(columns: list[Column], features: list[Features]) -> list[Column]:
    """`Service | Port | Also`: beside a column of ports, another one's header says as much."""
    if not any(column.role == "port" for column in columns):
        return columns
    return [
        replace(c, role="port", known=True, because="its header speaks of what else")
        if c.role == "unknown" and f.high == f.ports and not strip_words(f.header, "further")
        else c
        for c, f in zip(columns, features, strict=True)
    ]


def _crossed(columns: list[Column], features: list[Features]) -> list[Column]:
    """`Project | User service | Auth`: above columns of numbers alone, such headers are parts."""
    described = features[-1].ports == 0  # A last column may say what each row is for.
    end = len(columns) - described
    told = features[1:end]
    numbers = all(0 < f.filled == f.ports <= f.pure + 1 for f in told)
    pure = len(told) > 1 if described else all(f.filled == f.pure == f.high for f in told)
    worded = {column.role for column in columns[1:end]} <= _ANYTHING
    known = len(columns) >= _CROSSED and columns[0].role != "unknown"
    if not (known and numbers and pure and worded):
        return columns
    return [
        c if not 0 < at < end or c.role == "unknown" else replace(c, role="unknown", known=False)
        for at, c in enumerate(columns)
    ]


_CROSSED = 3
_ANYTHING = frozenset(
    ("unknown", "service", "machine", "aside", "group", "status", "note", "type", "purpose")
)
_STAGED_PORT = re.compile(r"\W*(dev|prod|staging|test)[-_ ]ports?\b", re.IGNORECASE)
"""`Dev-Port(s) and links`"""


def _column(found: Features) -> Column:
    role, because = _reading(found)
    unknown = role in ("unknown", "unknown-range") and not PORT_VARIABLE.fullmatch(found.header)
    column = Column(role, found.header, known=not unknown, because=because)
    if role == "index":
        return replace(column, label=found.header)  # `Slot`, above `1`, `2`, `3`
    if role == "labelled":
        return replace(column, role="port", label=found.header, known=False)
    if role not in ("port", "container"):
        return column
    label = strip_words(found.header, "port", "host", "container", "numbering", "mapping")
    staged = _STAGED_PORT.match(found.header)
    environment = environment_of(label) or (environment_of(staged[1]) if staged else None)
    label = "" if environment or not strip_words(label, "now", "small", "further") else label
    return replace(column, label=label, environment=environment)
