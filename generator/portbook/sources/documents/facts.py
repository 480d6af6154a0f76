"""Reads what a row's cells say of all its numbers: names, stages, hosts, status."""

from __future__ import annotations

import re

from portbook.sources.documents.blocks import Row
from portbook.sources.documents.cells import port_cell
from portbook.sources.documents.features import PORT_VARIABLE
from portbook.sources.documents.folders import named_by_folder
from portbook.sources.documents.labels import SETTING, key_of
from portbook.sources.documents.modes import status_of
from portbook.sources.documents.parted import DITTO
from portbook.sources.documents.ranked import CARRIERS
from portbook.sources.documents.reader import Reader, Texts
from portbook.sources.documents.remarks import inside_told
from portbook.sources.documents.row_facts import RowFacts
from portbook.sources.documents.row_places import machines_of_row, stages_of_row
from portbook.sources.documents.runtimes import RUNTIME
from portbook.sources.documents.scope import names_a_program
from portbook.sources.documents.subjects import DOES, PORT_OF
from portbook.sources.documents.text import (
    about,
    alike,
    clean_name,
    is_empty,
    outside_brackets,
    plain,
    strip_words,
    struck,
)
from portbook.sources.documents.unclaimed import COMMAND, names_nothing
from portbook.sources.kinds import kind_of_name
from portbook.text.secrets import HIDDEN, without_secrets

_PROTOCOL = re.compile(r"\b(tcp|udp|sctp)\b", re.IGNORECASE)
_SCHEME = re.compile(r"^(https?|wss?|grpc|mqtts?|amqps?|redis|postgresql|mysql)$", re.IGNORECASE)


_EXPLAINED = re.compile(r"(\S.{1,40}?)\s[—–-]\s(?![^()]*\)\s*[,/])[^\W\d_A-Z]\S*(?: \S+){2,}")
"""`Grid Server — client programs connect here`"""
_BESIDE = re.compile(
    r"\s*\b[a-z]+://\S+|\s+,\s+[(（].*|\s*[(（][\s→:/\d]{4,}[)）]$"
    r"|(?<=\w)\s*(?:[(（]|\s(?:@|(?:on|at)\s)?)(?:\d{1,3}\.){3}\d{1,3}[)）]?$"
)
LEADS = re.compile(r"\s+(?:→|➜|⇒|[-=]+>)\s+")
WHITHER = re.compile(rf"{LEADS.pattern}|\s+to(?: the)?\s+")
"""`Agent to collector`"""
_SENTENCE = 6
"""Words of a purpose that names an endpoint no more."""
_LOGIN = re.compile(r"[/|:=@,]|\S{16}")


def group_of(row: Row, reader: Reader) -> str | None:
    """The text of a row whose other cells are all empty; None for every other row."""
    filled = [at for at, cell in enumerate(row.cells) if cell.strip(" *_`-─—–")]
    if len(filled) != 1 or len(reader.columns) < 2:
        return None
    at = filled[0]
    if at < len(reader.columns) and reader.columns[at].role in ("port", "container", "range"):
        return None
    text = plain(row.cells[at][:300])
    if at not in (0, reader.naming):
        return None
    return clean_name(text) or None


def facts_of(row: Row, cells: list[str], texts: Texts, reader: Reader) -> RowFacts:
    scope, at = reader.scope, reader.naming
    gone = struck(row.cells[at]) if 0 <= at < len(row.cells) else ""
    held = _HELD.fullmatch(cells[at]) if at >= 0 and about("container", reader.header) else None
    # `~~search~~` is a name of its own, `shop (8080)` of a container has that inside.
    if own := held["name"] if held else gone if gone and not cells[at] else "":
        cells = [*cells[:at], own, *cells[at + 1 :]]
        texts["service"] = own
    name, endpoint = _named(cells, texts, reader)
    chart = _CHART.fullmatch(name)
    if chart:
        name = chart["program"].replace(".", " ")
        endpoint = None if _OF_CHART.fullmatch(chart["side"]) else chart["side"]
    if (project := clean_name(texts["project"])) and COMMAND.match(name):
        name = project  # `shop | npm run dev`
    name = WHITHER.split(name)[-1] if reader.leads else name  # `Web → API`: of the latter
    if at >= 0 and _GONE.fullmatch(cells[at]) and (about("changed", name) or name[-4:].isdecimal()):
        name = ""
    environments, runs = stages_of_row(texts, name, reader)
    group = clean_name(texts["group"]) or reader.group
    protocol = texts["transport"]
    scheme = _SCHEME.match(protocol.strip())
    status = texts["status"]
    return RowFacts(
        service=name,
        endpoint=endpoint,
        project=texts["project"] or scope.project,
        environments=environments,
        hosts=machines_of_row(cells, texts, reader),
        transports=tuple(dict.fromkeys(_PROTOCOL.findall(protocol.lower()))),
        scheme=scheme[0].lower() if scheme else None,
        status=status_of(status) or status_of(name) or (None if runs else scope.status),
        status_text=status,
        group=scope.group if reader.grouped_names else group or scope.group,
        description=texts["purpose"] or texts["note"] or None,
        variable=_variable(texts),
        bind=texts["bind"] or None,
        aliases=tuple(filter(None, [clean_name(texts["container-name"])])),
        beside=_unknown_cells(cells, reader),
        table=reader.line,
        closed=scope.mode == "closed"
        or _is_inside(cells, at, reader)
        or (chart is not None and chart["side"] in _INSIDE),
        struck=bool(gone),
        of_project=reader.projects,
        blocked="range" in reader.places and not about("service", reader.header),
        inside=int(held["port"])
        if held
        else inside_told(protocol, texts["purpose"], texts["note"]),
        mentioned=scope.firewall or reader.settings or reader.leads,
        of_port=chart is not None or (0 <= at < len(cells) and about("port", cells[at][:80])),
    )


_CHART = re.compile(
    r"(?!(?:service|server|https?|transport)\.)(?P<program>[a-z][\w-]*(?:\.(?!service|external)[a-z][\w-]*)*?)"
    r"(?:\.(?:services?|server|external|containers?|listen|http|pod))*\.(?P<side>[a-z]*)[pP]ort"
)
"""`till.service.targetPort`, of a chart of Helm."""
_INSIDE = ("target", "container")
_OF_CHART = re.compile("|service|node|external|host|listen|server|target|container")
_HELD = re.compile(
    r"(?P<name>[^\W\d][^()（）:]*?)\s*(?:[(（]:?|:)(?P<port>\d{2}|443|\d{4,5})[)）]?"
)
"""`shop (8080)`, `shop:8080`, of a container: what is open inside it."""
_GONE = re.compile(r"[(（][^\W\d]+ [^()（）]+[)）]")
"""`(left 2024)`, `(was Redis)`, where a name would stand."""


def _is_inside(cells: list[str], at: int, reader: Reader) -> bool:
    """Whether a row is `Container port` of a table that stands on its side."""
    return reader.sided and 0 <= at < len(cells) and key_of(cells[at]) == "container"


def _variable(texts: Texts) -> str | None:
    named = texts["service"].partition(" ")[0]
    told = texts["variable"].partition(" ")[0]
    return told or (named if PORT_VARIABLE.fullmatch(named) else None)


def _named(cells: list[str], texts: Texts, reader: Reader) -> tuple[str, str | None]:
    """Name and endpoint of a row, by its cells and by what stands above it."""
    name, endpoint = _name(cells, texts, reader)
    name = named_by_folder(name, texts["path"])
    container = clean_name(texts["container-name"])
    owned = reader.projects or about("owner", reader.header)
    if owned and name and not strip_words(name, "several"):
        # `22 | SSH | system | Login of the host`
        purpose = clean_name(texts["purpose"])
        short = purpose if len(purpose.split()) < _SENTENCE else ""
        name = short or clean_name(texts["type"]) or name
    path = name.startswith("/")  # `/api endpoints and the web UI`
    if reader.owner and (path or not alike(name, reader.owner)):
        return reader.owner, name if 0 < len(name.split()) < _SENTENCE and not path else endpoint
    told = about("purpose", reader.header) and alike(container, reader.scope.label or "")
    if name and container and told and not endpoint:
        name, endpoint = container, name  # `consul | DNS interface`: of a program, what it is for.
    known = about("service", reader.header)
    if (
        not known
        and _variable(texts) == "PORT"
        and names_nothing(strip_words(name, "service", "general"))
    ):
        # `PORT | 3003 | Server port` is that of what the heading names.
        labels = (label for label in reader.scope.headings() if not about("variable", label))
        name = next((label for label in labels if not names_nothing(label)), name)
    variable = _variable(texts) or ""
    if not known and variable.endswith("_PORT") and names_nothing(name):
        name = variable.removesuffix("_PORT").lower().replace("_", "-")  # `Listen port`
    if (
        _LOGIN.search(name)
        and name.count(" / ") < 2
        # `Postgres / MinIO` share a row.
        and not (known and kind_of_name(name.partition(" / ")[0]))
        and (shown := without_secrets(name)) != name
    ):
        # "admin / ...": a login where a name is looked for.
        name = shown.partition(HIDDEN)[0].strip(" /|:`")
    return ("" if _HERE.fullmatch(name) else name), endpoint


_HERE = re.compile(r"\w+://(?:localhost|\d+\.\d+\.\d+\.\d+)(?::\d+)?\S*")
"""`http://localhost:3000`: an address of this machine, which names nobody."""


def _unknown_cells(cells: list[str], reader: Reader) -> tuple[str, ...]:
    """Short cells of columns without a known word: one may be another table's service."""
    at = (at for role in ("other", "route", "machine") for at in reader.places.get(role, ()))
    told = (cells[each] for each in at if each < len(cells) and len(cells[each]) <= 40)
    return tuple(clean_name(text) for text in told if not is_empty(text))


_IMAGE = re.compile(r"(?:[\w.-]+(?::\d+)?/)*(?P<name>[\w-]+)(?::[\w.-]+)?")
"""`ghcr.io/acme/shop:2.1`, where no other column names its container."""
_BRANCH = re.compile(r"\s*(?:[-–└↳├]|&nbsp;)[─\s]*\s")
"""`- API` below the row `Shop`."""


def _name(cells: list[str], texts: Texts, reader: Reader) -> tuple[str, str | None]:
    at = reader.naming
    written = cells[at] if 0 <= at < len(cells) else ""
    name = "" if is_empty(written) else clean_name(written)
    if about("transport", reader.header) and CARRIERS.fullmatch(name):
        purpose = clean_name(texts["purpose"] or texts["note"])  # `HTTP | Web UI`
        short = len(purpose.split()) < _SENTENCE - 1 and ", " not in purpose
        name = purpose if purpose and short else name
    if about("image", reader.header) and (image := _IMAGE.fullmatch(name)):
        name = image["name"]
    name = f"{reader.columns[at].label} {name}".lstrip() if name else name  # `Slot 1`
    if reader.grouped_names and reader.group:
        return reader.group, name or None
    prefix = clean_name(texts["prefix"])
    if name and prefix and not (alike(prefix, name) or RUNTIME.fullmatch(prefix)):
        name = f"{prefix} {name}"  # `Mailer | SMTP`
    if name:
        name = _bare_name(name)
        part = _BRANCH.match(written) is not None
        name = f"{reader.stack} {name}" if part and reader.stack else name
        reader.previous, reader.stack = name, reader.stack if part else name
        if name.isupper() and about("variable", reader.header):
            setting = SETTING.fullmatch(bare := name.removesuffix("_PORT"))
            name = (setting[1] if setting else bare).lower().replace("_", "-")
        return name, None  # `WEB_PORT` names the port of `web`.
    if at < 0 and not any(column.part for column in reader.columns):
        return _heading(cells, reader), None
    blank = 0 <= at < len(cells) and DITTO.fullmatch(written) and not _is_bare(cells, texts, reader)
    return (reader.previous if blank else _named_beside(cells, texts, reader)), None


def _is_bare(cells: list[str], texts: Texts, reader: Reader) -> bool:
    """Whether a row without a name is free, or has a port in front and nothing else in a column
    that says what it holds."""
    alone = any(about("free", cell) and not strip_words(cell, "free", "small") for cell in cells)
    if alone or about("free", texts["status"]):
        return True
    ports = reader.places.get("port", [len(cells)])
    filled = {n for n, cell in enumerate(cells) if not is_empty(cell)}
    headed = {n for n, column in enumerate(reader.columns) if column.header}
    return min(ports) < reader.naming and filled & headed <= {*ports}


def _named_beside(cells: list[str], texts: Texts, reader: Reader) -> str:
    """What another column of services says of a row that the naming one has a dash for."""
    others = (
        cells[n]
        for n, column in enumerate(reader.columns[: len(cells)])
        if n != reader.naming >= 0
        and column.role in ("note", "prefix")
        and about("service", column.header)
    )
    told = clean_name(next((cell for cell in others if not is_empty(cell)), ""))
    remark = texts["note"] or texts["purpose"]
    return told or (_program_in(remark) if reader.naming >= 0 else "")


def _program_in(remark: str) -> str:
    """The known program that a remark names and nothing else: `existing Portainer (of all)`."""
    told = clean_name(strip_words(outside_brackets(remark), "taken", "now", "small"))
    return told if told.isalnum() and kind_of_name(told) else ""


def _heading(cells: list[str], reader: Reader) -> str:
    """Whose the numbers of a table are that names no row: what a cell says, or the heading."""
    if "environment" in reader.places:
        told = filter(names_a_program, reader.scope.headings())
        return clean_name(strip_words(next(told, ""), "port"))
    for column in reader.places.get("port", []):
        cell = port_cell(cells[column] if column < len(cells) else "")
        torn = _TORN.match(cell.rest)  # `8000 (web), 8001 (api)`, each with a name of its own
        if cell.rest and ("machine" in reader.places or not torn):
            return cell.rest
    return ""


_TORN = re.compile(r"[^()（）]*[)）].*[(（]")


def _bare_name(name: str) -> str:
    """Without its address, remarks on a line of their own, the word for a port, and a folder's
    slash."""
    told = DOES.sub("", PORT_OF.sub("", _BESIDE.sub("", name)))
    told = name if names_nothing(told) else told  # `Fallback port`
    if told.count(".") == 1 and len(told.split()) < _SENTENCE - 1:
        told = told.rstrip(".")  # `Main site.`; what is longer is a sentence, and keeps its stop.
    explained = _EXPLAINED.fullmatch(told)
    bare = clean_name(explained[1] if explained else told) or name
    return bare if " " in bare or "/" in bare[:-1] else bare.removesuffix("/")
