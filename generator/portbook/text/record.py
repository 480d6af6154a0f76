"""The record of what was written: one sorted line a path, so that two branches merge by line.

It says which files are ours to overwrite or to remove: those whose bytes are still what we wrote.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Iterable

RECORD = ".portbook.json"
Record = dict[str, set[str]]
"""Hashes by path. There are several only where a merge left both sides in the file."""

_LINE = re.compile(r'\s*("(?:[^"\\]|\\.)*"): "([0-9a-f]{64})",?\s*')


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def parse_record(text: str) -> Record:
    """Every line that is an entry counts, so a file with conflict markers still tells."""
    record: Record = {}
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        if match:
            with contextlib.suppress(ValueError):
                # A lone surrogate, which JSON can spell, is in the name of no file.
                path = json.loads(match[1]).encode().decode()
                record.setdefault(path, set()).add(match[2])
    return record


def record_text(entries: Iterable[tuple[str, str]]) -> str:
    lines = [f"{json.dumps(path)}: {json.dumps(hash_)}" for path, hash_ in sorted(entries)]
    return "{\n" + ",\n".join(lines) + "\n}\n" if lines else "{}\n"
