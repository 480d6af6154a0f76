"""Tells what programs run on, `node` or `python`, from the names of what runs there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portbook.model.catalogue import CATALOGUE
from portbook.sources.documents.blocks import Row
from portbook.sources.documents.features import FRAMEWORK, Column, Features
from portbook.sources.documents.ranked import SHORT, with_role
from portbook.sources.documents.text import is_empty, plain, strip_words
from portbook.sources.kinds import kind_of_name

PROCESS = re.compile(
    r"process|proceso|processo|prozess|процесс|进程|進程|プロセス|프로세스", re.IGNORECASE
)
RUNTIME = re.compile(r"docker-pr\w*|dockerd?|com\.docker\S*|node|python3?|java|rootlesskit")
_SERVER = re.compile(r"\b(?:server|app|api|ui|frontend|backend|client|service)s?\b", re.IGNORECASE)


def by_what_runs(
    columns: list[Column], features: list[Features], names: list[int], rows: Sequence[Row]
) -> list[Column]:
    """Where the names are those of processes, other words may say better what the rows are."""
    if is_runtime(rows, names[0]) and _tells_apart(columns, features):
        return with_role(columns, names.pop(), "type", "it says what runs all of them")
    if PROCESS.search(columns[names[0]].header):
        return _by_purpose(columns, features, names[0], rows)
    return columns


def _by_purpose(
    columns: list[Column], features: list[Features], process: int, rows: Sequence[Row]
) -> list[Column]:
    """Processes, whose purposes say in a few words what the rows are: `python | Flask API`."""
    for at, column in enumerate(columns):
        cells = [plain(row.cells[at][:200]) for row in rows if at < len(row.cells)]
        short = all(len(cell.split()) <= SHORT for cell in cells)
        if column.role == "purpose" and short and 10 * features[at].apart >= 9 * len(cells) > 9:
            columns = with_role(columns, process, "prefix", "another column says what it is")
            return with_role(columns, at, "service", "it says what each process is")
    return columns


def says_how(rows: Sequence[Row], at: int) -> bool:
    """Whether most cells of a column are commands, or what programs are made with."""
    cells = [row.cells[at].strip() for row in rows if at < len(row.cells)]
    told = (_COMMAND.match(each) or _is_framework(plain(each)) for each in cells)
    return 3 * sum(map(bool, told)) >= 2 * len(cells) > 2


def _is_framework(text: str) -> bool:
    """`FastAPI + JWT`, by its first word."""
    kind = kind_of_name(text.partition(" ")[0])
    return kind is not None and CATALOGUE[kind].role in ("frontend", "backend")


def is_made_with(name: str) -> bool:
    """Whether a name is that of a language or a framework, `Vue 3`, `Node.js/Koa`, `Rust app`."""
    first = _BESIDE.split(name, maxsplit=1)[0].rstrip(" .0123456789")
    if _is_framework(first):
        return True
    return bool(strip_words(first, "service")) and not strip_words(first, "made", "service")


_BESIDE = re.compile(r"\s?[/+,&]\s?")
_COMMAND = re.compile(r"`[\w./-]+ [^`]+`")
"""`pnpm dev`, in code marks."""


def is_runtime(rows: Sequence[Row], at: int) -> bool:
    """Whether a column only has what runs programs: `docker-proxy` holds their ports, `Node.js`."""
    cells = [plain(row.cells[at]) for row in rows if at < len(row.cells)]
    cells = [cell for cell in cells if not is_empty(cell)]
    again = len(set(cells)) < len(cells)
    told = (FRAMEWORK.match(c) and (again or not _SERVER.search(c)) for c in cells)
    framed = 2 * sum(map(bool, told)) > len(cells)
    return len(cells) > 1 and (framed or all(map(RUNTIME.fullmatch, cells)))


def _tells_apart(columns: list[Column], features: list[Features]) -> bool:
    """Whether a column of words tells nearly all rows apart that the names do not."""
    seen = list(zip(columns, features, strict=True))
    own = any(c.role == "service" and f.apart == f.filled for c, f in seen)  # `Vite (dev)`
    told = (f for c, f in seen if c.role == "purpose" or (c.role == "other" and not own))
    return any(each.apart > 1 and 4 * each.apart >= 3 * each.filled for each in told)
