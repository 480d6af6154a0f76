"""Parses YAML in which a person left out the quotes of a value: `service: Caddy (note: x)`."""

from __future__ import annotations

import re
from dataclasses import replace

from portbook.sources.found import Found
from portbook.text.diagnostic import Diagnostic
from portbook.text.nodes import Node
from portbook.text.quoting.yaml import yaml_string
from portbook.text.source import Place, Source, Splice, splice
from portbook.text.tree import parse_stream

_MOST = 50
"""Values of a text that are quoted."""
_AGAIN = 5_000_000
"""Characters that are parsed again at most, all tries together: two seconds."""
_KEY = re.compile(
    r"[ \t]*+(?:-[ \t]++)*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'#{\[](?:[^:]|:(?=\S))*+)"
    r":[ \t]++(?=[^\s#])"
)


def parse_unquoted(source: Source) -> tuple[list[Node], list[Diagnostic]]:
    """The documents of a text, and what was wrong.

    A value in which the parser stops is read as if it were quoted, which a warning tells, as long
    as the parser then gets beyond its line. Nodes know their lines, but not their columns.
    """
    stream = parse_stream(source)
    warnings = []
    for _ in range(min(_MOST, _AGAIN // max(len(source.text), 1))):
        fault = _fault(stream.problems)
        value = _value_at(fault) if fault else None
        if fault is None or value is None:
            break
        text = value.source.text
        quoted = Splice(value.start, value.end, yaml_string(text[value.start : value.end]))
        again = parse_stream(source.with_text(splice(text, [quoted])))
        left = _fault(again.problems)
        if left is not None and left.place.line <= fault.place.line:
            break
        stream = again
        message = f"{fault.message}: read as if the value were quoted"
        told = replace(fault, severity="warning", message=message, hint="quote the value")
        warnings.append(told)
    placed = Found(problems=[*warnings, *stream.problems]).shifted(source, 0)
    return stream.documents, placed.problems


def _fault(problems: list[Diagnostic]) -> Diagnostic | None:
    """What the parser stopped at, None where it came to the end."""
    return next((each for each in problems if each.code == "syntax"), None)


def _value_at(fault: Diagnostic) -> Place | None:
    """The value that the parser stopped in: behind a key of its line, and in no brackets."""
    source, line = fault.place.source, fault.place.line
    text, start = source.line_text(line), source.offset(line, 1)
    key = _KEY.match(text)
    inside = any(source.text.startswith(("{", "["), place.start) for place, _ in fault.related)
    if key is None or inside or fault.place.start < start + key.end():
        return None
    value = re.split(r"[ \t]#", text[key.end() :], maxsplit=1)[0].rstrip()
    return source.place(start + key.end(), start + key.end() + len(value))
