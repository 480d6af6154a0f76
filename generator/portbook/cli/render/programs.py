"""Findings as programs ask for them: plain JSON, GitHub's annotations, GitLab's report.

Everything in JSON is ASCII, so that no terminal's encoding can refuse it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from portbook.text.diagnostic import Diagnostic
from portbook.text.wording import row


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    found = [_json_finding(diagnostic) for diagnostic in diagnostics]
    return json.dumps({"diagnostics": found}, indent=2) + "\n"


def _json_finding(diagnostic: Diagnostic) -> dict[str, Any]:
    place = diagnostic.place
    return {
        **row(diagnostic, "code severity message"),
        "path": place.source.name,
        **row(place, "line column end_line end_column"),
        "related": [
            {"path": other.source.name, **row(other, "line column"), "message": message}
            for other, message in diagnostic.related
        ],
        "hint": diagnostic.hint,
    }


# The syntax: https://docs.github.com/actions/reference/workflow-commands-for-github-actions; what
# is escaped: actions/toolkit, packages/core/src/command.ts.
def as_github(diagnostics: Iterable[Diagnostic]) -> str:
    return "".join(f"{_command(diagnostic)}\n" for diagnostic in diagnostics)


def _command(diagnostic: Diagnostic) -> str:
    place = diagnostic.place
    properties = {
        "file": place.source.name.replace("\\", "/"),
        "line": place.line,
        "endLine": place.end_line,
        "col": place.column,
        "endColumn": place.end_column,
        "title": diagnostic.code,
    }
    lines = [diagnostic.message]
    lines += [f"{other}: {message}" for other, message in diagnostic.related]
    if diagnostic.hint:
        lines.append(f"hint: {diagnostic.hint}")
    listed = ",".join(
        f"{name}={_data(str(value)).replace(':', '%3A').replace(',', '%2C')}"
        for name, value in properties.items()
    )
    return f"::{diagnostic.severity} {listed}::{_data(chr(10).join(lines))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


# https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
SEVERITIES = {"error": "major", "warning": "minor"}


def as_gitlab(diagnostics: Sequence[Diagnostic]) -> str:
    names = fingerprints(diagnostics)
    found = [_gitlab_finding(each, name) for each, name in zip(diagnostics, names, strict=True)]
    return json.dumps(found, indent=2) + "\n"


def _gitlab_finding(diagnostic: Diagnostic, fingerprint: str) -> dict[str, Any]:
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


def fingerprints(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """One for each finding, in order: of its code, file and message, and of how many like it
    stand before it."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for diagnostic in diagnostics:
        what = diagnostic.code, diagnostic.place.source.name, diagnostic.message
        seen[what] += 1
        text = "\0".join((*what, str(seen[what])))
        yield hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:40]
