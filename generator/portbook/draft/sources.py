"""Ranks files: what runs takes precedence over what documents say."""

from __future__ import annotations

import re
from functools import cache

from portbook.sources.readers import EXAMPLE, LISTS, OPENS, TELLS, reader_of_name

TELLING, DOCUMENT = LISTS, TELLS
"""From the first rank on, files are written to tell of ports; the second is that of texts."""

_EXAMPLE = re.compile(r"(example|sample|template|dist|defaults?)\b")
_LISTS = re.compile(r"ports?\.(ya?ml|json|toml)")


@cache
def rank(path: str) -> int:
    """0 for the file that is believed first, up to DOCUMENT: its reader's rank, except that
    examples of .env files, and lists of ports, only tell of what others open."""
    name = path.replace("\\", "/").rpartition("/")[2].casefold()
    reader = reader_of_name(path)
    if reader is None:
        return LISTS if _LISTS.fullmatch(name) else OPENS
    return EXAMPLE if reader.name == "dotenv" and _EXAMPLE.search(name) else reader.rank


def is_compose(path: str) -> bool:
    reader = reader_of_name(path)
    return reader is not None and reader.name == "compose"


def where(path: str, line: int) -> str:
    """A place as diagnostics print it."""
    return f"{path}:{line}"
