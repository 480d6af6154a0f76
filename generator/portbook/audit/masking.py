"""A file's text without its secrets, every other character at its place.

A finding prints the line it is on, and may end in the log of a public build.
"""

from __future__ import annotations

import re

from portbook.sources.secrets import is_secret
from portbook.text.source import Source

__all__ = ["masked"]

_IN_ADDRESS = re.compile(r"(?<=://)([^\s/:@'\"]{0,200}):([^\s@'\"]{1,500})@")
_IN_QUERY = re.compile(r"[?&]([\w-]{1,60})=([^\s&'\"#]{1,500})")
_ASSIGNED = re.compile(
    r"([A-Za-z_][\w.-]{0,80})[\"']?\s*(?:=>|[=:])\s*([\"']?)([^\s\"',{}\[\]]{1,2000})"
)


def masked(source: Source) -> Source:
    """The same text with asterisks for the passwords of addresses and the values of variables
    whose names say that they are secret."""
    text = _IN_ADDRESS.sub(lambda found: f"{found[1]}:{'*' * len(found[2])}@", source.text)
    for pattern in (_IN_QUERY, _ASSIGNED):
        text = pattern.sub(_hidden, text)
    return source if text == source.text else Source(source.name, text, source.path)


def _hidden(found: re.Match[str]) -> str:
    value = found[found.re.groups]
    if not is_secret(found[1]) or value.isdecimal() or value.startswith("$"):
        return found[0]
    return found[0][: -len(value)] + "*" * len(value)
