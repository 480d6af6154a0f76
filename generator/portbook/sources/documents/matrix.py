"""Tells what columns of numbers below headers without a known word are to the rows of a table."""

from __future__ import annotations

import re
from dataclasses import replace

from portbook.sources.documents.environments import environment_of, stage_named
from portbook.sources.documents.features import ENGINE, PORT_VARIABLE, Column, Features
from portbook.sources.documents.row_facts import SPOKEN
from portbook.sources.documents.text import about, outside_brackets, strip_words

_FIRST = re.compile(r"(?:^|\W)0$")
"""`Slot 0`"""
_BASE = re.compile(r"(?:port )?(?:base|basis|start|first)(?:[ -]?port)?", re.IGNORECASE)
"""Where the ports of each project begin."""


def with_matrix(
    columns: list[Column], features: list[Features], hosts: frozenset[str]
) -> list[Column]:
    """The columns with what such headers are: environments, machines, or parts of projects."""
    columns = _as_unknown(columns, features, hosts)
    unknown = [at for at, column in enumerate(columns) if column.role.startswith("unknown")]
    if not unknown:
        return columns
    plausible = _plausible(unknown, columns, features, hosts)
    kind = _matrix_kind([columns[at] for at in plausible], columns, hosts)
    if kind == "part" and len(plausible) > 1 and _lists_programs(columns, features, plausible):
        kind = "host"
    told = (features[at] for at in plausible)
    led = len(plausible) == 1 and all(2 * max(f.bound, f.addressed) >= f.filled for f in told)
    offered = _offer([columns[at] for at in plausible], columns) or _labelled(columns)
    if kind == "part" and offered:
        kind = "plain"
    if kind == "part" and led and {"service", "container-name"} & {c.role for c in columns}:
        kind = "plain"  # `Backend` of a proxy: addresses
    inner = [at for at in plausible if ENGINE.fullmatch(columns[at].header) and features[at].again]
    read = [
        replace(column, role="container", because="the same numbers again: no host can have them")
        if at in inner and len(plausible) > 1
        else _matrix_column(column, kind)
        if at in plausible
        else replace(column, role="other")
        if at in unknown
        else column
        for at, column in enumerate(columns)
    ]
    outside = [outside_brackets(column.header) for column in read]
    stages = [environment_of(text) for text in outside]
    return [
        replace(column, environment=stage_named(text))  # `DEV (Docker)` beside `PROD (Docker)`
        if column.environment and stage and stages.count(stage) == 1
        else column
        for column, text, stage in zip(read, outside, stages, strict=True)
    ]


def _offer(unknown: list[Column], columns: list[Column]) -> bool:
    """Whether headers are what each row's program speaks, `HTTP | AJP | Shutdown`, or among it."""
    spoken = any(SPOKEN.fullmatch(column.header) for column in unknown)
    named = any(c.role == "service" and about("service", c.header) for c in columns)
    return spoken and named and len(unknown) > 1 and all(c.role != "project" for c in columns)


def _labelled(columns: list[Column]) -> bool:
    """Whether several headers tell what each port of a row is for: `VNC port | CDP port`."""
    told = [strip_words(c.header, "port") for c in columns if about("port", c.header)]
    ends = len(told) > 1 and all(told) and not all(about("part", each) for each in told)
    return ends and all(c.role != "project" for c in columns)


def _lists_programs(columns: list[Column], features: list[Features], plausible: list[int]) -> bool:
    """Whether rows are programs, `Grafana | 3000 | 3000`, which headers name no part of."""
    parts = any(about("part", columns[at].header) for at in plausible)
    first = features[0]
    named = columns[0].role in ("other", "service") and first.differs
    return named and not parts and 2 * first.programs >= first.filled > 1


def _plausible(
    unknown: list[int], columns: list[Column], features: list[Features], hosts: frozenset[str]
) -> list[int]:
    """Those of the unknown columns whose numbers may well be ports."""
    roles = {column.role for column in columns}
    plausible = [at for at in unknown if 2 * features[at].high >= features[at].ports]
    several = len(plausible) > 1
    given = {"port", "chosen"} if several else {"port", "chosen", "container", "range"}
    kept = several and all(columns[at].role == "unknown-range" for at in plausible)
    if given & roles and not (kept or any(_known(columns[at], hosts) for at in plausible)):
        plausible = []
    if any(f.called > 1 and f.called == f.filled for f in features):
        # `URL | Build`: addresses tell the ports.
        plausible = [n for n in plausible if features[n].called or _known(columns[n], hosts)]
    headers = [columns[at].header for at in plausible]
    if any(about("part", header) or _FIRST.search(header) for header in headers):
        # Where numbers begin, beside what begins there.
        plausible = [at for at in plausible if not _BASE.fullmatch(columns[at].header)]
    return plausible


def _as_unknown(
    columns: list[Column], features: list[Features], hosts: frozenset[str]
) -> list[Column]:
    """`Blue port | Green port`, `web | api` above `:3000`: what the headers say besides tells."""
    told = {
        at: column.label or strip_words(column.header, "port")
        for at, column in enumerate(columns)
        if column.role in ("port", "default") and not column.environment
    }
    placed = sum(each.casefold() in hosts or about("deployment", each) for each in told.values())
    if not all(told.values()) or not (2 * placed >= len(told) or _are_numbered([*told.values()])):
        said = (at for at, f in enumerate(features) if 2 * f.told >= f.filled > 0)
        told = {at: told[at] for at in said if told.get(at) and not features[at].says("port")}
    if len(told) < 2:
        return columns
    return [
        replace(c, role="unknown", header=told[at], label="") if at in told else c
        for at, c in enumerate(columns)
    ]


def _are_numbered(headers: list[str]) -> bool:
    """Whether headers differ in their numbers alone: `Node 1 | Node 2`."""
    stems = {header.rstrip("0123456789 -_#").casefold() for header in headers}
    differ = len(headers) > 1 and all(header[-1:].isdecimal() for header in headers)
    return differ and len(stems) == 1 and any(stems)


def without_unknown(
    columns: list[Column], hosts: frozenset[str], *, near: str | None, spoken: bool
) -> list[Column]:
    """The columns without these, where nothing speaks of ports: such numbers may be anything.

    `near` is the concept that a heading close by speaks of, `spoken` whether any above does.
    """
    unknown = [column for column in columns if not column.known]
    ported = any(c.role in ("port", "container", "range") and c.known for c in columns)
    told = any(
        c.environment or c.role == "variable" or (c.header and not strip_words(c.header, *_TOLD))
        for c in columns
    )
    known = sum(_known(column, hosts) or column.header.isdecimal() for column in unknown)
    enough = known > 1 or 2 * known >= len(unknown) or any(c.role == "variable" for c in columns)
    close = near == "port" or (near == "service" and len(unknown) == 1)
    enough |= any(c.header and not strip_words(c.header, "mapping") for c in unknown)
    if close or ported or _offer(unknown, columns) or (enough if spoken else told):
        return columns
    return [
        replace(c, role="other", because=f"{c.because}; nothing here speaks of ports")
        if not c.known and not (spoken and c.role == "range")
        else c
        for c in columns
    ]


_TOLD = ("numbering", "mapping")
"""Not `우편번호`, a postal code."""
_SYSTEM = re.compile(r"mac(?:os)?|linux|windows|wsl2?", re.IGNORECASE)


def _known(column: Column, hosts: frozenset[str]) -> bool:
    header = column.header
    if header.casefold() in hosts or PORT_VARIABLE.fullmatch(header) or _SYSTEM.fullmatch(header):
        return True
    return about("part", header) or environment_of(header) is not None or _is_placed(header)


def _is_placed(header: str) -> bool:
    """Whether a header names a machine with its address, `borea (10.0.0.3)`."""
    return _ADDRESS.search(header) is not None


_ADDRESS = re.compile(r"\W*\b\d{1,3}(?:\.\d{1,3}){3}\b\W*")


_NODE = re.compile(r"[a-z][a-z-]*-\d{1,2}")
"""`worker-1`, beside `manager-1`, where a column of services names the rows."""


def _matrix_kind(matrix: list[Column], columns: list[Column], hosts: frozenset[str]) -> str:
    headers = [column.header for column in matrix]
    roles = {column.role for column in columns}
    alone = len(headers) == 1 and {"service", "url"} <= roles  # `Backend` of a proxy
    outside = [outside_brackets(header) for header in headers]
    machines = _are_numbered(headers) and about("machine", headers[0])
    machines |= "service" in roles and len(headers) > 1 and all(map(_NODE.fullmatch, headers))
    parts = all(about("part", each) and not environment_of(each) for each in outside)
    if (parts and headers and not machines) or any(map(PORT_VARIABLE.fullmatch, headers)):
        return "part"
    staged = sum(environment_of(each) is not None or about("deployment", each) for each in headers)
    stage = staged and not columns[0].header  # `| | dev | playtest | live |`
    if stage or 2 * staged >= len(headers) or ("variable" in roles and len(headers) > 1):
        return "environment"
    if machines or any(header.casefold() in hosts or _is_placed(header) for header in headers):
        return "host"
    apart = len({*headers}) == len(headers) and not any(map(_BASE.fullmatch, headers))
    named = any(about("part", header) for header in headers) and not alone
    if named or ("project" in roles and apart):
        return "part"
    if "service" in roles and len(headers) > 1 and "machine" not in roles:
        return "host"
    return "part" if len(headers) > 1 else "plain"


def _matrix_column(column: Column, kind: str) -> Column:
    role = "range" if column.role == "unknown-range" else "port"
    header = column.header
    column = replace(column, role=role, because=f"{column.because}, read as {kind}")
    if kind == "environment" and about("part", header) and not environment_of(header):
        return column  # `Debug` between stages
    if kind == "environment":
        usual = not strip_words(outside_brackets(header), "default")  # `Default (dev)`
        return replace(column, environment=environment_of(header) if usual else stage_named(header))
    if kind == "host":
        return replace(column, host=_ADDRESS.sub(" ", header).strip() or header)
    variable = PORT_VARIABLE.fullmatch(header)
    counted = header[-1:].isdecimal() and not strip_words(header.rstrip("0123456789 "), "service")
    header = variable[1].lower().replace("_", "-") if variable else header
    return replace(column, part=header if kind == "part" and not counted else None, label=header)
