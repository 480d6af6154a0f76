"""Finds the column of a table that names its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from portbook.sources.documents.blocks import Row
from portbook.sources.documents.callers import (
    are_protocols,
    by_direction,
    without_readers,
    without_users,
)
from portbook.sources.documents.features import Column, Features
from portbook.sources.documents.ranked import (
    best_name,
    numbered,
    serves,
    with_role,
    without_phrases,
    without_units,
)
from portbook.sources.documents.row_facts import PROTOCOL
from portbook.sources.documents.runtimes import PROCESS, by_what_runs, is_runtime, says_how
from portbook.sources.documents.text import (
    about,
    about_any,
    outside_brackets,
    plain,
    strip_words,
)


def with_names(
    columns: list[Column], features: list[Features], rows: Sequence[Row]
) -> list[Column]:
    """The columns with the one that names the rows: by its word, else the best that is left."""
    columns = _by_machines(columns)
    besides = any(c.role == "url" and f.sockets for c, f in zip(columns, features, strict=True))
    if sum(column.role == "port" for column in columns) == 1 and not besides:
        columns = [replace(c, label="") if c.role == "port" else c for c in columns]
    columns = _by_container(by_direction(_by_command(_with_served(columns)), rows), rows)
    columns = without_units(columns, rows)
    columns = without_readers(columns, rows)
    columns = _by_the_first(without_users(columns, features, rows), features)
    columns = without_phrases(columns, features, rows)
    names = [at for at, column in enumerate(columns) if column.role == "service"]
    if len(names) > 1:
        return _of_several(columns, features, names, rows)
    if names:
        columns = _by_each_container(columns, features, names)
        columns = by_what_runs(columns, features, names, rows)
    if not names:
        columns = _by_transport(columns, features, rows)
        names = [at for at, column in enumerate(columns) if column.role == "service"]
    if projects := [at for at, column in enumerate(columns) if column.role == "project"]:
        columns = _by_project(columns, features, names, projects[0], rows)
    columns = _with_other_stages(columns, features)
    if not {column.role for column in columns} & {"port", "url", "container", "default", "range"}:
        # Addresses of health checks tell ports, too.
        columns = [replace(c, role="url") if c.role == "health" else c for c in columns]
    roles = {column.role for column in columns}
    if not names and "environment" in roles and _tells_stages(columns, features):
        return _of_stages(columns)
    keyed = roles & {"project", "environment", "machine"} and any(c.part for c in columns)
    if not (names or serves(features, rows)) and (
        keyed or (_are_named(columns) and columns[0].role in ("machine", "environment"))
    ):
        return _of_stages(columns)
    best = None if names else best_name(columns, features, rows)
    if best is None:
        return columns
    return numbered(with_role(columns, best, "service", "it names the rows best"), features, best)


def _by_machines(columns: list[Column]) -> list[Column]:
    """`Server | IP | SSH port`: by what each machine is entered, the header says."""
    roles = [column.role for column in columns]
    if roles.count("port") != 1 or "machine" not in roles or "service" in roles:
        return columns
    return [
        replace(c, part=c.label) if c.role == "port" and _ENTERED_BY.fullmatch(c.label) else c
        for c in columns
    ]


_ENTERED_BY = re.compile(r"ssh|sftp|rdp|vnc|telnet|ipmi|winrm", re.IGNORECASE)


def _by_command(columns: list[Column]) -> list[Column]:
    """`Command | Starts | Port`: what is started has it; `Worktree | Web | API` are of stages."""
    if about("deployment", columns[0].header) and _are_named(columns):
        return with_role(columns, 0, "environment", "installations of the same")
    told = [at for at, column in enumerate(columns) if column.role == "command"]
    started = [at for at in told if about("runs", columns[at].header)]
    if len(told) < 2 or not started or any(column.role == "service" for column in columns):
        return columns
    return with_role(columns, started[-1], "service", "what is started")


def _by_the_first(columns: list[Column], features: list[Features]) -> list[Column]:
    """What stands in front of the ports, another in each row, has them; not who uses each."""
    told = list(zip(columns, features, strict=True))
    called = next((at for at, c in enumerate(columns[:-1]) if about("calls", c.header)), 0)
    if called and columns[called + 1].role == "port" and not features[called].ports:
        # `web | calls api | on port 8000`
        columns = [replace(c, role="note") if c.role == "service" else c for c in columns]
        return with_role(columns, called, "service", "the ports are those of whom it calls")
    lead = next((at for at, c in enumerate(columns[:-1]) if c.role != "index"), 0)
    if (fuller := _fuller(lead, told)) is not None:
        columns = with_role(columns, lead, "group", "few of its cells are filled")
        return with_role(columns, fuller, "service", "it tells the rows apart")
    role, first = columns[lead].role, features[lead]
    ported = [f for c, f in told[1:] if c.role in _PORTS]
    own = first.differs and first.filled > 1 and not first.coded
    own = own and all(4 * first.filled >= 3 * f.filled for f in ported)
    beside = max((f.listed for c, f in told[1:] if c.role not in _PORTS), default=0)
    # `3306, 6379 | MySQL, Redis`
    listed = any(f.intervals or 0 < f.listed <= beside for f in ported)
    other = about("users", columns[lead].header) or any(c.role == "service" for c in columns)
    other |= 2 * first.bound > first.filled
    if other or role not in _LEADING or not own or not ported or listed:
        return columns
    return with_role(columns, lead, "service", "it stands first, and tells the rows apart")


def _fuller(lead: int, told: list[tuple[Column, Features]]) -> int | None:
    """Behind a first column whose cells hold for the rows below, the one before the ports that
    tells these apart: `Team | What runs | dev | prod`."""
    ports = next((at for at, (c, _) in enumerate(told) if c.role in _PORTS), 0)
    roles = ("other", "group", "project")
    led = told[lead][0].role in roles
    for at in range(lead + 1, ports) if led else ():
        column, found = told[at]
        whole = found.differs and not (found.coded or 2 * found.bound > found.filled)
        if whole and column.role == "other" and 3 * told[lead][1].filled <= 2 * found.filled:
            return at
    return None


_LEADING = frozenset(("service", "project", "path", "other", "note", "purpose", "type"))
_PORTS = ("port", "container")


def _by_transport(
    columns: list[Column], features: list[Features], rows: Sequence[Row]
) -> list[Column]:
    """Protocols name the rows of which each has another: `FTP`, `SSH`, not `TCP` and `UDP`."""
    told = zip(columns, features, strict=True)
    if any(c.role == "other" and f.differs and f.filled > 1 and not f.ports for c, f in told):
        return columns
    for at, column in enumerate(columns):
        if column.role == "transport" and are_protocols(features[at], rows, at):
            return with_role(columns, at, "service", "each row has a protocol of its own")
    return columns


GIVING = frozenset(
    ("pairs", "port", "container", "range", "route", "old", "new", "default", "chosen")
)
"""Roles of columns that give ports by themselves; addresses may."""


def _with_other_stages(columns: list[Column], features: list[Features]) -> list[Column]:
    """Columns of environments of which no cell is a known one may name the rows."""
    return [
        replace(c, role="other", because=f"{c.because}, but none is in its cells")
        if c.role == "environment" and f.says(c.role) and 0 == f.staged < 1 < f.apart == f.filled
        else c
        for c, f in zip(columns, features, strict=True)
    ]


def _tells_stages(columns: list[Column], features: list[Features]) -> bool:
    """Whether rows are environments of one program: no other column tells a name."""
    told = list(zip(columns, features, strict=True))
    naming = {c.role for c in columns} & {"other", "container-name", "project", "machine", "group"}
    if sum(column.role == "port" for column in columns) == 1:
        naming |= {c.role for c, f in told if c.role == "purpose" and 2 * f.staged < f.filled}
    stages = [f for c, f in told if c.role == "environment"]
    once = all(1 < f.staged == f.filled == f.apart for f in stages)
    return not naming or (once and naming == {"other"})


_NAME = re.compile(
    r"(?:host|vm|ct|lxc)?[ _-]?"
    r"(?:name|nombre|nome?|naam|nazwa|имя|название|名称|名前|이름|tên|ad[ıi])",
    re.IGNORECASE,
)
"""`Name | IP | Service | Port`"""


def _of_several(
    columns: list[Column], features: list[Features], names: list[int], rows: Sequence[Row]
) -> list[Column]:
    """The one of several columns of services that names the rows, with what it is a part of."""
    filled = [features[at].filled for at in names]
    if 2 * filled[0] < len(rows) <= 2 * filled[1]:
        # Few cells of the first are filled: they head the rows below them.
        columns = with_role(columns, names.pop(0), "group", "few of its cells are filled")
    names.sort(key=lambda at: PROCESS.search(columns[at].header) is not None)
    names.sort(key=lambda at: about_any(("old", "deprecated", "retired"), columns[at].header))
    first = names[0]
    if first + 1 < len(columns) and _NAME.fullmatch(columns[first].header):
        placed = 2 * features[first + 1].bound > features[first + 1].filled
        if placed and features[names[1]].differs:
            columns = with_role(columns, names.pop(0), "machine", "its addresses are beside it")
            first = names[0]
    finer = [at for at in names[1:] if 10 * features[at].apart >= 9 * features[at].filled]
    if finer and 4 * features[first].apart < 3 * features[first].filled:
        role = "type" if is_runtime(rows, first) else "prefix"
        columns = with_role(columns, names.pop(0), role, "another column tells its rows apart")
        names.sort(key=lambda at: at not in finer)
    for at in names[1:]:
        inner = about("container", columns[at].header)
        role = "container-name" if inner else "note"
        columns = with_role(columns, at, role, "another column names the rows")
    return columns


def _by_each_container(
    columns: list[Column], features: list[Features], names: list[int]
) -> list[Column]:
    """Where applications have several rows each, of a container of its own, that names the row."""
    told = features[names[0]]
    held = next((at for at, c in enumerate(columns) if c.role == "container-name"), None)
    placed = any(column.role == "project" for column in columns)
    if held is None or placed or not features[held].differs or 2 * told.apart > told.filled:
        return columns
    columns = with_role(columns, names.pop(), "project", "it has several rows")
    names.append(held)
    return with_role(columns, held, "service", "it tells the rows apart")


def _by_project(
    columns: list[Column],
    features: list[Features],
    names: list[int],
    project: int,
    rows: Sequence[Row],
) -> list[Column]:
    """Projects name the rows where the services' names are a few words again and again, or say
    with what each runs: `shop | npm run dev`, `till | FastAPI`."""
    for at in names:
        again = features[at].filled > _FEW and 2 * features[at].apart <= features[at].filled
        again = again or (bool(PROCESS.search(columns[at].header)) and says_how(rows, at))
        if again and 5 * features[project].apart >= 3 * features[project].filled:
            columns = with_role(columns, at, "type", "it says the same again and again")
            columns = with_role(columns, project, "service", "it tells the rows apart")
    return columns


_FEW = 5


def _of_stages(columns: list[Column]) -> list[Column]:
    """Rows of environments: each column of ports is a service's, or the only one the heading's."""
    ports = [column for column in columns if column.role == "port"]
    if len(ports) < 2 or not all(column.label or column.part for column in ports):
        return columns
    return [
        replace(column, part=column.part or column.label) if column.role == "port" else column
        for column in columns
    ]


def _are_named(columns: list[Column]) -> bool:
    """Whether all of several columns of ports are of something with a name, not of a protocol."""
    labels = [column.label for column in columns if column.role == "port"]
    return len(labels) > 1 and all(labels) and not any(map(PROTOCOL.fullmatch, labels))


def _with_served(columns: list[Column]) -> list[Column]:
    """`Web URL | API URL` of stages, or of known parts: addresses of what the headers name."""
    roles = {column.role for column in columns}
    served = {c.header: strip_words(c.header, "url") for c in columns if c.role == "url"}
    known = "environment" in roles or all(about("part", each) for each in served.values())
    named = known and all(map(_LETTERS.search, served.values()))
    # `Frontend | Backend | Database`, of which the first are addresses and the last numbers.
    beside = any(c.role == "port" and about("part", c.part or "") for c in columns)
    beside = beside and all(about("part", each) for each in served.values())
    given = (GIVING | {"service"}) & roles or len(served) < 2
    if not named or "service" in roles or (given and not beside):
        return columns
    return [
        replace(c, role="port", label=served[c.header], part=served[c.header])
        if c.role == "url"
        else c
        for c in columns
    ]


_LETTERS = re.compile(r"[^\W\d_]")


def _by_container(columns: list[Column], rows: Sequence[Row]) -> list[Column]:
    """Containers before the services name the rows where those are told in words."""
    at = [n for n, column in enumerate(columns) if column.role == "service"]
    held = next((n for n, c in enumerate(columns) if c.role == "container-name"), None)
    told_so = len(at) == 1 and about("purpose", columns[at[0]].header)
    if len(at) != 1 or held is None or (held > at[0] and not told_so):
        return columns
    names = [plain(row.cells[held][:80]) for row in rows if held < len(row.cells)]
    told = [plain(row.cells[at[0]][:80]) for row in rows if at[0] < len(row.cells)]
    single = sum(" " not in outside_brackets(name).strip() for name in names)
    spoken = told_so or 3 * sum(" " in text for text in told) > len(told)
    if not spoken or 10 * single < 9 * len(names):
        return columns
    columns = with_role(
        columns, held, "service", "its cells are names, the services' are sentences"
    )
    return with_role(columns, at[0], "purpose", "its cells are sentences")
