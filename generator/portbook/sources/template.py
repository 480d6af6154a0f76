"""`${NAME:-default}` and its kin, as Docker Compose and its .env files have them, to text.

The grammar is the Compose specification's chapter Interpolation (12-interpolation.md); what it
leaves open follows compose-go's `template` package.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

Lookup = Callable[[str], str | None]

LONGEST = 20_000
"""Characters of a value that is looked into: nobody writes longer ones with variables in them."""
DEEPEST = 40

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_BODY = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-+?])(.*))?", re.DOTALL)


class BadTemplate(Exception):
    """The text is no template; the message says why."""


@dataclass(slots=True)
class Substitution:
    """The text with its variables filled in.

    `used` are the variables with what each gave, in order; `missing` those without a value and
    without a default; `required` maps those that the file itself insists on to its message.
    `guessed` where an example gave a value that the files in use do not.
    """

    text: str = ""
    used: list[tuple[str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    required: dict[str, str] = field(default_factory=dict)
    guessed: bool = False


def substitute(template: str, lookup: Lookup) -> Substitution:
    """Fill in the variables; BadTemplate where a `$` begins nothing that Compose takes."""
    result = Substitution()
    if "$" not in template:
        result.text = template
    elif len(template) > LONGEST:
        raise BadTemplate(f"a value of {len(template)} characters is not searched for variables")
    else:
        result.text = _fill(template, lookup, result, 0)
    return result


def _fill(template: str, lookup: Lookup, result: Substitution, depth: int) -> str:
    if depth > DEEPEST:
        raise BadTemplate(f"defaults are nested more than {DEEPEST} deep")
    parts, at = [], 0
    while (dollar := template.find("$", at)) >= 0:
        parts.append(template[at:dollar])
        text, at = _one(template, dollar, lookup, result, depth)
        parts.append(text)
    parts.append(template[at:])
    return "".join(parts)


def _one(
    template: str, dollar: int, lookup: Lookup, result: Substitution, depth: int
) -> tuple[str, int]:
    """The value of the variable at `dollar`, and the offset after it."""
    after = template[dollar + 1 : dollar + 2]
    if after == "$":
        return "$", dollar + 2
    if after == "{":
        end = _closing(template, dollar + 1)
        body = _BODY.fullmatch(template, dollar + 2, end) if end > 0 else None
        if body is None:
            raise BadTemplate(f"'{template[dollar : dollar + 40]}' is no variable")
        name, operator, rest = body.groups()
        return _value(name, operator or "", rest or "", lookup, result, depth), end + 1
    name_match = _NAME.match(template, dollar + 1)
    if name_match is None:
        raise BadTemplate("a single $ stands before no name; a literal one is written $$")
    return _value(name_match[0], "", "", lookup, result, depth), name_match.end()


def _closing(template: str, brace: int) -> int:
    """The brace that closes the one at `brace`; -1 where none does.

    As in compose-go, the character behind an opening brace is not looked at, and braces that do
    not balance go to the last closing one of the line.
    """
    level, at = 0, brace
    while at < len(template):
        if template[at] == "}":
            level -= 1
            if level == 0:
                return at
        elif template[at] == "{":
            level += 1
            at += 1
        at += 1
    return template.rfind("}", brace)


def _value(
    name: str, operator: str, rest: str, lookup: Lookup, result: Substitution, depth: int
) -> str:
    value = lookup(name)
    there = value is not None and (value != "" or not operator.startswith(":"))
    sort = operator[-1:]
    if (sort == "-" and not there) or (sort == "+" and there):
        text = _fill(rest, lookup, result, depth + 1)
        result.used.append((name, text))
        return text
    if sort == "?" and not there:
        result.required[name] = _fill(rest, lookup, Substitution(), depth + 1)
    if value is None:
        if sort != "+":
            result.missing.append(name)
        return ""
    result.used.append((name, value))
    return value
