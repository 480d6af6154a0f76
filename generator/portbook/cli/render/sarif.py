"""Findings as SARIF 2.1.0, for code scanning.

The standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from portbook import __version__
from portbook.cli.render.programs import fingerprints
from portbook.text.diagnostic import Diagnostic
from portbook.text.secrets import hidden
from portbook.text.source import Place, Source

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
Json = dict[str, Any]


def as_sarif(diagnostics: Sequence[Diagnostic], pages: Mapping[str, str]) -> str:
    """`pages` gives a rule its help by its code; a code without a page has its name alone."""
    rules = {code: i for i, code in enumerate(sorted({each.code for each in diagnostics}))}
    names = fingerprints(diagnostics)
    run = {
        "tool": {
            "driver": {
                "name": "portbook",
                "fullName": f"portbook {__version__}",
                "semanticVersion": __version__,
                "rules": [_rule(code, pages.get(code)) for code in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(each, rules[each.code], name)
            for each, name in zip(diagnostics, names, strict=True)
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(code: str, page: str | None) -> Json:
    name = "".join(word.capitalize() for word in code.split("-"))
    rule: Json = {"id": code, "name": name}
    if page:
        paragraphs = [each for each in page.strip().split("\n\n") if not each.startswith("#")]
        summary = " ".join(paragraphs[0].split()) if paragraphs else code
        rule["shortDescription"] = {"text": _sentence(summary)}
        rule["fullDescription"] = {"text": _sentence(summary)}
        rule["help"] = {"text": page.strip(), "markdown": page.strip()}
    return rule


def _result(diagnostic: Diagnostic, rule: int, fingerprint: str) -> Json:
    said = (diagnostic.message, diagnostic.hint)
    result: Json = {
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": diagnostic.severity,
        "message": {"text": " ".join(_capital(_sentence(each)) for each in said if each)},
        "locations": [{"physicalLocation": _location(diagnostic.place)}],
        "partialFingerprints": {"finding/v1": fingerprint},
    }
    if diagnostic.related:
        result["relatedLocations"] = [
            {
                "id": i,
                "physicalLocation": _location(place),
                "message": {"text": _capital(_sentence(text))},
            }
            for i, (place, text) in enumerate(diagnostic.related, 1)
        ]
    if diagnostic.fix:
        result["fixes"] = [_fix(diagnostic)]
    return result


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _fix(diagnostic: Diagnostic) -> Json:
    source = diagnostic.place.source
    replacements = [
        {
            "deletedRegion": _region(source.place(edit.start, edit.end)),
            "insertedContent": {"text": edit.text},
        }
        for edit in diagnostic.fix
    ]
    return {
        "description": {"text": _sentence(diagnostic.hint or diagnostic.message)},
        "artifactChanges": [{"artifactLocation": _artifact(source), "replacements": replacements}],
    }


def _location(place: Place) -> Json:
    region = _region(place)
    # Cut where somebody wrote a very long line.
    if snippet := hidden(place.source.line_text(place.line)[:500]):
        region["snippet"] = {"text": snippet}
    return {"artifactLocation": _artifact(place.source), "region": region}


def _region(place: Place) -> Json:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _artifact(source: Source) -> Json:
    path = PurePath(source.name)
    uri = path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()))
    return {"uri": uri}
