"""YAML scalars that readers of YAML 1.1 and of 1.2 take for the same string."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portbook.text.quoting.lines import INVISIBLE

# Begins with a letter, so it is no number, date, time or merge key in either version; the words are
# yaml.org's bool and null types, which YAML 1.2 dropped and PyYAML kept.
_PLAIN = re.compile(
    r"(?!(?:true|false|yes|no|on|off|y|n|null)\Z)[a-z](?:[a-z0-9_./-]|:(?=[a-z0-9_./-]))*",
    re.IGNORECASE | re.ASCII,
)
_ESCAPED = re.compile(rf'["\\\t\n\x0b-\r\u2028\u2029\ufffe\uffff]|{INVISIBLE.pattern}')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def yaml_string(value: str) -> str:
    """A flow scalar: plain where no reader could take it for anything but this string, else quoted.

    Invisible characters are escaped.
    """
    if _PLAIN.fullmatch(value):
        return value
    return '"' + _ESCAPED.sub(_escape, value) + '"'


def _escape(found: re.Match[str]) -> str:
    at = ord(found[0])
    return _SHORT.get(found[0]) or (f"\\u{at:04x}" if at <= 0xFFFF else f"\\U{at:08x}")


def compose_string(value: str) -> str:
    """As `yaml_string`, with each ``$`` doubled so that Compose does not interpolate it."""
    return yaml_string(value.replace("$", "$$"))


def yaml_lines(value: object) -> Iterator[str]:
    """A block of mappings, lists, strings, numbers and booleans, line by line, two blanks a level.

    Keys are strings; an empty mapping or list stands in flow style.
    """
    if isinstance(value, dict) and value:
        for key, each in value.items():
            head = f"{yaml_string(str(key))}:"
            if isinstance(each, dict | list) and each:
                yield head
                yield from (f"  {line}" for line in yaml_lines(each))
            else:
                yield f"{head} {_scalar(each)}"
    elif isinstance(value, list) and value:
        for each in value:
            for at, line in enumerate(yaml_lines(each)):
                yield f"  {line}" if at else f"- {line}"
    else:
        yield _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, list):
        return "[]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else yaml_string(str(value))
