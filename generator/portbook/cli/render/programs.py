"""Findings as programs ask for them: plain JSON, GitHub's annotations, GitLab's report.

Everything in JSON is ASCII, so that no terminal's encoding can refuse it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from portbook.text.diagnostic import Diagnostic
from portbook.text.wording import row


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    found = [
        {
            **row(each, "code severity message"),
            "path": each.place.source.name,
            **row(each.place, "line column end_line end_column"),
            "related": [
                {"path": other.source.name, **row(other, "line column"), "message": message}
                for other, message in each.related
            ],
            "hint": each.hint,
        }
        for each in diagnostics
    ]
    return json.dumps({"diagnostics": found}, indent=2) + "\n"


# The syntax: https://docs.github.com/actions/reference/workflow-commands-for-github-actions; what
# is escaped: actions/toolkit, packages/core/src/command.ts.
def as_github(diagnostics: Iterable[Diagnostic]) -> str:
    commands = []
    for each in diagnostics:
        place = each.place
        properties = {
            "file": place.source.name.replace("\\", "/"),
            "line": place.line,
            "endLine": place.end_line,
            "col": place.column,
            "endColumn": place.end_column,
            "title": each.code,
        }
        lines = [each.message, *(f"{other}: {message}" for other, message in each.related)]
        lines += [f"hint: {each.hint}"] if each.hint else []
        listed = ",".join(
            f"{name}={_data(str(value)).replace(':', '%3A').replace(',', '%2C')}"
            for name, value in properties.items()
        )
        commands.append(f"::{each.severity} {listed}::{_data(chr(10).join(lines))}\n")
    return "".join(commands)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


# https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
SEVERITIES = {"error": "major", "warning": "minor"}


def as_gitlab(diagnostics: Sequence[Diagnostic]) -> str:
    found = [
        {
            "description": each.message,
            "check_name": each.code,
            "fingerprint": fingerprint,
            "severity": SEVERITIES[each.severity],
            "location": {
                "path": each.place.source.name.replace("\\", "/"),
                "lines": {"begin": each.place.line, "end": each.place.end_line},
            },
        }
        for each, fingerprint in zip(diagnostics, fingerprints(diagnostics), strict=True)
    ]
    return json.dumps(found, indent=2) + "\n"


def fingerprints(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """One for each finding, in order: of its code, file and message, and of how many like it
    stand before it."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for diagnostic in diagnostics:
        what = diagnostic.code, diagnostic.place.source.name, diagnostic.message
        seen[what] += 1
        text = "\0".join((*what, str(seen[what])))
        yield hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:40]
