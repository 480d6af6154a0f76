"""Ranks the columns that could name the rows of a table in which no header says which one does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from portbook.sources.documents.blocks import Row
from portbook.sources.documents.cells import port_cell
from portbook.sources.documents.features import Column, Features
from portbook.sources.documents.row_facts import PROTOCOL
from portbook.sources.documents.text import (
    about,
    about_any,
    outside_brackets,
    plain,
    strip_words,
)
from portbook.sources.documents.unclaimed import SENTENCE_REASON, names_nobody, names_nothing
from portbook.sources.kinds import kind_of_name

SHORT = 3
"""Words of a cell that is a name."""


_NAMING = (
    *("container-name", "other", "project", "purpose", "machine", "group", "type", "path"),
    *("url", "variable", "note", "image", "environment", "command"),
)
"""What names the rows of a table without a column of services, the best first."""


_SERVER = re.compile(r"servers?|servidor(?:es)?|serveurs?|sunucu", re.IGNORECASE)
"""What programs are called, too, where nothing else names the rows."""


def serves(features: list[Features], rows: Sequence[Row]) -> bool:
    """Whether a first `Server` heads what runs, no hosts: `TF2 dodgeball`, `Deathmatch weekend`."""
    cells = [outside_brackets(plain(row.cells[0][:80])) for row in rows if row.cells]
    headed = _SERVER.fullmatch(features[0].header) is not None
    return headed and features[0].differs and all(" " in cell for cell in cells)


def _lists_programs(
    columns: list[Column],
    features: list[Features],
    rows: Sequence[Row],
    at: int,
    *,
    again: bool = False,
) -> bool:
    """Whether a column of stacks or servers names programs, each row another, or some `again`."""
    cells = [plain(row.cells[at][:80]) for row in rows if at < len(row.cells)]
    known = sum(kind_of_name(cell) is not None for cell in cells)
    apart = again or 10 * features[at].apart >= 9 * len(cells)
    return columns[at].role in ("type", "machine") and apart and 3 * known >= len(cells) > 0


def speaks(rows: Sequence[Row], at: int) -> bool:
    """Whether most cells of a column are more than a name: `OTLP receiver of the gateway`."""
    cells = [plain(row.cells[at][:200]) for row in rows if at < len(row.cells)]
    told = [len(cell.split()) + len(_HAN.findall(cell)) > SHORT for cell in cells]
    return 3 * sum(told) >= 2 * len(told)


_HAN = re.compile(r"[：，、；]|[㐀-鿿]{4}")
"""What a cell of a script without blanks has between words, or more than one of them."""


_OBSERVED = re.compile(r"(?:observed|current|actual|present) (?:owner|user|process)", re.IGNORECASE)


def best_name(columns: list[Column], features: list[Features], rows: Sequence[Row]) -> int | None:
    """The column that names the rows best, after a look at what its cells say."""
    if columns[0].role == "machine" and _SERVER.fullmatch(columns[0].header):
        named = all(column.role != "bind" for column in columns) and not features[0].bound
        if named and features[0].differs:
            return 0
    if columns[0].role == "port" and _name_themselves(rows):
        return None
    best = _ranked(columns, features, rows)
    counting = _counting(columns, features)
    if best is None or 2 * features[best].bound >= features[best].filled:
        return counting  # Where a row listens is no name.
    if counting is not None and columns[best].role in ("path", "image", "note", "url"):
        return counting  # `Worker | Port | Log file`
    if columns[best].role == "purpose":
        told = [at for at in range(len(columns)) if _lists_programs(columns, features, rows, at)]
        if not speaks(rows, best):  # What a program is made with says less than a few words.
            told = [at for at in told if not about("technology", columns[at].header)]
        best = next(iter(told), best)
    if columns[best].role == "note":
        # `Stack | Protocol | Notes`: programs, of several ports each.
        programs = partial(_lists_programs, columns, features, rows, again=True)
        best = next(filter(programs, range(len(columns))), best)
    best = _rather_than_words(best, columns, features, rows)
    return None if columns[best].role == "note" and _are_sentences(rows, best) else best


def _rather_than_words(
    best: int, columns: list[Column], features: list[Features], rows: Sequence[Row]
) -> int:
    """A variable, a protocol or a container, where the best column but says what it is for."""
    variable = next((at for at, c in enumerate(columns) if c.role == "variable"), None)
    if variable is not None and columns[best].role == "purpose":
        # `WEB_HOST_PORT | 8080 | The port at which ...`
        best = variable if features[variable].apart > 1 and speaks(rows, best) else best
    carried = next((at for at, c in enumerate(columns) if c.role == "transport"), None)
    if carried is not None and columns[best].role in ("purpose", "note"):
        best = carried if _name_what_speaks(rows, carried) else best
    held = next((at for at, c in enumerate(columns) if c.role == "container-name"), None)
    if held is not None and columns[best].role != "container-name":
        best = held if features[held].apart > 1 and speaks(rows, best) else best
    return best


def _name_what_speaks(rows: Sequence[Row], at: int) -> bool:
    """Whether nearly all cells of a column of protocols differ, and say what listens: `OTLP`."""
    cells = [plain(row.cells[at][:80]) for row in rows if at < len(row.cells)]
    telling = [cell for cell in cells if cell and not CARRIERS.fullmatch(cell)]
    apart = len({*telling}) == len(telling) > 1
    return apart and len(cells) - len(telling) < _FEW * len(cells)


_FEW = 0.4
"""Rows of a table whose protocol tells nothing, which take what they are for as their name."""
CARRIERS = re.compile(
    r"(?:(?:tcp|udp|sctp|icmp|https?|wss?|websockets?|grpc|rest|tls|ssl|any|all|internal|n/?a)"
    r"\d?\W*)+",
    re.IGNORECASE,
)
"""What a protocol is that tells nothing of what speaks it."""


def _are_sentences(rows: Sequence[Row], at: int) -> bool:
    """Whether most cells of a column end as sentences do."""
    cells = [plain(row.cells[at][:500]) for row in rows if at < len(row.cells)]
    return 2 * sum(cell.endswith((".", "。")) and " " in cell for cell in cells) > len(cells)


_COUNTED = ("index", "port", "quantity", "measure", "step", "numbering", "date", "mere")


def _counting(columns: list[Column], features: list[Features]) -> int | None:
    """A column that counts what its header calls the rows."""
    for at, column in enumerate(columns):
        if column.role == "index" and features[at].counting and _calls_rows(column.header):
            return at
    return None


def _calls_rows(header: str) -> bool:
    """`Slot`, `Player`, not `#` or `Step`."""
    return header.isalpha() and not (about_any(_COUNTED, header) or names_nobody(f"{header} 1"))


def numbered(columns: list[Column], features: list[Features], at: int) -> list[Column]:
    """With what a header calls the rows before the numbers that tell them apart: `Participant`
    above `07`, `12`."""
    column, found = columns[at], features[at]
    told = found.differs and found.numbered == found.filled and 2 * found.high < found.filled
    told = told and _calls_rows(column.header) and not _GUEST.fullmatch(column.header)
    label = column.header if told else column.label
    return [*columns[:at], replace(column, label=label), *columns[at + 1 :]]


_GUEST = re.compile(r"ct|lxc|vm", re.IGNORECASE)
"""Machines within a machine, whose numbers are no names."""


def _name_themselves(rows: Sequence[Row]) -> bool:
    """Whether first cells are each another name with its port: `Web interface (default 3333)`."""
    cells = [port_cell(row.cells[0]) for row in rows if row.cells]
    read = [(cell.rest, cell.entries[0].number) for cell in cells if len(cell.entries) == 1]
    told = {(rest, number.start) for rest, number in read if number.first}
    own = (rest for rest, _ in told if not (PROTOCOL.fullmatch(rest) or names_nothing(rest)))
    return 1 < len(cells) == sum(any(map(str.isalpha, rest)) for rest in own)


_ASKS = re.compile(r"(?!w|qu|kto|co\b|что|кто)\w+ .*[?？]", re.IGNORECASE)
"""`Expose publicly?`, whose answers are no names; `What is it?` has these."""


def _ranked(columns: list[Column], features: list[Features], rows: Sequence[Row]) -> int | None:
    ranked = [
        at
        for role in _NAMING
        for at, column in enumerate(columns)
        if column.role == role and features[at].filled
        if not (role == "other" and _ASKS.fullmatch(column.header))
        # What is the same in each row names none of them: `DROP`.
        if role != "other" or features[at].apart > 1 or features[at].filled < SHORT
        if role != "url" or 2 * features[at].called < features[at].filled
        if role != "command" or _are_programs(rows, at)
    ]
    if any(columns[at].role == "purpose" for at in ranked):
        # Addresses name no row that has words of what it is for.
        ranked = [at for at in ranked if 2 * features[at].bound < features[at].filled]
    if ranked:
        _rank_by_place(ranked, columns, features)
        _rank_by_cells(ranked, columns, features)
        _rank_by_headers(ranked, columns, features, rows)
    # `S-01` only counts what another column has words for.
    worded = [at for at in ranked if not features[at].coded]
    ranked = worded if worded and columns[worded[0]].role != "type" else ranked
    return next(iter(ranked), None)


_PROGRAM = re.compile(r"[^\W\d][\w-]*(?:\.[a-z]{3,})?", re.IGNORECASE)


def _are_programs(rows: Sequence[Row], at: int) -> bool:
    """Whether no command is more than its program: `sshd`, as `lsof` lists them."""
    cells = [plain(row.cells[at][:80]) for row in rows if at < len(row.cells)]
    return all(map(_PROGRAM.fullmatch, cells))


def _rank_by_place(ranked: list[int], columns: list[Column], features: list[Features]) -> None:
    told = [at for at in ranked if columns[at].role in ("other", "purpose")]
    if told and columns[ranked[0]].role == "other":
        ranked.sort(key=lambda at: (columns[at].role not in ("other", "purpose"), at))
    # Right before its containers stands what has them.
    led = ranked[0] - 1 if columns[ranked[0]].role == "container-name" else -1
    if led in ranked and columns[led].role == "other" and features[led].differs:
        ranked.sort(key=lambda at: at != led)
    # Several containers in a cell are of one that another column names, unless each has a port.
    held = {at for at in ranked if columns[at].role == "container-name"}
    seen = zip(columns, features, strict=True)
    ports = max((f.listed for c, f in seen if c.role == "port"), default=0)
    held = {at for at in held if features[at].listed > max(ports, features[at].filled // 2)}
    ranked.sort(key=lambda at: at in held)
    # What stands first names the rows, though its header only speaks of what they are for.
    ranked.sort(key=lambda at: at > 0 or columns[at].role not in ("other", "purpose"))
    # Projects that tell the rows apart, right before what else is said of each.
    before = ranked[0] - 1
    own = before >= 0 and columns[before].role == "project" and features[before].differs
    if own and features[before].filled > SHORT:
        ranked.sort(key=lambda at: at != before)


def _rank_by_cells(ranked: list[int], columns: list[Column], features: list[Features]) -> None:
    """Cells that say the same again and again, as of whither all are led, tell no rows apart; where
    environments do, they tell what the rows have in common."""
    if any(column.role == "environment" for column in columns):
        return
    apart = {at for at in ranked if features[at].distinct * 5 >= features[at].filled * 4}
    # A first column of areas, each of several rows, gives way to one that tells them apart.
    areas = bool(apart) and features[0].distinct * 3 < features[0].filled * 2
    ranked.sort(key=lambda at: at not in apart and (at > 0 or areas))


def _rank_by_headers(
    ranked: list[int], columns: list[Column], features: list[Features], rows: Sequence[Row]
) -> None:
    """Who has a number, and of two that are connected the second, is told by these words alone."""
    heads = [outside_brackets(column.header) for column in columns]
    led = any(column.role == "users" for column in columns)
    purposes = any(
        (columns[at].role == "purpose" and features[at].differs and not speaks(rows, at))
        or _are_had(columns[at], features[at])
        for at in ranked
    )
    telling = {at for at in ranked if heads[at] and not strip_words(heads[at], "owner")}
    telling |= {at for at in ranked if led and is_end(heads[at], "destination")}
    ranked.sort(key=lambda at: at not in telling or (purposes and _is_repeated(features[at])))
    ranked.sort(key=lambda at: not _OBSERVED.fullmatch(columns[at].header))


def _is_repeated(found: Features) -> bool:
    """Whether several rows have the same owner, and owners are no programs: `nginx | HTTP entry`"""
    return 4 * found.apart < 3 * found.filled and 2 * found.programs <= found.filled


def _are_had(column: Column, found: Features) -> bool:
    """Whether cells are what is there, nearly each another, by a header without a known word."""
    apart = 10 * found.apart >= 9 * found.filled > SHORT
    return column.role == "other" and apart and not (found.coded or found.bound or found.ports)


_GENERAL = ("service", "purpose", "machine", "small")


def is_end(header: str, concept: str) -> bool:
    """Whether a header says that what is connected begins or ends there: `Target service`."""
    head = outside_brackets(header)
    return about(concept, head) and not strip_words(head, concept, *_GENERAL)


def with_role(columns: list[Column], at: int, role: str, because: str) -> list[Column]:
    column = columns[at]
    changed = replace(column, role=role, because=f"{column.because}; {because}")
    return [*columns[:at], changed, *columns[at + 1 :]]


_UNIT = re.compile(r"[\w@.-]+\.(?:service|socket|timer)(?: \(.*\))?")


def without_units(columns: list[Column], rows: Sequence[Row]) -> list[Column]:
    """Units of systemd name no row where another column stands first."""
    for at, column in enumerate(columns):
        cells = [plain(row.cells[at][:80]) for row in rows if at < len(row.cells)]
        units = sum(map(bool, map(_UNIT.fullmatch, cells))) if at else 0
        if column.role == "service" and 2 * units > len(cells) and columns[0].role == "other":
            columns = with_role(columns, at, "container-name", "its cells are units of systemd")
    return columns


def without_phrases(
    columns: list[Column], features: list[Features], rows: Sequence[Row]
) -> list[Column]:
    """`Stack | Daemon`: cells that say where or how, `in the container shop`, name no row; what
    tells the rows apart before them does."""
    for at in (at for at, column in enumerate(columns) if column.role == "service"):
        cells = [plain(row.cells[at][:200]) for row in rows if at < len(row.cells)]
        said = sum(names_nobody(cell) == SENTENCE_REASON for cell in cells)
        if 2 * said <= len(cells) or len(cells) < _MANY:
            continue
        columns = with_role(columns, at, "note", "its cells are no names")
        led = (n for n in range(at) if columns[n].role in _TELLING and features[n].differs)
        if (first := next(led, None)) is not None:
            return with_role(columns, first, "service", "it tells the rows apart")
    return columns


_TELLING = frozenset(("other", "type", "project", "purpose"))
_MANY = 3
