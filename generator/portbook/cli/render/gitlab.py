"""Findings as a GitLab code quality report.

The format: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from portbook.cli.render.fingerprint import fingerprints
from portbook.text.diagnostic import Diagnostic

SEVERITIES = {"error": "major", "warning": "minor"}


def as_gitlab(diagnostics: Sequence[Diagnostic]) -> str:
    names = fingerprints(diagnostics)
    found = [_finding(each, name) for each, name in zip(diagnostics, names, strict=True)]
    return json.dumps(found, indent=2) + "\n"


def _finding(diagnostic: Diagnostic, fingerprint: str) -> dict[str, Any]:
    place = diagnostic.place
    return {
        "description": diagnostic.message,
        "check_name": diagnostic.code,
        "fingerprint": fingerprint,
        "severity": SEVERITIES[diagnostic.severity],
        "location": {
            "path": place.source.name.replace("\\", "/"),
            "lines": {"begin": place.line, "end": place.end_line},
        },
    }
