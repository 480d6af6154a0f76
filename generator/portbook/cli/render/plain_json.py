"""Findings as JSON. Everything is ASCII, so that no terminal's encoding can refuse it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from portbook.text.diagnostic import Diagnostic


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    found = [_finding(diagnostic) for diagnostic in diagnostics]
    return json.dumps({"diagnostics": found}, indent=2) + "\n"


def _finding(diagnostic: Diagnostic) -> dict[str, Any]:
    place = diagnostic.place
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "path": place.source.name,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "related": [
            {
                "path": other.source.name,
                "line": other.line,
                "column": other.column,
                "message": message,
            }
            for other, message in diagnostic.related
        ],
        "hint": diagnostic.hint,
    }
