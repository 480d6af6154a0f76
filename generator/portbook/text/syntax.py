"""Explains a YAML parser's failure."""

from __future__ import annotations

import re
from typing import Any

from portbook.text.diagnostic import Diagnostic, error
from portbook.text.source import Source

# What git writes around the two sides of a merge: seven characters at the beginning of a line
# (git-merge(1), "How conflicts are presented"; the length is gitattributes(5)'s
# conflict-marker-size).
_CONFLICT = re.compile(r"^(?:<{7}|\|{7}|={7}|>{7})(?=[ \r]|$)", re.MULTILINE)
_SIDES = {"<": "one side begins here", "|": "the common base begins here"}
_SIDES |= {"=": "the other side begins here", ">": "the conflict ends here"}

_CLOSED_BY = {"{": "}", "[": "]"}


def syntax_error(source: Source, failure: Any) -> Diagnostic:
    """What a `yaml.MarkedYAMLError` says, or the conflict of a merge that brought it about."""
    conflict = _conflict(source)
    if conflict:
        return conflict
    mark = failure.problem_mark or failure.context_mark
    at = min(mark.index, len(source.text)) if mark else 0
    problem = failure.problem or "this is not YAML"
    hint = None
    if source.text[at : at + 1] == "\t" or "'\\t'" in problem:
        problem, hint = "a tab cannot indent YAML", "indent with spaces"
    elif source.text[at : at + 1] == ":":
        hint = "put a text with a colon and a space into quotes"
    related = []
    context = failure.context_mark
    if context is not None and context.index < at:
        begun, closing = failure.context or "begun here", _CLOSED_BY.get(source.text[context.index])
        if closing and "flow" in begun:
            begun, where = f"'{source.text[context.index]}' was opened here", "before"
            if not source.text[at:].strip():
                at, where = len(source.text.rstrip()) - 1, "behind"
            problem = f"',' or '{closing}' is missing {where} this"
        elif "quoted" in begun and "end of stream" in problem:
            problem, begun = "a quotation mark is missing", "the text in quotes begins here"
        related.append((source.place(context.index, context.index), begun))
    return error(
        "syntax", problem, source.place(at, min(at + 1, len(source.text))), *related, hint=hint
    )


def _conflict(source: Source) -> Diagnostic | None:
    """The first conflict of a merge that was never settled, with the parts of it."""
    found = list(_CONFLICT.finditer(source.text))
    while found and found[0][0][0] != "<":
        found.pop(0)
    if not found:
        return None
    places = [source.place(*each.span()) for each in found]
    ends = next((at for at, each in enumerate(found) if each[0][0] == ">"), len(found) - 1)
    related = [
        (place, _SIDES[each[0][0]])
        for each, place in zip(found[1 : ends + 1], places[1:], strict=False)
    ]
    message = f"line {places[0].line} holds a conflict marker of a merge"
    hint = "resolve the conflict, and remove the marker lines"
    return error("syntax", message, places[0], *related, hint=hint)


def forbidden_character(source: Source, failure: Any) -> Diagnostic:
    # The C parser names it by number and by its byte, the pure one by itself and its index.
    code = failure.character
    character = code if isinstance(code, str) else chr(code)
    at = max(source.text.find(character), 0)
    message = f"the character U+{ord(character):04X} is not allowed in YAML"
    return error("syntax", message, source.place(at, at + 1))
