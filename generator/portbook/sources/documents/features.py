"""Tells what a column is of, and counts what its header and its cells show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from portbook.sources.documents.amounts import LOW, is_year
from portbook.sources.documents.cells import VARIABLE
from portbook.sources.documents.environments import environment_of
from portbook.sources.documents.text import COMPUTER, about, about_any, clean_name, is_empty
from portbook.sources.documents.tokens import Number, scan
from portbook.sources.kinds import kind_of_name


@dataclass(frozen=True, slots=True)
class Column:
    """`role` is what the column holds; a column of ports may be one of a part, host or environment.

    `label` is what the header says besides, as it stands there. `known`: a word of the header is.
    `because` is what spoke for the role.
    """

    role: str
    header: str
    label: str = ""
    environment: str | None = None
    host: str | None = None
    part: str | None = None
    known: bool = True
    because: str = ""


@dataclass(slots=True)
class Features:
    """What a column shows: its header, and how many of the sampled cells hold what.

    `pure` cells hold a port and nothing else, `pairs` a `NAME=port`; `counting` cells count the
    rows; of `high` numbers nearly all are ports. `staged` cells name an environment, `codes`
    are such as `7`, `S-01` and `yes`, `bound` ones addresses or interfaces, `variables` such as
    `WEB_PORT`. `distinct` are the words that cells hold besides numbers, `apart` the different
    cells, `labelled` those with a known program and its port, `dates` what they are, `sockets`
    the different ports of addresses in them, or behind a colon in brackets, `small` begin with
    the number of a switch's port, `flags` say yes or no, `files` name one, `called` are URLs,
    `addressed` are `HOST:PORT`, `led` begin with a port and a dash, `listed` name several,
    `told` begin with the word for a port, `engines` name what runs a container or a process,
    `machines` a kind of machine, `programs` a known one, `numbered` are a small number; `again`
    tells that two cells have one number, `yearly` that all could be years.
    """

    header: str
    filled: int = 0
    ports: int = 0
    pure: int = 0
    intervals: int = 0
    high: int = 0
    pairs: int = 0
    staged: int = 0
    codes: int = 0
    distinct: int = 0
    bound: int = 0
    variables: int = 0
    apart: int = 0
    flags: int = 0
    files: int = 0
    called: int = 0
    listed: int = 0
    told: int = 0
    labelled: int = 0
    dates: int = 0
    sockets: int = 0
    small: int = 0
    addressed: int = 0
    led: int = 0
    engines: int = 0
    machines: int = 0
    programs: int = 0
    numbered: int = 0
    counting: bool = False
    yearly: bool = False
    again: bool = False

    def says(self, *concepts: str) -> bool:
        """Whether the header has a word of each concept."""
        return all(about(concept, self.header) for concept in concepts)

    @property
    def numeric(self) -> bool:
        return self.ports * 2 >= self.filled > 0 < self.ports

    @property
    def mostly_pure(self) -> bool:
        return self.pure * 2 >= self.ports

    @property
    def ranged(self) -> bool:
        return self.intervals * 2 >= self.ports

    @property
    def coded(self) -> bool:
        return self.codes * 2 > self.filled

    @property
    def differs(self) -> bool:
        """Whether no two cells say the same."""
        return self.apart == self.filled

    @property
    def short(self) -> bool:
        return len(self.header.split()) <= 2 or self.says("port")


PORT_VARIABLE = re.compile(r"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)_PORT")
"""A header such as `PG_PORT`: the part whose port the variable holds."""
BAND = re.compile(r"\s*[(（]:?(\d{2,5}(?:\s?[-–]\s?\d{2,5})?|\d[\dx]{3,4})[)）]", re.IGNORECASE)
"""`Main (8100)` above the numbers of one environment, `API (1xxx)`, `Web (3000-3099)`."""


_TOLD = re.compile(r"(?:[^\W\d]+ )?(?:node)?ports? $|host :$|:$", re.IGNORECASE)
_WORDS = 5
"""Words of a cell that only tells a port: `NodePort 30507`, `Host :8080`."""
_PAIR = re.compile(r"[A-Z][A-Z0-9_]*=\d{2,5}\b")
_BOUND = re.compile(
    r"(?:\d{1,3}\.){3}\d|(?:\.\d{1,3}){1,2}\Z|\[?::|\*|localhost|(?:(?:eth|en|wlan|wg|tun|docker|lo)\d*|all|any|lan)\b(?!-\w)"
)
_CODE = re.compile(r"#?[A-Z]{0,4}[-_.]?\d{1,3}[a-z]?")
_FILE = re.compile(r"[\w/-]\.(?:py|[jt]sx?|go|rs|java|rb|php|ya?ml|json|sh|conf|toml)\b")
FRAMEWORK = re.compile(r"\b[A-Z][a-z]+\.js\b")
"""`Next.js`, which is no file."""
_FLAG = re.compile(
    r"(?i:yes|no|ja|nein|oui|non|sí|sim|não|да|нет|tak|nie|evet|hayır|true|false)|是|否"
)


ENGINE = re.compile(
    r"\b(?:docker|podman|containers?|pods?|kubernetes|k8s|pm2|systemd|launchd)\b", re.IGNORECASE
)
_LABELLED = re.compile(r"([^\W\d][\w.+#-]*(?: [^\W\d][\w.+#-]*)?)[ :]:?\d{2,5}")
"""`MySQL 3306`"""
_DATE = re.compile(
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{4})(?:[ T]\d\d?:\d\d(?::\d\d)?Z?)?"
)
_DIGITS = 3
_SMALL = 50
"""Ports that a switch has at most."""
_ADDRESS = re.compile(r"[A-Za-z][\w.-]*:\d{2,5}")
_MARKS = "✅❌✓✗☑🟢🔴🟡⚠"


def _is_path(cell: str) -> bool:
    return cell.startswith(("/", "./", "~/")) and " " not in cell


_PLACED = re.compile(r"(?:[a-z][\w-]*\.)+[a-z]\w*:\d{2,5}\b", re.IGNORECASE)
"""`preview.acme.example:5433`"""


def features_of(header: str, cells: Sequence[str]) -> Features:
    """Count plain cells; empty ones say nothing."""
    found = Features(header)
    values: list[int] = []
    called: set[int] = set()
    for cell in cells:
        if is_empty(cell):
            continue
        _count_words(cell, found)
        if numbers := scan(cell):
            _count_numbers(cell, numbers, found)
            placed = _PLACED.match(cell) is not None
            told = (
                n for n in numbers if placed or n.bind or n.host or n.scheme or _is_aside(n, cell)
            )
            called |= {n.start for n in told}
            values.append(numbers[0].start)
    words = {re.sub(r"[\W\d]+", " ", cell).strip().casefold() for cell in cells}
    found.distinct = len(words - {""})
    found.apart = len({cell for cell in cells if not is_empty(cell)})
    found.sockets = len(called)
    found.again = len(set(values)) < len(values)
    sockets = any(":" in cell for cell in cells)  # `:2019`
    found.yearly = bool(values) and all(map(is_year, values)) and not sockets
    counted = list(range(values[0], values[0] + len(values))) if values[:1] in ([0], [1]) else []
    lettered = any(any(map(str.isalpha, cell)) for cell in cells if len(cell) > 4)
    found.counting = (
        not lettered and found.pure == found.filled and len(values) > 1 and values == counted
    ) or _count_from_nought([cell for cell in cells if not is_empty(cell)])
    return found


def _is_aside(number: Number, cell: str) -> bool:
    """Whether a number is one of a port in brackets: `JDBC (Maven, :8080)`."""
    return number.bracketed and cell[max(0, number.first - 1) : number.first] == ":"


def _count_from_nought(cells: list[str]) -> bool:
    """`0`, `1`, `2`: the first of which is no port."""
    return len(cells) > 1 and cells == list(map(str, range(len(cells))))


_LED = re.compile(r"\d{4,5}\s+[—–:=-]\s")


def _count_words(cell: str, found: Features) -> None:
    found.filled += 1
    found.staged += environment_of(cell) is not None
    flag = _FLAG.fullmatch(clean_name(cell)) is not None
    found.codes += flag or _CODE.fullmatch(cell) is not None
    found.numbered += cell.isdecimal() and len(cell) <= _DIGITS
    found.files += _FILE.search(FRAMEWORK.sub("", cell)) is not None or _is_path(cell)
    found.listed += ", " in cell
    found.flags += flag or cell[0] in _MARKS
    found.bound += _BOUND.match(cell) is not None
    found.variables += VARIABLE.fullmatch(cell) is not None
    found.pairs += _PAIR.match(cell) is not None
    found.addressed += _ADDRESS.fullmatch(cell) is not None
    found.led += _LED.match(cell) is not None
    found.machines += about_any(COMPUTER, cell)
    found.programs += kind_of_name(cell) is not None
    found.engines += ENGINE.search(cell) is not None
    found.dates += _DATE.fullmatch(cell) is not None


def _count_numbers(cell: str, numbers: list[Number], found: Features) -> None:
    first = numbers[0]
    label = _LABELLED.fullmatch(cell)
    found.labelled += label is not None and kind_of_name(label[1]) is not None
    found.ports += 1
    found.called += first.scheme is not None
    found.told += _TOLD.match(cell[: first.first]) is not None and len(cell.split()) < _WORDS
    found.intervals += any(n.is_interval for n in numbers)
    found.small += first.start < _SMALL and first.start not in LOW and not first.transport
    found.high += first.start >= 1000 or first.start in LOW
    held = "".join(cell[n.first : n.last] for n in numbers)
    letters = sum(map(str.isalpha, cell)) - sum(map(str.isalpha, held))
    led = first.first <= 1 and (first.start >= 1000 or cell[first.last :].startswith(" ("))
    found.pure += led or letters <= 3
