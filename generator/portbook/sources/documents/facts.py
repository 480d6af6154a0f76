"""Reads what a row's cells say of all its numbers: names, stages, hosts, status."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portbook.sources.documents.blocks import Row
from portbook.sources.documents.cells import port_cell
from portbook.sources.documents.environments import (
    environment_in_name,
    environment_of,
    stage_alone,
    stage_named,
)
from portbook.sources.documents.evidence import Gathered
from portbook.sources.documents.features import PORT_VARIABLE, Column
from portbook.sources.documents.folders import named_by_folder
from portbook.sources.documents.labels import key_of
from portbook.sources.documents.modes import status_of
from portbook.sources.documents.parted import DITTO
from portbook.sources.documents.remarks import inside_told
from portbook.sources.documents.row_facts import RowFacts
from portbook.sources.documents.runtimes import RUNTIME
from portbook.sources.documents.scope import Scope, names_a_program
from portbook.sources.documents.subjects import PORT_OF
from portbook.sources.documents.text import (
    about,
    about_any,
    alike,
    clean_name,
    is_anybody,
    is_empty,
    outside_brackets,
    plain,
    strip_words,
    struck,
)
from portbook.sources.documents.tokens import scan
from portbook.sources.documents.unclaimed import COMMAND, names_nothing
from portbook.sources.kinds import kind_of_name
from portbook.text.secrets import HIDDEN, without_secrets

_PROTOCOL = re.compile(r"\b(tcp|udp|sctp)\b", re.IGNORECASE)
_SCHEME = re.compile(r"^(https?|wss?|grpc|mqtts?|amqps?|redis|postgresql|mysql)$", re.IGNORECASE)
_SPLIT = re.compile(r"\s*(?:[,;/&+、，]|\band\b|\bund\b|\by\b|\bet\b)\s*")


_EXPLAINED = re.compile(r"(\S.{1,40}?)\s[—–-]\s[^\W\d_A-Z]\S*(?: \S+){2,}")
"""`Grid Server — client programs connect here`"""
_BESIDE = re.compile(r"\s*\b[a-z]+://\S+|\s+,\s+[(（].*|\s*[(（][\s→:/\d]{4,}[)）]$")
LEADS = re.compile(r"\s+(?:→|➜|⇒|[-=]+>)\s+")
WHITHER = re.compile(rf"{LEADS.pattern}|\s+to(?: the)?\s+")
"""`Agent to collector`"""
_SENTENCE = 6
"""Words of a purpose that names an endpoint no more."""
_LOGIN = re.compile(r"[/|:=@,]|\S{16}")


@dataclass(slots=True)
class Reader:
    """The columns by what they hold, and what rows above say of the rows below.

    `machines` are the cells that name one; `leads`: who calls whom names the rows; `settings`: they
    are those of a program, which are ports only where they say so; `inventory`: its headers speak
    of ports and of services.
    """

    columns: list[Column]
    scope: Scope
    gathered: Gathered
    places: dict[str, list[int]]
    group: str | None = None
    grouped_names: bool = False
    previous: str = ""
    stack: str = ""
    in_use: bool = False
    sided: bool = False
    leads: bool = False
    machines: frozenset[str] = frozenset()
    line: int = 0
    owner: str | None = None
    settings: bool = False
    inventory: bool = False

    @classmethod
    def of(
        cls, columns: list[Column], scope: Scope, gathered: Gathered, *, listed: bool = False
    ) -> Reader:
        """`listed`: its rows are variables, whatever the header calls them."""
        places: dict[str, list[int]] = {}
        for at, column in enumerate(columns):
            places.setdefault(column.role, []).append(at)
        headers = [column.header for column in columns]
        spoken = any(about("port", header) for header in headers)
        named = any(header and not strip_words(header, "service") for header in headers)
        settings = not (spoken or named) and any(
            about_any(("variable", "property"), header)
            and not about_any(("service", "project"), header)
            for header in headers
        )
        told = [c.header for c in columns if c.role in ("port", "default", "chosen")]
        valued = bool(told) and all(
            about_any(("default", "chosen", "new", "value"), header) for header in told
        )
        named &= not (listed or (valued and all(about("value", header) for header in told)))
        settings |= valued and not (spoken or named or "range" in places or scope.near == "port")
        inventory = spoken and named and "port" in places
        return cls(columns, scope, gathered, places, settings=settings, inventory=inventory)

    def text(self, cells: list[str], role: str) -> str:
        """The first filled cell of a role."""
        if role not in self.places:
            return ""
        for at in self.places[role]:
            if at < len(cells) and not is_empty(cells[at]):
                return cells[at]
        return ""


def group_of(row: Row, reader: Reader) -> str | None:
    """The text of a row whose other cells are all empty; None for every other row."""
    filled = [at for at, cell in enumerate(row.cells) if cell.strip(" *_`-─—–")]
    if len(filled) != 1 or len(reader.columns) < 2:
        return None
    at = filled[0]
    if at < len(reader.columns) and reader.columns[at].role in ("port", "container", "range"):
        return None
    text = plain(row.cells[at][:300])
    if at and at != reader.places.get("service", [0])[0]:
        return None
    return clean_name(text) or None


def facts_of(row: Row, cells: list[str], reader: Reader) -> RowFacts:
    scope, at = reader.scope, reader.places.get("service", [-1])[0]
    gone = struck(row.cells[at]) if 0 <= at < len(row.cells) else ""
    if gone and not cells[at]:
        cells = [*cells[:at], gone, *cells[at + 1 :]]  # `~~search~~` is a name of its own.
    name, endpoint = _named(cells, at, reader)
    if (project := clean_name(reader.text(cells, "project"))) and COMMAND.match(name):
        name = project  # `shop | npm run dev`
    name = WHITHER.split(name)[-1] if reader.leads else name  # `Web → API`: of the latter
    if at >= 0 and _GONE.fullmatch(cells[at]) and (about("changed", name) or name[-4:].isdecimal()):
        name = ""
    environments, runs = _environments(cells, name, reader)
    group = clean_name(reader.text(cells, "group")) or reader.group
    protocol = reader.text(cells, "transport")
    scheme = _SCHEME.match(protocol.strip())
    status = reader.text(cells, "status")
    return RowFacts(
        service=name,
        endpoint=endpoint,
        project=reader.text(cells, "project") or scope.project,
        environments=environments,
        hosts=_machines(reader.text(cells, "machine"), reader)
        or (_machine_above(reader) or scope.host or _machine_called(cells, reader),),
        transports=tuple(dict.fromkeys(_PROTOCOL.findall(protocol.lower()))),
        scheme=scheme[0].lower() if scheme else None,
        status=status_of(status) or status_of(name) or (None if runs else scope.status),
        status_text=status,
        group=scope.group if reader.grouped_names else group or scope.group,
        description=reader.text(cells, "purpose") or reader.text(cells, "note") or None,
        variable=_variable(cells, reader),
        bind=reader.text(cells, "bind") or None,
        aliases=tuple(filter(None, [clean_name(reader.text(cells, "container-name"))])),
        beside=_unknown_cells(cells, reader),
        table=reader.line,
        closed=scope.mode == "closed" or _is_inside(cells, at, reader),
        struck=bool(gone),
        of_project=at >= 0 and _names_projects(reader.columns[at].header),
        blocked=_sets_aside(reader, at),
        inside=inside_told(protocol, reader.text(cells, "purpose"), reader.text(cells, "note")),
        mentioned=scope.firewall or reader.settings or reader.leads,
    )


_GONE = re.compile(r"[(（][^\W\d]+ [^()（）]+[)）]")
"""`(left 2024)`, `(was Redis)`, where a name would stand."""


def _sets_aside(reader: Reader, at: int) -> bool:
    """Whether rows are blocks of numbers for a use, of which a cell tells what each has."""
    header = reader.columns[at].header if at >= 0 else ""
    return "range" in reader.places and not about("service", header)


_NO_MACHINE = re.compile(r"<|YOUR[_ ]|localhost$|127\.|0\.0\.0\.0")


def _machines(text: str, reader: Reader) -> tuple[str, ...]:
    """The machines that a cell names: several where the column names one of them alone, too."""
    if not text:
        return ()
    parts = [part for part in _SPLIT.split(text) if part] if len(text) <= 60 else []
    several = len(parts) > 1 and any(part in reader.machines for part in parts)
    named = (_machine(each, reader) for each in (parts if several else [text]))
    return tuple(filter(None, named))


def _machine_above(reader: Reader) -> str | None:
    """The machine that a row alone, a heading within the table, names."""
    return reader.scope.machine_in(reader.group) if reader.group else None


def _machine_called(cells: list[str], reader: Reader) -> str | None:
    """The machine at whose address, and no other, a row's columns of ports and addresses call."""
    if not reader.scope.apart:
        return None
    at = {at for role in ("url", "port") for at in reader.places.get(role, ()) if at < len(cells)}
    numbers = (number for each in at for number in scan(cells[each]))
    machines = {reader.scope.machine_at(number.host or number.bind) for number in numbers} - {None}
    return machines.pop() if len(machines) == 1 else None


def _machine(text: str, reader: Reader) -> str | None:
    """The machine that a text names, if it does not tell where to put one's: `YOUR_SERVER_IP`."""
    counted = text.isdecimal() and all(map(str.isdecimal, reader.machines))
    named = not (counted or is_anybody(text))  # `101`, a virtual machine's id
    return clean_name(text) if named and len(text) <= 60 and not _NO_MACHINE.match(text) else None


def _is_inside(cells: list[str], at: int, reader: Reader) -> bool:
    """Whether a row is `Container port` of a table that stands on its side."""
    return reader.sided and 0 <= at < len(cells) and key_of(cells[at]) == "container"


def _variable(cells: list[str], reader: Reader) -> str | None:
    named = reader.text(cells, "service").partition(" ")[0]
    told = reader.text(cells, "variable").partition(" ")[0]
    return told or (named if PORT_VARIABLE.fullmatch(named) else None)


def _named(cells: list[str], at: int, reader: Reader) -> tuple[str, str | None]:
    """Name and endpoint of a row whose column `at`, or none where that is -1, names it."""
    name, endpoint = _name(cells, reader)
    name = named_by_folder(name, reader.text(cells, "path"))
    container = clean_name(reader.text(cells, "container-name"))
    told = at >= 0 and about("purpose", reader.columns[at].header)
    of_project = at >= 0 and _names_projects(reader.columns[at].header)
    if of_project and name and not strip_words(name, "several"):
        # `22 | SSH | system | Login of the host`
        purpose = clean_name(reader.text(cells, "purpose"))
        short = purpose if len(purpose.split()) < _SENTENCE else ""
        name = short or clean_name(reader.text(cells, "type")) or name
    path = name.startswith("/")  # `/api endpoints and the web UI`
    if reader.owner and (path or not alike(name, reader.owner)):
        return reader.owner, name if 0 < len(name.split()) < _SENTENCE and not path else endpoint
    if name and container and told and not endpoint and alike(container, reader.scope.label or ""):
        name, endpoint = container, name  # `consul | DNS interface`: of a program, what it is for.
    known = at >= 0 and about("service", reader.columns[at].header)
    if (
        not known
        and _variable(cells, reader) == "PORT"
        and names_nothing(strip_words(name, "service", "general"))
    ):
        # `PORT | 3003 | Server port` is that of what the heading names.
        labels = (label for label in reader.scope.headings() if not about("variable", label))
        name = next((label for label in labels if not names_nothing(label)), name)
    variable = _variable(cells, reader) or ""
    if not known and variable.endswith("_PORT") and names_nothing(name):
        name = variable.removesuffix("_PORT").lower().replace("_", "-")  # `Listen port`
    if name.count(" / ") < 2 and _LOGIN.search(name) and (shown := without_secrets(name)) != name:
        # "admin / ...": a login where a name is looked for.
        name = shown.partition(HIDDEN)[0].strip(" /|:`")
    return ("" if _HERE.fullmatch(name) else name), endpoint


_HERE = re.compile(r"\w+://(?:localhost|\d+\.\d+\.\d+\.\d+)(?::\d+)?\S*")
"""`http://localhost:3000`: an address of this machine, which names nobody."""


def _names_projects(header: str) -> bool:
    """Whether a column that names the rows names projects: what a cell labels is one's service."""
    return about_any(("project", "path"), header) and not about("service", header)


def _unknown_cells(cells: list[str], reader: Reader) -> tuple[str, ...]:
    """Short cells of columns without a known word: one may be another table's service."""
    at = (at for role in ("other", "route", "machine") for at in reader.places.get(role, ()))
    told = (cells[each] for each in at if each < len(cells) and len(cells[each]) <= 40)
    return tuple(clean_name(text) for text in told if not is_empty(text))


_BRANCH = re.compile(r"\s*(?:[-–└↳├]|&nbsp;)[─\s]*\s")
"""`- API` below the row `Shop`."""


def _name(cells: list[str], reader: Reader) -> tuple[str, str | None]:
    at = reader.places.get("service", [-1])[0]
    written = cells[at] if 0 <= at < len(cells) else ""
    name = "" if is_empty(written) else clean_name(written)
    name = f"{reader.columns[at].label} {name}".lstrip() if name else name  # `Slot 1`
    if reader.grouped_names and reader.group:
        return reader.group, name or None
    if (
        name
        and any(c.part for c in reader.columns)
        and key_of(name) in ("port", "container", "host")
    ):
        return "", None
    prefix = clean_name(reader.text(cells, "prefix"))
    if name and prefix and not (alike(prefix, name) or RUNTIME.fullmatch(prefix)):
        name = f"{prefix} {name}"  # `Mailer | SMTP`
    if name:
        name = _bare_name(name)
        part = _BRANCH.match(written) is not None
        name = f"{reader.stack} {name}" if part and reader.stack else name
        reader.previous, reader.stack = name, reader.stack if part else name
        if about("variable", reader.columns[at].header) and name.isupper():
            name = name.removesuffix("_PORT").removesuffix("_HOST").lower().replace("_", "-")
        return name, None  # `WEB_PORT` names the port of `web`.
    if at < 0 and not any(column.part for column in reader.columns):
        return _heading(cells, reader), None
    blank = 0 <= at < len(cells) and DITTO.fullmatch(written) and not _is_bare(cells, at, reader)
    if blank and prefix and not written.strip():
        return prefix, None  # `store | | 9996`, where only some rows have the second name, too.
    return (reader.previous if blank else _named_beside(cells, at, reader)), None


def _is_bare(cells: list[str], at: int, reader: Reader) -> bool:
    """Whether a row without a name is free, or has a port in front and nothing else in a column
    that says what it holds."""
    if about("free", reader.text(cells, "status")):
        return True
    ports = reader.places.get("port", [len(cells)])
    filled = {n for n, cell in enumerate(cells) if not is_empty(cell)}
    headed = {n for n, column in enumerate(reader.columns) if column.header}
    return min(ports) < at and filled & headed <= {*ports}


def _named_beside(cells: list[str], at: int, reader: Reader) -> str:
    """What another column of services says of a row that the naming one has a dash for."""
    others = (
        cells[n]
        for n, column in enumerate(reader.columns[: len(cells)])
        if n != at >= 0 and column.role in ("note", "prefix") and about("service", column.header)
    )
    told = clean_name(next((cell for cell in others if not is_empty(cell)), ""))
    remark = reader.text(cells, "note") or reader.text(cells, "purpose")
    return told or (_program_in(remark) if at >= 0 else "")


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
        if column < len(cells) and port_cell(cells[column]).rest:
            return port_cell(cells[column]).rest
    return ""


def _bare_name(name: str) -> str:
    """Without its address, remarks on a line of their own, and the word for a port."""
    told = PORT_OF.sub("", _BESIDE.sub("", name))
    told = name if names_nothing(told) else told  # `Fallback port`
    if told.count(".") == 1 and len(told.split()) < _SENTENCE - 1:
        told = told.rstrip(".")  # `Main site.`; what is longer is a sentence, and keeps its stop.
    explained = _EXPLAINED.fullmatch(told)
    return clean_name(explained[1] if explained else told) or name


_DEPLOYED = ("production", "staging")
"""What is said of a service's status where it runs: one in `Development` may not run at all."""


def _environments(
    cells: list[str], name: str, reader: Reader
) -> tuple[tuple[str | None, ...], bool]:
    """The stages of a row; whether its table tells when each runs, whatever is set aside."""
    cell = reader.text(cells, "environment")
    if not cell:
        notes = filter(None, (reader.text(cells, role) for role in ("note", "purpose")))
        alone = next(filter(None, map(stage_alone, notes)), None)
        if status := reader.text(cells, "status"):
            status = stage_named(status)
            alone = alone or (status if status in _DEPLOYED else None)
        above = environment_of(reader.group or "") or reader.scope.environment
        placed = bool(reader.text(cells, "machine") or reader.scope.host)
        return (alone or environment_in_name(name, above, placed=placed),), False
    runs = about("date", reader.columns[reader.places["environment"][0]].header)
    parts = [part for part in _SPLIT.split(cell) if part] if len(cell) < 80 else []
    told = (part.partition(":")[0] for part in parts)  # `Prod: inside alone`
    parts = [part for part in told if strip_words(part, "runs", "in-use")]  # not `Running`
    if about("everywhere", cell) and len(parts) == 1:
        return (None,), runs
    read = environment_of if runs else stage_named
    return tuple(read(clean_name(part)) for part in parts) or (None,), runs
