"""Findings as workflow commands of GitHub Actions: annotations on the changed lines.

The syntax: https://docs.github.com/actions/reference/workflow-commands-for-github-actions; what
is escaped: actions/toolkit, packages/core/src/command.ts.
"""

from __future__ import annotations

from collections.abc import Iterable

from portbook.text.diagnostic import Diagnostic


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
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{diagnostic.severity} {listed}::{_data(chr(10).join(lines))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
